"""The nouns of markets: needs, what is published of them, who answers, scores, events, deliveries, later words."""

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
    "Result",
    "Score",
    "Side",
]
