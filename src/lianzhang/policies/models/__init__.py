"""The nouns of policies: applications, awards, payments, and which firms could apply."""

from .applications import ENDED, OPEN, Application, ApplicationState
from .awards import Award, AwardState, Payment, PaymentState
from .eligible import Eligible

__all__ = [
    "ENDED",
    "OPEN",
    "Application",
    "ApplicationState",
    "Award",
    "AwardState",
    "Eligible",
    "Payment",
    "PaymentState",
]
