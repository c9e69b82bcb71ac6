"""Recording the papers that show a chain or an area has what it must have, and taking back a mistaken record."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import day
from lianzhang.registry.models import Chain, Region
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .models import ChecklistItem, ChecklistRecord, PlanChain
from .records_lifecycle import CHECKLIST_RECORD

__all__ = ["checklist_texts", "record_checklist_item", "withdraw_checklist_record"]

# The column is named for the model's field; `date` alone would shadow the type in the signature below.
Day = date


@action
def record_checklist_item(
    *,
    item: ChecklistItem,
    title: str,
    date: Day,
    source: str,
    by: User,
    chain: Chain | None = None,
    region: Region | None = None,
) -> ChecklistRecord:
    """Record the paper or list that shows a chain or a region has `item` since `date`. Raises ValidationError."""
    if item.rank_id:
        raise ValidationError({"item": f"“{item.name}”由任职记录证明，请登记任职，不必另登文件。"})
    _refuse_place(item, chain, region)
    existing = ChecklistRecord.objects.filter(item=item, chain=chain, region=region, title=title.strip()).first()
    if existing:
        raise ValidationError({"title": f"这份文件已登记（{day(existing.date)}），不必重复登记。"})
    row = ChecklistRecord(item=item, chain=chain, region=region, title=title.strip(), date=date, source=source.strip())
    with create_row(row, "record", by=by):
        row.full_clean()
    return row


def _refuse_place(item: ChecklistItem, chain: Chain | None, region: Region | None) -> None:
    of_area = item.of == ChecklistItem.Of.AREA
    if of_area != (region is not None) or of_area == (chain is not None):
        raise ValidationError({"item": f"“{item.name}”是{item.get_of_display()}的事项，请到那里登记。"})
    if chain and not PlanChain.objects.filter(plan=item.plan_id, chain=chain).exists():
        raise ValidationError({"item": f"“{chain}”不在这一方案里，不能登记它的配备事项。"})
    if region and region.city_id != item.plan.city_id:
        raise ValidationError({"item": f"“{region}”不属于这一方案的城市。"})


@action
def withdraw_checklist_record(*, row: ChecklistRecord, reason: str, seen: str, by: User) -> None:
    """Take back a record made by mistake. The log keeps what it said and why it went.

    Raises StaleRow if the row is not what the person saw.
    """
    with take_step(row, "withdraw", by=by, seen=seen, reason=reason):
        pass


def checklist_texts(row: ChecklistRecord) -> dict[str, str]:
    """What its page says, by title."""
    return {
        ("产业链" if row.chain else "区域"): row.place.name,
        "事项": row.item.name,
        "文件或名单": row.title,
        "日期": day(row.date),
        "依据": row.source,
    }


def _facts(row: ChecklistRecord) -> dict[str, Any]:
    """What the log must keep to be read when the row is gone."""
    return {
        "item": row.item.name,
        "chain": row.place.name,
        "title": row.title,
        "date": str(row.date),
        "source": row.source,
    }


register_workflow(
    Workflow(
        model=ChecklistRecord,
        lifecycle=CHECKLIST_RECORD,
        page="checklist_record",
        related=("item__plan", "chain", "region"),
        describe=_facts,
        texts=checklist_texts,
    )
)
