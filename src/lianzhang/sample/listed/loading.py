"""Puts published firms and titles into a city's register: what is missing is added, what stands there stays.

A row that an earlier load added and somebody took out since is not brought back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F

from lianzhang.enterprises.api import folded, search_text, touch
from lianzhang.enterprises.models import Enterprise, FormerName, Membership
from lianzhang.honours.api import months_after
from lianzhang.honours.models import Honour
from lianzhang.kernel.sheets import Problem, Row, nearest
from lianzhang.plans.models import Plan
from lianzhang.records.api import subject_of
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Chain, HonourKind, Park, Region, Segment
from lianzhang.work.api import log_event, move_all

from .tables import PAGE, PublishedList, read_list

__all__ = ["ListRefused", "LoadedList", "load_list"]

ACTION = "firms.load"


class ListRefused(Exception):
    """A folder that cannot be loaded; `problems` say what is wrong and where."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("；".join(str(problem) for problem in problems[:3]))
        self.problems = problems


@dataclass
class LoadedList:
    """What a load did: how many rows were added, and what could not be placed, as (who, why)."""

    counts: dict[str, int] = field(default_factory=lambda: {"firms": 0, "memberships": 0, "honours": 0})
    unplaced: list[tuple[str, str]] = field(default_factory=list)

    @property
    def unchanged(self) -> bool:
        return not any(self.counts.values())


@transaction.atomic
def load_list(folder: Path, *, by: str) -> LoadedList:
    """All or nothing; one event where anything was added. Raises ListRefused, OSError."""
    published, problems = read_list(folder)
    city = Region.objects.filter(code=published.city, city=None).first()
    if city is None or not Plan.objects.filter(city=city).exists():
        problems = [Problem("list.toml", None, "city", f"没有城市“{published.city}”的方案；请先载入它的方案")]
    if problems or city is None:
        raise ListRefused(problems)
    loading = _Loading(published, city)
    if faults := list(loading.faults()):
        raise ListRefused(faults)
    loading.load()
    if not loading.done.unchanged:
        touch(city.pk)
        move_all(city.pk)
        log_event(
            "firms.load", city, by=by, title=published.title, rows=loading.done.counts, listed=sorted(loading.listed)
        )
    return loading.done


class _Loading:
    """One load into one city."""

    def __init__(self, published: PublishedList, city: Region) -> None:
        self.published, self.city = published, city
        self.done = LoadedList()
        self.regions = {row.code: row for row in Region.objects.filter(parent=city)}
        self.parks = {row.code: row for row in Park.objects.filter(city=city)}
        self.chains = {row.code: row for row in Chain.objects.filter(city=city)}
        self.segments = {row.code: row for row in Segment.objects.filter(city=city)}
        self.kinds = {row.code: row for row in HonourKind.objects.filter(city=city)}
        self.plan_starts = Plan.objects.filter(city=city).order_by("starts").values_list("starts", flat=True)[0]
        self.known = self._known()
        events = AuditEvent.objects.filter(action="firms.load", subject=subject_of(city))
        self.before: set[str] = {key for event in events for key in event.facts["listed"]}
        self.listed: set[str] = set()

    def _known(self) -> dict[str, Enterprise]:
        """Firms of the city by every name they have or had; a merged one leads to the one that goes on."""
        merged_first = F("merged_into").desc(nulls_last=True)
        firms = Enterprise.objects.filter(city=self.city).select_related("merged_into").order_by(merged_first)
        former = FormerName.objects.filter(enterprise__city=self.city).select_related("enterprise")
        named = [(row.name, row.enterprise) for row in former] + [(firm.name, firm) for firm in firms]
        return {folded(name): firm.merged_into or firm for name, firm in named}

    def faults(self) -> Iterator[Problem]:
        """Codes that the city does not have."""
        columns: list[tuple[str, list[Row], str, dict[str, Any]]] = [
            ("firms.csv", self.published.firms, "region", self.regions),
            ("firms.csv", self.published.firms, "chain", self.chains),
            ("firms.csv", self.published.firms, "segment", self.segments),
            ("honours.csv", self.published.honours, "kind", self.kinds),
        ]
        for file, rows, column, known in columns:
            for row in rows:
                if row[column] and row[column] not in known:
                    hint = nearest(row[column], sorted(known))
                    yield Problem(file, row.number, column, f"方案里没有“{row[column]}”；{hint}")
        for row in self.published.honours:
            if row["subject"] == "park" and row["holder"] not in self.parks:
                yield Problem("honours.csv", row.number, "holder", f"方案里没有园区“{row['holder']}”；请写园区的编号")

    def load(self) -> None:
        for row in self.published.firms:
            firm = self._firm(row)
            if firm is None:
                self.done.unplaced.append((row["name"], "以前载入过，后来在系统里改了名；请在系统里核对"))
            elif row["chain"]:
                self._place(firm, row)
            else:
                self.done.unplaced.append((row["name"], "没有归到方案所列的产业链"))
        for row in self.published.honours:
            self._grant(row)

    def _new(self, *key: object) -> bool:
        """Whether to add what `key` names: not again where it was added before and taken out since."""
        text = "|".join(map(str, key))
        self.listed.add(text)
        return text not in self.before

    def _firm(self, row: Row) -> Enterprise | None:
        """The firm of that name, now or before; a new one, unless an earlier load's was called otherwise since."""
        new = self._new("firm", row["name"])
        firm = self.known.get(folded(row["name"]))
        return firm or (self._add_firm(row) if new else None)

    def _add_firm(self, row: Row) -> Enterprise:
        firm = Enterprise.objects.create(
            city=self.city,
            name=row["name"],
            region=self.regions.get(row["region"]),
            source=self._source(row["told"], row["note"]),
            source_address=row["address"],
            search=search_text(row["name"], (), ""),
        )
        self.known[folded(firm.name)] = firm
        self.done.counts["firms"] += 1
        return firm

    def _source(self, *parts: str) -> str:
        return "；".join([f"{self.published.title}：{parts[0]}", *(each for each in parts[1:] if each)])[:300]

    def _place(self, firm: Enterprise, row: Row) -> None:
        """On its chain from the plan's first day, for the pages name no day; in a role from the end of its year."""
        chain = self.chains[row["chain"]]
        if not self._new("chain", row["name"], row["chain"]) or firm.memberships.filter(chain=chain).exists():
            return
        since = date(row["role_year"], 12, 31) if row["role"] and row["role_year"] else None
        basis = "页面写明归本链" if row["basis"] == PAGE else "归链是整理时的判读，页面没有写"
        same = {"enterprise": firm, "chain": chain, "segment": self.segments.get(row["segment"])}
        source = self._source(row["told"], basis, "页面没有写在链日期，从方案起始日记")
        if since is None or self.plan_starts < since:
            Membership.objects.create(**same, starts=self.plan_starts, ends=since, source=source)
            self.done.counts["memberships"] += 1
        if since:
            role_source = self._source(row["told"], "页面只写年份，记年末")
            Membership.objects.create(**same, starts=since, role=row["role"], source=role_source)
            self.done.counts["memberships"] += 1

    def _grant(self, row: Row) -> None:
        """A page that names only the year is taken for its last day: nothing is held before it was granted."""
        if not row["kind"] or not row["year"]:
            why = "荣誉目录里没有，或页面没有写已经认定" if row["year"] else "页面没有写年份"
            self.done.unplaced.append((row["holder"], f"“{row['title']}”：{why}"))
            return
        kind, day = self.kinds[row["kind"]], date(row["year"], 12, 31)
        park = self.parks[row["holder"]] if row["subject"] == "park" else None
        firm = None if park else self.known.get(folded(row["holder"]))
        if not park and not firm:
            return  # told with its firm
        existing = Honour.objects.filter(kind=kind, enterprise=firm, park=park, granted__year=row["year"])
        if not self._new("honour", row["holder"], row["kind"], row["year"]) or existing.exists():
            return
        Honour.objects.create(
            city=self.city,
            kind=kind,
            enterprise=firm,
            park=park,
            granted=day,
            expires=months_after(day, kind.valid_months) if kind.valid_months else None,
            source=self._source(row["title"], "页面只写年份，记年末", row["note"]),
            source_address=row["address"],
        )
        self.done.counts["honours"] += 1
