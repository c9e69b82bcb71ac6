"""Rows of rooms that show duties done, as a duty's page says each: what, when, of which chain; out of sight is left
out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.kernel.formatting import day, number, span
from lianzhang.kernel.metrics import Row
from lianzhang.kernel.vocabulary import words
from lianzhang.market.models import Event, FairResult
from lianzhang.parks.models import Capacity, SpecialPark
from lianzhang.plans.api import Record, Viewpoint, address, register_records
from lianzhang.problems.models import Problem
from lianzhang.statements.models import Statement
from lianzhang.supply.models import Purchase, Sourcing

__all__: list[str] = []


class Plain(NamedTuple):
    """How a row is told: `on` its day, `when` that day in words, `what` it is, `kind` of what sort."""

    model: type[Model]
    on: Callable[[Any], date]
    when: Callable[[Any], str]
    what: Callable[[Any], str]
    kind: Callable[[Any], str]
    fetched: tuple[str, ...] = ()


PLAIN = {
    "problem": Plain(
        Problem,
        lambda row: timezone.localdate(row.closed_at or row.raised_at),
        lambda row: f"{day(timezone.localdate(row.raised_at))}提出",
        lambda row: row.title,
        lambda row: row.get_state_display(),
        ("chain",),
    ),
    "event": Plain(
        *(Event, lambda row: row.day, lambda row: day(row.day), lambda row: row.title),
        *(lambda row: row.get_state_display(), ("chain",)),
    ),
    "capacity": Plain(
        Capacity,
        lambda row: row.usable_on,
        lambda row: f"{day(row.usable_on)}起可用",
        lambda row: f"{row.kind}：{row.name}",
        lambda row: row.get_state_display(),
        ("kind",),
    ),
    "special_park": Plain(
        SpecialPark,
        lambda row: row.opened_on,
        lambda row: f"{day(row.opened_on)}开园",
        lambda row: row.name,
        lambda row: row.get_state_display(),
        ("chain",),
    ),
    "fair_result": Plain(
        FairResult,
        lambda row: row.answered_on,
        lambda row: f"{day(row.answered_on)}答复",
        str,
        lambda row: f"已交付{number(row.delivered)}{row.get_delivered_in_display()}",
        ("participation__event", "participation__enterprise"),
    ),
    "sourcing": Plain(
        Sourcing,
        lambda row: row.supplying_since,
        lambda row: f"{day(row.supplying_since)}供货",
        lambda row: row.item,
        lambda row: row.get_state_display(),
        ("chain",),
    ),
    "statement": Plain(
        Statement,
        lambda row: row.period_end,
        lambda row: span(row.period_start, row.period_end),
        lambda row: row.enterprise.name,
        lambda row: row.get_state_display(),
        ("enterprise",),
    ),
    "purchase": Plain(
        Purchase,
        lambda row: row.period_end,
        lambda row: span(row.period_start, row.period_end),
        lambda row: row.item,
        lambda row: row.get_state_display(),
    ),
}


def _told(kind: str, plain: Plain, wanted: Sequence[Row], vp: Viewpoint) -> Iterable[Record]:
    rows = visible(vp.user, plain.model).filter(pk__in=[row.pk for row in wanted]).select_related(*plain.fetched)
    for each in rows:
        row, chain = Row(kind, each.pk), getattr(each, "chain", None)
        yield Record(
            row=row,
            href=address(row),
            what=plain.what(each),
            when=plain.when(each),
            date=plain.on(each),
            scope=chain.name if chain else words().whole,
            chain=chain.pk if chain else None,
            quantity=plain.kind(each),
        )


for _kind, _plain in PLAIN.items():
    register_records(_kind, partial(_told, _kind, _plain))
