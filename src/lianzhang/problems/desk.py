"""What problems tell the desks: what waits for somebody, what others have in hand, how many are open on each chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from django.db.models import QuerySet
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
from .queries import ASKED_ALONG, LISTED, Line, lines_of, to_do

__all__ = ["chain_column", "waiting", "with_others"]

MOST, PROMISED = 8, 5
NAMED_AT_MOST = 10_000  # keys in one question
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
    State.MERGED: "回话",
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


class Open(NamedTuple):
    """An open problem in sight, as far as counts need it."""

    pk: int
    state: str
    lead: int | None
    chain: int | None
    due: date | None
    urgent: bool

    def presses(self, today: date) -> bool:
        """Late, asked of the level above, or to be done at once by its own words."""
        return self.urgent or self.state == State.ESCALATED or _is_late(self, today)


def link_of(row: Problem) -> Link:
    return Link(row.title, "problem", (row.pk,))


def _open(vp: Viewpoint) -> list[Open]:
    """All that is open, and what is part of another and asked for a word by itself; the first to fall due first.

    So few that they are counted here. One query of a request.

    State by state: a database that knows only how many states there are would read all that was ever closed."""
    key = ("problems", "open")
    if key not in vp.shared:
        columns = visible(vp.user, Problem).order_by().values_list("pk", "state", "lead", "chain", "due", "urgent")
        first, *others = (columns.filter(state=state) for state in OPEN)
        rows = (Open(*row) for row in first.union(*others, columns.filter(ASKED_ALONG), all=True))
        vp.shared[key] = sorted(rows, key=lambda row: (row.due is None, row.due, row.pk))
    return vp.shared[key]


def _own(vp: Viewpoint) -> set[int]:
    """Keys of what waits for the one who looks. One query of a request."""
    key = ("problems", "own")
    if key not in vp.shared:
        rows = visible(vp.user, Problem).filter(to_do(vp.user)).order_by()
        keys = [row.pk for row in _open(vp)]
        among = rows.filter(pk__in=keys) if len(keys) < NAMED_AT_MOST else rows
        vp.shared[key] = set(among.values_list("pk", flat=True))
    return vp.shared[key]


def _rows(keys: Iterable[int]) -> list[Problem]:
    """Of keys that are in sight, in their order."""
    first = list(islice(keys, MOST))
    rows = Problem.objects.select_related(*LISTED).in_bulk(first) if first else {}
    return [rows[key] for key in first if key in rows]


def waiting(vp: Viewpoint) -> Waiting | None:
    """The first to fall due, each with what is to be done; None for those who have nothing to do with problems."""
    if not may(vp.user, Permission.RAISE):
        return None
    today, own = timezone.localdate(), _own(vp)
    if not own:
        return Waiting(0)
    mine = [each for each in _open(vp) if each.pk in own]
    listed = _rows(each.pk for each in mine)
    asked = last_words([row for row in listed if row.state == State.ESCALATED], ("problem.escalate",))
    told = tuple(_to_do(line, today, asked.get(line.row.pk)) for line in lines_of(listed))
    rest = ((Link("全部", "problems", query={"mine": "todo"}), f"{number(len(mine))}件问题"),)
    return Waiting(
        len(mine),
        told,
        rest if len(mine) > MOST else (),
        today=sum(each.due == today for each in mine),
        late=sum(_is_late(each, today) for each in mine),
        urgent=sum(each.presses(today) for each in mine),
    )


def _is_late(row: Open, today: date) -> bool:
    return row.due is not None and row.due < today


def _to_do(line: Line, today: date, asked: Said | None) -> WaitingRow:
    row = line.row
    verb = "审批" if row.state == State.IN_HAND and row.pending else TO_DO[State(row.state)]
    return WaitingRow(
        link_of(row),
        verb,
        "，".join(filter(None, (row.number, str(row.enterprise or ""), _asked(row)))),
        row.urgent or row.state == State.ESCALATED or (row.due is not None and row.due < today),
        verb=verb,
        kind="问题",
        chain=str(row.chain or ""),
        due=row.due,
        ticks=line.ticks,
        decision=_decision(row, today, asked) if row.state == State.ESCALATED else None,
    )


def _asked(row: Problem) -> str:
    """Whose answer or request it is that one judges."""
    if row.pending:
        return f"{row.lead}{row.get_pending_display()}"
    return str(row.lead) if row.lead and row.state not in OF_LEAD else ""


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
    today, mine = timezone.localdate(), _own(vp)
    theirs = [each for each in _open(vp) if each.pk not in mine and each.state in OPEN]
    listed = _rows(each.pk for each in theirs if own or _is_late(each, today))
    return WithOthers(
        count=len(theirs),
        late=sum(_is_late(each, today) for each in theirs),
        everything=Link("在办", "problems", query={"mine": "open"}),
        overdue=Link("全部", "problems", query={"mine": "overdue"}),
        rows=tuple(_in_hand(listed, today, outside=own)),
        owing=() if own else tuple(_owing(theirs, today)),
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


def _owing(theirs: Iterable[Open], today: date) -> Iterator[Owing]:
    """By the unit that leads, and besides them by what is waited for; one query for the units' names."""
    held: dict[tuple[str, int | None], list[Open]] = {}
    for each in theirs:
        held.setdefault(("", each.lead) if each.state in OF_LEAD else (each.state, None), []).append(each)
    units = ResponsibleUnit.objects.select_related(*_names()).in_bulk([lead for _, lead in held if lead])
    for (state, lead), rows in held.items():
        who = str(units[lead]) if lead else _waited_for(state)
        asked = {"mine": "open"} | ({"lead": str(lead)} if lead else {"state": state})
        late = [each.due for each in rows if each.due and each.due < today]
        longest = work_calendar().workdays_between(min(late), today) if late else 0
        yield Owing(who, len(rows), len(late), longest, Link(who, "problems", query=asked))


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
    rows = [each for each in _open(vp) if each.state in OPEN]
    counts = Counter(each.chain for each in rows)
    late_counts = Counter(each.chain for each in rows if _is_late(each, today))
    if not counts:
        return None
    figures = {}
    for chain in chains:
        count, late = counts[chain.pk], late_counts[chain.pk]
        link, late_link = (
            Link(chain.name, "problems", query={"chain": chain.code, "mine": which}) for which in ("open", "overdue")
        )
        figures[chain.pk] = ChainFigure(Decimal(count), link=link, late=late, late_link=late_link)
    return ChainColumn("problems", "在办问题（件）", figures=figures, name="在办问题", unit="件", places=0)
