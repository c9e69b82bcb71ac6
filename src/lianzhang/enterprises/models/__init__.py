"""The nouns of the register of firms."""

from .firm import (
    AboveScale,
    ChainRole,
    Contact,
    CoordinateSystem,
    Enterprise,
    FirmState,
    FormerName,
    Membership,
    NotSame,
    ResearchBody,
    Revision,
    SavedView,
    SegmentJudgement,
)
from .honour import Honour
from .statement import ITEMS, Explained, PeriodLock, Statement
from .upkeep import BulkEdit, BulkEditRow, DuplicateCandidate

__all__ = [
    "ITEMS",
    "AboveScale",
    "BulkEdit",
    "BulkEditRow",
    "ChainRole",
    "Contact",
    "CoordinateSystem",
    "DuplicateCandidate",
    "Enterprise",
    "Explained",
    "FirmState",
    "FormerName",
    "Honour",
    "Membership",
    "NotSame",
    "PeriodLock",
    "ResearchBody",
    "Revision",
    "SavedView",
    "SegmentJudgement",
    "Statement",
]
