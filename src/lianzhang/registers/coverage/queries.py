"""What is declared complete and what is not, and which targets wait for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lianzhang.access.api import visible
from lianzhang.assessments.models import Assessment, Diagnosis, PlatformUse
from lianzhang.enterprises.api import cached
from lianzhang.enterprises.models import AboveScale, Membership, ResearchBody
from lianzhang.honours.models import Honour
from lianzhang.kernel.metrics import Ask
from lianzhang.kernel.periods import Period
from lianzhang.market.models import FollowUp
from lianzhang.plans.api import PlanViewpoint, Viewpoint
from lianzhang.plans.models import ChecklistRecord, Target
from lianzhang.platforms.models import Platform
from lianzhang.policies.models import Award, LoanBalance
from lianzhang.projects.models import Project
from lianzhang.registers.evidence.registers import ask_of, complete, titles
from lianzhang.registers.metrics import NEEDS, needs_of
from lianzhang.registry.api import REGISTERS
from lianzhang.registry.models import Coverage
from lianzhang.reviews.models import Meeting
from lianzhang.statements.models import Statement
from lianzhang.supply.models import MaterialFlow, Purchase, Sourcing
from lianzhang.tasks.models import WorkRecord

from .actions import kind_words

__all__ = ["Declaration", "RegisterLine", "coverage_table", "declarations", "waiting"]

# Where the rows of each register lie, and the page that keeps them.
ROWS: dict[str, tuple[type[Any], str]] = {
    "roles": (Membership, "enterprise__city"),
    "honours": (Honour, "city"),
    "above_scale": (AboveScale, "enterprise__city"),
    "statements": (Statement, "enterprise__city"),
    "research_bodies": (ResearchBody, "enterprise__city"),
    "projects": (Project, "city"),
    "meetings": (Meeting, "city"),
    "work_records": (WorkRecord, "city"),
    "purchases": (Purchase, "city"),
    "sourcings": (Sourcing, "city"),
    "flows": (MaterialFlow, "city"),
    "awards": (Award, "city"),
    "lending": (LoanBalance, "city"),
    "posts": (FollowUp, "match__city"),
    "arrangements": (ChecklistRecord, "item__plan__city"),
    "diagnoses": (Diagnosis, "city"),
    "assessments": (Assessment, "city"),
    "platform_uses": (PlatformUse, "city"),
    "platforms": (Platform, "city"),
}


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration with the name of its kind."""

    row: Coverage
    kind: str

    @property
    def title(self) -> str:
        register = REGISTERS.get(self.row.register, self.row.register)
        return f"{register}：{self.kind}" if self.kind else register


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A register: how many rows in sight, for which times all of it is complete, and the targets that wait."""

    code: str
    title: str
    count: int
    complete: list[Period]
    declarations: list[Declaration]
    waiting: list[Target]

    @property
    def partly(self) -> list[Declaration]:
        """What holds for some kind or region only."""
        return [each for each in self.declarations if each.kind or each.row.region]


def coverage_table(vp: Viewpoint) -> list[RegisterLine]:
    """One line for each register. The number of queries does not grow with rows or targets."""
    ask, waits, declared = ask_of(vp), waiting(vp), declarations(vp, in_force=True)
    counts = cached(vp.user, ("rows of registers", vp.city.pk), lambda: _counts(vp))
    return [
        RegisterLine(
            code=code,
            title=title,
            count=counts[code],
            complete=complete(ask, (code, "")),
            declarations=[each for each in declared if each.row.register == code],
            waiting=waits[code],
        )
        for code, title in REGISTERS.items()
    ]


def _counts(vp: Viewpoint) -> dict[str, int]:
    city = vp.city.pk
    return {code: visible(vp.user, model).filter(**{path: city}).count() for code, (model, path) in ROWS.items()}


def declarations(vp: Viewpoint, *, in_force: bool) -> list[Declaration]:
    """Those in force, or those taken back, the latest first. Two queries."""
    city = vp.city.pk
    rows = visible(vp.user, Coverage).filter(city=city, withdrawn_at__isnull=in_force)
    declared = list(rows.select_related("region", "declared_by", "withdrawn_by").order_by("-period_end", "-pk"))
    words = {register: kind_words(register, city) for register in ("roles", "honours")} if declared else {}
    return [Declaration(row, words.get(row.register, {}).get(row.kind, row.kind)) for row in declared]


def waiting(vp: Viewpoint) -> dict[str, list[Target]]:
    """By register, the targets that would be judged from records, and lack it on the day looked from."""
    by_register: dict[str, list[Target]] = {code: [] for code in REGISTERS}
    if not isinstance(vp, PlanViewpoint):
        return by_register
    ask = ask_of(vp)
    for target in vp.run.targets:
        if target.metric in NEEDS:
            for register in _lacking(ask, target):
                by_register[register].append(target)
    return by_register


def _lacking(ask: Ask, target: Target) -> set[str]:
    day, known = min(ask.at, target.due), titles(ask)
    needs = needs_of(target.metric, target.params.get("item", ""))
    return {register for register, kind in needs if not _covers(complete(ask, (register, known.get(kind, kind))), day)}


def _covers(stretches: Iterable[Period], day: Any) -> bool:
    return any(stretch.start <= day <= stretch.end for stretch in stretches)
