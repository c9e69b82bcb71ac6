"""The nouns of policies: applications, awards, payments, which firms could apply, and what banks lent."""

from .applications import ENDED, OPEN, Application, ApplicationState
from .awards import Award, AwardState, Payment, PaymentState
from .eligible import Eligible
from .lending import BalanceState, LoanBalance

__all__ = [
    "ENDED",
    "OPEN",
    "Application",
    "ApplicationState",
    "Award",
    "AwardState",
    "BalanceState",
    "Eligible",
    "LoanBalance",
    "Payment",
    "PaymentState",
]
