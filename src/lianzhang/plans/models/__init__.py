"""The nouns of a plan and the figures reported about it."""

from .observation import Nature, Observation, Precision, Relation, Source
from .plan import (
    Cadence,
    ChecklistItem,
    ChecklistRecord,
    Clause,
    Comparator,
    Definition,
    Duty,
    Goal,
    Measure,
    Plan,
    PlanChain,
    ProblemLevel,
    ScopeKind,
    Target,
    Window,
)
from .uploaded import UploadedSheet

__all__ = [
    "Cadence",
    "ChecklistItem",
    "ChecklistRecord",
    "Clause",
    "Comparator",
    "Definition",
    "Duty",
    "Goal",
    "Measure",
    "Nature",
    "Observation",
    "Plan",
    "PlanChain",
    "Precision",
    "ProblemLevel",
    "Relation",
    "ScopeKind",
    "Source",
    "Target",
    "UploadedSheet",
    "Window",
]
