"""Who answers for the targets and duties of a plan on a day: whoever was assigned, else whom the plan's tables name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Q

from lianzhang.access.api import SYSTEM, visible
from lianzhang.plans.api import Owner, Run, declare_assigned
from lianzhang.plans.models import Duty, Plan, Target
from lianzhang.registry.api import Body, joined
from lianzhang.registry.models import ResponsibleUnit

from .models import Responsibility, ResponsibilityState

__all__ = ["NOBODY", "Responsible", "Source", "assigned_rows", "responsible_for"]

Key = tuple[str, int]


class Source(StrEnum):
    """From where it is known who answers."""

    ASSIGNED = "assigned"
    PLAN = "plan"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for one target or duty. A plan may name several that lead alike; an assignment names one.

    `words`: how the plan names somebody that is no body of the city. `passed_from`: the dissolved units whose work
    passed to those named here, or to nobody. `row`: the assignment.
    """

    leads: tuple[Body, ...] = ()
    helpers: tuple[Body, ...] = ()
    source: Source = Source.NOBODY
    words: str = ""
    passed_from: tuple[Body, ...] = ()
    row: Responsibility | None = None

    @property
    def lead(self) -> Body | None:
        return self.leads[0] if self.leads else None

    @property
    def nobody(self) -> bool:
        return not self.leads and not self.words

    def __str__(self) -> str:
        return "、".join(map(str, self.leads)) or self.words


NOBODY = Responsible()


def responsible_for(plan: Plan, at: date, viewer: Any = SYSTEM) -> dict[Key, Responsible]:
    """Every target and duty in sight, by kind and primary key. A fixed number of queries."""
    run = Run(plan, viewer)
    rows = {_key(row): row for row in assigned_rows(plan, at, viewer)}
    heirs = _Heirs(plan.city_id)
    told: dict[Key, Responsible] = {}
    subjects: list[Target | Duty] = [*run.targets, *run.duties]
    for subject in subjects:
        key = ("target" if isinstance(subject, Target) else "duty", subject.pk)
        told[key] = _assigned(rows[key], heirs) if key in rows else _by_plan(subject, heirs)
    return told


def assigned_rows(plan: Plan, at: date, viewer: Any = SYSTEM) -> list[Responsibility]:
    """The assignments in force on a day, in sight of whoever asks. Two queries."""
    rows = visible(viewer, Responsibility).exclude(state=ResponsibilityState.WITHDRAWN).filter(starts__lte=at)
    of_plan = rows.filter(Q(target__plan=plan) | Q(duty__plan=plan)).filter(Q(ended=None) | Q(ended__gt=at))
    helpers = [f"helpers__{name}" for name in ("organization", "region", "park")]
    return list(of_plan.select_related(*joined("lead")).prefetch_related(*helpers))


def _key(row: Responsibility) -> Key:
    return ("target", row.target_id) if row.target_id else ("duty", row.duty_id or 0)


class _Heirs:
    """Which units of a city were dissolved, and who goes on with their work. One query."""

    def __init__(self, city: int) -> None:
        ended = visible(SYSTEM, ResponsibleUnit).filter(city=city, ended__isnull=False)
        rows = ended.select_related(*joined("successor"), *joined("successor__successor"))
        self.ended = {(unit.organization_id, unit.region_id, unit.park_id): unit for unit in rows}

    def of(self, body: Body) -> tuple[Body | None, bool]:
        """Who answers in a body's stead, and whether it was dissolved; None: nobody."""
        key = {"organization": None, "region": None, "park": None} | {body._meta.model_name or "": body.pk}
        unit = self.ended.get((key["organization"], key["region"], key["park"]))
        if unit is None:
            return body, False
        while unit.successor is not None:
            unit = unit.successor
            if unit.ended is None:
                return unit.body, True
        return None, True

    def replaced(self, bodies: Iterable[Body]) -> tuple[tuple[Body, ...], tuple[Body, ...]]:
        """Those who answer, and the dissolved ones for whom they do."""
        standing, gone = [], []
        for body in bodies:
            heir, dissolved = self.of(body)
            if heir is not None and heir not in standing:
                standing.append(heir)
            if dissolved:
                gone.append(body)
        return tuple(standing), tuple(gone)


def _assigned(row: Responsibility, heirs: _Heirs) -> Responsible:
    leads, gone = heirs.replaced([row.lead.body])
    helpers, _ = heirs.replaced(unit.body for unit in row.helpers.all())
    source = Source.ASSIGNED if leads else Source.NOBODY
    return Responsible(leads, helpers, source, "", gone, row)


def _by_plan(subject: Target | Duty, heirs: _Heirs) -> Responsible:
    leads, gone = heirs.replaced(subject.owner_list)
    words = subject.responsible if isinstance(subject, Duty) else ""
    source = Source.PLAN if leads or words else Source.NOBODY
    return Responsible(leads, (), source, words, gone)


def _owners(plan: Plan, at: date, viewer: Any) -> Mapping[Key, tuple[Owner, ...]]:
    """What the plan's own pages are told: where it is another than its tables name."""
    return {
        key: tuple(Owner(body.name, body.code) for body in each.leads)
        for key, each in responsible_for(plan, at, viewer).items()
        if each.row is not None or each.passed_from
    }


declare_assigned(_owners)
