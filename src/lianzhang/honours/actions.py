"""What may be done to the register of titles. Each act is one transaction with one audit event.

Refusals are ValidationErrors by field; a row that changed since it was looked at raises StaleRow."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from lianzhang.accounts.models import User
from lianzhang.enterprises.api import touch
from lianzhang.enterprises.models import Enterprise
from lianzhang.honours.models import Honour
from lianzhang.kernel.formatting import day
from lianzhang.registry.models import HonourKind, Park
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step, write_said

from .held import held, titles_of
from .lifecycle import HONOUR

__all__ = ["change", "end", "faults", "grant", "months_after", "renew", "withdraw"]

OUT_OF_REACH = "这一荣誉不归您现在的岗位登记：请核对企业，或请{office}登记。"
WRITTEN = ("granted", "expires", "batch", "subject_name", "source", "source_address")


def months_after(start: date, months: int) -> date:
    """The last day of a validity that begins on `start`: three years from 2021-07-01 end on 2024-06-30."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    same = date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    return date.fromordinal(same.toordinal() - 1)


@action
def grant(
    *,
    kind: HonourKind,
    granted: date,
    source: str,
    by: User,
    enterprise: Enterprise | None = None,
    park: Park | None = None,
    subject_name: str = "",
    batch: str = "",
    expires: date | None = None,
    source_address: str = "",
) -> Honour:
    """Record that a title was granted. Without `expires` it runs as long as the catalogue says."""
    row = Honour(
        city=kind.city,
        kind=kind,
        enterprise=enterprise,
        park=park,
        subject_name=subject_name.strip(),
        batch=batch.strip(),
        granted=granted,
        expires=months_after(granted, kind.valid_months) if expires is None and kind.valid_months else expires,
        source=source.strip(),
        source_address=source_address.strip(),
    )
    with create_row(row, "grant", by=by, out_of_reach=OUT_OF_REACH):
        _refuse(row)
        row.full_clean(validate_constraints=False)
    return row


@action
def change(*, honour: Honour, version: int, by: User, **values: Any) -> Honour:
    """Mend what was recorded: dates, batch, name, source. Who holds it is another honour."""
    with take_step(honour, "change", by=by, version=version) as act:
        write_said(act.row, WRITTEN, values)
        _refuse(act.row)
        act.row.full_clean(validate_constraints=False)
    return act.row


@action
def renew(*, honour: Honour, version: int, expires: date, source: str, by: User) -> Honour:
    """A review was passed: the title runs on until `expires`."""
    with take_step(honour, "renew", by=by, version=version, expires=expires, source=source) as act:
        if act.row.expires and expires <= act.row.expires:
            raise ValidationError({"expires": f"要晚于现在的有效期（{day(act.row.expires)}）。"})
        act.row.expires = expires
    return act.row


@action
def end(*, honour: Honour, version: int, ended: date, reason: str, by: User) -> Honour:
    """The title was lost before it ran out; `ended` is the first day without it."""
    with take_step(honour, "end", by=by, version=version, ended=ended, reason=reason) as act:
        if ended < act.row.granted:
            raise ValidationError({"ended": f"不能早于认定日期（{day(act.row.granted)}）。"})
        act.row.ended, act.row.end_reason = ended, reason.strip()
    return act.row


@action
def withdraw(*, honour: Honour, version: int, reason: str, by: User) -> None:
    """Take back a record made by mistake. The log keeps what it said and why it went."""
    with take_step(honour, "withdraw", by=by, version=version, reason=reason):
        pass


def faults(row: Honour) -> dict[str, str]:
    """What stands against a title, by the field where it is mended. Imports ask the same."""
    errors: dict[str, str] = {}
    for field, message in (*_subject_faults(row), *_time_faults(row)):
        errors.setdefault(field, message)
    return errors


def _refuse(row: Honour) -> None:
    errors = faults(row)
    if not row.source:
        errors.setdefault("source", "请写来源，如公布名单的文件和文号。")
    if not errors and (message := _held_already(row)):
        errors["kind"] = message
    if errors:
        raise ValidationError(errors)


def _subject_faults(row: Honour) -> list[tuple[str, str]]:
    subject, name = row.kind.subject, row.kind.get_subject_display()
    errors = []
    if row.enterprise and row.enterprise.city_id != row.kind.city_id:
        errors.append(("enterprise", "企业不在这个城市的名录里；请核对。"))
    if row.enterprise and row.enterprise.merged_into_id:
        errors.append(("enterprise", f"这家企业已并入“{row.enterprise.merged_into}”；请登记到那一家。"))
    if subject == HonourKind.Subject.FIRM and row.enterprise is None:
        errors.append(("enterprise", f"“{row.kind}”授予企业；请选企业。"))
    if subject == HonourKind.Subject.PARK and row.park is None and not row.subject_name:
        errors.append(("park", f"“{row.kind}”授予园区；请选园区，或写园区名称。"))
    named_kinds = (HonourKind.Subject.PRODUCT, HonourKind.Subject.CLUSTER, HonourKind.Subject.PLATFORM)
    if subject in named_kinds and not row.subject_name:
        errors.append(("subject_name", f"“{row.kind}”授予{name}；请写它的名称。"))
    return errors


def _time_faults(row: Honour) -> list[tuple[str, str]]:
    errors = []
    founded = row.enterprise.founded if row.enterprise else None
    if founded and row.granted < founded:
        errors.append(("granted", f"早于企业成立日期（{day(founded)}）；请核对认定日期或成立日期。"))
    if row.expires and row.expires < row.granted:
        errors.append(("expires", f"早于认定日期（{day(row.granted)}）；请核对。"))
    return errors


def _held_already(row: Honour) -> str:
    """A title is held once at a time, under whatever name."""
    names = titles_of(HonourKind.objects.filter(city=row.kind.city_id))[row.kind_id]
    same = Honour.objects.filter(
        held(row.granted), kind__in=names, enterprise=row.enterprise, park=row.park, subject_name=row.subject_name
    ).exclude(pk=row.pk)
    other = same.first()
    if other is None:
        return ""
    until = f"，有效期至{day(other.expires)}" if other.expires else ""
    return f"{day(other.granted)}认定的还有效{until}；复核通过的请记“复核”，不必另登。"


def _facts(row: Honour) -> dict[str, Any]:
    """What the log must keep to be read when the row is gone."""
    return {
        "kind": row.kind.name,
        "subject": row.subject,
        "granted": day(row.granted),
        "expires": day(row.expires) if row.expires else "",
        "ended": day(row.ended) if row.ended else "",
        "batch": row.batch,
        "subject_name": row.subject_name,
        "source": row.source,
        "source_address": row.source_address,
    }


register_workflow(
    Workflow(
        model=Honour,
        lifecycle=HONOUR,
        page="honour",
        related=("city", "kind", "enterprise", "park"),
        touch=lambda row: touch(row.city_id),
        describe=_facts,
    )
)
