"""The nouns of policies: applications, awards, payments, which firms could apply, what banks lent,
how budgets were reviewed."""

from .applications import ENDED, OPEN, Application, ApplicationState
from .awards import STANDING, Award, AwardState, Payment, PaymentState, StakeEntry
from .eligible import LOT, EligibleLot
from .lending import BalanceState, LoanBalance
from .reviews import BudgetReview

__all__ = [
    "ENDED",
    "LOT",
    "OPEN",
    "STANDING",
    "Application",
    "ApplicationState",
    "Award",
    "AwardState",
    "BalanceState",
    "BudgetReview",
    "EligibleLot",
    "LoanBalance",
    "Payment",
    "PaymentState",
    "StakeEntry",
]
