"""What concerns one firm: what it could claim, criterion by criterion; where its money is; which papers it has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lianzhang.access.api import SYSTEM, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import own_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.formatting import day
from lianzhang.plans.models import Plan, Programme, ProgrammeLevel
from lianzhang.records.api import subject_of
from lianzhang.records.models import Attachment

from .catalogue import gift
from .dossier import Stop, stops_of
from .loaded import loaded
from .models import LOT, OPEN, Application, ApplicationState, Award, AwardState, EligibleLot
from .rules import worth
from .verdicts import Told, told_of
from .windows import Window, in_force, next_window, told_days

__all__ = ["Claim", "ForMe", "Money", "for_firm", "to_confirm"]

SHOWN = 30  # programmes that the page names
LOOKED_AT = 200  # applications whose papers count as at hand
RANK = {"ready": 0, "unknown": 1, "near": 2, "unchecked": 3, "far": 4}


@dataclass(frozen=True, slots=True)
class Claim:
    """A programme as it stands for a firm, which handed in `papers` before."""

    row: Programme
    criteria: tuple[Told, ...]
    window: Window | None
    papers: list[str]
    on: date

    @property
    def gives(self) -> str:
        return gift(self.row)

    @property
    def held(self) -> list[str]:
        """The papers asked for that it handed in before."""
        return [paper for paper in self.row.paper_names if any(paper in name for name in self.papers)]

    @property
    def asked(self) -> list[str]:
        held = self.held
        return [paper for paper in self.row.paper_names if paper not in held]

    @property
    def lacking(self) -> list[Told]:
        return [each for each in self.criteria if each.met is False]

    @property
    def unknown(self) -> list[Told]:
        return [each for each in self.criteria if each.met is None]

    @property
    def standing(self) -> str:
        """ready: all met; unknown: nothing lacks, something is not on record; near: one lacks; far: more do;
        unchecked: no criterion of it can be held against what is on record."""
        if not self.criteria:
            return "unchecked"
        if self.lacking:
            return "near" if len(self.lacking) == 1 else "far"
        return "unknown" if self.unknown else "ready"

    @property
    def open(self) -> bool:
        return self.window is not None and self.window.state(self.on) == "open"

    @property
    def when(self) -> str:
        return told_days(self.window, self.on)

    @property
    def from_day(self) -> date | None:
        """The day on which the one criterion that lacks is met by itself."""
        return self.lacking[0].closes if self.standing == "near" else None

    @property
    def rank(self) -> tuple[int, bool, date, int]:
        closes = self.window.local_closes if self.window else date.max
        return RANK[self.standing], not self.open, closes, self.row.order


@dataclass(frozen=True, slots=True)
class Money:
    """An application under way, or money promised: where it is, and since when it waits there."""

    row: Application
    award: Award | None
    stops: list[Stop]
    amount: Decimal | None
    since: date | None
    on: date

    @property
    def days(self) -> int | None:
        return (self.on - self.since).days if self.since else None

    @property
    def late(self) -> bool:
        return any(each.standing == "late" for each in self.stops)

    @property
    def waits(self) -> str:
        """How long it waits, in words."""
        if self.late:
            done, due = ("批准{}天没有拨完", "超过承诺{}天") if self.award else ("在这一层{}天", "超过时限{}天")
            return f"{done.format(self.days)}，{due.format(self.beyond)}"
        if self.row.state == ApplicationState.RETURNED:
            return f"退回了，{day(self.row.closes)}前补正"
        return "" if self.days is None else f"在这一步{self.days}天"

    @property
    def beyond(self) -> int:
        """Days past what was promised."""
        due = self.award.due_on if self.award else self.row.due
        return (self.on - due).days if due and due < self.on else 0


@dataclass(frozen=True, slots=True)
class ForMe:
    """`claims`: programmes that are near; `unchecked`: those whose criteria only the paper tells; `others`: how many
    are far."""

    firm: Enterprise
    claims: list[Claim]
    unchecked: list[Claim]
    money: list[Money]
    papers: list[str]
    others: int

    @property
    def ready(self) -> list[Claim]:
        return [each for each in self.claims if each.standing == "ready" and each.open]

    @property
    def worth(self) -> Decimal:
        """What the sums fixed by clauses come to, of what may be claimed now."""
        return sum((worth(each.row, None) or Decimal(0) for each in self.ready), Decimal(0))

    @property
    def under_way(self) -> Decimal:
        return sum((each.amount or Decimal(0) for each in self.money), Decimal(0))

    @property
    def late(self) -> Decimal:
        return sum((each.amount or Decimal(0) for each in self.money if each.award and each.late), Decimal(0))


def for_firm(user: User, firm: Enterprise, plan: Plan, on: date) -> ForMe:
    """Of all programmes of a plan those that are nearest. Some fifteen queries, however many programmes."""
    running = list(
        visible(user, Application)
        .filter(enterprise=firm)
        .select_related("programme__kind", "programme__unit", "level")
        .order_by("-pk")[:LOOKED_AT]
    )
    papers = _papers(running)
    taken = {(each.programme_id, each.year) for each in running if each.state in (*OPEN, ApplicationState.APPROVED)}
    claims = [each for each in _claims(user, firm, plan, on, papers) if not _taken(each, taken)]
    claims.sort(key=lambda each: each.rank)
    near = [each for each in claims if each.standing not in ("unchecked", "far")][:SHOWN]
    unchecked = [each for each in claims if each.standing == "unchecked"][:SHOWN]
    money = _money(user, firm, running, on)
    return ForMe(firm, near, unchecked, money, papers, len(claims) - len(near) - len(unchecked))


def to_confirm(user: User, plan: Plan, on: date) -> list[tuple[Programme, date]]:
    """What a firm need only confirm: all is met by what is on record, it is open, and not yet taken; with its last day.

    As it was reckoned last. One query where nothing is met, none where nobody acts for a firm."""
    firm = own_firm(user)
    if firm is None:
        return []
    kept = visible(SYSTEM, EligibleLot).filter(lot=firm.pk // LOT, programme__way=Programme.Way.CONFIRM)
    met = {programme for programme, keys in kept.values_list("programme", "met") if firm.pk in keys}
    known = loaded(user, plan, on) if met else None
    listed = [each for each in known.programmes if each.pk in met and in_force(each, on)] if known else []
    if known is None or not listed:
        return []
    taken = set(
        visible(user, Application)
        .filter(enterprise=firm, programme__in=[each.pk for each in listed])
        .exclude(state__in=(ApplicationState.LAPSED, ApplicationState.WITHDRAWN))
        .values_list("programme", "year")
    )
    windows = {each.pk: next_window(known.windows[each.pk], on) for each in listed}
    return [
        (each, window.local_closes)
        for each in listed
        if (window := windows[each.pk]) and window.state(on) == "open" and (each.pk, window.year) not in taken
    ]


def _taken(claim: Claim, taken: set[tuple[int, int]]) -> bool:
    """A title or a place is had once; money may be asked for another thing."""
    year = claim.window.year if claim.window else claim.on.year
    return not claim.row.gives_money and (claim.row.pk, year) in taken


def _papers(rows: Iterable[Application]) -> list[str]:
    """Names of what was handed in before, the newest first, each once."""
    subjects = [subject_of(each) for each in rows]
    names = Attachment.objects.filter(subject__in=subjects).order_by("-pk").values_list("name", flat=True)
    return list(dict.fromkeys(names))


def _claims(user: User, firm: Enterprise, plan: Plan, on: date, papers: list[str]) -> Iterable[Claim]:
    known = loaded(user, plan, on)
    programmes = [each for each in known.programmes if in_force(each, on)]
    verdicts = told_of({each.pk: known.conditions[each.pk] for each in programmes}, user, firm, on)
    for each in programmes:
        yield Claim(each, verdicts[each.pk], next_window(known.windows[each.pk], on), papers, on)


def _money(user: User, firm: Enterprise, running: list[Application], on: date) -> list[Money]:
    """What is handed in and not decided, and what is promised and not paid, the late first."""
    owed = visible(user, Award).filter(enterprise=firm, state=AwardState.HELD, amount__isnull=False)
    awards = {each.application_id: each for each in owed if each.owed}
    rows = [each for each in running if each.state in (ApplicationState.SUBMITTED, ApplicationState.RETURNED)]
    rows += [each for each in running if each.pk in awards]
    levels: dict[int, list[Any]] = {}
    kinds = {each.programme.kind_id for each in rows}
    for level in ProgrammeLevel.objects.filter(kind__in=kinds).order_by("order"):
        levels.setdefault(level.kind_id, []).append(level)
    told = [_one(row, awards.get(row.pk), levels.get(row.programme.kind_id, []), on) for row in rows]
    return sorted(told, key=lambda each: (not each.late, -each.beyond, each.row.pk))


def _one(row: Application, award: Award | None, levels: list[Any], on: date) -> Money:
    amount = Decimal(str(award.owed)) if award else row.asked
    since = award.decided_on if award else row.reached_on
    return Money(row, award, stops_of(row, levels, award, on), amount, since, on)
