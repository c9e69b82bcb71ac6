"""What may be done with programmes, applications to them, awards, payments, what banks report, reviews."""

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
    ENTER_REVIEW = "budget_review.enter"
    CHECK_REVIEW = "budget_review.check"
