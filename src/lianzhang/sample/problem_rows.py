"""Writes the drawn problems: rows, limits and the bodies that lead, table by table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Membership
from lianzhang.kernel import clocks as reckoning
from lianzhang.kernel.bulk import allocate_ids, bulk_insert
from lianzhang.plans.models import Plan, ProblemKind, ProblemLevel
from lianzhang.problems.models import Problem
from lianzhang.registry.api import unit_of, work_calendar
from lianzhang.registry.models import Organization, Region
from lianzhang.work.models import Clock

from .place import facts
from .problems import Asked, clock_of, draw_problems

__all__ = ["write_problems"]

OF_DISTRICTS = 0.3  # are led by the district in which the firm stands
BLANK: dict[str, Any] = {
    **dict.fromkeys(
        ("reason", "instruction", "pending", "question", "advice", "outcome", "answer", "verification", "grade"), ""
    ),
    **dict.fromkeys(("feedback",), ""),
    **dict.fromkeys(("extended", "redone", "reopened", "version"), 0),
    **dict.fromkeys(("disputed", "overran", "called_back"), False),
    **dict.fromkeys(
        ("assigned_at", "answered_at", "verified_at", "heard_at", "closed_at", "initiative", "pending_days"), None
    ),
    **dict.fromkeys(("answer_by", "used_workdays", "answered_by_id", "merged_into_id", "segment_id", "post_id"), None),
    "authors": (),
}


class _Writing:
    def __init__(self, city: Region, account: User, seed: int) -> None:
        self.city, self.account, self.rng = city, account, Random(seed)  # noqa: S311 - nothing secret
        plan = Plan.objects.get(city=city)
        self.kinds = dict(ProblemKind.objects.filter(plan=plan).values_list("code", "pk"))
        levels = list(ProblemLevel.objects.filter(plan=plan).order_by("order").values_list("pk", flat=True))
        self.team, self.office, self.top = levels[0], levels[min(1, len(levels) - 1)], levels[-1]
        self.units = {name: self._unit(name, number) for number, name in enumerate(_bodies())}
        on_chains = Membership.objects.filter(enterprise__city=city, enterprise__outside=False, ends=None)
        rows = on_chains.order_by("enterprise_id", "-share").values_list("enterprise", "chain", "enterprise__region")
        self.firms = list({firm: (firm, chain, region) for firm, chain, region in rows}.values())
        self.regions: dict[int, int] = {}
        self.calendar, self.today = work_calendar(), timezone.localdate()

    def _unit(self, name: str, number: int) -> int:
        """The body of that name, made where the plan names none."""
        body = Organization.objects.filter(city=self.city, name=name).first()
        body = body or Organization.objects.create(
            city=self.city, code=f"bureau-{number}", name=name, kind="department"
        )
        return unit_of(body).pk

    def _lead(self, body: str | None, region: int | None) -> int | None:
        if body is None or region is None:
            return self.units[body] if body else None
        if region not in self.regions:
            self.regions[region] = unit_of(Region.objects.get(pk=region)).pk
        return self.regions[region]

    def _rare(self, number: str) -> bool:
        """One in forty went up to the leaders."""
        return int(number.rsplit("-")[-1]) % 40 == 7

    def row(self, pk: int, number: str, asked: Asked) -> dict[str, Any]:
        firm, chain, region = self.rng.choice(self.firms) if asked.of_firm else (None, None, None)
        near = self.rng.random() < OF_DISTRICTS
        fields = BLANK | asked.fields
        limits = [clock_of(each) for each in asked.limits if each[0] in ("handle", "redo")]
        running = [each for each in asked.limits if each[3] is None and not (asked.paused and each[0] == "handle")]
        dues = [reckoning.due(clock_of(each), self.calendar).on for each in running]
        if limits and fields["answered_at"]:
            stops = [(each, each.stopped.date()) for each in limits if each.stopped]
            fields["used_workdays"] = sum(reckoning.used(each, on, self.calendar) for each, on in stops)
            fields["overran"] = any(reckoning.breached(each, on, self.calendar) for each, on in stops)
        return fields | {
            "id": pk,
            "number": number,
            "city_id": self.city.pk,
            "kind_id": self.kinds[fields.pop("kind")],
            "level_id": self.top if asked.paused or self._rare(number) else self.team if chain else self.office,
            "source": "firm" if firm else self.rng.choice(("hotline", "visit", "meeting")),
            "enterprise_id": firm,
            "chain_id": chain,
            "region_id": region,
            "lead_id": self._lead(asked.body, region if near else None),
            "raised_by_id": self.account.pk,
            "answer_by": reckoning.due(limits[-1], self.calendar).on if limits else None,
            "due": min((each for each in dues if each), default=None),
        }

    def clocks(self, subject: str, asked: Asked) -> Iterable[dict[str, Any]]:
        for limit in asked.limits:
            clock = clock_of(limit)
            due, provisional = reckoning.due(clock, self.calendar)
            yield {
                "subject": subject,
                "name": clock.name,
                "limit_workdays": clock.limit_workdays,
                "extended_workdays": limit[4],
                "started_at": clock.started,
                "stopped_at": clock.stopped,
                "pauses": [[asked.paused.isoformat(), None]] if asked.paused and clock.name == "handle" else [],
                "due": None if asked.paused and clock.name == "handle" else due,
                "provisional": provisional,
            }


def _bodies() -> list[str]:
    return sorted({each["body"] for each in facts()["problems"]})


def write_problems(city: Region, account: User, scale: str, seed: int) -> int:
    """How many were written."""
    writing = _Writing(city, account, seed)
    drawn = list(draw_problems(scale, seed, writing.today, writing.calendar))
    if not drawn or not writing.firms:
        return 0
    rows: list[dict[str, Any]] = []
    clocks: list[dict[str, Any]] = []
    numbers: dict[int, int] = {}
    for pk, asked in zip(allocate_ids(Problem, len(drawn)), drawn, strict=True):
        year = asked.fields["raised_at"].year
        numbers[year] = numbers.get(year, 0) + 1
        rows.append(writing.row(pk, f"{year}-{numbers[year]:04d}", asked))
        clocks += writing.clocks(f"problems.Problem:{pk}", asked)
    bulk_insert(Problem, _columns(rows))
    bulk_insert(Clock, _columns(clocks))
    return len(rows)


def _columns(rows: list[dict[str, Any]]) -> dict[str, Sequence[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}
