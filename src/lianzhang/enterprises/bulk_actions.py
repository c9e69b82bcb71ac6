"""A bulk edit is done as it was looked at, all of it or nothing; its author may undo it while nothing else changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Model, QuerySet
from django.utils import timezone

from lianzhang.enterprises.models import AboveScale, BulkEdit, BulkEditRow, Enterprise, Membership, MembershipProposal
from lianzhang.enterprises.revisions import touch
from lianzhang.work.api import (
    StepRefused,
    Workflow,
    action,
    create_row,
    move,
    refuse_out_of_reach,
    register_workflow,
    take_step,
)

from .bulk import FIRMS_ALLOWED, ON_CHAIN, Asked, Line, Plan, plan_of
from .lifecycle import BULK_EDIT
from .membership_actions import Placing
from .proposal_actions import propose, withdraw
from .scope import OUT_OF_REACH
from .undoing import what_is_lost, why_not_undone

__all__ = ["apply", "undo"]

CHANGED = "预览以后有企业变了，还没有改；请看新的预览再确认。"


@action
def apply(*, asked: Asked, firms: QuerySet[Enterprise], token: str, by: Any) -> BulkEdit:
    """Do what was looked at, or nothing. Raises ValidationError where something changed or stands against it."""
    first = firms.select_related("city").first()
    if first is None:
        raise ValidationError(CHANGED)
    made = BulkEdit(city=first.city, title=asked.title, change=asked.change, by=by)
    with create_row(made, "bulk_edit", by=by) as act:
        _lock(firms.order_by("pk").values_list("pk", flat=True)[: FIRMS_ALLOWED + 1])
        lines = _as_looked_at(plan_of(asked, firms, by), token)
        made.save()  # its rows lead to it
        if asked.change == "proposal" and asked.placing:
            _ask(lines, asked.placing, by)
        else:
            _WRITE[asked.change](lines)
        _move(made)
        BulkEditRow.objects.bulk_create(
            BulkEditRow(bulk_edit=made, enterprise=line.firm, before=line.before, version=_version(line))
            for line in lines
        )
        refuse_out_of_reach(_written(asked, lines), by=by, message=OUT_OF_REACH)
        act.facts |= {"title": made.title, "firms": len(lines)}
    return made


def _lock(keys: Iterable[int]) -> None:
    list(Enterprise.objects.select_for_update().filter(pk__in=list(keys)).order_by("pk").values_list("pk"))


def _as_looked_at(plan: Plan, token: str) -> list[Line]:
    if plan.token != token:
        raise ValidationError(CHANGED)
    if plan.faults:
        raise ValidationError(f"有{len(plan.faults)}家不能这样改，一家也没有改；请先改好，或把它们筛掉。")
    if not plan.lines:
        raise ValidationError("没有要改的：选中的企业都已经是这样。")
    return plan.lines


def _version(line: Line) -> int:
    return (line.write or line.firm).version


def _write_plain(lines: list[Line]) -> None:
    now = timezone.now()
    for line in lines:
        line.firm.version += 1
        line.firm.changed_at = now
    fields = ["region", "park", "state", "version", "changed_at"]
    Enterprise.objects.bulk_update([line.firm for line in lines], fields, batch_size=500)


def _write_years(lines: list[Line]) -> None:
    year = int(lines[0].becomes[:4])
    AboveScale.objects.bulk_create(AboveScale(enterprise=line.firm, year=year) for line in lines)
    for line in lines:
        line.before["year"] = year
        line.firm.version += 1
    _changed(line.firm.pk for line in lines)


def _write_places(lines: list[Line]) -> None:
    new = [line.write for line in lines if not line.before]
    changed = [line.write for line in lines if line.before]
    Membership.objects.bulk_create(new)
    for row in changed:
        row.version += 1
    Membership.objects.bulk_update(changed, ["segment", "role", "version"], batch_size=500)
    for line in lines:
        line.before.setdefault("made", line.write.pk if not line.before else None)
    Enterprise.objects.filter(pk__in=[line.firm.pk for line in lines]).update(changed_at=timezone.now())


def _changed(keys: Iterable[int]) -> None:
    Enterprise.objects.filter(pk__in=list(keys)).update(version=F("version") + 1, changed_at=timezone.now())


COUNTING: dict[str, type[Model]] = {
    "region": Enterprise,
    "park": Enterprise,
    "membership": Membership,
    "above_scale": AboveScale,
}


def _move(made: BulkEdit) -> None:
    """Other rows count from now on; by the state of a firm no target is judged."""
    if model := COUNTING.get(made.change):
        move(made.city_id, model)


def _ask(lines: list[Line], placing: Placing, by: Any) -> None:
    for line in lines:
        line.write = propose(firm=line.firm, placing=placing, by=by)
        line.before["made"] = line.write.pk


_WRITE: dict[str, Callable[[list[Line]], None]] = {
    "region": _write_plain,
    "park": _write_plain,
    "state": _write_plain,
    "membership": _write_places,
    "above_scale": _write_years,
}


def _written(asked: Asked, lines: list[Line]) -> QuerySet[Any]:
    if asked.change in ON_CHAIN:
        model = Membership if asked.change == "membership" else MembershipProposal
        return model.objects.filter(pk__in=[line.write.pk for line in lines])
    return Enterprise.objects.filter(pk__in=[line.firm.pk for line in lines])


@action
def undo(*, bulk_edit: BulkEdit, by: Any) -> BulkEdit:
    """Put everything back as it stood. Raises StepRefused when somebody changed one of the firms since."""
    with take_step(bulk_edit, "bulk_undo", by=by) as act:
        made = act.row
        _lock(made.rows.values_list("enterprise", flat=True))
        if refusal := why_not_undone(made, by):  # what may have changed before the firms were locked
            raise StepRefused(refusal, "need")
        rows = list(made.rows.select_related("enterprise"))
        if made.change == "proposal":
            _take_back(rows, by)
        else:
            _put_back(made, rows, by)
        made.undone_at = timezone.now()
        act.facts |= {"title": made.title, "firms": len(rows)}
    return act.row


def _put_back(made: BulkEdit, rows: list[BulkEditRow], by: Any) -> None:
    """Who did it may act from another post now: asked before, and again of what stands there then."""
    if lost := what_is_lost(rows):
        raise StepRefused(lost, "need")
    refuse_out_of_reach(_firms_of(made), by=by, message=OUT_OF_REACH)
    refuse_out_of_reach(_memberships_of(rows), by=by, message=OUT_OF_REACH)
    _BACK.get(made.change, _plain_back)(rows)
    _move(made)
    refuse_out_of_reach(_firms_of(made), by=by, message=OUT_OF_REACH)
    refuse_out_of_reach(_memberships_of(rows), by=by, message=OUT_OF_REACH)


def _firms_of(made: BulkEdit) -> QuerySet[Enterprise]:
    return Enterprise.objects.filter(pk__in=made.rows.values("enterprise"))


def _memberships_of(rows: list[BulkEditRow]) -> QuerySet[Membership]:
    keys = [key for row in rows if (key := row.before.get("membership") or row.before.get("made"))]
    return Membership.objects.filter(pk__in=keys)


def _plain_back(rows: list[BulkEditRow]) -> None:
    firms = []
    for row in rows:
        firm = row.enterprise
        firm.region_id, firm.park_id, firm.state = row.before["region"], row.before["park"], row.before["state"]
        firm.version += 1
        firm.changed_at = timezone.now()
        firms.append(firm)
    Enterprise.objects.bulk_update(firms, ["region", "park", "state", "version", "changed_at"], batch_size=500)


def _years_back(rows: list[BulkEditRow]) -> None:
    keys = [row.enterprise_id for row in rows]
    AboveScale.objects.filter(enterprise__in=keys, year=rows[0].before["year"]).delete()
    _changed(keys)


def _places_back(rows: list[BulkEditRow]) -> None:
    Membership.objects.filter(pk__in=[row.before["made"] for row in rows if row.before.get("made")]).delete()
    before = {row.before["membership"]: row.before for row in rows if row.before.get("membership")}
    changed = list(Membership.objects.filter(pk__in=before))
    for row in changed:
        row.segment_id, row.role = before[row.pk]["segment"], before[row.pk]["role"]
        row.version += 1
    Membership.objects.bulk_update(changed, ["segment", "role", "version"], batch_size=500)
    Enterprise.objects.filter(pk__in=[row.enterprise_id for row in rows]).update(changed_at=timezone.now())


def _take_back(rows: list[BulkEditRow], by: Any) -> None:
    for row in MembershipProposal.objects.filter(pk__in=[each.before["made"] for each in rows]).order_by("pk"):
        withdraw(row=row, version=row.version, by=by)


_BACK: dict[str, Callable[[list[BulkEditRow]], None]] = {"membership": _places_back, "above_scale": _years_back}


register_workflow(
    Workflow(model=BulkEdit, lifecycle=BULK_EDIT, acts="firm", related=("by",), touch=lambda made: touch(made.city_id))
)
