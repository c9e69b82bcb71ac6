"""Lists of needs and matches, and the funnel, as workbooks. A list of one kind has that kind's own columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from lianzhang.kernel.measures import Told
from lianzhang.kernel.sheets import WORDS, Said, day_cell, list_workbook, number, whole
from lianzhang.plans.models import NeedField, NeedKind

from .measures import Funnel
from .models import Event, Match, Need

__all__ = ["events_workbook", "funnel_workbook", "matches_workbook", "needs_workbook"]

NEEDS: Sequence[Said[Any]] = (
    ("类别", WORDS, lambda row: row.kind.name),
    ("要什么", WORDS, lambda row: row.title),
    ("公开的说明", WORDS, lambda row: row.text),
    ("需求企业", WORDS, lambda row: row.enterprise.name),
    ("产业链", WORDS, lambda row: str(row.chain)),
    ("数量", number(), lambda row: row.quantity),
    ("单位", WORDS, lambda row: row.unit),
    ("哪天前要", day_cell, lambda row: row.wanted_by),
    ("有效期至", day_cell, lambda row: row.valid_until),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("几家对接", whole(), lambda row: row.answers),
    ("发布日期", day_cell, lambda row: row.published_on),
    ("了结日期", day_cell, lambda row: row.ended_on),
    ("末次理由", WORDS, lambda row: row.reason),
)
WITHIN: Sequence[Said[Any]] = (("金额（万元）", number(), lambda row: row.value),)
MATCHES: Sequence[Said[Match]] = (
    ("类别", WORDS, lambda row: row.need.kind.name),
    ("要什么", WORDS, lambda row: row.need.title),
    ("需求企业", WORDS, lambda row: row.need.enterprise.name),
    ("产业链", WORDS, lambda row: str(row.need.chain)),
    ("承接方", WORDS, lambda row: row.party),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("阶段", WORDS, lambda row: str(row.stage or "")),
    ("哪天到这一步", day_cell, lambda row: row.staged_on),
    ("正常到哪天", day_cell, lambda row: row.slow_on),
    ("签约日期", day_cell, lambda row: row.agreed_on),
    ("签约金额（万元）", number(), lambda row: row.value),
    ("首次交付日期", day_cell, lambda row: row.delivered_on),
    ("为什么没有谈成", WORDS, lambda row: row.get_ground_display()),
    ("末次回话", WORDS, lambda row: row.said),
    ("末次回话日期", day_cell, lambda row: row.said_on),
)


def needs_workbook(
    rows: Iterable[Need], kind: NeedKind | None, fields: Mapping[int, Sequence[NeedField]], *, within: bool
) -> bytes:
    """`within`: also what needs keep to their owners and to who matches them."""
    own = fields.get(kind.pk, ()) if kind is not None else ()
    more: list[Any] = [(str(field), WORDS, _reader(field.code)) for field in own if within or not field.within]
    return list_workbook("需求", (*NEEDS, *(WITHIN if within else ()), *more), rows)


def _reader(code: str) -> Any:
    return lambda row: row.details.get(code, "")


def matches_workbook(rows: Iterable[Match], totals: Mapping[int, Decimal]) -> bytes:
    """`totals`: what the answers came to, once that is announced and as far as who asks reads it."""
    judged: Sequence[Said[Match]] = (("评审得分", number(), lambda row: totals.get(row.pk)),)
    return list_workbook("对接", (*MATCHES, *judged), rows)


EVENTS: Sequence[Said[Any]] = (
    ("名称", WORDS, lambda row: row.title),
    ("产业链", WORDS, lambda row: str(row.chain or "")),
    ("日期", day_cell, lambda row: row.day),
    ("地点", WORDS, lambda row: row.place),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("类别", WORDS, lambda row: str(row.kind or "对接会")),
    ("几个对接", whole(), lambda row: row.meetings),
    ("几家参加", whole(), lambda row: row.firms if row.is_fair else None),
)
FUNNEL: Sequence[Said[Funnel]] = (
    ("发布", whole(), lambda each: each.counts["published"]),
    ("有人接", whole(), lambda each: each.counts["answered"]),
    ("签约", whole(), lambda each: each.counts["agreed"]),
    ("交付", whole(), lambda each: each.counts["delivered"]),
    ("再次交付", whole(), lambda each: each.counts["kept"]),
    ("到期或撤回", whole(), lambda each: each.counts["gone"]),
    ("还在对接", whole(), lambda each: each.counts["open"]),
    ("满90天没有人接", whole(), lambda each: each.counts["old"]),
)
AMOUNTS: Sequence[Said[Funnel]] = (
    ("需求金额（万元）", number(), lambda each: each.counts["value"]),
    ("签约金额（万元）", number(), lambda each: each.counts["agreed_value"]),
    ("交付金额（万元）", number(), lambda each: each.counts["delivered_value"]),
)


def events_workbook(rows: Iterable[Event]) -> bytes:
    return list_workbook("对接会", EVENTS, rows)


def funnel_workbook(told: Told[Funnel]) -> bytes:
    names: Sequence[Said[Funnel]] = ((told.column, WORDS, lambda each: each.name),)
    return list_workbook("需求办成情况", (*names, *FUNNEL, *AMOUNTS), [*told.parts, told.whole])
