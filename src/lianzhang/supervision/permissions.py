"""What may be done in supervision."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "supervision.read"
    ISSUE = "supervision.issue"
    ANSWER = "supervision.answer"
    REVIEW = "supervision.review"
