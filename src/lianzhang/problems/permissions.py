"""What may be done with problems."""

from enum import StrEnum


class Permission(StrEnum):
    RAISE = "problem.raise"
    COORDINATE = "problem.coordinate"
    HANDLE = "problem.handle"
    DECIDE = "problem.decide"
