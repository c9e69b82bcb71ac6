"""What a need may say, and who may answer it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.enterprises.api import FIRM
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.plans.models import NeedField, NeedKind, Trade
from lianzhang.registry.models import Post

from .models import Customer, Need

__all__ = ["LONGEST", "PREFIX", "answers_kind", "customer_faults_of", "details_of", "need_faults", "party_faults"]

LONGEST = timedelta(days=3 * 366)  # a need is good for; car parts take two years to qualify
PREFIX = "detail_"  # before the code of a field, in forms and in what an act refuses
MOST = 200  # characters of a text of the kind's own


def details_of(kind: NeedKind, given: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """What is said of each field of the kind, as it is kept (texts, plain numbers, ISO days), and what is wrong."""
    kept, faults = {}, {}
    for field in kind.fields.all():
        raw = given.get(field.code)
        text = raw.isoformat() if isinstance(raw, date) else str(raw if raw is not None else "").strip()
        if fault := _fault(field, text):
            faults[f"{PREFIX}{field.code}"] = fault
        elif text:
            kept[field.code] = text
    return kept, faults


def _fault(field: NeedField, text: str) -> str:
    if not text:
        return f"请写{field.name}。" if field.required else ""
    match field.type:
        case NeedField.Type.NUMBER if not _is_number(text):
            return f"{field.name}请写成数字。"
        case NeedField.Type.DAY if not _is_day(text):
            return f"{field.name}请写成日期，如2024-03-31。"
        case NeedField.Type.CHOICE if text not in field.choices:
            return f"{field.name}只能是{'、'.join(field.choices)}。"
        case NeedField.Type.TRADE if not Trade.objects.filter(plan=field.plan_id, name=text).exists():
            return f"{field.name}请从方案的工种里选。"
    return f"{field.name}最多{MOST}个字。" if len(text) > MOST else ""


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite() and abs(Decimal(text)) < 10**12
    except InvalidOperation:
        return False


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def need_faults(row: Need) -> dict[str, str]:
    """What is wrong with a need, by field."""
    faults, today = {}, timezone.localdate()
    if row.enterprise.merged_into_id:
        faults["enterprise"] = f"这家企业已并入“{row.enterprise.merged_into}”；请写那一家。"
    elif not _stands_on(row.enterprise, row.chain_id, today):
        faults["chain"] = f"“{row.enterprise}”现在不在“{row.chain}”上；请选它所在的链，或先上链。"
    if not row.title:
        faults["title"] = "请用一句话写要什么。"
    if not row.text:
        faults["text"] = "请写公开的说明：能承接的一方看的就是这里。"
    if not today < row.valid_until <= today + LONGEST:
        faults["valid_until"] = "有效期请写今天以后、三年以内的日期。"
    if row.wanted_by and row.wanted_by < today:
        faults["wanted_by"] = "哪天前要，请写今天或以后的日期。"
    for name in ("quantity", "value"):
        amount = getattr(row, name)
        if amount is not None and amount <= 0:
            faults[name] = "请写大于0的数；不清楚的留空。"
    if row.quantity is not None and not row.unit:
        faults["unit"] = "写了数量，请写单位。"
    return faults


def customer_faults_of(row: Need, by: Any) -> dict[str, str]:
    """What stands against the customer that a need names: of its kind, and in sight of who writes it."""
    if row.customer is None:
        return {}
    if not row.kind.names_customer:
        return {"customer": "这一类需求不写客户。"}
    seen = visible(by, Customer).filter(pk=row.customer.pk, city=row.city_id).exists()
    if not seen or (row.category is not None and row.category.customer_id != row.customer_id):
        return {"customer": "请选清单里看得到的客户。"}
    if row.customer.enterprise_id == row.enterprise_id:
        return {"customer": "需求方就是这个客户自己；请选别家。"}
    return {}


def _stands_on(firm: Enterprise, chain: int, on: date) -> bool:
    rows = Membership.objects.filter(enterprise=firm, chain=chain, starts__lte=on)
    return any(each.ends is None or each.ends > on for each in rows)


def answers_kind(kind: NeedKind) -> bool:
    """Whether firms answer needs of the kind; else posts do."""
    return kind.answered_by == FIRM


def party_faults(need: Need, firm: Enterprise | None, body: Post | None) -> dict[str, str]:
    """What stands against somebody as the one who answers."""
    if answers_kind(need.kind):
        if firm is None:
            return {"party": "这一类由企业承接；请写名录里的企业全称或代码。"}
        if firm.pk == need.enterprise_id:
            return {"party": "需求方自己不能承接；请选别家。"}
        if firm.merged_into_id:
            return {"party": f"这家企业已并入“{firm.merged_into}”；请写那一家。"}
        taken = need.matches.filter(enterprise=firm)
    else:
        if body is None or body.rank.role != need.kind.answered_by:
            return {"party": "请选能承接这一类的岗位。"}
        taken = need.matches.filter(body=body)
    return {"party": "这一家已在对接里；请打开那一个接着办。"} if taken.exists() else {}
