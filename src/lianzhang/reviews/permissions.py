"""What may be done with meetings."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "review.read"
    PLAN = "review.plan"
    RECORD = "review.record"
    DECIDE = "review.decide"
    CONFIRM = "review.confirm"
