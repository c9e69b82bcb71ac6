"""What may be done with what colleges report of their graduates."""

from enum import StrEnum


class Permission(StrEnum):
    FORESEE = "talent.read"
    READ = "graduate.read"
    ENTER = "graduate.enter"
    CHECK = "graduate.check"
