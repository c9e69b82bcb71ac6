"""What may be done with a firm itself: it enters the register, is corrected, renamed, stops. One act, one event.

`version` is that of the row the person looked at: acts raise StaleRow where it changed since, StepRefused or
ValidationError by field where they refuse; then nothing is written. A firm's own account reaches no more than
OWN_PART."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from lianzhang.enterprises.models import AboveScale, Enterprise, FirmState, FormerName
from lianzhang.enterprises.naming import folded, tidy
from lianzhang.enterprises.pinyin import search_text
from lianzhang.kernel.formatting import day
from lianzhang.registry.api import normal
from lianzhang.registry.models import Region
from lianzhang.work.api import (
    Workflow,
    action,
    counting,
    create_row,
    move,
    refuse_out_of_reach,
    register_workflow,
    take_step,
)

from .lifecycle import ENTERPRISE
from .membership_actions import Placing, put_on_chain
from .revisions import touch
from .rules import firm_faults, twin_faults, year_fault
from .scope import OUT_OF_REACH, is_own_part
from .texts import texts_of

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
AT_REGION = {"region": OUT_OF_REACH}


@action
def create(*, city: Region, name: str, by: Any, placing: Placing | None = None, **fields: Any) -> Enterprise:
    """Enter a firm into the city's register, at once on a chain where `placing` says so."""
    row = Enterprise(city=city, name=tidy(name))
    with create_row(row, "create", by=by, out_of_reach=None):
        _fill(row, fields, EDITABLE)
        _refuse_faults(row, by, named_anew=True)
    if placing:
        put_on_chain(firm=row, placing=placing, by=by, entering=True)
    refuse_out_of_reach(Enterprise.objects.filter(pk=row.pk), by=by, message=AT_REGION)  # a team's: once on its chain
    return row


@action
def edit(*, firm: Enterprise, version: int, by: Any, **fields: Any) -> Enterprise:
    """Correct who the firm is. Its name changes by `rename`, its state by `set_state`."""
    with take_step(firm, "edit", by=by, version=version, out_of_reach=AT_REGION) as act:
        _fill(act.row, fields, OWN_PART if is_own_part(by) else EDITABLE)
        if not is_own_part(by):
            _refuse_faults(act.row, by)
    return act.row


def _fill(row: Enterprise, fields: dict[str, Any], allowed: Iterable[str]) -> None:
    if set(fields) - set(allowed):
        raise PermissionDenied
    for name, value in fields.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.uscc, row.industry = folded(row.uscc), normal(row.industry)


def _refuse_faults(row: Enterprise, by: Any, *, named_anew: bool = False) -> None:
    if faults := firm_faults(row, timezone.localdate()) or twin_faults(row, by, named_anew=named_anew):
        raise ValidationError(faults)
    row.full_clean(exclude=("city", "search"), validate_constraints=False)


@action
def rename(
    *, firm: Enterprise, version: int, name: str, by: Any, until: date | None = None, correction: bool = False
) -> Enterprise:
    """Give the firm its new name; the old one stays as a former name until `until`, unless it was a slip of the pen."""
    with take_step(firm, "rename", by=by, version=version) as act:
        row = act.row
        old, row.name = row.name, tidy(name)
        if row.name == old:
            raise ValidationError({"name": "新名称与现在的相同。"})
        if until and until > timezone.localdate():
            raise ValidationError({"until": "用到的日期还没到；请填名称变更的那一天。"})
        _refuse_faults(row, by, named_anew=True)
        if not correction and folded(old) != folded(row.name):
            FormerName.objects.update_or_create(enterprise=row, name=old, defaults={"until": until})
        act.facts |= {"until": until, "correction": correction}
    return act.row


@action
def add_former_name(*, firm: Enterprise, name: str, by: Any, until: date | None = None, note: str = "") -> FormerName:
    """Remember what the firm was called before, so that it is found by that name too."""
    name = tidy(name)
    with take_step(firm, "former_name", by=by) as act:
        if not name or folded(name) == folded(act.row.name):
            raise ValidationError({"name": "请写与现在不同的曾用名。"})
        if folded(name) in map(folded, act.row.former_names.values_list("name", flat=True)):
            raise ValidationError({"name": "这个曾用名已经登记。"})
        if until and until > timezone.localdate():
            raise ValidationError({"until": "用到的日期还没到。"})
        made = FormerName.objects.create(enterprise=act.row, name=name, until=until, note=note.strip())
        act.facts["changes"] = {"former_name": ["", name]}
    return made


@action
def remove_former_name(*, former: FormerName, by: Any) -> None:
    with take_step(former.enterprise, "former_name", by=by) as act:
        act.row.former_names.filter(pk=former.pk).delete()
        act.facts["changes"] = {"former_name": [former.name, ""]}


@action
def set_state(
    *, firm: Enterprise, version: int, state: str, reason: str, by: Any, leaves: date | None = None
) -> Enterprise:
    """The firm stops, starts again, is deregistered or moves away; with `leaves` it leaves all its chains that day.

    A chain's team that lets it leave reaches it no more from then on."""
    with take_step(firm, "state", by=by, version=version, out_of_reach=None, reason=reason) as act:
        if state == act.row.state:
            raise ValidationError({"state": f"现在就是“{act.row.get_state_display()}”。"})
        if leaves and state not in GONE:
            raise ValidationError({"leaves": "只有注销和迁出的才离链；停产的还在链上。"})
        act.row.state = state
        act.facts["chains_left"] = _leave_chains(act.row, leaves) if leaves else []
    return act.row


def _leave_chains(row: Enterprise, on: date) -> list[str]:
    """End what still runs; what began later than that day cannot be ended on it."""
    running = row.memberships.select_for_update(of=("self",)).filter(ends=None).select_related("chain")
    late = next((each for each in running if each.starts >= on), None)
    if late:
        raise ValidationError({"leaves": f"{late.chain}的在链记录从{day(late.starts)}才开始；请核对日期。"})
    for membership in running:
        with counting(membership):
            membership.ends = on
            membership.version += 1
            membership.save(update_fields=["ends", "version"])
    return [str(membership.chain) for membership in running]


@action
def set_above_scale(*, firm: Enterprise, version: int, years: Iterable[int], by: Any) -> Enterprise:
    """In which years the firm was above the statistical threshold; the whole list."""
    wanted = set(years)
    with take_step(firm, "above_scale", by=by, version=version) as act:
        faults = (year_fault(year, timezone.localdate()) for year in sorted(wanted))
        if wrong := next((fault for fault in faults if fault), ""):
            raise ValidationError({"years": wrong})
        had = set(act.row.above_scale.values_list("year", flat=True))
        act.row.above_scale.filter(year__in=had - wanted).delete()
        AboveScale.objects.bulk_create(AboveScale(enterprise=act.row, year=year) for year in sorted(wanted - had))
        move(act.row.city_id, AboveScale, wanted ^ had)
    return act.row


def _facts(row: Enterprise) -> dict[str, str]:
    """What the log must keep to be read when the row has changed."""
    years = row.above_scale.order_by("year").values_list("year", flat=True) if row.pk else ()
    texts = texts_of(row, ("name", "state", *EDITABLE)) | {"above_scale": "、".join(map(str, years))}
    return {name: text for name, text in texts.items() if text}


def _find_again(row: Enterprise) -> None:
    """Let the firm be found by what it is called now and was called before."""
    former = row.former_names.values_list("name", flat=True) if row.pk else ()
    row.search = search_text(row.name, former, row.uscc)


register_workflow(
    Workflow(
        model=Enterprise,
        lifecycle=ENTERPRISE,
        page="firm",
        related=("city", "region", "park", "merged_into"),
        touch=lambda row: touch(row.city_id),
        describe=_facts,
        prepare=_find_again,
    )
)
