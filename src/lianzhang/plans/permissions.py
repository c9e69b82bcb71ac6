"""What may be done with a plan: read it, report figures, show that a chain has what it must have."""

from enum import StrEnum

__all__ = ["Permission"]


class Permission(StrEnum):
    READ_PLAN = "plan.read"
    ENTER_OBSERVATION = "observation.enter"
    CONFIRM_OBSERVATION = "observation.confirm"
    RECORD_CHECKLIST = "checklist.record"
    WITHDRAW_CHECKLIST = "checklist.withdraw"
