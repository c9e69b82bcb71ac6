"""In which periods something must be done, by the rule that held when each began: a changed rule leaves old periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from lianzhang.kernel.periods import Period, windows
from lianzhang.registry.api import work_calendar

from .models import Cadence

__all__ = ["Asked", "asked_periods", "limit_after", "rules_by_activity"]

DAY = timedelta(days=1)


class Asked(NamedTuple):
    """A period of a rule, and by when at the latest what it asks is done for it."""

    rule: Cadence
    period: Period
    limit: date


def rules_by_activity(cadences: Iterable[Cadence]) -> list[list[Cadence]]:
    """The rules for one activity of one rank lie together, the first to hold first."""
    together: dict[tuple[int, str], list[Cadence]] = {}
    for each in cadences:
        together.setdefault((each.rank_id, each.activity), []).append(each)
    return [sorted(rules, key=lambda each: each.starts or date.min) for rules in together.values()]


def asked_periods(rules: Sequence[Cadence], since: date, until: date) -> Iterator[Asked]:
    """Every period from that of `since` on that begins by `until`; none twice, and none before the first rule holds."""
    day = max(since, rules[0].starts or since)
    while day <= until:
        rule = [each for each in rules if each.starts is None or each.starts <= day][-1]
        period = next(windows(day, day, rule.every))
        yield Asked(rule, period, limit_after(rule, period.end))
        day = period.end + DAY


def limit_after(rule: Cadence, end: date) -> date:
    """Of a meeting the days after a period are workdays."""
    if rule.kind == Cadence.Kind.MEETING and rule.within_days:
        return work_calendar().add_workdays(end, rule.within_days)
    return end + timedelta(days=rule.within_days)
