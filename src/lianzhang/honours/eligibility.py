"""Whether a firm may apply for a title: the catalogue's conditions held against what is on record. Pure.

What is not on record is unknown: it neither opens nor shuts the door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from lianzhang.kernel.formatting import number
from lianzhang.registry.api import UNITS, RuleItem, manufacturing

__all__ = ["Answer", "Condition", "Facts", "Verdict", "conditions_of", "judge", "meets"]


class Rule(Protocol):
    """A row of the catalogue's conditions."""

    item: str
    comparator: str
    value: Decimal | None
    text: str
    holds_id: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on record of a firm on a day: numbers by item (None: not on record), titles held, industry code."""

    numbers: dict[str, Decimal | None] = field(default_factory=dict)
    titles: frozenset[int] = frozenset()
    industry: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as it can be asked: `titles` are the kinds of which one must be held."""

    item: str
    comparator: str
    value: Decimal | None
    text: str
    titles: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """One condition: met, not met, or None where nothing on record says; `words` says what there is and what lacks."""

    condition: Condition
    met: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    answers: tuple[Answer, ...]

    @property
    def failed(self) -> tuple[Answer, ...]:
        return tuple(answer for answer in self.answers if answer.met is False)

    @property
    def unknown(self) -> tuple[Answer, ...]:
        return tuple(answer for answer in self.answers if answer.met is None)

    @property
    def open(self) -> bool:
        """Nothing on record stands against it."""
        return not self.failed

    @property
    def ready(self) -> bool:
        """Every condition is shown met."""
        return all(answer.met for answer in self.answers)


def conditions_of(rules: Iterable[Rule], one_title: dict[int, frozenset[int]]) -> tuple[Condition, ...]:
    """The catalogue's rows as conditions; a title held under its former name is held."""
    return tuple(
        Condition(
            rule.item,
            rule.comparator or ">=",
            rule.value,
            rule.text,
            one_title.get(rule.holds_id, frozenset()) if rule.holds_id else frozenset(),
        )
        for rule in rules
    )


def judge(conditions: Sequence[Condition], facts: Facts) -> Verdict:
    return Verdict(tuple(_answer(condition, facts) for condition in conditions))


def meets(condition: Condition, facts: Facts) -> bool | None:
    """The bare answer, without words: what `judge` says of one condition, for those who ask it of thousands."""
    match condition.item:
        case RuleItem.HOLDS:
            return bool(condition.titles & facts.titles)
        case RuleItem.INDUSTRY:
            return _of_industry(condition, facts.industry) if facts.industry else None
    there = facts.numbers.get(condition.item)
    if there is None:
        return None
    if condition.item == RuleItem.ABOVE_SCALE:
        return there > 0
    return _COMPARED[condition.comparator](there, condition.value or Decimal(0))


def _answer(condition: Condition, facts: Facts) -> Answer:
    match condition.item:
        case RuleItem.HOLDS:
            met = bool(condition.titles & facts.titles)
            return Answer(condition, met, "已持有" if met else f"还没有：{condition.text}")
        case RuleItem.INDUSTRY:
            return _industry(condition, facts.industry)
        case RuleItem.ABOVE_SCALE:
            return _above_scale(condition, facts.numbers.get(condition.item))
    return _figure(condition, facts.numbers.get(condition.item))


def _industry(condition: Condition, code: str) -> Answer:
    """Without a value manufacturing is asked for, with one the codes that begin with it (GB/T 4754-2017)."""
    if not code:
        return Answer(condition, None, "没有登记行业代码")
    return Answer(condition, _of_industry(condition, code), f"行业代码{code}")


def _of_industry(condition: Condition, code: str) -> bool:
    begins = "" if condition.value is None else f"{condition.value:.0f}"
    return code.startswith(begins) if begins else manufacturing(code)


def _above_scale(condition: Condition, there: Decimal | None) -> Answer:
    if there is None:
        return Answer(condition, None, "没有是否规上的记录")
    return Answer(condition, there > 0, "是规上企业" if there > 0 else "不是规上企业")


def _figure(condition: Condition, there: Decimal | None) -> Answer:
    item = RuleItem(condition.item)
    title, unit = item.label, UNITS[item]
    if there is None:
        return Answer(condition, None, f"没有{title}的记录")
    threshold = condition.value or Decimal(0)
    sentence = f"{title}{number(there, _places(there))}{unit}"
    if _COMPARED[condition.comparator](there, threshold):
        return Answer(condition, True, sentence)
    gap = number(abs(threshold - there), _places(threshold - there))
    points = "个百分点" if unit == "%" else unit
    return Answer(condition, False, f"{sentence}，{'差' if there < threshold else '高出'}{gap}{points}")


def _places(value: Decimal) -> int | None:
    return None if value == value.to_integral_value() else 1


_COMPARED = {
    ">=": lambda there, threshold: there >= threshold,
    ">": lambda there, threshold: there > threshold,
    "<=": lambda there, threshold: there <= threshold,
    "<": lambda there, threshold: there < threshold,
    "=": lambda there, threshold: there == threshold,
}
