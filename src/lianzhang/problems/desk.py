"""What problems tell the desks: what waits for somebody, what others have in hand, how many are open on each chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.enterprises.api import is_own_part
from lianzhang.kernel.chain_page import ChainColumn, ChainFigure
from lianzhang.kernel.desk import Decision, LastWord, Link, Owing, Waiting, WaitingRow, WithOthers
from lianzhang.kernel.formatting import number
from lianzhang.kernel.vocabulary import words
from lianzhang.plans.api import Viewpoint
from lianzhang.records.api import Said, last_words
from lianzhang.registry.api import joined, work_calendar
from lianzhang.registry.models import Chain, ResponsibleUnit
from lianzhang.work.api import ticks_of_rows

from .models import CLOSED, OPEN, Problem, State
from .permissions import Permission
from .queries import LISTED, Line, lines_of, overdue, to_do

__all__ = ["chain_column", "waiting", "with_others"]

MOST, PROMISED = 8, 5
ANSWERING = ("redo", "handle")
# What is to be done, by the state it waits in.
TO_DO = {
    State.RAISED: "分办",
    State.ASSIGNED: "签收",
    State.DISPUTED: "裁定",
    State.IN_HAND: "办理",
    State.SUSPENDED: "恢复",
    State.ESCALATED: "决定",
    State.QUERIED: "补充",
    State.ANSWERED: "核验",
    State.VERIFIED: "回话",
}
DECIDED_BY = ("instruct", "send_back", "query")
# In these states the unit that leads has it.
OF_LEAD = (State.ASSIGNED, State.IN_HAND, State.SUSPENDED)
ELSEWHERE = {
    State.RAISED: "等受理",
    State.DISPUTED: "等裁定",
    State.QUERIED: "等补充",
    State.ANSWERED: "等核验",
}
# What the lead unit says, or does without words.
SPOKEN = tuple(
    f"problem.{step}"
    for step in ("note", "take_up", "dispute", "ask_extension", "ask_pause", "resume", "answer", "supply")
)


def link_of(row: Problem) -> Link:
    return Link(row.title, "problem", (row.pk,))


def waiting(vp: Viewpoint) -> Waiting | None:
    """The first to fall due, each with what is to be done; None for those who have nothing to do with problems."""
    if not may(vp.user, Permission.RAISE):
        return None
    today = timezone.localdate()
    rows = visible(vp.user, Problem).filter(to_do(vp.user))
    counts = rows.aggregate(all=Count("pk"), today=Count("pk", Q(due=today)), late=Count("pk", Q(due__lt=today)))
    if not counts["all"]:
        return Waiting(0)
    listed = list(rows.select_related(*LISTED).order_by(F("due").asc(nulls_last=True), "pk")[:MOST])
    asked = last_words([row for row in listed if row.state == State.ESCALATED], ("problem.escalate",))
    told = tuple(_to_do(line, today, asked.get(line.row.pk)) for line in lines_of(listed))
    more = Link("全部", "problems", query={"mine": "todo"})
    rest = ((more, f"{number(counts['all'])}件问题"),) if counts["all"] > MOST else ()
    return Waiting(counts["all"], told, rest, today=counts["today"], late=counts["late"])


def _to_do(line: Line, today: date, asked: Said | None) -> WaitingRow:
    row = line.row
    verb = "审批" if row.state == State.IN_HAND and row.pending else TO_DO[State(row.state)]
    return WaitingRow(
        link_of(row),
        verb,
        "，".join(filter(None, (row.number, str(row.enterprise or ""), _asked(row)))),
        row.due is not None and row.due < today,
        verb=verb,
        kind="问题",
        chain=str(row.chain or ""),
        due=row.due,
        ticks=line.ticks,
        decision=_decision(row, today, asked) if row.state == State.ESCALATED else None,
    )


def _asked(row: Problem) -> str:
    return f"{row.lead}{row.get_pending_display()}" if row.pending else str(row.lead or "")


def _decision(row: Problem, today: date, asked: Said | None) -> Decision:
    """As it was put before the chief: the question, the advice and the post that gives it."""
    days = work_calendar().workdays_between(_day(row.last_act_at or row.raised_at), today)
    adviser = asked.post if asked and asked.post else words().office
    return Decision(row.question, row.advice, adviser, row, DECIDED_BY, f"等{number(days)}天" if days > 0 else "今天到")


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def with_others(vp: Viewpoint) -> WithOthers | None:
    """For those who assign, decide or asked: what is in others' hands, the longest overdue first.

    None for the units that work on them: what they have in hand waits for themselves."""
    own = is_own_part(vp.user)
    if not own and not may(vp.user, Permission.COORDINATE) and not may(vp.user, Permission.DECIDE):
        return None
    today = timezone.localdate()
    mine = visible(vp.user, Problem).filter(to_do(vp.user))
    rows = visible(vp.user, Problem).filter(state__in=OPEN).exclude(pk__in=mine.order_by().values("pk"))
    groups = list(
        rows.order_by()
        .values_list("state", "lead")
        .annotate(Count("pk"), late=Count("pk", overdue(today)), first=Min("due"))
    )
    late = sum(each[3] for each in groups)
    shown = rows if own else rows.filter(overdue(today))
    listed = shown.select_related(*LISTED).order_by(F("due").asc(nulls_last=True), "pk")[:MOST] if groups else []
    return WithOthers(
        count=sum(each[2] for each in groups),
        late=late,
        everything=Link("在办", "problems", query={"mine": "open"}),
        overdue=Link("全部", "problems", query={"mine": "overdue"}),
        rows=tuple(_in_hand(list(listed), today, outside=own)),
        owing=() if own else tuple(_owing(groups, today)),
        promised=tuple(_promised(vp)) if own else (),
    )


def _in_hand(rows: list[Problem], today: date, *, outside: bool) -> Iterator[WaitingRow]:
    said: Mapping[int, Said] = {} if outside else last_words(rows, SPOKEN)
    broken = ticks_of_rows(rows, today, ANSWERING)
    for row, ticks in lines_of(rows):
        late = row.due is not None and row.due < today
        yield WaitingRow(
            link_of(row),
            row.get_state_display(),
            row.number,
            late,
            kind="问题",
            chain=str(row.chain or ""),
            due=row.due,
            # One that was broken before a chief was asked stays so.
            ticks=broken.get(row.pk) if late and not (ticks and ticks.late) else ticks,
            who=_who(row),
            last_word=None if outside else _last_word(row, said, today),
        )


def _who(row: Problem) -> str:
    if row.state in OF_LEAD:
        return str(row.lead)
    if row.state == State.ESCALATED:
        return str(row.level)
    if row.state == State.VERIFIED:
        return str(row.enterprise or "提出的一方")
    return ELSEWHERE[State(row.state)]


def _last_word(row: Problem, said: Mapping[int, Said], today: date) -> LastWord:
    last = said.get(row.pk)
    on = _day(last.at if last else row.last_act_at or row.raised_at)
    return LastWord(last.words if last else "", on, work_calendar().workdays_between(on, today))


def _owing(groups: Iterable[tuple[str, int | None, int, int, date | None]], today: date) -> Iterator[Owing]:
    """By the unit that leads, and besides them by what is waited for; one query for the units' names."""
    sums: dict[tuple[str, int | None], list[Any]] = {}
    for state, lead, count, late, due in groups:
        key = ("", lead) if state in OF_LEAD else (state, None)
        so_far = sums.setdefault(key, [0, 0, None])
        so_far[0], so_far[1] = so_far[0] + count, so_far[1] + late
        so_far[2] = min(filter(None, (so_far[2], due)), default=None)
    units = ResponsibleUnit.objects.select_related(*_names()).in_bulk([lead for _, lead in sums if lead])
    for (state, lead), (count, late, due) in sums.items():
        who = str(units[lead]) if lead else _waited_for(state)
        asked = {"mine": "open"} | ({"lead": str(lead)} if lead else {"state": state})
        longest = work_calendar().workdays_between(due, today) if due and due < today else 0
        yield Owing(who, count, late, longest, Link(who, "problems", query=asked))


def _names() -> tuple[str, ...]:
    return tuple(name.removeprefix("lead__") for name in joined("lead"))


def _waited_for(state: str) -> str:
    return {State.VERIFIED: "提出的企业", State.ESCALATED: "上级"}.get(State(state), ELSEWHERE.get(State(state), ""))


def _promised(vp: Viewpoint) -> Iterator[WaitingRow]:
    """To a firm: until when an answer is due, and what was answered lately."""
    told = (State.VERIFIED, *CLOSED)
    rows: QuerySet[Problem] = visible(vp.user, Problem).filter(state__in=told).exclude(answer="")
    for row in rows.select_related(*LISTED).order_by("-answered_at", "-pk")[:PROMISED]:
        on = _day(row.answered_at) if row.answered_at else None
        yield WaitingRow(
            link_of(row),
            row.get_state_display(),
            row.number,
            who=str(row.lead or ""),
            last_word=LastWord(row.answer, on),
        )


def chain_column(vp: Viewpoint, chains: Iterable[Chain]) -> ChainColumn | None:
    """What is open on each chain and how much of it is late; None for those to whom problems are not shown."""
    if not may(vp.user, Permission.RAISE) or is_own_part(vp.user):
        return None
    today = timezone.localdate()
    rows = visible(vp.user, Problem).filter(state__in=OPEN, chain__isnull=False).order_by()
    counted = rows.values_list("chain").annotate(Count("pk"), late=Count("pk", overdue(today)))
    of_chain = {chain: (count, late) for chain, count, late in counted}
    if not of_chain:
        return None
    figures = {}
    for chain in chains:
        count, late = of_chain.get(chain.pk, (0, 0))
        link, late_link = (
            Link(chain.name, "problems", query={"chain": chain.code, "mine": which}) for which in ("open", "overdue")
        )
        figures[chain.pk] = ChainFigure(Decimal(count), link=link, late=late, late_link=late_link)
    return ChainColumn("problems", "在办问题（件）", figures=figures, name="在办问题", unit="件", places=0)
