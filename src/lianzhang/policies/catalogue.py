"""Programmes as their pages ask for them: when each takes applications, what came of it, who could apply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from lianzhang.access.api import SYSTEM, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.formatting import number
from lianzhang.plans.models import Plan, Programme, ProgrammeRule
from lianzhang.registry.models import HonourRule

from .filters import Wanted
from .loaded import loaded
from .models import LOT, OPEN, STANDING, Application, ApplicationState, Award, AwardState, EligibleLot
from .rules import worth
from .scope import firms_towards
from .windows import Window, in_force, next_window

__all__ = [
    *("Candidate", "Line", "Outcome", "Qualifying", "gift", "lines", "outcome_of", "qualifying", "who_could_apply"),
]

SHOWN = 20  # firms who could apply that a page names


def gift(programme: Programme) -> str:
    """What it gives, in words."""
    if programme.amount is not None:
        return f"{number(programme.amount)}万元"
    if programme.share is not None:
        return f"投入的{number(programme.share)}%，最多{number(programme.cap)}万元"
    named = programme.honour and str(programme.honour) != programme.name
    return str(programme.honour) if named else programme.kind.get_gives_display()


@dataclass(frozen=True, slots=True)
class Line:
    """One programme of the list, with the window that is open or comes next; `whole_year`: it names none."""

    row: Programme
    window: Window | None
    standing: str
    gives: str

    @property
    def closes_soon(self) -> bool:
        if self.window is None or self.standing != "open":
            return False
        return 0 <= (self.window.local_closes - timezone.localdate()).days <= 10


def lines(by: User, plan: Plan, wanted: Wanted, on: date) -> list[Line]:
    """Those that take applications first, the nearest of the county's days first; then what comes."""
    known = loaded(by, plan, on)
    told = [_line(each, known.windows[each.pk], on) for each in known.programmes if _fits(each, wanted)]
    kept = [each for each in told if wanted.mine in ("", each.standing)]
    rank = {"open": 0, "late": 1, "coming": 2, "closed": 3, "ended": 4}
    return sorted(kept, key=lambda each: (rank[each.standing], _nearness(each), each.row.order))


def _fits(row: Programme, wanted: Wanted) -> bool:
    if wanted.kind and row.kind_id != wanted.kind.pk:
        return False
    if wanted.way and row.way != wanted.way:
        return False
    return not wanted.q or any(wanted.q in text for text in (row.name, row.document, row.clause))


def _line(row: Programme, windows: list[Window], on: date) -> Line:
    window = next_window(windows, on)
    standing = "ended" if not in_force(row, on) and (row.ends or on) <= on else window.state(on) if window else "closed"
    return Line(row, window or (windows[-1] if windows else None), standing, gift(row))


def _nearness(line: Line) -> int:
    """The day that matters: what comes or closes first leads, of what is over what closed last."""
    if line.window is None:
        return date.max.toordinal()
    day = line.window.opens if line.standing == "coming" else line.window.local_closes
    return -day.toordinal() if line.standing in ("closed", "ended") else day.toordinal()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a programme, of what is in sight; sums in 万元. `promised`: what the clause gives to all who were
    handed in, `approved` what was granted, `paid` what was paid; `days`: from the award to today where it is owed."""

    applied: int
    open: int
    returned: int
    refused: int
    awarded: int
    firms: int
    claimed: Decimal
    approved: Decimal
    paid: Decimal
    unpaid: int
    late: int
    waiting: int | None

    @property
    def owed(self) -> Decimal:
        return self.approved - self.paid


def outcome_of(by: User, programme: Programme, on: date) -> Outcome:
    """Three queries."""
    rows = visible(by, Application).filter(programme=programme, submitted_on__isnull=False).order_by()
    state = rows.aggregate(
        applied=Count("*"),
        open=Count("pk", filter=Q(state__in=OPEN)),
        returned=Count("pk", filter=Q(state=ApplicationState.RETURNED)),
        refused=Count("pk", filter=Q(state=ApplicationState.REFUSED)),
        claimed=Sum("asked"),
    )
    held = visible(by, Award).filter(application__programme=programme, state__in=STANDING).order_by()
    owed = Q(state=AwardState.HELD, amount__gt=F("paid"))
    money = held.aggregate(
        awarded=Count("*"),
        firms=Count("enterprise", distinct=True),
        approved=Sum("amount"),
        paid_sum=Sum("paid"),
        unpaid=Count("pk", filter=owed),
        late=Count("pk", filter=owed & Q(due_on__lt=on)),
    )
    days = [(on - each).days for each in held.filter(owed).values_list("decided_on", flat=True)]
    sums: dict[str, Any] = {
        "claimed": state.pop("claimed") or Decimal(0),
        "approved": money.pop("approved") or Decimal(0),
        "paid": money.pop("paid_sum") or Decimal(0),
    }
    return Outcome(**state, **money, **sums, waiting=round(median(days)) if days else None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm that could apply; `lacks` blank: all is met. `closes_on`: when the one that lacks will be met."""

    enterprise_id: int
    name: str
    uscc: str
    lacks: str = ""
    unknown: bool = False
    closes_on: date | None = None


@dataclass(frozen=True, slots=True)
class Qualifying:
    """Who could apply and has not, of firms in sight: all criteria met, or one alone lacking or unknown.

    `cost`: what it would come to in 万元 if all of them applied for the most; None where that cannot be told."""

    ready: list[Candidate]
    ready_count: int
    near: list[Candidate]
    near_count: int
    cost: Decimal | None

    @property
    def ready_more(self) -> int:
        """How many the page does not name."""
        return self.ready_count - len(self.ready)

    @property
    def near_more(self) -> int:
        return self.near_count - len(self.near)


@dataclass(frozen=True, slots=True)
class _Gap:
    """Of one firm: what alone it lacks."""

    key: int
    lacks: str = ""
    unknown: bool = False
    closes_on: date | None = None


def who_could_apply(by: User, programme: Programme) -> list[Candidate]:
    """Those who have not, of firms in sight: who meets all first, then whose last criterion is met soonest."""
    met, near = _standing(by, programme)
    return _named(firms_towards(by, programme), [*met, *near])


def qualifying(by: User, programme: Programme) -> Qualifying:
    """As it was reckoned last night, and anew for each firm whose records changed. Five queries at most."""
    met, near = _standing(by, programme)
    most = programme.cap if programme.share is not None else worth(programme, None)
    cost = most * len(met) if most is not None else None
    firms = firms_towards(by, programme)
    return Qualifying(_named(firms, met[:SHOWN]), len(met), _named(firms, near[:SHOWN]), len(near), cost)


def _standing(by: User, programme: Programme) -> tuple[list[_Gap], list[_Gap]]:
    """Who meets all, in the order of the register, and who all but one, soonest first. Three queries."""
    lots = visible(SYSTEM, EligibleLot).filter(programme=programme).order_by("lot").values_list("met", "near")
    met: list[int] = []
    near: list[_Gap] = []
    for all_met, gaps in lots:
        met += all_met
        for text, unknown, closes, keys in gaps:
            near += [_Gap(key, text, unknown, date.fromisoformat(closes) if closes else None) for key in keys]
    if not met and not near:
        return [], []
    applied = Application.objects.filter(programme=programme, state__in=(*OPEN, ApplicationState.APPROVED))
    seen = set(firms_towards(by, programme).values_list("pk", flat=True))
    seen -= set(applied.filter(submitted_on__isnull=False).values_list("enterprise", flat=True))
    near = [each for each in near if each.key in seen]
    near.sort(key=lambda each: (each.unknown, each.closes_on or date.max, each.key))
    return [_Gap(key) for key in met if key in seen], near


def _named(rows: QuerySet[Enterprise], gaps: Sequence[_Gap]) -> list[Candidate]:
    """A query for each lot of firms."""
    firms: dict[int, tuple[str, str]] = {}
    for start in range(0, len(gaps), LOT):
        keys = [each.key for each in gaps[start : start + LOT]]
        named = rows.filter(pk__in=keys).values_list("pk", "name", "uscc")
        firms |= {pk: (name, uscc) for pk, name, uscc in named}
    there = (each for each in gaps if each.key in firms)
    return [Candidate(each.key, *firms[each.key], each.lacks, each.unknown, each.closes_on) for each in there]


def criteria(programme: Programme) -> list[Any]:
    """Its own, or those of the title that it gives."""
    if programme.honour_id:
        return list(HonourRule.objects.filter(kind=programme.honour_id).order_by("order"))
    return list(ProgrammeRule.objects.filter(programme=programme).order_by("order"))
