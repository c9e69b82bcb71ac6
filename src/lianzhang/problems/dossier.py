"""One problem with all that its page says: who spent which workdays, what may be done, four questions, others alike."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import is_own_part
from lianzhang.kernel.formatting import day
from lianzhang.kernel.lifecycle import Offer, Step, next_step
from lianzhang.records.api import Happening, history_of, subject_of
from lianzhang.registry.api import joined, work_calendar
from lianzhang.work.api import Ticks, clocks_of, ticks_of
from lianzhang.work.models import Clock

from .alike import pairs
from .lifecycle import PROBLEM
from .models import CLOSED, Grade, Outcome, Problem, State
from .queries import LISTED, to_do

__all__ = ["RELATED", "Dossier", "Lane", "Question", "dossier"]

RELATED = (
    *LISTED,
    "city",
    "level__rank",
    "segment",
    "region",
    "post",
    "raised_by",
    "answered_by",
    *joined("merged_into__lead"),
)
SIMILAR = 3
# Of those that did not end solved, besides.
UNSOLVED = 2
# So many workdays are drawn on one calendar; what took longer is drawn limit by limit.
MOST_DAYS = 34
# What those who govern decide among themselves; the firm is told what was decided, by the steps that follow.
WITHIN = (
    *("dispute", "uphold", "reassign", "ask_extension", "extend", "ask_pause", "refuse", "escalate", "instruct"),
    *("send_back", "query", "supply", "climb", "reject", "merge", "split"),
)
LANES = {
    "accept": ("受理、分办", "分办的岗位"),
    "handle": ("办理", "主办单位"),
    "redo": ("重办", "主办单位"),
    "decide": ("批示", "上级"),
    "verify": ("核验", "核验的岗位"),
    "confirm": ("回话", "提出的一方"),
}


class Lane(NamedTuple):
    """A limit on the problem's page: whose it is, what for, drawn."""

    title: str
    who: str
    ticks: Ticks
    before: int

    @property
    def offset(self) -> range:
        """The workdays on the common calendar before it began."""
        return range(self.before)


class Question(NamedTuple):
    """One of the four: `answer` None where nobody has said yet, and the record that says so."""

    title: str
    answer: bool | None
    record: str

    @property
    def state(self) -> str:
        return "unknown" if self.answer is None else "met" if self.answer else "missed"


@dataclass(frozen=True, slots=True)
class Dossier:
    """One problem with all that its page says about it."""

    row: Problem
    offers: list[Offer]
    lanes: list[Lane]
    questions: list[Question]
    history: list[Happening]
    similar: list[Problem]
    merged: list[Problem]
    words: dict[str, int]
    following: Problem | None

    @property
    def said(self) -> str:
        """What those say that are part of it."""
        return "，".join(f"{word}{count}家" for word, count in self.words.items())

    @property
    def next_step(self) -> Step | None:
        return next_step(self.offers)


def dossier(row: Problem, by: User) -> Dossier:
    today = timezone.localdate()
    merged = list(visible(by, Problem).filter(merged_into=row).select_related("enterprise").order_by("pk"))
    return Dossier(
        row=row,
        offers=PROBLEM.offers(row, by),
        lanes=_lanes(row, today),
        questions=_questions(row, outside=is_own_part(by)),
        history=_history(row, outside=is_own_part(by)),
        similar=similar_to(row, by),
        merged=merged,
        words=_words(merged),
        following=visible(by, Problem).filter(to_do(by)).exclude(pk=row.pk).order_by("due", "pk").first(),
    )


def _words(merged: list[Problem]) -> dict[str, int]:
    """How many of those that are part of it said what, and how many said nothing."""
    return dict(Counter(each.get_grade_display() if each.grade else "没有回话" for each in merged))


def _history(row: Problem, *, outside: bool) -> list[Happening]:
    """All of it; to the firm what was done, and not the words in which those who govern speak of it."""
    if not outside:
        return history_of(row)
    untold = [f"problem.{step}" for step in WITHIN]
    return [replace(each, details=()) for each in history_of(row, untold=untold)]


def _lanes(row: Problem, on: date) -> list[Lane]:
    """Each limit on a line of its own, all on one calendar where it is short enough to be drawn."""
    clocks = [each for each in clocks_of([row]).get(subject_of(row), ()) if each.name != "climb"]
    calendar = work_calendar()
    starts = [calendar.working_day(each.started_at) for each in clocks]
    first = min(starts, default=on)
    drawn = [ticks_of(each, on) for each in clocks]
    before = [calendar.workdays_between(first, start) for start in starts]
    widest = max((after + len(ticks.squares) for after, ticks in zip(before, drawn, strict=True)), default=0)
    together = widest <= MOST_DAYS and all(ticks.each == 1 for ticks in drawn)
    return [
        _lane(clock, row, ticks, after if together else 0)
        for clock, ticks, after in zip(clocks, drawn, before, strict=True)
    ]


def _lane(clock: Clock, row: Problem, ticks: Ticks, before: int) -> Lane:
    title, who = LANES.get(clock.name, (clock.name, ""))
    names = {"主办单位": row.common_matter.lead, "提出的一方": row.enterprise or row.post}
    return Lane(title, str(names.get(who) or who), ticks, before)


def _questions(row: Problem, *, outside: bool) -> list[Question]:
    """What must be known before it is closed, and what says so; what nobody has said yet is open."""
    return [
        _solved(row.common_matter, outside=outside),
        _answered(row.common_matter),
        _initiative(row.common_matter),
        _satisfied(row),
    ]


def _solved(matter: Problem, *, outside: bool) -> Question:
    if not matter.answered_at or matter.state == State.IN_HAND:
        return Question("解决了没有", None, "还在办")
    if matter.outcome == Outcome.IMPOSSIBLE:
        return Question("解决了没有", False, "办不了，答复里说明了依据")
    if not matter.verified_at:
        return Question("解决了没有", None, "答复说已解决，等核验")
    return Question("解决了没有", True, "已核验" if outside else f"核验：{matter.verification}")


def _answered(matter: Problem) -> Question:
    if not matter.answered_at:
        return Question("答复了没有", None, "还没有答复")
    papers = f"，附材料{len(matter.answer_papers)}份" if matter.answer_papers else ""
    return Question("答复了没有", True, f"书面答复，{day(timezone.localdate(matter.answered_at))}{papers}")


def _initiative(matter: Problem) -> Question:
    told = "核验时记" if matter.initiative is None else "主动" if matter.initiative else "不主动"
    return Question("部门主动没有", matter.initiative, told)


def _satisfied(row: Problem) -> Question:
    if not row.grade:
        silent = row.state == State.UNCONFIRMED
        return Question("企业满意没有", None, "没有回话" if silent else "还没有回话")
    called = "，由回访记下" if row.called_back else ""
    return Question("企业满意没有", row.grade != Grade.DISSATISFIED, f"{row.get_grade_display()}{called}")


def similar_to(row: Problem, by: User) -> list[Problem]:
    """Closed ones of the same kind, those alike in words first: solved, then not."""
    rows = visible(by, Problem).filter(state__in=CLOSED, kind=row.kind_id).exclude(pk=row.pk)
    near = rows.filter(Q(segment=row.segment_id) | Q(chain=row.chain_id)) if row.chain_id else rows
    recent = near.select_related("enterprise", *joined("lead")).order_by("-pk")[:200]
    wanted = pairs(row.title)
    ranked = sorted(recent, key=lambda each: len(wanted & pairs(each.title)), reverse=True)
    solved = [each for each in ranked if each.state == State.SOLVED]
    return [*solved[:SIMILAR], *[each for each in ranked if each not in solved][:UNSOLVED]]
