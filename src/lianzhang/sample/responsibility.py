"""Who answers for what in the fictitious city over three years, targets broken down, and what districts have on paper.

Some targets have nobody, some parts no answer, some are disputed: as in any city."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.plans.models import ChecklistItem, ChecklistRecord, Plan, Target
from lianzhang.registry.api import unit_of
from lianzhang.registry.models import Organization, Region, ResponsibleUnit
from lianzhang.responsibility.models import Responsibility, ShareState, TargetShare

from .place import facts

__all__ = ["write_responsibility"]

FIRST, AGAIN = date(2021, 8, 23), date(2023, 1, 16)
PAPER, PAPER_AGAIN, NUMBER = "行动方案重点任务分工（示例）", "重点任务分工调整（示例）", "示办发〔{}〕{}号"
# What part of the parts: no answer yet, disputed; of the disputed: still open, upheld; the rest was changed.
SILENT, DISPUTED, OPEN, UPHELD = 0.12, 0.14, 0.35, 0.4
COMPLAINTS = ("基数小，去年只有一半", "在建项目要到明年才投产", "有两家已迁出，请按现有企业数核定")
# What part of the papers of districts are there.
ON_FILE = 0.65


class _Assigning:
    def __init__(self, city: Region, account: User, seed: int) -> None:
        self.city, self.account = city, account
        self.rng = Random(seed)  # noqa: S311 - nothing secret
        self.plan = Plan.objects.get(city=city)
        self.targets = {target.code: target for target in self.plan.targets.prefetch_related("goals", "owners")}
        self.today = timezone.localdate()

    def unit(self, name: str) -> ResponsibleUnit:
        """The body of that name, made where the plan and the problems name none."""
        body = Organization.objects.filter(city=self.city, name=name).first()
        code = f"bureau-of-{Organization.objects.filter(city=self.city).count()}"
        return unit_of(body or Organization.objects.create(city=self.city, code=code, name=name, kind="department"))

    def assign(self) -> int:
        rows: list[Responsibility] = []
        for each in facts()["responsible"]:
            lead, then = self.unit(each["body"]), each.get("then")
            helper = self.unit(each["helper"]) if "helper" in each else None
            for target in self._named(each["targets"]):
                first = self._row(target, lead, FIRST, PAPER, 41)
                rows.append(first)
                if then:
                    first.state, first.ended = "ended", AGAIN
                    first.save()
                    rows.append(self._row(target, self.unit(then), AGAIN, PAPER_AGAIN, 3, replaces=first))
                if helper:
                    rows[-1].helpers.add(helper)
        return len(rows)

    def _named(self, codes: Sequence[str]) -> Iterator[Target]:
        yield from (self.targets[code] for code in codes if code in self.targets)

    def _row(
        self, target: Target, lead: ResponsibleUnit, starts: date, paper: str, number: int, **more: Any
    ) -> Responsibility:
        return Responsibility.objects.create(
            city=self.city,
            target=target,
            lead=lead,
            paper_title=paper,
            paper_number=NUMBER.format(starts.year, number),
            starts=starts,
            recorded_by=self.account,
            recorded_at=_at(starts),
            **more,
        )

    def share(self) -> int:
        rows = [row for each in facts()["shares"] if each["target"] in self.targets for row in self._broken(each)]
        return len(TargetShare.objects.bulk_create(rows))

    def _broken(self, each: dict[str, Any]) -> Iterator[TargetShare]:
        target = self.targets[each["target"]]
        goal = target.goals.filter(chain=None, group=None, region=None, park=None, period_start=None).first()
        if goal is None:
            return
        receivers = self._receivers(each["axis"])
        whole = int(goal.value) + each.get("more", 0) - each.get("less", 0)
        for receiver, value in zip(receivers, self._split(whole, len(receivers)), strict=True):
            if value:
                issued = {"excess": each.get("excess", ""), "issued_at": _at(each["issued"])}
                yield TargetShare(
                    city=self.city,
                    target=target,
                    comparator=goal.comparator,
                    value=Decimal(value),
                    due=target.due,
                    paper_title=f"{target.name}分解表（示例）",
                    paper_number=NUMBER.format(each["issued"].year, 12),
                    **receiver,
                    **issued,
                    **self._answer(each["issued"]),
                )

    def _receivers(self, axis: str) -> list[dict[str, Any]]:
        if axis == "chain":
            return [{"chain": chain} for chain in self.plan.chains.order_by("code")]
        regions = Region.objects.filter(city=self.city, parent=self.city).exclude(kind__in=("neighbour", "province"))
        return [{"unit": unit_of(region)} for region in regions.order_by("code")]

    def _split(self, whole: int, count: int) -> list[int]:
        """Parts that add up to the whole, none alike."""
        weights = [self.rng.randrange(2, 9) for _ in range(count)]
        parts = [whole * weight // sum(weights) for weight in weights]
        for place in range(whole - sum(parts)):
            parts[place % count] += 1
        return parts

    def _answer(self, issued: date) -> dict[str, Any]:
        if self.rng.random() < SILENT:
            return {"state": ShareState.ISSUED}
        answered: dict[str, Any] = {
            "answered_at": _at(issued + timedelta(days=self.rng.randrange(1, 20))),
            "answered_by": self.account,
        }
        if self.rng.random() >= DISPUTED:
            return {"state": ShareState.ACCEPTED, **answered}
        answered |= {"disputed": True, "reason": f"{self.rng.choice(COMPLAINTS)}。（示例）"}
        if self.rng.random() < OPEN:
            return {"state": ShareState.DISPUTED, **answered}
        upheld = self.rng.random() < UPHELD
        answered["ruled_at"] = answered["answered_at"] + timedelta(days=self.rng.randrange(2, 15))
        return {"state": ShareState.UPHELD if upheld else ShareState.CHANGED, **answered}

    def papers(self) -> int:
        items = ChecklistItem.objects.filter(plan=self.plan, of=ChecklistItem.Of.AREA, rank=None)
        regions = Region.objects.filter(city=self.city, parent=self.city).exclude(kind__in=("neighbour", "province"))
        rows = [
            ChecklistRecord(
                item=item,
                region=region,
                title=f"{region.name}{item.name}（示例）",
                date=FIRST + timedelta(days=self.rng.randrange(20, 300)),
                source="虚构文件（示例）",
            )
            for region in regions.order_by("code")
            for item in items
            if self.rng.random() < ON_FILE
        ]
        return len(ChecklistRecord.objects.bulk_create(rows))


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10), SHANGHAI)


def write_responsibility(city: Region, account: User, seed: int) -> int:
    """How many rows were written."""
    writing = _Assigning(city, account, seed)
    return writing.assign() + writing.share() + writing.papers()
