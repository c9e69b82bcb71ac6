"""The metric of posts that were filled and kept: people who needs brought, still in their posts months later.

Of a match whose firm has not said how many stayed nobody knows: its period then tells the least."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from lianzhang.honours.api import months_after
from lianzhang.kernel.metrics import Ask, Evidence, Row, Undeclared, metric
from lianzhang.kernel.periods import Period
from lianzhang.market.models import DONE, FollowUp, Match
from lianzhang.plans.models import ScopeKind

from .evidence.counting import amount_point, periods_asked, until
from .evidence.precedence import decide
from .evidence.registers import city_of, complete, proof, seen
from .metrics import needs_of

__all__: list[str] = []

REGISTER, NAME = "posts", "market.posts_stayed"
MONTHS = tuple(str(each) for each in range(1, 61))


class Came(NamedTuple):
    """People of a match, asked after on a day; `stayed` is None where nobody said."""

    on: date
    stayed: int | None
    row: Row | None


@metric(NAME, title="用工对接里到岗满几个月还在岗的人数", needs=("item",), items=MONTHS, register="matches")
def posts_stayed(ask: Ask) -> Evidence:
    """How many who came are in their posts still `item` months later, in each period, as who needed them says."""
    months = ask.params.get("item", "")
    if ask.scope.kind != ScopeKind.CITY or months not in MONTHS:
        return decide(ask, [], [])
    rows = [each for each in _came(ask, int(months)) if each.on <= ask.at]
    covered = until(complete(ask, *needs_of(NAME, "")), ask.at)
    points = []
    for window in periods_asked(ask):
        for stretch in (each for each in covered if each.overlaps(window)):
            overlap = Period(max(window.start, stretch.start), min(window.end, stretch.end))
            told = [each for each in rows if overlap.start <= each.on <= overlap.end]
            said = [each for each in told if each.stayed is not None]
            of = tuple(each.row for each in said if each.row) or proof(ask, REGISTER)
            point = amount_point(overlap, sum((Decimal(each.stayed or 0) for each in said), Decimal(0)), of)
            least = len(said) < len(told)
            points.append(point._replace(interval=point.interval._replace(high=None)) if least else point)
    return decide(ask, points, covered, Undeclared(REGISTER, "", len(rows)))


def _came(ask: Ask, months: int) -> list[Came]:
    """Of kinds that ask after so many months. Two queries for a city."""
    city = city_of(ask)

    def read() -> list[Came]:
        matches = seen(ask, Match).filter(city=city, state__in=DONE, delivered_on__isnull=False)
        of_kinds = matches.exclude(need__kind__stay_months="").select_related("need__kind").order_by("pk")
        answers = seen(ask, FollowUp).filter(match__city=city, months=months, stayed__isnull=False)
        said = {each.match_id: each for each in answers.order_by("pk")}
        told = []
        for row in of_kinds:
            if row.delivered_on and months in row.need.kind.asked_of_stays:
                answer = said.get(row.pk)
                on = months_after(row.delivered_on, months)
                told.append(Came(on, answer and answer.stayed, Row("follow_up", answer.pk) if answer else None))
        return told

    return ask.memo(("stays", city, months), read)
