"""The metrics of assessments: firms diagnosed, advice built, firms at a level, firms on a platform.

A diagnosis counts once it is reported, an advice once another confirmed it built, a level only where a body rated it
officially and as long as it holds, a platform only where something was active: seats are none."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from lianzhang.assessments.models import (
    REPORTED,
    Advice,
    AdviceState,
    Assessment,
    AssessmentState,
    Basis,
    Diagnosis,
    PlatformUse,
    UseState,
)
from lianzhang.kernel.metrics import Ask, Evidence, Row, Undeclared, metric
from lianzhang.kernel.periods import Period
from lianzhang.plans.models import AssessmentLevel, ScopeKind

from .evidence.counting import Spell, held_points, periods_asked, received_points, until
from .evidence.precedence import decide
from .evidence.registers import asks_of_place, city_of, complete, place_of, proof, seen
from .metrics import needs_of

__all__: list[str] = []

DAY = timedelta(days=1)


class Got(NamedTuple):
    """What one row says of a firm: from which day, until which, and the code it is asked by."""

    pk: int
    firm: int
    region: int | None
    park: int | None
    code: str
    on: date
    last: date | None = None


@metric(
    "assessments.diagnosed",
    title="诊断台账里当期出了报告的企业数",
    items="assessment_kinds",
    register="diagnoses",
    places=True,
)
def diagnosed(ask: Ask) -> Evidence:
    """How many firms were diagnosed in one of the kinds `item`, or in any, in each period: each firm once."""
    rows = _asked(ask, _diagnosed(ask))
    return _received(ask, "assessments.diagnosed", "diagnosis", [(each.firm, each) for each in rows])


@metric(
    "assessments.advice_built",
    title="诊断台账里当期建成的建议数",
    items="assessment_kinds",
    register="diagnoses",
    places=True,
)
def advice_built(ask: Ask) -> Evidence:
    """How many pieces of advice were built in each period."""
    rows = _asked(ask, _built(ask))
    return _received(ask, "assessments.advice_built", "advice", [(each.pk, each) for each in rows])


@metric(
    "assessments.on_platform",
    title="平台使用台账里当期在用的企业数",
    register="platform_uses",
    places=True,
)
def on_platform(ask: Ask) -> Evidence:
    """How many firms were active on any platform in each period: each firm once, seats alone never."""
    rows = _asked(ask, _used(ask))
    return _received(ask, "assessments.on_platform", "platform_use", [(each.firm, each) for each in rows])


@metric(
    "assessments.at_level",
    title="等级台账里达到这一级的企业数（官方评定、在有效期里）",
    needs=("item",),
    items="assessment_levels",
    register="assessments",
    places=True,
)
def at_level(ask: Ask) -> Evidence:
    """How many firms hold the level `item`, or a higher one of its kind, rated officially."""
    if not _counts_all(ask):
        return decide(ask, [], [])
    wanted = _from(ask, ask.params.get("item", ""))
    rows = [each for each in _levels(ask) if each.code in wanted and _lies(ask, each)]
    spells = [
        Spell(each.firm, each.on, each.last + DAY if each.last else None, Row("assessment", each.pk)) for each in rows
    ]
    covered = _since_start(ask, until(complete(ask, *needs_of("assessments.at_level", "")), ask.at))
    points = held_points(spells, covered, proof(ask, "assessments"))
    held = len({each.subject for each in spells if each.holds(ask.at)})
    return decide(ask, points, covered, Undeclared("assessments", "", held))


def _received(ask: Ask, name: str, kind: str, told: list[tuple[int, Got]]) -> Evidence:
    if not _counts_all(ask):
        return decide(ask, [], [])
    register = needs_of(name, "")[0][0]
    spells = [Spell(subject, each.on, None, Row(kind, each.pk)) for subject, each in told]
    covered = until(complete(ask, *needs_of(name, "")), ask.at)
    points = received_points(spells, periods_asked(ask), covered, proof(ask, register))
    return decide(ask, points, covered, Undeclared(register, "", len({each.subject for each in spells})))


def _since_start(ask: Ask, stretches: list[Period]) -> list[Period]:
    start: date = ask.subject.starts
    return [Period(max(each.start, start), each.end) for each in stretches if each.end >= start]


def _counts_all(ask: Ask) -> bool:
    """No chain divides firms that stand on several."""
    return ask.scope.kind == ScopeKind.CITY or asks_of_place(ask)


def _lies(ask: Ask, each: Got) -> bool:
    return not asks_of_place(ask) or place_of(ask).holds(each.region, each.park)


def _asked(ask: Ask, rows: list[Got]) -> list[Got]:
    wanted = {name for name in ask.params.get("item", "").split(";") if name}
    return [each for each in rows if each.on <= ask.at and (not wanted or each.code in wanted) and _lies(ask, each)]


def _from(ask: Ask, code: str) -> set[str]:
    """A level and those above it in its kind."""
    plan = ask.subject.plan_id

    def load() -> list[Any]:
        rows = seen(ask, AssessmentLevel).filter(plan=plan).order_by("order")
        return list(rows.values_list("code", "kind", "order"))

    levels = ask.memo(("assessment levels", plan), load)
    first = next((each for each in levels if each[0] == code), None)
    return {each[0] for each in levels if first and each[1] == first[1] and each[2] >= first[2]}


def _load(ask: Ask, name: str, rows: Any, *paths: str) -> list[Got]:
    """One query for a city."""
    return ask.memo((name, city_of(ask)), lambda: [Got(*each) for each in rows.values_list(*paths)])


def _of_firm(path: str) -> tuple[str, ...]:
    return "pk", f"{path}enterprise", f"{path}enterprise__region", f"{path}enterprise__park"


def _diagnosed(ask: Ask) -> list[Got]:
    rows = seen(ask, Diagnosis).filter(city=city_of(ask), state__in=REPORTED).order_by("reported_on", "pk")
    return _load(ask, "diagnoses", rows, *_of_firm(""), "kind__code", "reported_on")


def _built(ask: Ask) -> list[Got]:
    rows = seen(ask, Advice).filter(diagnosis__city=city_of(ask), state=AdviceState.BUILT).order_by("built_on", "pk")
    return _load(ask, "built advice", rows, *_of_firm("diagnosis__"), "diagnosis__kind__code", "built_on")


def _levels(ask: Ask) -> list[Got]:
    rows = seen(ask, Assessment).filter(city=city_of(ask), state=AssessmentState.RECORDED, basis=Basis.OFFICIAL)
    rows = rows.filter(assessed_on__lte=ask.at).order_by("assessed_on", "pk")
    return _load(ask, f"levels {ask.at}", rows, *_of_firm(""), "level__code", "assessed_on", "valid_until")


def _used(ask: Ask) -> list[Got]:
    rows = seen(ask, PlatformUse).filter(city=city_of(ask), state=UseState.CHECKED, active__gt=0)
    return _load(ask, "platform uses", rows.order_by("period_end", "pk"), *_of_firm(""), "platform_key", "period_end")
