"""What may be done with titles."""

from enum import StrEnum

__all__ = ["Permission"]


class Permission(StrEnum):
    RECORD_HONOUR = "honour.record"
