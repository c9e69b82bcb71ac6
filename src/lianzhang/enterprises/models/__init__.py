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
)
from .proposals import MembershipProposal, ProposalKind, ProposalState
from .upkeep import BulkEdit, BulkEditRow, DuplicateCandidate

__all__ = [
    "AboveScale",
    "BulkEdit",
    "BulkEditRow",
    "ChainRole",
    "Contact",
    "CoordinateSystem",
    "DuplicateCandidate",
    "Enterprise",
    "FirmState",
    "FormerName",
    "Membership",
    "MembershipProposal",
    "NotSame",
    "ProposalKind",
    "ProposalState",
    "ResearchBody",
    "Revision",
    "SavedView",
]
