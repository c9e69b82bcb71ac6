"""Recording the papers that show a chain has what every chain must have, and taking back a mistaken record."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import day
from lianzhang.kernel.seen import refuse_changed
from lianzhang.records.actions import record
from lianzhang.registry.models import Chain

from .models import ChecklistItem, ChecklistRecord, PlanChain

__all__ = ["checklist_texts", "record_checklist_item", "withdraw_checklist_record"]

# The column is named for the model's field; `date` alone would shadow the type in the signature below.
Day = date


@transaction.atomic
def record_checklist_item(
    *, item: ChecklistItem, chain: Chain, title: str, date: Day, source: str, by: User
) -> ChecklistRecord:
    """Record the paper or list that shows `chain` has `item` since `date`. Raises ValidationError by field."""
    if item.rank_id:
        raise ValidationError({"item": f"“{item.name}”由任职记录证明，请在本链登记任职，不必另登文件。"})
    if not PlanChain.objects.filter(plan=item.plan_id, chain=chain).exists():
        raise ValidationError({"item": f"“{chain}”不在这一方案里，不能登记它的配备事项。"})
    kept = ChecklistRecord.objects.filter(item=item, chain=chain, title=title.strip()).first()
    if kept:
        raise ValidationError({"title": f"这份文件已登记（{day(kept.date)}），不必重复登记。"})
    row = ChecklistRecord(item=item, chain=chain, title=title.strip(), date=date, source=source.strip())
    row.full_clean()
    row.save()
    record("checklist_record.record", row, by=by, **_facts(row))
    return row


@transaction.atomic
def withdraw_checklist_record(*, row: ChecklistRecord, reason: str, seen: str, by: User) -> None:
    """Take back a record made by mistake. The log keeps what it said and why it went.

    Raises Changed if the row is not what the person saw.
    """
    current = ChecklistRecord.objects.select_for_update(of=("self",)).select_related("item", "chain").get(pk=row.pk)
    refuse_changed(seen, checklist_texts(current))
    if not reason.strip():
        raise ValidationError({"reason": "请写撤销的理由，如“文件归错产业链，另行登记”。"})
    record("checklist_record.withdraw", current, by=by, **_facts(current), reason=reason.strip())
    current.delete()


def checklist_texts(row: ChecklistRecord) -> dict[str, str]:
    """What its page says, by title."""
    return {
        "产业链": row.chain.name,
        "事项": row.item.name,
        "文件或名单": row.title,
        "日期": day(row.date),
        "依据": row.source,
    }


def _facts(row: ChecklistRecord) -> dict[str, Any]:
    """What the log must keep to be read when the row is gone."""
    return {
        "item": row.item.name,
        "chain": row.chain.name,
        "title": row.title,
        "date": str(row.date),
        "source": row.source,
    }
