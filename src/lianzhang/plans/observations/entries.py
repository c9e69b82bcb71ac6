"""An entry: one figure as somebody wants to report it, and everything that stands against it.

The form, the import and the acts all ask the same `faults`."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from lianzhang.kernel.formatting import day
from lianzhang.kernel.periods import CUMULATIVE, SINGLE, Period, PeriodError, in_basis
from lianzhang.kernel.vocabulary import words
from lianzhang.plans.folder.checks import COUNTING
from lianzhang.plans.models import Duty, Measure, Nature, Observation, Plan, Relation, Source, Target
from lianzhang.plans.models.observation import place_words
from lianzhang.plans.models.scopes import named_scope
from lianzhang.registry.models import Chain, ChainGroup, Park, Region

__all__ = [
    *("BASES", "MEANINGS", "SAME_THING", "Entry", "NewSource", "counts_events", "faults"),
    "identity_of",
    "is_web_address",
    "keys_of",
    "period_in_basis",
    "source_faults",
    "thing_of",
    "unit_fault",
    "usual_nature",
    "usual_quantity",
]

# Only figures of the same quantity are about the same thing, unless their relation says so.
SAME_THING = (Relation.DIRECT, Relation.FLOW)
# What each relation says about a figure; only the first two can light a target.
MEANINGS = {
    Relation.DIRECT: "就是目标说的那个数，或证明任务已办的记录；计入判断",
    Relation.FLOW: "一段时间里新增的数；目标问“新增”或“每期”时计入判断",
    Relation.PARTIAL: "只是目标的一部分，如一个县、一类企业；不当作目标的数",
    Relation.PROXY: "口径相近而不相同的数；不当作目标的数",
    Relation.INPUT: "用来计算的分子、分母或总额；由系统算出目标的数",
    Relation.BASELINE: "基年或起点的数；用来计算增长",
    Relation.CONTEXT: "背景情况；不计入判断",
    Relation.GOAL: "别的文件提出的目标，不是实际值；不计入判断",
}
# A figure of these relations is held against the target, so its unit must convert into the target's.
SAME_UNIT = {Relation.DIRECT, Relation.FLOW, Relation.PARTIAL, Relation.BASELINE}
# A figure of these relations speaks of the plan's own time.
WITHIN_PLAN = {Relation.DIRECT, Relation.FLOW, Relation.PARTIAL, Relation.PROXY}
# Whether a figure is of its period alone or of the year so far; blank: as the period says.
BASES = ((SINGLE, "当期"), (CUMULATIVE, "累计"))
RELATIONS = frozenset(Relation.values)
OF_DUTIES = {Relation.DIRECT, Relation.PARTIAL, Relation.PROXY, Relation.CONTEXT}


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source the plan does not know yet."""

    title: str
    publisher: str = ""
    date: date | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure as reported. At most one of `chain` to `scope_text`; none of them is the whole city, or the one place
    that its target asks for. `whole`: the whole city was written out; a report keeps no trace of that."""

    target: Target | None
    duty: Duty | None
    relation: str
    quantity: str
    period: Period
    date: date
    value: Decimal | None
    unit: str
    nature: str
    source: Source | NewSource
    precision: str = "exact"
    chain: Chain | None = None
    group: ChainGroup | None = None
    region: Region | None = None
    park: Park | None = None
    scope_text: str = ""
    note: str = ""
    whole: bool = False

    def columns(self) -> dict[str, Any]:
        """The fields of an observation, apart from its source."""
        values = {name: getattr(self, name) for name in Entry.__slots__}
        del values["period"], values["source"], values["whole"]
        return values | {"period_start": self.period.start, "period_end": self.period.end}

    @property
    def place(self) -> str:
        """For whom the figure speaks, in words."""
        return place_words(self)

    @property
    def identity(self) -> tuple[Any, ...]:
        """Equal for two reports of the same figure by the same source. The note is no part of it."""
        source = self.source if isinstance(self.source, NewSource) else self.source.pk
        return (*_identity(self), self.period.start, self.period.end, source)


def identity_of(row: Observation) -> tuple[Any, ...]:
    """An observation's identity, to compare with that of an entry."""
    return (*_identity(row), row.period_start, row.period_end, row.source_id)


def _identity(figure: Any) -> tuple[Any, ...]:
    value = None if figure.value is None else figure.value.normalize()
    plain = ("relation", "quantity", "scope_text", "date", "precision", "unit", "nature")
    return (*keys_of(figure), value, *(str(getattr(figure, name)) for name in plain))


def keys_of(figure: Any) -> tuple[int | None, ...]:
    """What a figure is about and for whom, by primary keys: a report holds them, an entry holds the rows."""
    if isinstance(figure, Observation):
        return (figure.target_id, figure.duty_id, figure.chain_id, figure.group_id, figure.region_id, figure.park_id)
    rows = (figure.target, figure.duty, figure.chain, figure.group, figure.region, figure.park)
    return tuple(row.pk if row else None for row in rows)


def thing_of(figure: Any) -> tuple[Any, ...]:
    """Equal for figures, or entries, that `rivals` would hold to speak of the same thing, scope and time."""
    period = getattr(figure, "period", None) or Period(figure.period_start, figure.period_end)
    if figure.nature == Nature.STOCK:
        when: tuple[Any, ...] = (figure.date,)
    else:
        when = (period, figure.date if counts_events(figure) else None)
    quantity = "" if figure.relation in SAME_THING else figure.quantity
    return (*keys_of(figure), figure.scope_text, str(figure.relation), str(figure.nature), quantity, *when)


def counts_events(figure: Any) -> bool:
    """Whether two days are two events: where each period's are counted, and for duties."""
    return figure.target is None or figure.target.measure == Measure.EACH


def usual_quantity(subject: Target | Duty) -> str:
    """The quantity a figure about this is filed under unless somebody says otherwise."""
    return subject.params.get("quantity", subject.code) if isinstance(subject, Target) else subject.code


def usual_nature(subject: Target | Duty) -> str:
    """A total is a stock, whatever is asked of a period is a flow."""
    if isinstance(subject, Duty):
        return Nature.FLOW
    total = subject.measure == Measure.CUMULATIVE or (subject.measure == Measure.LEVEL and not subject.window)
    return Nature.STOCK if total else Nature.FLOW


def period_in_basis(period: Period, basis: str, nature: str) -> Period:
    """The period of a figure that is said to be its own, cumulative, or neither (""). Raises PeriodError."""
    if basis == CUMULATIVE and nature == Nature.STOCK:
        raise PeriodError("存量是到某天为止的总数，不分当期和累计；请把口径留空，或改为流量")
    return in_basis(period, basis)


def faults(entry: Entry, plan: Plan, *, today: date, unread: Container[str] = ()) -> dict[str, str]:
    """What stands against an entry, by the field where it is mended. Empty when it may be recorded.

    `unread` names what was written and could not be read: whatever hangs on it is not asked, all else is."""
    by_field: dict[str, str] = {}
    for reads, check in CHECKS:
        if not any(name in unread for name in reads):
            for field, message in check(entry, plan, today):
                by_field.setdefault(field, message)
    return by_field


Faults = list[tuple[str, str]]


def _subject_faults(entry: Entry, plan: Plan, _: date) -> Faults:
    subject = entry.target or entry.duty
    if subject is None or (entry.target and entry.duty):
        return [("subject", "请选一项目标或一项任务")]
    if subject.plan_id != plan.pk:
        return [("subject", f"“{subject}”不在本方案里；请重选")]
    return []


def _relation_faults(entry: Entry, *_: Any) -> Faults:
    if entry.relation not in RELATIONS:
        return [("relation", "请选这个数与目标的关系")]
    if entry.duty and entry.relation not in OF_DUTIES:
        allowed = "、".join(Relation(each).label for each in Relation.values if each in OF_DUTIES)
        return [("relation", f"任务的记录只能是：{allowed}")]
    return []


def _blank_faults(entry: Entry, *_: Any) -> Faults:
    blank = entry.value is None and not entry.note.strip()
    return [("note", "没有数值时，请在这里写明为什么没有")] if blank else []


def _unit_faults(entry: Entry, plan: Plan, _: date) -> Faults:
    fault = "" if entry.value is None else unit_fault(plan, entry.target, entry.relation, entry.unit)
    return [("unit", fault)] if fault else []


def unit_fault(plan: Plan, target: Target | None, relation: str, unit: str) -> str:
    """What stands against a unit for a figure of this relation to the target, or ""."""
    if unit not in plan.units:
        return f"不认识的单位“{unit}”；请写成 家、个、亿元、% 等"
    if target and relation in SAME_UNIT and not plan.units.convertible(unit, target.unit):
        wanted = target.unit or "（无单位）"
        return f"“{unit}”不能换算成目标的单位“{wanted}”；请改单位，或改“与目标的关系”"
    return ""


def _future_faults(entry: Entry, _: Plan, today: date) -> Faults:
    if entry.relation == Relation.GOAL or entry.date <= today:
        return []
    return [("date", f"{day(entry.date)}还没到；这一时期没有结束的，请填数据截至的日期")]


def _early_faults(entry: Entry, *_: Any) -> Faults:
    if entry.relation == Relation.GOAL or entry.date >= entry.period.start:
        return []
    return [("date", f"早于时期的第一天{day(entry.period.start)}；请核对日期或时期")]


def _before_plan_faults(entry: Entry, plan: Plan, _: date) -> Faults:
    """Of a date within its period: another is told at the date itself."""
    if not entry.period.start <= entry.date < plan.starts or entry.relation not in WITHIN_PLAN:
        return []
    starts = day(plan.starts)
    return [("period", f"早于方案起始日{starts}；作为基数的，请把关系改为“基期”，并写明说明")]


def _base_faults(entry: Entry, *_: Any) -> Faults:
    silent = entry.relation == Relation.BASELINE and not entry.note.strip()
    return [("note", "请写明它是哪一年的基数、作什么用")] if silent else []


def _place_faults(entry: Entry, *_: Any) -> Faults:
    named = [each for each in (entry.chain, entry.group, entry.region, entry.park, entry.scope_text) if each]
    return [("scope", "范围只能写一种；请留一个")] if len(named) > 1 else []


def _whole_faults(entry: Entry, *_: Any) -> Faults:
    """A figure of the whole city is none of a target that asks for one place, though it would count as its."""
    asked = named_scope(entry.target) if entry.target else None
    if not (asked and entry.whole and entry.relation in COUNTING):
        return []
    place, whole = getattr(entry.target, asked.kind), words().whole
    return [("scope", f"{whole}的数不是这项目标的数，它只问{place}；请改范围，或把与目标的关系改为“背景”")]


def source_faults(source: Source | NewSource, plan: Plan) -> Faults:
    if isinstance(source, Source):
        return [] if source.plan_id == plan.pk else [("source", "这个来源不在本方案里；请重选")]
    if not source.title.strip():
        return [("source_title", "请写来源的标题，或从已有来源里选一个")]
    if source.address and not is_web_address(source.address):
        return [("source_address", "网址应以 http:// 或 https:// 开头；没有网址就留空")]
    return [
        (f"source_{name}", f"有{len(text)}个字，最多{longest}个字；请缩短")
        for name, text in (("title", source.title), ("publisher", source.publisher), ("address", source.address))
        if len(text) > (longest := _longest(Source, name))
    ]


def _length_faults(entry: Entry, *_: Any) -> Faults:
    return [
        (name, f"有{len(text)}个字，最多{longest}个字；请缩短")
        for name in ("quantity", "scope_text", "note")
        if len(text := getattr(entry, name)) > (longest := _longest(Observation, name))
    ]


# Each with what it reads of an entry.
CHECKS: tuple[tuple[tuple[str, ...], Callable[[Entry, Plan, date], Faults]], ...] = (
    (("subject",), _subject_faults),
    (("subject", "relation"), _relation_faults),
    (("value", "note"), _blank_faults),
    (("value", "unit", "relation"), _unit_faults),
    (("relation", "date"), _future_faults),
    (("relation", "date", "period"), _early_faults),
    (("relation", "date", "period"), _before_plan_faults),
    (("relation", "note"), _base_faults),
    (("scope",), _place_faults),
    (("scope", "relation"), _whole_faults),
    (("source",), lambda entry, plan, _: source_faults(entry.source, plan)),
    ((), _length_faults),
)


@cache
def _longest(model: type[Source] | type[Observation], name: str) -> int:
    field: Any = model._meta.get_field(name)
    return field.max_length


def is_web_address(text: str) -> bool:
    """Whether a text is an address that a browser opens as a page, and nothing a browser would run."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(c.isspace() for c in text)
