"""What may be done with programmes, applications to them, awards, payments, and what banks report."""

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
    READ_LENDING = "lending.read"
    ENTER_LENDING = "lending.enter"
    CHECK_LENDING = "lending.check"
