"""What may be written of a pool and of a buyer in it, and what the need says that comes of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.market.models import Need, NeedState, Pool, PoolMember
from lianzhang.market.rules import LONGEST

from .needs import LEAST

__all__ = ["amount_faults", "given_need", "member_faults", "pool_faults", "published_text", "total_of", "value_of"]

TEXT = 1_000  # characters that a need publishes


def pool_faults(row: Pool) -> dict[str, str]:
    faults, today = {}, timezone.localdate()
    if not row.kind.pools:
        faults["kind"] = f"“{row.kind}”不能拼单。"
    if not row.title:
        faults["title"] = "请用一句话写一起买什么。"
    if not row.text:
        faults["text"] = "请写公开的说明；哪几家、各要多少不写在这里。"
    if not row.unit:
        faults["unit"] = "请写数量单位；各家按同一个单位填。"
    if not today <= row.answer_by <= today + LONGEST:
        faults["answer_by"] = "请写今天或以后的日期。"
    if not row.answer_by < row.valid_until <= today + LONGEST:
        faults["valid_until"] = "有效期要在答复的日期以后、三年以内。"
    if row.wanted_by and row.wanted_by < today:
        faults["wanted_by"] = "哪天前要，请写今天或以后的日期。"
    return faults


def member_faults(row: PoolMember) -> dict[str, str]:
    faults = {}
    if row.enterprise.merged_into_id:
        faults["enterprise"] = f"这家企业已并入“{row.enterprise.merged_into}”；请写那一家。"
    elif row.enterprise.city_id != row.pool.city_id or row.enterprise.outside:
        faults["enterprise"] = "请写名录里的企业。"
    if row.pk is None and PoolMember.objects.filter(pool=row.pool_id, enterprise=row.enterprise_id).exists():
        faults["enterprise"] = "这家企业已在拼单里；请办它的那一行。"
    return faults


def amount_faults(row: PoolMember) -> dict[str, str]:
    """What a buyer says of itself."""
    faults = {}
    if row.quantity is None or row.quantity <= 0:
        faults["quantity"] = f"请写要多少{row.pool.unit}，要大于0。"
    if row.value is not None and row.value <= 0:
        faults["value"] = "请写大于0的数；不清楚的留空。"
    if row.need is not None and not _goes_in(row, row.need):
        faults["need"] = "请选本企业同一条链、同一类别、还在对接的需求。"
    return faults


def _goes_in(row: PoolMember, own: Need) -> bool:
    same = own.enterprise_id == row.enterprise_id and own.kind_id == row.pool.kind_id
    return same and own.chain_id == row.pool.chain_id and own.state == NeedState.OPEN


def total_of(rows: list[PoolMember]) -> Decimal:
    return sum((each.quantity for each in rows if each.quantity is not None), Decimal(0))


def value_of(rows: list[PoolMember]) -> Decimal | None:
    """What all would pay together, where each said it and where it does not tell one what another pays."""
    said = [each.value for each in rows if each.value is not None]
    return sum(said, Decimal(0)) if len(said) == len(rows) >= LEAST else None


def published_text(row: Pool, rows: list[PoolMember]) -> str:
    """The words of the pool, how many buy, and the names of those who want theirs told."""
    named = [str(each.enterprise) for each in rows if each.named]
    told = f"{len(rows)}家企业一起买" + (f"，其中{'、'.join(named)}" if named else "") + "。"
    return f"{row.text}\n{told}"[:TEXT]


def given_need(row: Pool, rows: list[PoolMember]) -> dict[str, Any]:
    """What the one need says."""
    return {
        "title": row.title,
        "text": published_text(row, rows),
        "quantity": total_of(rows),
        "unit": row.unit,
        "value": value_of(rows),
        "wanted_by": row.wanted_by,
        "valid_until": row.valid_until,
        "details": row.details,
    }
