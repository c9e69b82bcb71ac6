"""What may be done with a plan: read it, report figures, record posts and what chains must have."""

from enum import StrEnum

__all__ = ["Permission"]


class Permission(StrEnum):
    READ_PLAN = "plan.read"
    READ_SCORES = "scores.read"
    ENTER_OBSERVATION = "observation.enter"
    CONFIRM_OBSERVATION = "observation.confirm"
    RECORD_APPOINTMENT = "appointment.record"
    WITHDRAW_APPOINTMENT = "appointment.withdraw"
    RECORD_CHECKLIST = "checklist.record"
    WITHDRAW_CHECKLIST = "checklist.withdraw"
    PROPOSE_CHANGE = "plan_change.propose"
    APPLY_CHANGE = "plan_change.apply"
    ARCHIVE_PLAN = "plan.archive"
    BEGIN_PLAN = "plan.begin"
    CONFIRM_BEGIN = "plan.begin_confirm"
