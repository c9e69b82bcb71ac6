"""What may be done with what firms report."""

from enum import StrEnum

__all__ = ["Permission"]


class Permission(StrEnum):
    ENTER_STATEMENT = "statement.enter"
    CONFIRM_STATEMENT = "statement.confirm"
    LOCK_PERIOD = "period.lock"
