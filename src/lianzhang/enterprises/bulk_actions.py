"""A bulk edit is done as it was looked at, all of it or nothing; its author may undo it while nothing else changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from lianzhang.access.row_policy import not_actionable
from lianzhang.enterprises.models import AboveScale, BulkEdit, BulkEditRow, Enterprise, Membership
from lianzhang.enterprises.revisions import touch
from lianzhang.records.actions import record

from .acting import OUT_OF_REACH, demand
from .bulk import FIRMS_ALLOWED, Asked, Line, plan_of

__all__ = ["apply", "undo", "why_not_undone"]


@transaction.atomic
def apply(*, asked: Asked, firms: QuerySet[Enterprise], token: str, by: Any) -> BulkEdit:
    """Do what was looked at, or nothing. Raises ValidationError where something changed or stands against it."""
    keys = list(firms.order_by("pk").values_list("pk", flat=True)[: FIRMS_ALLOWED + 1])
    list(Enterprise.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    plan = plan_of(asked, firms, by)
    if plan.token != token:
        raise ValidationError("预览以后有企业变了，还没有改；请看新的预览再确认。")
    if plan.faults:
        raise ValidationError(f"有{len(plan.faults)}家不能这样改，一家也没有改；请先改好，或把它们筛掉。")
    if not plan.lines:
        raise ValidationError("没有要改的：选中的企业都已经是这样。")
    made = BulkEdit.objects.create(city=plan.lines[0].firm.city, title=asked.title, change=asked.change, by=by)
    _WRITE[asked.change](plan.lines)
    BulkEditRow.objects.bulk_create(
        BulkEditRow(bulk_edit=made, enterprise=line.firm, before=line.before, version=_version(line))
        for line in plan.lines
    )
    _within_reach(asked, plan.lines, by)
    touch(made.city_id)
    record("firm.bulk_edit", made, by=by, title=made.title, firms=len(plan.lines))
    return made


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


_WRITE: dict[str, Callable[[list[Line]], None]] = {
    "region": _write_plain,
    "park": _write_plain,
    "state": _write_plain,
    "membership": _write_places,
    "above_scale": _write_years,
}


def _within_reach(asked: Asked, lines: list[Line], by: Any) -> None:
    if asked.change == "membership":
        rows: QuerySet[Any] = Membership.objects.filter(pk__in=[line.write.pk for line in lines])
    else:
        rows = Enterprise.objects.filter(pk__in=[line.firm.pk for line in lines])
    if not_actionable(by, rows).exists():
        raise ValidationError(OUT_OF_REACH)


def why_not_undone(made: BulkEdit, by: Any) -> str:
    """Why `by` cannot undo it any more; blank when it can."""
    if made.by_id != by.pk:
        return f"由经办的“{made.by}”撤销。"
    if made.undone_at:
        return "已经撤销。"
    rows = made.rows.select_related("enterprise")
    stands = dict(Membership.objects.filter(pk__in=_memberships(rows)).values_list("pk", "version"))
    moved = [row.enterprise for row in rows if row.version != _stands_now(row, made.change, stands)]
    if not moved:
        return ""
    named = "、".join(str(firm) for firm in moved[:3])
    return f"之后{named}{'等' if len(moved) > 3 else ''}{len(moved)}家又有改动，不能整批撤销；请逐家修改。"


def _memberships(rows: Iterable[BulkEditRow]) -> list[int]:
    return [key for row in rows if (key := row.before.get("membership") or row.before.get("made"))]


def _stands_now(row: BulkEditRow, change: str, memberships: dict[int, int]) -> int | None:
    if change == "membership":
        return memberships.get(row.before.get("membership") or row.before.get("made"))
    return None if row.enterprise.merged_into_id else row.enterprise.version


@transaction.atomic
def undo(*, bulk_edit: BulkEdit, by: Any) -> BulkEdit:
    """Put everything back as it stood. Raises ValidationError when somebody changed one of the firms since."""
    made = BulkEdit.objects.select_for_update(of=("self",)).select_related("by").get(pk=bulk_edit.pk)
    demand(by)
    keys = list(made.rows.order_by("enterprise_id").values_list("enterprise", flat=True))
    list(Enterprise.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    if refusal := why_not_undone(made, by):
        raise ValidationError(refusal)
    rows = list(made.rows.select_related("enterprise"))
    _BACK.get(made.change, _plain_back)(rows)
    made.undone_at = timezone.now()
    made.save(update_fields=["undone_at"])
    touch(made.city_id)
    record("firm.bulk_undo", made, by=by, title=made.title, firms=len(rows))
    return made


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


_BACK: dict[str, Callable[[list[BulkEditRow]], None]] = {"membership": _places_back, "above_scale": _years_back}
