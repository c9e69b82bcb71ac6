"""Reported figures as the pages ask for them: the list with its counts, one figure with its history, its rivals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When, prefetch_related_objects
from django.db.models.functions import Coalesce

from lianzhang.access.api import may, page_rows, prefetch_permissions, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.periods import Period
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.plans.models import Duty, Nature, Observation, Plan, Relation, Source, Target
from lianzhang.plans.permissions import Permission
from lianzhang.records.api import Happening, history_of
from lianzhang.work.api import ListWork, Offer, Step, next_step, own_reports
from lianzhang.work.models import ReportState

from .doubts import alone, doubts_of, rising, told_beside
from .entries import MEANINGS, SAME_THING, Entry, counts_events
from .lifecycle import OBSERVATION

__all__ = [
    *("LISTED", "RELATED", "Candidate", "Dossier", "Wanted", "Work", "candidates", "dossier"),
    "matching_figures",
    "page_of",
    "rivals",
    "to_decide",
    "twin_of",
    "work_of",
]

RELATED = (
    *(
        "plan",
        "target",
        "duty",
        "chain",
        "group",
        "region",
        "park",
        "source",
        "entered_by",
        "submitted_by",
        "decided_by",
    ),
    *("post", "replaces", "replaced_by", "sheet"),
)
LISTED = ("target", "duty", "chain", "group", "region", "park", "source", "entered_by", "decided_by")
ROWS = 50


def seen(plan: Plan, by: User) -> QuerySet[Observation]:
    """The plan's figures that `by` sees."""
    return visible(by, Observation).filter(plan=plan)


def rivals(row: Observation, *, among: str = "confirmed") -> QuerySet[Observation]:
    """Figures that speak of the same thing, scope and time as `row`: confirmed ones, or "all"."""
    alike = Observation.objects.filter(
        plan=row.plan_id,
        target=row.target_id,
        duty=row.duty_id,
        chain=row.chain_id,
        group=row.group_id,
        region=row.region_id,
        park=row.park_id,
        scope_text=row.scope_text,
        relation=row.relation,
        nature=row.nature,
        value__isnull=False,
        **_same_time(row),
    ).exclude(pk=row.pk)
    if row.relation not in SAME_THING:
        alike = alike.filter(quantity=row.quantity)
    return alike if among == "all" else alike.filter(state=ReportState.CONFIRMED)


def twin_of(plan: Plan, entry: Entry, source: Source, besides: int | None, by: User) -> Observation | None:
    """A figure in sight, in force or on its way, that already says all that the entry says, by the same source."""
    columns = entry.columns()
    del columns["note"]
    twins = seen(plan, by).filter(source=source, **columns).exclude(state=ReportState.REPLACED)
    return (twins.exclude(pk=besides) if besides else twins).first()


def _same_time(row: Observation) -> dict[str, Any]:
    """The day for a total, the period for an amount."""
    if row.nature == Nature.STOCK:
        return {"date": row.date}
    period = {"period_start": row.period_start, "period_end": row.period_end}
    return period | {"date": row.date} if counts_events(row) else period


@dataclass(frozen=True, slots=True)
class Work(ListWork):
    """How many of one's own came back, were never submitted, and are there in all, besides."""

    returned: int
    drafts: int
    entered: int


def to_decide(by: User) -> Q:
    """Submitted figures that this person may decide on."""
    if not may(by, Permission.CONFIRM_OBSERVATION):
        return Q(pk__in=[])
    return Q(state=ReportState.SUBMITTED) & ~Q(authors__includes=by.pk)


def work_of(plan: Plan, by: User) -> Work:
    """One query for the counts by state and what waits for `by`."""
    own = own_reports(by)
    numbers = seen(plan, by).aggregate(
        to_decide=Count("pk", filter=to_decide(by)),
        returned=Count("pk", filter=own & Q(state=ReportState.RETURNED)),
        drafts=Count("pk", filter=own & Q(state=ReportState.DRAFT)),
        entered=Count("pk", filter=own),
        **{f"in_{state}": Count("pk", filter=Q(state=state)) for state in ReportState.values},
    )
    counts = {state: numbers.pop(f"in_{state}") for state in ReportState.values}
    return Work(counts=counts, **numbers)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list is narrowed; blank narrows nothing. `mine` is decide, returned, drafts or all that one entered."""

    q: str = ""
    state: str = ""
    mine: str = ""
    subject: Target | Duty | None = None
    chain: str = ""
    relation: str = ""
    period: Period | None = None
    by: int | None = None


ORDERS: Columns = {
    "subject": (Coalesce("target__name", "duty__name", "quantity"), "date"),
    "state": ("state", "date"),
    "period": ("period_end", "period_start"),
    "relation": ("relation", "date"),
    "source": ("source__title", "date"),
}


def matching_figures(plan: Plan, wanted: Wanted, by: User, order: str | None = None) -> QuerySet[Observation]:
    """The figures wanted, in the order asked for; else what waits for `by` first, then by date, latest first."""
    rows = seen(plan, by).filter(*_conditions(wanted, by))
    turn = Case(
        When(to_decide(by), then=Value(0)),
        When(own_reports(by) & Q(state=ReportState.RETURNED), then=Value(1)),
        When(own_reports(by) & Q(state=ReportState.DRAFT), then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return sorted_rows(rows.order_by(turn, "-date", "-pk"), ORDERS, order)


def page_of(rows: QuerySet[Observation], number: str | None, by: User) -> tuple[Page, list[Observation]]:
    """One page of a list. Keys are sorted and rows fetched apart: quicker on late pages than sorting whole rows."""
    page = page_rows(by, rows.values_list("pk", flat=True), ROWS, number)
    shown = rows.order_by().select_related(*LISTED).in_bulk(list(page))
    return page, [shown[key] for key in page if key in shown]


def _conditions(wanted: Wanted, by: User) -> list[Q]:
    conditions = []
    if wanted.state:
        conditions.append(Q(state=wanted.state))
    if wanted.mine:
        conditions.append(_mine(wanted.mine, by))
    if wanted.subject:
        about = "target" if isinstance(wanted.subject, Target) else "duty"
        conditions.append(Q(**{about: wanted.subject}))
    if wanted.chain:
        conditions.append(Q(chain__code=wanted.chain))
    if wanted.relation:
        conditions.append(Q(relation=wanted.relation))
    if wanted.period:
        conditions.append(Q(period_start__lte=wanted.period.end, period_end__gte=wanted.period.start))
    if wanted.by:
        conditions.append(Q(entered_by=wanted.by))
    if wanted.q:
        names = ("target__name", "duty__name", "quantity", "note", "scope_text", "source__title", "source__publisher")
        text = Q()
        for name in names:
            text |= Q(**{f"{name}__icontains": wanted.q})
        conditions.append(text)
    return conditions


def _mine(which: str, by: User) -> Q:
    match which:
        case "decide":
            return to_decide(by)
        case "returned":
            return own_reports(by) & Q(state=ReportState.RETURNED)
        case "drafts":
            return own_reports(by) & Q(state=ReportState.DRAFT)
    return own_reports(by)


@dataclass(frozen=True, slots=True)
class Dossier:
    """One figure with all that the page says about it."""

    row: Observation
    offers: list[Offer]
    history: list[Happening]
    rivals: list[Observation]
    following: Observation | None
    correction: Observation | None
    replaces: Observation | None
    doubt: str
    alone: str

    @property
    def next_step(self) -> Step | None:
        return next_step(self.offers)

    @property
    def meaning(self) -> str:
        return MEANINGS[Relation(self.row.relation)]

    @property
    def period(self) -> Period:
        return Period(self.row.period_start, self.row.period_end)

    @property
    def disputed(self) -> list[Observation]:
        """Rivals that say something else."""
        own = (self.row.value, self.row.unit, self.row.precision)
        return [each for each in self.rivals if (each.value, each.unit, each.precision) != own]

    @property
    def settled(self) -> bool:
        return any(each.preferred for each in (self.row, *self.rivals))


def _seen_rivals(row: Observation, by: User) -> QuerySet[Observation]:
    """Rivals that the reader may see. What counts is decided by all of them."""
    return rivals(row).filter(pk__in=visible(by, Observation).values("pk")).select_related(*RELATED)


def dossier(row: Observation, by: User) -> Dossier:
    """Three queries: the history, the rivals, and the next figure that waits for `by`; one more for a correction, and
    one for the other figures of the year where it is a month's or a quarter's."""
    alike = _seen_rivals(row, by) if row.value is not None else ()
    others = list(alike)
    offers = [offer for offer in OBSERVATION.offers(row, by) if _matters(offer.step.name, row, others)]
    figures = seen(row.plan, by)
    following = figures.filter(to_decide(by)).exclude(pk=row.pk).order_by("submitted_at", "pk").first()
    corrected_by = getattr(row, "replaced_by", None)
    linked = figures.in_bulk([each.pk for each in (corrected_by, row.replaces) if each])
    correction = linked.get(corrected_by.pk) if corrected_by else None
    beside = told_beside(row, by)
    return Dossier(
        *(row, offers, history_of(row), others, following, correction, linked.get(row.replaces_id)),
        doubt=rising(row, beside),
        alone=alone(row, beside),
    )


def _matters(step: str, row: Observation, others: list[Observation]) -> bool:
    """Choosing among figures is a question only where there are several, undoing it only where it was done."""
    return {"prefer": bool(others) and not row.preferred, "unprefer": row.preferred}.get(step, True)


class Candidate(NamedTuple):
    """A figure chosen to be confirmed with others, and what looks wrong in it, in words."""

    row: Observation
    doubts: list[str]


def candidates(keys: list[int], by: Any) -> list[Candidate]:
    """Those of `keys` in sight. The number of queries does not grow with them."""
    rows = list(visible(by, Observation).filter(pk__in=keys).select_related(*RELATED).order_by("pk"))
    prefetch_permissions(by, rows)
    of_targets = visible(by, Observation).filter(
        target__in={row.target_id for row in rows if row.target_id}, state=ReportState.CONFIRMED, value__isnull=False
    )
    known = list(of_targets.select_related("plan", "target", "source").order_by("date", "pk"))
    prefetch_related_objects([row.target for row in rows if row.target], "goals")
    return [Candidate(row, list(doubts_of(row, known))) for row in rows]
