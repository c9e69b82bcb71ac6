"""Who reaches which rows of the plans room.

A plan is a common paper: every post of its city reads it. What is confirmed counts for all who govern; a figure on its
way belongs to those who answer for its place."""

from django.db.models import Q

from lianzhang.access.attachments import takes_attachments
from lianzhang.access.doors import declare
from lianzhang.access.scope import (
    EVERYBODY,
    GOVERNING,
    LEADERS,
    OF_CHAINS,
    OF_PLACES,
    OFFICE,
    OUTSIDE,
    in_city_of,
)
from lianzhang.access.seats import Seat

from .models import (
    Cadence,
    ChecklistItem,
    ChecklistRecord,
    Clause,
    Definition,
    Duty,
    Goal,
    Observation,
    ObservationState,
    Plan,
    PlanChain,
    ProblemLevel,
    ScopeKind,
    Source,
    Target,
    UploadedSheet,
)

ENTERING = (*OFFICE, "chain_team", "member_unit", *OF_PLACES)

SETTLED = Q(state__in=(ObservationState.CONFIRMED, ObservationState.REPLACED))


def own(seat: Seat) -> Q:
    return Q(entered_by=seat.user_pk)


def in_city(seat: Seat) -> Q:
    return Q(plan__city=seat.city)


# --- targets: those outside see what concerns the city or their own chains, so that none looks unproven to them
def _target_outside(seat: Seat) -> Q:
    return in_city(seat) & (Q(scope_kind=ScopeKind.CITY) | Q(chain__in=seat.chains))


def owned(model: type[Target] | type[Duty], seat: Seat) -> Q:
    """What the plan lays on the organization of the post."""
    links = model.owners.through.objects.filter(organization=seat.organization)
    return Q(pk__in=links.values("target" if model is Target else "duty"))


def _target_of_chains(seat: Seat) -> Q:
    return Q(chain__in=seat.chains) | Q(scope_kind=ScopeKind.EACH_CHAIN) | owned(Target, seat)


# --- figures: for whom a post answers
def of_chains(seat: Seat) -> Q:
    """Figures of the post's chains, and those on what the plan lays on its organization."""
    chains = Q(chain__in=seat.chains) | Q(chain=None, target__chain__in=seat.chains)
    return chains | of_organization(seat)


def of_organization(seat: Seat) -> Q:
    if seat.organization is None:
        return Q(pk__in=())
    targets = Target.owners.through.objects.filter(organization=seat.organization).values("target")
    duties = Duty.owners.through.objects.filter(organization=seat.organization).values("duty")
    return Q(target__in=targets) | Q(duty__in=duties)


def of_place(seat: Seat) -> Q:
    return Q(pk__in=()) if seat.region is None else Q(region=seat.region)


def _seen_by_leaders(seat: Seat) -> Q:
    """What was handed in; a draft is its author's and the office's."""
    return in_city(seat) & (SETTLED | Q(state=ObservationState.SUBMITTED))


def _seen_by_chains(seat: Seat) -> Q:
    return in_city(seat) & (SETTLED | of_chains(seat) | own(seat))


def _seen_by_members(seat: Seat) -> Q:
    return in_city(seat) & (SETTLED | of_organization(seat) | own(seat))


def _seen_by_places(seat: Seat) -> Q:
    return in_city(seat) & ((SETTLED & Q(region=None)) | of_place(seat) | own(seat))


def _seen_outside(seat: Seat) -> Q:
    city = Q(chain=None, group=None, region=None) & (Q(target=None) | Q(target__scope_kind=ScopeKind.CITY))
    chains = Q(chain__in=seat.chains) | Q(chain=None, target__chain__in=seat.chains)
    return in_city(seat) & SETTLED & Q(duty=None) & (city | chains)


declare(
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
declare(
    Target,
    sees={GOVERNING: in_city, OUTSIDE: _target_outside},
    acts={
        OFFICE: in_city,
        "chain_team": _target_of_chains,
        "member_unit": lambda seat: owned(Target, seat),
        OF_PLACES: in_city,  # their part of it
    },
)
declare(
    Duty,
    sees={GOVERNING: in_city},
    acts={
        OFFICE: in_city,
        ("chain_team", "member_unit"): lambda seat: owned(Duty, seat),
        OF_PLACES: in_city,
    },
)
declare(
    UploadedSheet,
    sees={ENTERING: lambda seat: Q(uploaded_by=seat.user_pk)},
    acts={ENTERING: lambda seat: Q(uploaded_by=seat.user_pk)},
)
declare(Source, sees={EVERYBODY: in_city})
declare(Plan, sees={EVERYBODY: in_city_of("city")}, acts={"chain_office": in_city_of("city")})
for _model, _city in (
    (PlanChain, "plan__city"),
    (Clause, "plan__city"),
    (Goal, "target__plan__city"),
    (Definition, "target__plan__city"),
    (Cadence, "plan__city"),
    (ProblemLevel, "plan__city"),
    (ChecklistItem, "plan__city"),
):
    declare(_model, sees={EVERYBODY: in_city_of(_city)})
declare(
    ChecklistRecord,
    sees={EVERYBODY: in_city_of("item__plan__city")},
    acts={
        OFFICE: in_city_of("item__plan__city"),
        "chain_team": lambda seat: Q(item__plan__city=seat.city, chain__in=seat.chains),
    },
)
takes_attachments(Observation)
takes_attachments(ChecklistRecord)
