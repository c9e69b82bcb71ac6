"""Who reaches what: an application its firm, those before whom it lies, the office and the unit that answers.

A draft is its firm's alone, and that of the post that fills it in. Banks, experts and rivals reach nothing of them.
What a bank lent it tells the office, the leaders, and the unit that answers for the target: no other bank, no firm."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianzhang.access.api import (
    LEADERS,
    NOTHING,
    OF_CHAINS,
    OF_PLACES,
    OFFICE,
    ActiveAssignment,
    Reach,
    acting,
    declare_policy,
    in_city_of,
    row_policy,
    takes_attachments,
)
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import FIRM, in_region, itself, on_chains, within
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import Programme, Target

from .models import Application, Award, BudgetReview, LoanBalance, Payment, StakeEntry

__all__ = ["LENDING_METRIC", "answers_for_lending", "firms_towards"]

LENDING_METRIC = "policies.lending_growth"

Reaches = dict[Iterable[str] | str, Reach]


def _unit(path: str) -> Reach:
    """What a body answers for, by the plan's table."""

    def reach(active: ActiveAssignment) -> Q:
        if active.organization is None:
            return NOTHING
        return Q(**{f"{path}programme__unit": active.organization, f"{path}programme__plan__city": active.city})

    return reach


def _reaches(path: str, row: str = "") -> Reaches:
    """`path` leads to what names the programme, `row` to what names the city and the firm."""
    firm = f"{row}enterprise"
    return {
        (*OFFICE, *LEADERS): in_city_of(f"{row}city"),
        OF_CHAINS: within(on_chains, firm),
        "member_unit": _unit(path),
        OF_PLACES: within(in_region, firm),
        FIRM: within(itself, firm),
    }


def _handed_in(reach: Reach, *, own: bool) -> Reach:
    """`own`: also what the post fills in itself."""

    def sent(active: ActiveAssignment) -> Q:
        seen = reach(active) & Q(submitted_on__isnull=False)
        return seen | Q(post=active.post, city=active.city) if own else seen

    return sent


def _sees(reaches: Reaches) -> Reaches:
    told: Reaches = {}
    for role, reach in reaches.items():
        told[role] = reach if role == FIRM else _handed_in(reach, own=role == OF_CHAINS)
    return told


_APPLICATIONS = _reaches("")
DECIDING: Reaches = {
    ("chain_office", "committee"): in_city_of("city"),
    "chain_team": within(on_chains, "enterprise"),
    "member_unit": _unit(""),
    OF_PLACES: within(in_region, "enterprise"),
}
declare_policy(Application, sees=_sees(_APPLICATIONS), acts={**DECIDING, FIRM: within(itself, "enterprise")})
takes_attachments(Application)

declare_policy(
    Award,
    sees=_reaches("application__"),
    acts={"chain_office": in_city_of("city"), "member_unit": _unit("application__")},
)
declare_policy(
    Payment,
    sees=_reaches("award__application__", "award__"),
    acts={"chain_office": in_city_of("award__city"), "member_unit": _unit("award__application__")},
)
declare_policy(StakeEntry, sees=_reaches("award__application__", "award__"))

# Whose standing towards a programme a post is told; a body that of what it answers for.
_FIRMS = row_policy(
    sees={
        (*OFFICE, *LEADERS, "member_unit"): in_city_of("city"),
        OF_CHAINS: within(on_chains),
        OF_PLACES: within(in_region),
    }
)


def firms_towards(by: User, programme: Programme) -> QuerySet[Enterprise]:
    """The firms of whose standing towards a programme `by` is told. None of another city's, nor of a rival's."""
    active = acting(by)
    if active is None or active.city != programme.plan.city_id:
        return Enterprise.objects.none()
    if active.role.of_unit and (active.organization is None or active.organization != programme.unit_id):
        return Enterprise.objects.none()
    return Enterprise.objects.filter(_FIRMS.seen_by(active), merged_into=None)


# --- how budgets were reviewed
def _of_own_budget(active: ActiveAssignment) -> Q:
    return Q(city=active.city, budget__unit=active.organization) if active.organization else NOTHING


declare_policy(
    BudgetReview,
    sees={(*OFFICE, *LEADERS): in_city_of("city"), "member_unit": _of_own_budget},
    acts={"chain_office": in_city_of("city"), "member_unit": _of_own_budget},
)
takes_attachments(BudgetReview)


# --- what banks lent
def answers_for_lending(active: ActiveAssignment) -> bool:
    """Whether a post reads the balances of all banks: a unit does that owns a target judged by them. One query."""
    if active.role.outside:
        return False
    return not active.role.of_unit or _owned(active).filter(plan__city=active.city or 0).exists()


def _owned(active: ActiveAssignment) -> QuerySet[Target]:
    return Target.objects.filter(metric=LENDING_METRIC, owners=active.organization or 0)


def _answers_for_lending(active: ActiveAssignment) -> Q:
    """All of the city, to a unit that owns a target judged by it."""
    return Q(Exists(_owned(active).filter(plan__city=OuterRef("city"))), city=active.city)


def _of_own_bank(active: ActiveAssignment) -> Q:
    return Q(city=active.city, bank=active.organization) if active.organization else NOTHING


declare_policy(
    LoanBalance,
    sees={(*OFFICE, *LEADERS): in_city_of("city"), "member_unit": _answers_for_lending, "bank": _of_own_bank},
    acts={OFFICE: in_city_of("city"), "member_unit": _answers_for_lending, "bank": _of_own_bank},
)
takes_attachments(LoanBalance)
