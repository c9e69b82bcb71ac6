"""Somebody answers for a register being complete, or takes that back. Each act is one transaction with one event."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.api import touch
from lianzhang.enterprises.models import ChainRole
from lianzhang.kernel.formatting import day, span
from lianzhang.kernel.periods import Period
from lianzhang.kernel.vocabulary import spoken
from lianzhang.registry.api import REGISTERS
from lianzhang.registry.models import Coverage, HonourKind, Region
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .lifecycle import COVERAGE

__all__ = ["coverage_texts", "declare", "kind_words", "withdraw"]

OUT_OF_REACH = "您现在的岗位只能为本区域申报；{whole}的请{office}申报。"


@action
def declare(
    *, city: Region, register: str, period: Period, note: str, by: User, kind: str = "", region: Region | None = None
) -> Coverage:
    """Declare that a register holds everything for a time. `note` says what that rests on."""
    row = Coverage(
        city=city,
        register=register,
        kind=kind,
        region=region,
        period_start=period.start,
        period_end=period.end,
        note=note.strip(),
        declared_by=by,
    )
    with create_row(row, "declare", by=by, out_of_reach={"region": OUT_OF_REACH}):
        if errors := _faults(row):
            raise ValidationError(errors)
        row.full_clean()
    return row


def _faults(row: Coverage) -> dict[str, str]:
    errors: dict[str, str] = {}
    if row.register not in REGISTERS:
        errors["register"] = "没有这个台账；请从列表里选。"
    elif row.kind and row.kind not in kind_words(row.register, row.city_id):
        errors["kind"] = "这个台账没有这一类；全部都齐的请留空。"
    if row.region and row.region.parent_id != row.city_id:
        errors["region"] = spoken("不是{own}的区域；{whole}的请留空。")
    if row.period_end > timezone.localdate():
        errors["period"] = f"时期止于{day(row.period_end)}，还没有过去；只能为已过去的时期申报。"
    if not row.note:
        errors["note"] = spoken("请写凭什么说齐全，如“已与{level}统计局名单逐家核对”。")
    if not errors and (earlier := _already(row)):
        errors["period"] = f"{span(earlier.period_start, earlier.period_end)}已申报齐全，不用再报。"
    return errors


def _already(row: Coverage) -> Coverage | None:
    """A declaration in force that says all this one would."""
    same = Coverage.objects.filter(city=row.city, register=row.register, withdrawn_at=None, kind__in={"", row.kind})
    same = same.filter(region__isnull=True) | same.filter(region=row.region)
    return same.filter(period_start__lte=row.period_start, period_end__gte=row.period_end).first()


@action
def withdraw(*, coverage: Coverage, reason: str, seen: str, by: User) -> Coverage:
    """Take a declaration back: what the register counts is unknown again. Raises StaleRow where it is not as seen."""
    with take_step(coverage, "withdraw", by=by, seen=seen, reason=reason) as act:
        row = act.row
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = timezone.now(), by, reason.strip()
    return act.row


def kind_words(register: str, city: int) -> dict[str, str]:
    """The kinds of a register that may be declared on their own, with their names."""
    if register == "roles":
        return {value: label for value, label in ChainRole.choices if value != ChainRole.OTHER}
    if register == "honours":
        return dict(HonourKind.objects.filter(city=city).order_by("order", "code").values_list("code", "name"))
    return {}


def coverage_texts(row: Coverage) -> dict[str, str]:
    """What its page says, by title."""
    return {
        "台账": REGISTERS.get(row.register, row.register),
        "类别": kind_words(row.register, row.city_id).get(row.kind, row.kind) if row.kind else "全部",
        "范围": str(row.region or spoken("{whole}")),
        "时期": span(row.period_start, row.period_end),
        "依据": row.note,
        "状态": f"{day(timezone.localtime(row.withdrawn_at).date())}撤回" if row.withdrawn_at else "有效",
    }


def _facts(row: Coverage) -> dict[str, Any]:
    period: tuple[date, date] = (row.period_start, row.period_end)
    return {
        "register": REGISTERS[row.register],
        "kind": row.kind,
        "region": str(row.region or ""),
        "period": span(*period),
        "note": row.note,
    }


register_workflow(
    Workflow(
        model=Coverage,
        lifecycle=COVERAGE,
        page="coverage_row",
        related=("region", "declared_by", "city"),
        touch=lambda row: touch(row.city_id),
        describe=_facts,
        texts=coverage_texts,
    )
)
