"""The nouns of a plan and the figures reported about it."""

from .assessments import AssessmentKind, AssessmentLevel
from .cadences import Cadence
from .capacity_kinds import CapacityKind
from .changes import ChangeState, PaperDraft, PlanChange
from .first_plans import FirstPlan
from .kept import FrozenEvaluation, KeptEvaluation
from .markets import EventKind, Ranking
from .need_kinds import NeedCriterion, NeedField, NeedKind, NeedStage
from .observation import Nature, Observation, Precision, Relation, Source
from .plan import (
    ChecklistItem,
    ChecklistRecord,
    Clause,
    Comparator,
    Definition,
    Duty,
    DutyRecordKind,
    Goal,
    Measure,
    Plan,
    PlanContent,
    Target,
    TargetItem,
    Window,
)
from .platforms import PlatformKind, PlatformMeasure, PlatformStage
from .problems import ProblemKind, ProblemLevel, ProblemLimit
from .programmes import (
    Budget,
    PerformanceIndicator,
    Programme,
    ProgrammeKind,
    ProgrammeLevel,
    ProgrammeRule,
    ProgrammeWindow,
)
from .projects import ProjectCount, ProjectCurve, ProjectKind, ProjectLimit, ProjectStage
from .scopes import Each, ScopeKind
from .scoring import BodyKind, Prize, Score, ScoreRule
from .stated import PlanChain, PlanGroup, PlanPost, PlanRank, PlanSegment, PlanSegmentLink, PlanZone
from .supervision import Colour, SupervisionColour
from .supply import Material, SupplyLimit
from .trades import Trade
from .uploaded import UploadedSheet
from .visit_kinds import VisitKind, VisitTo
from .work_kinds import ChainWork, WorkKind, WorkTopic

__all__ = [
    "AssessmentKind",
    "AssessmentLevel",
    "BodyKind",
    "Budget",
    "Cadence",
    "CapacityKind",
    "ChainWork",
    "ChangeState",
    "ChecklistItem",
    "ChecklistRecord",
    "Clause",
    "Colour",
    "Comparator",
    "Definition",
    "Duty",
    "DutyRecordKind",
    "Each",
    "EventKind",
    "FirstPlan",
    "FrozenEvaluation",
    "Goal",
    "KeptEvaluation",
    "Material",
    "Measure",
    "Nature",
    "NeedCriterion",
    "NeedField",
    "NeedKind",
    "NeedStage",
    "Observation",
    "PaperDraft",
    "PerformanceIndicator",
    "Plan",
    "PlanChain",
    "PlanChange",
    "PlanContent",
    "PlanGroup",
    "PlanPost",
    "PlanRank",
    "PlanSegment",
    "PlanSegmentLink",
    "PlanZone",
    "PlatformKind",
    "PlatformMeasure",
    "PlatformStage",
    "Precision",
    "Prize",
    "ProblemKind",
    "ProblemLevel",
    "ProblemLimit",
    "Programme",
    "ProgrammeKind",
    "ProgrammeLevel",
    "ProgrammeRule",
    "ProgrammeWindow",
    "ProjectCount",
    "ProjectCurve",
    "ProjectKind",
    "ProjectLimit",
    "ProjectStage",
    "Ranking",
    "Relation",
    "ScopeKind",
    "Score",
    "ScoreRule",
    "Source",
    "SupervisionColour",
    "SupplyLimit",
    "Target",
    "TargetItem",
    "Trade",
    "UploadedSheet",
    "VisitKind",
    "VisitTo",
    "Window",
    "WorkKind",
    "WorkTopic",
]
