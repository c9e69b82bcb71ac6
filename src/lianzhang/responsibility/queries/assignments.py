"""Targets and duties of a plan with who answers for each; one of them with its history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lianzhang.access.api import visible
from lianzhang.kernel.sorting import sorted_lines
from lianzhang.plans.api import Item, PlanViewpoint, items
from lianzhang.plans.models import Duty, Target
from lianzhang.registry.api import Body, joined, key_of_body
from lianzhang.responsibility.filters import Wanted
from lianzhang.responsibility.models import Responsibility, ResponsibilityState
from lianzhang.responsibility.responsible import NOBODY, Responsible, Source, responsible_for

__all__ = [
    *("Line", "Tally", "bodies_of", "current_of", "filter_lines", "history_of_subject", "lines_of", "subjects_of"),
    *("tally_of", "told_of"),
]

Subject = Target | Duty


@dataclass(frozen=True, slots=True)
class Line:
    """A target or duty with who answers for it."""

    item: Item
    responsible: Responsible

    @property
    def key(self) -> str:
        return f"{self.item.kind}:{self.item.subject.pk}"

    @property
    def row(self) -> Responsibility | None:
        return self.responsible.row


@dataclass(frozen=True, slots=True)
class Tally:
    total: int
    nobody: int
    assigned: int
    by_plan: int
    passed: int


def lines_of(vp: PlanViewpoint) -> list[Line]:
    """All targets, then all duties, in the plan's order."""
    told = told_of(vp)
    return [Line(item, told.get((item.kind, item.subject.pk), NOBODY)) for item in items(vp)]


def told_of(vp: PlanViewpoint) -> dict[tuple[str, int], Responsible]:
    """Asked once a request."""
    key = ("responsible", vp.at)
    if key not in vp.shared:
        vp.shared[key] = responsible_for(vp.plan, vp.at, vp.user)
    told: dict[tuple[str, int], Responsible] = vp.shared[key]
    return told


def tally_of(lines: Sequence[Line]) -> Tally:
    sources = [line.responsible.source for line in lines]
    passed = sum(bool(line.responsible.passed_from) for line in lines)
    return Tally(
        len(lines), sources.count(Source.NOBODY), sources.count(Source.ASSIGNED), sources.count(Source.PLAN), passed
    )


ORDERS: dict[str, Callable[[Line], Any]] = {
    "name": lambda line: line.item.subject.name,
    "lead": lambda line: str(line.responsible),
    "since": lambda line: line.row.starts if line.row else None,
}


def filter_lines(lines: Iterable[Line], wanted: Wanted, order: str | None = None) -> list[Line]:
    return sorted_lines((line for line in lines if _fits(line, wanted)), ORDERS, order)


def _fits(line: Line, wanted: Wanted) -> bool:
    subject, told = line.item.subject, line.responsible
    chain = getattr(subject, "chain", None)
    return (
        (not wanted.kind or line.item.kind == wanted.kind)
        and (not wanted.who or told.source == wanted.who)
        and (not wanted.clause or subject.clause.code == wanted.clause)
        and (not wanted.chain or (chain is not None and chain.code == wanted.chain))
        and (not wanted.unit or wanted.unit in {key_of_body(each) for each in (*told.leads, *told.helpers)})
        and wanted.q.casefold() in subject.name.casefold()
    )


def bodies_of(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """Who answers for anything, to choose from: key and name."""
    bodies: dict[str, Body] = {}
    for line in lines:
        bodies |= {key_of_body(each): each for each in (*line.responsible.leads, *line.responsible.helpers)}
    return sorted(((key, str(body)) for key, body in bodies.items()), key=lambda pair: pair[1])


def subjects_of(vp: PlanViewpoint, keys: Iterable[str]) -> list[Line]:
    """The targets and duties that keys such as `target:12` name, in the plan's order; what is none is passed over."""
    wanted = set(keys)
    return [line for line in lines_of(vp) if line.key in wanted]


def current_of(subject: Subject, by: Any) -> Responsibility | None:
    """The assignment in force, whatever day one looks from: what a form is opened with."""
    rows = _rows_of(subject, by).filter(state=ResponsibilityState.IN_FORCE)
    return rows.first()


def history_of_subject(subject: Subject, by: Any) -> list[Responsibility]:
    """Every assignment that was not withdrawn, the latest first."""
    return list(_rows_of(subject, by).exclude(state=ResponsibilityState.WITHDRAWN))


def _rows_of(subject: Subject, by: Any) -> Any:
    about = {"target": subject} if isinstance(subject, Target) else {"duty": subject}
    return visible(by, Responsibility).filter(**about).select_related(*joined("lead"))
