"""What may be done with projects."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "project.read"
    ENTER = "project.enter"
    CARRY = "project.carry"
    COORDINATE = "project.coordinate"
