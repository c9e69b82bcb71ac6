"""What may be done with programmes, applications to them, awards and payments."""

from enum import StrEnum


class Permission(StrEnum):
    READ_PROGRAMME = "programme.read"
    CLAIM = "claim.read"
    READ = "application.read"
    ENTER = "application.enter"
    DECIDE = "application.decide"
    KEEP_AWARD = "award.keep"
    PAY = "payment.carry"
    READ_BUDGET = "budget.read"
    MEASURE = "policy.measure"
