"""The nouns of markets: customers, needs, what is published of them, who answers, scores, events, deliveries."""

from .backings import Backing, Standing
from .customers import Customer, CustomerCategory, RankedGroup
from .events import Event, EventState
from .fairs import Currency, FairResult, FairResultState, Participation, ParticipationState
from .matches import CARRIED, DONE, RUNNING, UNSIGNED, Answer, Delivery, FollowUp, Ground, Match, MatchState, Side
from .needs import Need, NeedState, Posting
from .pools import BUYING, MemberState, Pool, PoolMember, PoolState
from .scores import Juror, JurorState, Result, Score

__all__ = [
    "BUYING",
    "CARRIED",
    "DONE",
    "RUNNING",
    "UNSIGNED",
    "Answer",
    "Backing",
    "Currency",
    "Customer",
    "CustomerCategory",
    "Delivery",
    "Event",
    "EventState",
    "FairResult",
    "FairResultState",
    "FollowUp",
    "Ground",
    "Juror",
    "JurorState",
    "Match",
    "MatchState",
    "MemberState",
    "Need",
    "NeedState",
    "Participation",
    "ParticipationState",
    "Pool",
    "PoolMember",
    "PoolState",
    "Posting",
    "RankedGroup",
    "Result",
    "Score",
    "Side",
    "Standing",
]
