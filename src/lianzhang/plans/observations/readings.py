"""How the form's texts would be read, said while they are typed: value, period, and what is there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lianzhang.kernel.amounts import Amount, AmountError
from lianzhang.kernel.formatting import amount, day
from lianzhang.kernel.periods import Period, PeriodError, parse_period, read_period
from lianzhang.kernel.quantities import UnitError
from lianzhang.plans.models import Duty, Nature, Observation, Precision, Relation, Target

from .amounts import read_amount_in
from .doubts import alone, rising, told_beside
from .entries import period_in_basis, usual_quantity
from .queries import RELATED, rivals

__all__ = ["Reading", "read_figure"]


@dataclass
class Reading:
    """What the texts say so far, what cannot be read, and figures that already speak of the same."""

    says: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    known: list[Observation] = field(default_factory=list)
    doubt: str = ""
    alone: str = ""


def read_figure(subject: Target | Duty, texts: Mapping[str, str], by: Any) -> Reading:
    reading = Reading()
    period, typed = _period(texts, reading), _amount(subject, texts, reading)
    if typed and isinstance(subject, Target):
        _in_the_targets_unit(typed, subject, texts, reading)
    if period and texts.get("relation") in Relation.values and texts.get("nature") in Nature.values:
        figure = _meant(subject, texts, period, typed)
        reading.known = list(rivals(figure).select_related(*RELATED)[:5])
        beside = told_beside(figure, by)
        reading.doubt, reading.alone = rising(figure, beside), alone(figure, beside)
    return reading


def _period(texts: Mapping[str, str], reading: Reading) -> Period | None:
    if not texts.get("period", "").strip():
        return None
    try:
        period = read_period(texts["period"])
        period = period_in_basis(period, texts.get("basis", ""), texts.get("nature", ""))
    except PeriodError as error:
        reading.faults.append(str(error))
        return None
    reading.says.append(f"{period}（{day(period.start)}至{day(period.end)}）")
    return period


def _amount(subject: Target | Duty, texts: Mapping[str, str], reading: Reading) -> Amount | None:
    if not texts.get("value", "").strip():
        return None
    try:
        typed = read_amount_in(subject.plan.units, texts["value"], texts.get("unit", ""))
    except AmountError as error:
        reading.faults.append(str(error))
        return None
    reading.says.append(amount(typed.value, typed.unit, typed.precision))
    return typed


def _in_the_targets_unit(typed: Amount, target: Target, texts: Mapping[str, str], reading: Reading) -> None:
    if texts.get("relation", "") not in ("", Relation.DIRECT, Relation.FLOW, Relation.PARTIAL, Relation.BASELINE):
        return
    try:
        value = target.plan.units.convert(typed.value, typed.unit, target.unit)
    except UnitError as error:
        reading.faults.append(f"{error}；目标以“{target.unit}”计，请改单位，或改“与目标的关系”")
        return
    if typed.unit != target.unit:
        reading.says.append(f"合{amount(value, target.unit, typed.precision)}")


def _meant(subject: Target | Duty, texts: Mapping[str, str], period: Period, typed: Amount | None) -> Observation:
    """The figure as far as it is typed, for the whole city or the plan's own scope."""
    about = {"target": subject} if isinstance(subject, Target) else {"duty": subject}
    return Observation(
        plan_id=subject.plan_id,
        relation=texts["relation"],
        nature=texts["nature"],
        quantity=texts.get("quantity", "") or usual_quantity(subject),
        value=typed.value if typed else None,
        unit=typed.unit if typed else texts.get("unit", ""),
        precision=typed.precision if typed else Precision.EXACT,
        period_start=period.start,
        period_end=period.end,
        date=_day(texts) or period.end,
        **about,
    )


def _day(texts: Mapping[str, str]) -> date | None:
    try:
        return parse_period(texts.get("date", "")).end
    except PeriodError:
        return None
