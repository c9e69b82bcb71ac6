"""What may be done with diagnoses, advice, levels and the use of platforms."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "diagnosis.read"
    APPLY = "diagnosis.apply"
    ASSIGN = "diagnosis.assign"
    CARRY = "diagnosis.carry"
    DECIDE = "advice.decide"
    CONFIRM = "advice.confirm"
    ENTER_LEVEL = "assessment.enter"
    READ_USE = "platform_use.read"
    ENTER_USE = "platform_use.enter"
    CHECK_USE = "platform_use.check"
