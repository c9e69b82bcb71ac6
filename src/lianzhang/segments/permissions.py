"""What may be done with a chain's segments."""

from enum import StrEnum

__all__ = ["Permission"]


class Permission(StrEnum):
    JUDGE_SEGMENT = "segment.judge"
