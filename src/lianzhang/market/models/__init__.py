"""The nouns of markets: needs, what is published of them, who answers, events, deliveries, what both sides say."""

from .events import Event, EventState
from .matches import CARRIED, DONE, RUNNING, Answer, Delivery, FollowUp, Ground, Match, MatchState, Side
from .needs import Need, NeedState, Posting

__all__ = [
    "CARRIED",
    "DONE",
    "RUNNING",
    "Answer",
    "Delivery",
    "Event",
    "EventState",
    "FollowUp",
    "Ground",
    "Match",
    "MatchState",
    "Need",
    "NeedState",
    "Posting",
    "Side",
]
