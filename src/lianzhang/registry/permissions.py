"""What may be done with the register of the city: who holds which post."""

from enum import StrEnum

__all__ = ["Permission"]


class Permission(StrEnum):
    RECORD_APPOINTMENT = "appointment.record"
    WITHDRAW_APPOINTMENT = "appointment.withdraw"
