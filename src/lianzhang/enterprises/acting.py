"""What all acts on a firm share: who may, the locked row, what it says in words, and the one event that tells of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.utils import timezone

from lianzhang.access.actions import StaleRow
from lianzhang.access.active import acting
from lianzhang.access.permissions import Permission
from lianzhang.access.row_policy import may, not_actionable
from lianzhang.enterprises.models import Enterprise
from lianzhang.enterprises.naming import search_text
from lianzhang.enterprises.revisions import touch
from lianzhang.enterprises.scope import FIRM
from lianzhang.kernel.formatting import day
from lianzhang.records.actions import record

__all__ = [
    *("OUT_OF_REACH", "TITLES", "current", "demand", "found_again", "is_own_part", "keep"),
    *("refuse", "refuse_out_of_reach", "say", "tell", "texts_of"),
]

OUT_OF_REACH = "这家企业不归您现在的岗位办理：请核对区域和产业链，或请市工促办办理。"
TITLES = {field.name: str(field.verbose_name) for field in Enterprise._meta.fields}


def is_own_part(by: Any) -> bool:
    """Whether a firm's own account acts, which fills in its own part and no more."""
    active = acting(by)
    return active is not None and active.role.code == FIRM


def demand(by: Any, row: Model | None = None, *, own: bool = False) -> None:
    """Who keeps the register may act upon `row`; a firm itself only upon its `own` part."""
    if not may(by, Permission.EDIT_ENTERPRISE, row) or (is_own_part(by) and not own):
        raise PermissionDenied


def current(firm: Enterprise, version: int | None = None) -> Enterprise:
    """The firm, locked. Raises StaleRow when it is not the version that was looked at; a merged one is refused."""
    row = Enterprise.objects.select_for_update(of=("self",)).select_related("city", "region", "park").get(pk=firm.pk)
    if version is not None and row.version != version:
        raise StaleRow(row)
    if row.merged_into_id:
        raise ValidationError(f"这家企业已并入“{row.merged_into}”；请打开那一家办理。")
    return row


def say(value: Any) -> str:
    """A value as events and pages write it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return day(value) if isinstance(value, date) else "" if value is None else str(value)


def texts_of(row: Enterprise, names: Iterable[str]) -> dict[str, str]:
    """What the row says, field by field, in words."""
    spoken = {"state": row.get_state_display(), "coordinates": row.get_coordinates_display()}
    return {name: spoken[name] if name in spoken else say(getattr(row, name)) for name in names}


def refuse(found: dict[str, str]) -> None:
    if found:
        raise ValidationError(found)


def refuse_out_of_reach(by: Any, rows: QuerySet[Any], field: str = "") -> None:
    """What was written out of reach is taken back with the transaction."""
    if not_actionable(by, rows).exists():
        raise ValidationError({field: OUT_OF_REACH} if field else OUT_OF_REACH)


def found_again(row: Enterprise) -> None:
    """Let the firm be found by what it is called now and was called before."""
    row.search = search_text(row.name, row.former_names.values_list("name", flat=True), row.uscc)


def keep(row: Enterprise) -> None:
    """Save the firm as a new version of itself."""
    row.version += 1
    found_again(row)
    row.save()


def tell(action: str, row: Enterprise, by: Any, **facts: Any) -> None:
    """One event of the firm, and the register is another than it was."""
    Enterprise.objects.filter(pk=row.pk).update(changed_at=timezone.now())
    touch(row.city_id)
    record(action, row, by=by, **facts)
