"""The nouns of markets: customers, needs, what is published of them, who answers, scores, events, deliveries."""

from .customers import Customer, CustomerCategory, RankedGroup
from .events import Event, EventState
from .matches import CARRIED, DONE, RUNNING, UNSIGNED, Answer, Delivery, FollowUp, Ground, Match, MatchState, Side
from .needs import Need, NeedState, Posting
from .scores import Juror, JurorState, Result, Score

__all__ = [
    "CARRIED",
    "DONE",
    "RUNNING",
    "UNSIGNED",
    "Answer",
    "Customer",
    "CustomerCategory",
    "Delivery",
    "Event",
    "EventState",
    "FollowUp",
    "Ground",
    "Juror",
    "JurorState",
    "Match",
    "MatchState",
    "Need",
    "NeedState",
    "Posting",
    "RankedGroup",
    "Result",
    "Score",
    "Side",
]
