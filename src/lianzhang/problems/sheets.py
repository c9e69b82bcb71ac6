"""A list from the hotline as a sheet: each row that is taken is a raised problem; one that looks known is in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import SYSTEM, visible
from lianzhang.enterprises.api import FIRM_COLUMNS, OUT_OF_REACH, CityRegister, RowBook
from lianzhang.kernel import clocks as reckoning
from lianzhang.kernel.registers import ALIKE, Alike, RowDiff, declare_register
from lianzhang.kernel.sheets import Column, Sheet
from lianzhang.kernel.sheets.loose import text
from lianzhang.kernel.staging import Staging
from lianzhang.kernel.vocabulary import spoken
from lianzhang.plans.models import Plan, ProblemKind
from lianzhang.records.api import label_of
from lianzhang.registry.api import work_calendar
from lianzhang.registry.models import Chain, Region
from lianzhang.work.models import Clock

from .alike import DAYS, pairs, similar
from .limits import limit_of
from .models import OPEN, Problem, Source, State
from .permissions import Permission
from .raise_actions import first_level, next_number

__all__ = ["HotlineRegister"]

URGENT = (("yes", "是"), ("no", "否"))
SHOWN = 3


def kinds_of(city: int) -> list[ProblemKind]:
    """Those of the plan that runs today, or of the latest."""
    today, plans = timezone.localdate(), Plan.objects.filter(city=city, archived_at=None).order_by("-starts")
    plan = plans.filter(starts__lte=today, ends__gte=today).first() or plans.first()
    return list(ProblemKind.objects.filter(plan=plan).order_by("order")) if plan else []


class HotlineRegister(CityRegister):
    code, title, unit, page, order = "hotline", "热线清单", "件", "problem", 60
    model = Problem
    permission = Permission.COORDINATE
    about = "热线、走访汇总来的诉求：每一行提出一件问题，从导入时起受理；像是提过的先请您判断。"
    title_columns = frozenset({"firm", "title", "state"})

    def sheet(self, city: int) -> Sheet:
        kinds: Any = tuple((each.code, each.name) for each in kinds_of(city))
        chains: Any = tuple(Chain.objects.filter(city=city).values_list("code", "name"))
        columns = (
            *FIRM_COLUMNS,
            Column("title", "问题", text(80), required=True, main=True, help="一句话说是什么问题。"),
            Column("text", "情况", text(2000), help="什么事、卡在哪里、要谁帮什么；留空的照问题。"),
            Column("kind", "问题类别", required=True, choices=kinds, help="从下拉列表里选。"),
            Column("chain", "产业链", choices=chains, help="不清楚的留空。"),
            Column("urgent", "急件", choices=URGENT, help="不马上办会停产、停工或误了期限的填是。"),
        )
        return Sheet(self.title, columns, max_rows=5_000)

    def open(self, city: int, by: Any) -> HotlineBook:
        return HotlineBook(city, by, self.sheet(city))


class HotlineBook(RowBook[Problem]):
    model = Problem
    related = ("enterprise", "kind", "chain")
    city_path = "city"
    needs_firm = False
    written = tuple(field.attname for field in Problem._meta.concrete_fields if not field.primary_key)

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.kinds = {each.code: each for each in kinds_of(city)}
        self.held: dict[int | None, list[tuple[set[str], Problem]]] = {}
        self.limits: dict[tuple[int, int, bool], int | None] = {}
        self.numbers: list[str] = []
        self._remember(self._seen().filter(enterprise=None))

    def _seen(self) -> QuerySet[Problem]:
        since = timezone.now() - timedelta(days=DAYS)
        return visible(self.by, Problem).filter(Q(state__in=OPEN) | Q(raised_at__gte=since), city=self.city.pk)

    def load(self, firms: list[int]) -> None:
        self._remember(self._seen().filter(enterprise__in=firms))

    def _remember(self, rows: Iterable[Problem]) -> None:
        for row in rows:
            self.held.setdefault(row.enterprise_id, []).append((pairs(row.title), row))

    def decides(self) -> Iterable[QuerySet[Any]]:
        return (ProblemKind.objects.filter(plan__city=self.city.pk),)

    def identity(self, values: dict[str, Any]) -> Any:
        return values["firm"], values["title"]

    def known(self, _values: dict[str, Any]) -> Problem | None:
        """None is changed by a list: each row is another, or one that somebody says is known."""
        return None

    def _line(self, number: int, values: dict[str, Any]) -> RowDiff:
        line, words = super()._line(number, values), pairs(values["title"])
        like = [row for other, row in self.held.get(values["firm"], ()) if similar(words, other)]
        if like:
            line.status = ALIKE
            line.alike = [
                Alike(row.pk, f"{row.number} {row.title}", f"标题相近，{row.get_state_display()}", {})
                for row in like[:SHOWN]
            ]
        return line

    def completed(self, values: dict[str, Any]) -> dict[str, Any]:
        said = {"text": values["text"] or values["title"], "urgent": values["urgent"] or "no"}
        return values | said | {"state": State.RAISED.value}

    def values_of(self, row: Problem) -> dict[str, Any]:
        return {
            "firm": row.enterprise_id,
            "uscc": row.enterprise.uscc if row.enterprise else None,
            "firm_name": row.enterprise.name if row.enterprise else None,
            "title": row.title,
            "text": row.text,
            "kind": row.kind.code,
            "chain": row.chain.code if row.chain else None,
            "urgent": "yes" if row.urgent else "no",
            "state": row.state,
        }

    def fill(self, row: Problem, values: Mapping[str, Any]) -> None:
        row.city_id, row.kind, row.source = self.city.pk, self.kinds[values["kind"]], Source.HOTLINE
        row.enterprise_id, row.chain = values.get("firm"), self.city.chains.get(values.get("chain") or "")
        if firm := self.firms.get(row.enterprise_id or 0):
            row.enterprise, row.region_id = firm, firm.region_id
        row.title, row.text = values["title"], values.get("text") or values["title"]
        row.urgent = values.get("urgent") == "yes"
        row.raised_at = row.last_act_at = timezone.now()
        if self.by is not SYSTEM:
            row.raised_by, row.post = self.by, self.city.active.post if self.city.active else None
            row.authors = tuple(dict.fromkeys((*self.typed_by, self.by.pk)))

    def title_of(self, values: dict[str, Any]) -> str:
        firm = self.index.names[values["firm"]][1] if values["firm"] else ""
        return f"{firm}：{values['title']}" if firm else str(values["title"])

    def faults(self, line: RowDiff) -> list[tuple[str, str]]:
        row: Problem = line.row
        try:
            row.level = first_level(row.kind, row.chain)
        except ValidationError as refused:
            return self.as_problems({"kind": refused.messages[0]})
        return [("", spoken(OUT_OF_REACH))] if row.enterprise_id in self.out else []

    # --- written, with the limit within which it is taken on
    def create(self, rows: Sequence[Mapping[str, Any]], into: Staging) -> list[int]:
        if not rows:
            return []
        keys, made = into.new_keys(Problem, len(rows)), []
        for values in rows:
            row = Problem()
            self.fill(row, values)
            row.level, row.number = first_level(row.kind, row.chain), self._next_number()
            made.append(row)
        clocks = [clock for key, row in zip(keys, made, strict=True) if (clock := self._clock(key, row))]
        self._will_write(made)
        into.insert(Problem, {"id": keys} | self._columns(made))
        names = [field.attname for field in Clock._meta.concrete_fields if not field.primary_key]
        columns: dict[str, Sequence[Any]] = {name: [getattr(each, name) for each in clocks] for name in names}
        into.insert(Clock, columns | {"id": into.new_keys(Clock, len(clocks))})
        return keys

    def _clock(self, key: int, row: Problem) -> Clock | None:
        place = (row.level_id, row.kind_id, row.urgent)
        if place not in self.limits:
            self.limits[place] = limit_of("accept", row)
        limit = self.limits[place]
        if limit is None:
            return None
        clock = reckoning.Clock("accept", limit, row.raised_at)
        row.due, provisional = reckoning.due(clock, work_calendar())
        subject = f"{label_of(Problem)}:{key}"
        return Clock(
            subject=subject,
            name="accept",
            limit_workdays=limit,
            started_at=row.raised_at,
            due=row.due,
            provisional=provisional,
        )

    def _next_number(self) -> str:
        """One more than the last; where somebody raises one meanwhile, the batch is refused whole, and tried again."""
        number = next_number(self._city, timezone.now(), self.numbers[-1] if self.numbers else None)
        self.numbers.append(number)
        return number

    @cached_property
    def _city(self) -> Region:
        return Region.objects.get(pk=self.city.pk)

    def remove(self, keys: Sequence[int], into: Staging) -> None:
        subjects = [f"{label_of(Problem)}:{key}" for key in keys]
        into.delete(Clock, list(Clock.objects.filter(subject__in=subjects).values_list("pk", flat=True)))
        super().remove(keys, into)

    def keys(self) -> list[int]:
        rows = visible(self.by, Problem).filter(city=self.city.pk, source=Source.HOTLINE)
        return list(rows.order_by("pk").values_list("pk", flat=True))


declare_register(HotlineRegister())
