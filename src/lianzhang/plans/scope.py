"""Who reaches which rows of the plans room.

A plan is a common paper: every post of its city reads it. What is confirmed counts for all who govern; a figure on its
way belongs to those who answer for its place."""

from collections.abc import Collection, Mapping

from django.db.models import Q

from lianzhang.access.api import (
    ALL,
    EVERYBODY,
    GOVERNING,
    LEADERS,
    OF_CHAINS,
    OF_PLACES,
    OFFICE,
    OUTSIDE,
    ActiveAssignment,
    declare_chains_of_post,
    declare_policy,
    in_city_of,
    takes_attachments,
)
from lianzhang.kernel.metrics import Scope
from lianzhang.work.api import reports_of
from lianzhang.work.models import ReportState

from .models import (
    AssessmentKind,
    AssessmentLevel,
    Budget,
    Cadence,
    CapacityKind,
    ChainWork,
    ChangeState,
    ChecklistItem,
    ChecklistRecord,
    Clause,
    Definition,
    Duty,
    DutyRecordKind,
    EventKind,
    FirstPlan,
    Goal,
    Material,
    NeedCriterion,
    NeedField,
    NeedKind,
    NeedStage,
    Observation,
    PaperDraft,
    PerformanceIndicator,
    Plan,
    PlanChain,
    PlanChange,
    PlanGroup,
    PlanPost,
    PlanRank,
    PlanSegment,
    PlanSegmentLink,
    PlanZone,
    PlatformKind,
    PlatformMeasure,
    PlatformStage,
    Prize,
    ProblemKind,
    ProblemLevel,
    ProblemLimit,
    Programme,
    ProgrammeKind,
    ProgrammeLevel,
    ProgrammeRule,
    ProgrammeWindow,
    ProjectCount,
    ProjectCurve,
    ProjectKind,
    ProjectLimit,
    Ranking,
    ScopeKind,
    Score,
    Source,
    SupervisionColour,
    SupplyLimit,
    Target,
    TargetItem,
    Trade,
    UploadedSheet,
    VisitKind,
    WorkKind,
    WorkTopic,
)
from .owners import owns
from .prevailing import chains_of_post

ENTERING = (*OFFICE, "chain_team", "member_unit", *OF_PLACES)

SETTLED = Q(state__in=(ReportState.CONFIRMED, ReportState.REPLACED))


declare_chains_of_post(chains_of_post)


def in_city(active: ActiveAssignment) -> Q:
    return Q(plan__city=active.city)


def _at_place(active: ActiveAssignment, region: str, park: str) -> Q:
    """Of the region or park the post answers for; a region has the parks that lie in it."""
    if active.park is not None:
        return Q(**{park: active.park})
    return (
        Q(pk__in=())
        if active.region is None
        else Q(**{region: active.region}) | Q(**{f"{park}__region": active.region})
    )


# --- targets: those outside see what concerns the city, their own chains or place, so that none looks unproven to them
def _target_outside(active: ActiveAssignment) -> Q:
    own_place = _at_place(active, "region", "park")
    return in_city(active) & (Q(scope_kind=ScopeKind.CITY) | Q(chain__in=active.chains) | own_place)


def owned(model: type[Target] | type[Duty], active: ActiveAssignment) -> Q:
    """What is laid on the organization of the post, by the plan or by an assignment."""
    return owns(active, model)


def _target_of_chains(active: ActiveAssignment) -> Q:
    return Q(chain__in=active.chains) | Q(scope_kind=ScopeKind.EACH_CHAIN) | owned(Target, active)


# --- figures: for whom a post answers
def of_chains(active: ActiveAssignment) -> Q:
    """Figures of the post's chains, and those on what the plan lays on its organization."""
    chains = Q(chain__in=active.chains) | Q(chain=None, target__chain__in=active.chains)
    return chains | of_organization(active)


def of_organization(active: ActiveAssignment) -> Q:
    if active.organization is None:
        return Q(pk__in=())
    return owns(active, Target, "target") | owns(active, Duty, "duty")


def of_place(active: ActiveAssignment) -> Q:
    """A post at a park answers for the figures of its region as before, and of no other park."""
    return Q(pk__in=()) if active.region is None else Q(region=active.region) | _at_place(active, "region", "park")


def answers_for_figure(
    active: ActiveAssignment, target: Target, place: Scope, owned: Collection[int], parks: Mapping[int, int | None]
) -> bool:
    """Whether a post answers for a figure not yet written, as `acts` below says of one that is.

    `owned`: keys of the targets laid on its organization; `parks`: the region of each park."""
    code = active.role.code
    if code in OFFICE:
        return True
    if code in OF_PLACES:
        if place.kind == ScopeKind.PARK:
            return place.pk == active.park if active.park else parks.get(place.pk or 0) == (active.region or -1)
        return place.kind == ScopeKind.REGION and active.region is not None and place.pk == active.region
    if target.pk in owned:
        return True
    chain = place.pk if place.kind == ScopeKind.CHAIN else target.chain_id
    return code == "chain_team" and chain is not None and chain in active.chain_keys


def _seen_by_leaders(active: ActiveAssignment) -> Q:
    """What was handed in; a draft is its post's and the office's."""
    return in_city(active) & (SETTLED | Q(state=ReportState.SUBMITTED))


def _seen_by_chains(active: ActiveAssignment) -> Q:
    return in_city(active) & (SETTLED | of_chains(active) | reports_of(active))


def _seen_by_members(active: ActiveAssignment) -> Q:
    return in_city(active) & (SETTLED | of_organization(active) | reports_of(active))


def _seen_by_places(active: ActiveAssignment) -> Q:
    return in_city(active) & ((SETTLED & Q(region=None, park=None)) | of_place(active) | reports_of(active))


def _seen_outside(active: ActiveAssignment) -> Q:
    unnamed = Q(chain=None, group=None, region=None, park=None)
    city = unnamed & (Q(target=None) | Q(target__scope_kind=ScopeKind.CITY))
    chains = Q(chain__in=active.chains) | Q(chain=None, target__chain__in=active.chains)
    asked_of_place = _at_place(active, "target__region", "target__park")
    places = asked_of_place & (unnamed | _at_place(active, "region", "park"))
    return in_city(active) & SETTLED & Q(duty=None) & (city | chains | places)


declare_policy(
    Observation,
    sees={
        OFFICE: in_city,
        LEADERS: _seen_by_leaders,
        OF_CHAINS: _seen_by_chains,
        "member_unit": _seen_by_members,
        OF_PLACES: _seen_by_places,
        OUTSIDE: _seen_outside,
    },
    acts={
        OFFICE: in_city,
        "chain_team": of_chains,
        "member_unit": of_organization,
        OF_PLACES: of_place,
    },
)
declare_policy(
    Target,
    sees={GOVERNING: in_city, OUTSIDE: _target_outside},
    acts={
        OFFICE: in_city,
        "chain_team": _target_of_chains,
        "member_unit": lambda active: owned(Target, active),
        OF_PLACES: in_city,  # their part of it
    },
)
declare_policy(
    Duty,
    sees={GOVERNING: in_city},
    acts={
        OFFICE: in_city,
        ("chain_team", "member_unit"): lambda active: owned(Duty, active),
        OF_PLACES: in_city,
    },
)
declare_policy(
    UploadedSheet,
    sees={ENTERING: lambda active: Q(uploaded_by=active.user_pk)},
    acts={ENTERING: lambda active: Q(uploaded_by=active.user_pk)},
)


def _change_proposed(active: ActiveAssignment) -> Q:
    """Of changes of plans, all but drafts."""
    return Q(city=active.city) & ~Q(state=ChangeState.DRAFT)


declare_policy(
    PlanChange,
    sees={
        OFFICE: in_city_of("city"),
        LEADERS: _change_proposed,
        # What took effect is told to all who govern.
        (*OF_CHAINS, "member_unit", *OF_PLACES): lambda active: Q(city=active.city, state=ChangeState.APPLIED),
    },
    acts={"chain_office": in_city_of("city"), "committee": _change_proposed},
)
takes_attachments(PlanChange)
declare_policy(PaperDraft, sees={"chain_office": in_city_of("city")}, acts={"chain_office": in_city_of("city")})
# Before a city has a plan it has no office: those who administer the house begin it, two of them.
BEGINNING = ("system_admin", "security_admin")
declare_policy(FirstPlan, sees={BEGINNING: ALL}, acts={BEGINNING: ALL})
declare_policy(Source, sees={EVERYBODY: in_city})
declare_policy(Plan, sees={EVERYBODY: in_city_of("city")}, acts={"chain_office": in_city_of("city")})
for _model, _city in (
    (PlanChain, "plan__city"),
    (PlanGroup, "plan__city"),
    (PlanZone, "plan__city"),
    (PlanRank, "plan__city"),
    (PlanPost, "plan__city"),
    (PlanSegment, "plan__city"),
    (PlanSegmentLink, "plan__city"),
    (Clause, "plan__city"),
    (Goal, "target__plan__city"),
    (Definition, "target__plan__city"),
    (TargetItem, "target__plan__city"),
    (Cadence, "plan__city"),
    (ProblemLevel, "plan__city"),
    (ProblemKind, "plan__city"),
    (ProblemLimit, "plan__city"),
    (ProjectKind, "plan__city"),
    (ProjectCount, "plan__city"),
    (ProjectLimit, "plan__city"),
    (ProjectCurve, "plan__city"),
    (SupplyLimit, "plan__city"),
    (Material, "plan__city"),
    (AssessmentKind, "plan__city"),
    (AssessmentLevel, "plan__city"),
    (SupervisionColour, "plan__city"),
    (WorkKind, "plan__city"),
    (WorkTopic, "plan__city"),
    (VisitKind, "plan__city"),
    (DutyRecordKind, "duty__plan__city"),
    (NeedKind, "plan__city"),
    (Trade, "plan__city"),
    (Ranking, "plan__city"),
    (EventKind, "plan__city"),
    (NeedStage, "plan__city"),
    (NeedField, "plan__city"),
    (ProgrammeKind, "plan__city"),
    (PerformanceIndicator, "plan__city"),
    (ProgrammeLevel, "plan__city"),
    (Programme, "plan__city"),
    (ProgrammeRule, "programme__plan__city"),
    (ProgrammeWindow, "programme__plan__city"),
    (NeedCriterion, "plan__city"),
    (CapacityKind, "plan__city"),
    (PlatformKind, "plan__city"),
    (PlatformStage, "plan__city"),
    (PlatformMeasure, "plan__city"),
    (ChainWork, "plan__city"),
    (ChecklistItem, "plan__city"),
):
    declare_policy(_model, sees={EVERYBODY: in_city_of(_city)})
# A score is worked out of figures that outside roles may not be told.
declare_policy(Score, sees={GOVERNING: in_city_of("target__plan__city")})
declare_policy(Prize, sees={GOVERNING: in_city_of("plan__city")})
# How much there is to give is no business of those outside.
declare_policy(Budget, sees={GOVERNING: in_city_of("plan__city")})
declare_policy(
    ChecklistRecord,
    sees={EVERYBODY: in_city_of("item__plan__city")},
    acts={
        OFFICE: in_city_of("item__plan__city"),
        "chain_team": lambda active: Q(item__plan__city=active.city, chain__in=active.chains),
        "district": lambda active: Q(item__plan__city=active.city, region=active.region, region__isnull=False),
    },
)
takes_attachments(Observation)
takes_attachments(ChecklistRecord)
