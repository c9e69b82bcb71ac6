"""What may be done with a firm itself: it enters the register, is corrected, renamed, stops. One act, one event.

`version` is that of the row the person looked at: acts raise StaleRow where it changed since, and ValidationError by
field where they refuse; then nothing is written. A firm's own account reaches no more than OWN_PART."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from lianzhang.enterprises.models import AboveScale, Enterprise, FirmState, FormerName
from lianzhang.enterprises.naming import folded
from lianzhang.kernel.formatting import day
from lianzhang.records.actions import changes_between
from lianzhang.registry.industries import normal
from lianzhang.registry.models import Region

from .acting import current, demand, is_own_part, keep, refuse, refuse_out_of_reach, tell, texts_of
from .membership_actions import Placing, put_on_chain
from .rules import firm_faults, twin_faults, year_fault

__all__ = [
    *("EDITABLE", "OWN_PART", "add_former_name", "create", "edit", "remove_former_name", "rename"),
    *("set_above_scale", "set_state"),
]

EDITABLE = (
    *("uscc", "region", "park", "outside", "outside_place", "address", "longitude", "latitude", "coordinates"),
    *("industry", "founded", "scope", "organization", "source", "source_address"),
)
OWN_PART = ("address", "scope")
GONE = (FirmState.DEREGISTERED, FirmState.MOVED)


@transaction.atomic
def create(*, city: Region, name: str, by: Any, placing: Placing | None = None, **fields: Any) -> Enterprise:
    """Enter a firm into the city's register, at once on a chain where `placing` says so."""
    demand(by)
    row = Enterprise(city=city, name=name.strip())
    _fill(row, fields, EDITABLE)
    _refuse_faults(row)
    row.save()
    keep(row)
    tell("firm.create", row, by, **{key: text for key, text in texts_of(row, ("name", *EDITABLE)).items() if text})
    if placing:
        put_on_chain(firm=row, placing=placing, by=by)
    refuse_out_of_reach(by, Enterprise.objects.filter(pk=row.pk), "region")
    return row


@transaction.atomic
def edit(*, firm: Enterprise, version: int, by: Any, **fields: Any) -> Enterprise:
    """Correct who the firm is. Its name changes by `rename`, its state by `set_state`."""
    row = current(firm, version)
    demand(by, row, own=True)
    before = texts_of(row, EDITABLE)
    _fill(row, fields, OWN_PART if is_own_part(by) else EDITABLE)
    if not is_own_part(by):
        _refuse_faults(row)
    changes = changes_between(before, texts_of(row, EDITABLE))
    if changes:
        keep(row)
        tell("firm.edit", row, by, changes=changes)
        refuse_out_of_reach(by, Enterprise.objects.filter(pk=row.pk), "region")
    return row


def _fill(row: Enterprise, fields: dict[str, Any], allowed: Iterable[str]) -> None:
    if set(fields) - set(allowed):
        raise PermissionDenied
    for name, value in fields.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.uscc, row.industry = folded(row.uscc), normal(row.industry)


def _refuse_faults(row: Enterprise) -> None:
    refuse(firm_faults(row, timezone.localdate()) or twin_faults(row))
    row.full_clean(exclude=("city", "search"), validate_constraints=False)


@transaction.atomic
def rename(
    *, firm: Enterprise, version: int, name: str, by: Any, until: date | None = None, correction: bool = False
) -> Enterprise:
    """Give the firm its new name; the old one stays as a former name until `until`, unless it was a slip of the pen."""
    row = current(firm, version)
    demand(by, row)
    old, row.name = row.name, name.strip()
    if row.name == old:
        raise ValidationError({"name": "新名称与现在的相同。"})
    if until and until > timezone.localdate():
        raise ValidationError({"until": "用到的日期还没到；请填名称变更的那一天。"})
    _refuse_faults(row)
    if not correction:
        FormerName.objects.update_or_create(enterprise=row, name=old, defaults={"until": until})
    keep(row)
    tell("firm.rename", row, by, changes={"name": [old, row.name]}, until=until, correction=correction)
    return row


@transaction.atomic
def add_former_name(*, firm: Enterprise, name: str, by: Any, until: date | None = None, note: str = "") -> FormerName:
    """Remember what the firm was called before, so that it is found by that name too."""
    row, name = current(firm), name.strip()
    demand(by, row)
    if not name or name == row.name:
        raise ValidationError({"name": "请写与现在不同的曾用名。"})
    if row.former_names.filter(name=name).exists():
        raise ValidationError({"name": "这个曾用名已经登记。"})
    if until and until > timezone.localdate():
        raise ValidationError({"until": "用到的日期还没到。"})
    made = FormerName.objects.create(enterprise=row, name=name, until=until, note=note.strip())
    keep(row)
    tell("firm.former_name", row, by, changes={"former_name": ["", name]})
    return made


@transaction.atomic
def remove_former_name(*, former: FormerName, by: Any) -> None:
    row = current(former.enterprise)
    demand(by, row)
    row.former_names.filter(pk=former.pk).delete()
    keep(row)
    tell("firm.former_name", row, by, changes={"former_name": [former.name, ""]})


@transaction.atomic
def set_state(
    *, firm: Enterprise, version: int, state: str, reason: str, by: Any, leaves: date | None = None
) -> Enterprise:
    """The firm stops, starts again, is deregistered or moves away; with `leaves` it leaves all its chains that day."""
    row = current(firm, version)
    demand(by, row)
    if state == row.state:
        raise ValidationError({"state": f"现在就是“{row.get_state_display()}”。"})
    if not reason.strip():
        raise ValidationError({"reason": "请写依据，如“市场监管部门注销公告”。"})
    if leaves and state not in GONE:
        raise ValidationError({"leaves": "只有注销和迁出的才离链；停产的还在链上。"})
    before, row.state = row.get_state_display(), state
    keep(row)
    left = _leave_chains(row, leaves) if leaves else []
    changes = {"state": [before, row.get_state_display()]}
    tell("firm.state", row, by, changes=changes, reason=reason.strip(), chains_left=left)
    return row


def _leave_chains(row: Enterprise, on: date) -> list[str]:
    """End what still runs; what began later than that day cannot be ended on it."""
    running = row.memberships.select_for_update(of=("self",)).filter(ends=None).select_related("chain")
    late = next((each for each in running if each.starts >= on), None)
    if late:
        raise ValidationError({"leaves": f"{late.chain}的在链记录从{day(late.starts)}才开始；请核对日期。"})
    for membership in running:
        membership.ends = on
        membership.version += 1
        membership.save(update_fields=["ends", "version"])
    return [str(membership.chain) for membership in running]


@transaction.atomic
def set_above_scale(*, firm: Enterprise, version: int, years: Iterable[int], by: Any) -> Enterprise:
    """In which years the firm was above the statistical threshold; the whole list."""
    row, wanted = current(firm, version), set(years)
    demand(by, row)
    if wrong := next((fault for year in sorted(wanted) if (fault := year_fault(year, timezone.localdate()))), ""):
        raise ValidationError({"years": wrong})
    had = set(row.above_scale.values_list("year", flat=True))
    if wanted == had:
        return row
    row.above_scale.filter(year__in=had - wanted).delete()
    AboveScale.objects.bulk_create(AboveScale(enterprise=row, year=year) for year in sorted(wanted - had))
    keep(row)
    told = ["、".join(map(str, sorted(each))) for each in (had, wanted)]
    tell("firm.above_scale", row, by, changes={"above_scale": told})
    return row
