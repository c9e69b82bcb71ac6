"""What may be done with registers as a whole."""

from enum import StrEnum

__all__ = ["Permission"]


class Permission(StrEnum):
    DECLARE_COVERAGE = "coverage.declare"
