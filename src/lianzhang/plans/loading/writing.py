"""Loads a plan folder into the database: in one transaction, with one audit event, and only what differs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.sheets import Problem
from lianzhang.plans.folder import PlanFolder, read_folder
from lianzhang.plans.folder.goal_rows import Flat
from lianzhang.plans.models import Observation, Plan, PlanContent
from lianzhang.plans.observations.entries import thing_of
from lianzhang.registry.models import Region
from lianzhang.work.api import log_event, move_all
from lianzhang.work.models import ReportState

from .comparing import Change, Difference, changes_of, compare, is_key, listed_by, refusals
from .mirrors import MIRRORS, Mirror

__all__ = ["Change", "LoadRefused", "LoadReport", "diff_folder", "load_folder", "load_read"]

BATCH = 500
CHANGES_RECORDED = 500
PUBLISHED = {"username": "published", "label": "公开资料"}

Progress = Callable[[str, int, int], None]


class LoadRefused(Exception):
    """A folder that cannot be loaded; `problems` say what is wrong, where, and the way out."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("；".join(str(problem) for problem in problems[:3]))
        self.problems = problems


@dataclass(frozen=True)
class LoadReport:
    """What a load did: nothing, or per table how many rows were added, changed and removed."""

    plan: str
    unchanged: bool = False
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()


def diff_folder(folder: PlanFolder) -> list[Change]:
    """What a load would change. Raises LoadRefused where it would be refused."""
    differences = _compared(folder)
    changes = list(changes_of(differences))
    if _newly_preferred(differences):
        _try(folder, differences)
    return changes


def load_folder(path: Path, *, by: str, progress: Progress | None = None) -> LoadReport:
    """Load the folder at `path`. Raises LoadRefused, NotADirectoryError."""
    folder, problems = read_folder(path.resolve())
    if problems:
        raise LoadRefused(problems)
    return load_read(folder, by=by, progress=progress)


def load_read(folder: PlanFolder, *, by: str, progress: Progress | None = None) -> LoadReport:
    """Load what was read without a problem; nothing is written when nothing differs. Raises LoadRefused.

    The database is compared row by row, whatever was loaded last: what was changed behind the house's back is mended.
    """
    try:
        return _load(folder, by=by, progress=progress or (lambda *_: None))
    except IntegrityError as error:
        message = "另有一处正在写入同样的内容；请稍后再载入一次"
        raise LoadRefused([Problem(folder.code, None, "", message)]) from error


def _compared(folder: PlanFolder) -> list[Difference]:
    differences = compare(folder)
    problems = refusals(folder, differences)
    if problems:
        raise LoadRefused(problems)
    return differences


@transaction.atomic
def _try(folder: PlanFolder, differences: list[Difference]) -> None:
    """Load and take it back: whether two figures of one thing are preferred shows only once the rows are written."""
    _write(folder, differences, lambda *_: None)
    transaction.set_rollback(True)


@transaction.atomic
def _load(folder: PlanFolder, *, by: str, progress: Progress) -> LoadReport:
    known = Plan.objects.select_for_update().filter(code=folder.code).first()  # one load of a plan at a time
    differences = _compared(folder)
    if known and _as_last_loaded(known, folder, differences):
        return LoadReport(folder.code, unchanged=True, changes=tuple(changes_of(differences)))
    _write(folder, differences, progress)
    return _finish(folder, differences, by=by)


def _as_last_loaded(plan: Plan, folder: PlanFolder, differences: list[Difference]) -> bool:
    same = (plan.content_hash, plan.listed) == (folder.content_hash, listed_by(differences))
    return same and not any(each.counts for each in differences)


def _write(folder: PlanFolder, differences: list[Difference], progress: Progress) -> None:
    total = sum(len(each.added) + len(each.changed) for each in differences)
    writer = _Writer(folder, lambda table, written: progress(f"写入 {table}", written, total))
    for difference in differences:
        writer.write(difference)
    _refuse_rivals(folder, differences)
    for difference in reversed(differences):
        if difference.removed:
            difference.mirror.model._default_manager.filter(pk__in=list(difference.removed)).delete()
    progress("完成", total, total)


def _newly_preferred(differences: list[Difference]) -> set[str]:
    """The codes of the figures that the folder prefers and the database does not yet."""
    (figures,) = (each for each in differences if each.mirror.model is Observation)
    added = {flat["code"] for flat in figures.added if flat["preferred"]}
    return added | {flat["code"] for _, flat, fields in figures.changed if flat["preferred"] and "preferred" in fields}


def _refuse_rivals(folder: PlanFolder, differences: list[Difference]) -> None:
    """A figure the folder newly prefers must not stand beside one that was preferred on the screens."""
    newly = _newly_preferred(differences)
    if not newly:
        return
    preferred = Observation.objects.filter(
        plan__code=folder.code, preferred=True, state=ReportState.CONFIRMED, value__isnull=False
    ).select_related("target")
    alike: dict[Hashable, list[Observation]] = {}
    for row in preferred:
        alike.setdefault(thing_of(row), []).append(row)
    message = "系统里同一件事已采用了另一个数；请在系统里取消采用后再载入，或删去表里的 yes"
    problems = [
        Problem("observations.csv", None, "preferred", f"“{row.code}”：{message}")
        for rows in alike.values()
        for row in rows
        if row.code in newly and len(rows) > 1
    ]
    if problems:
        raise LoadRefused(problems)


def _finish(folder: PlanFolder, differences: list[Difference], *, by: str) -> LoadReport:
    plan = Plan.objects.get(code=folder.code)
    plan.content_hash, plan.loaded_at = folder.content_hash, timezone.now()
    plan.listed = listed_by(differences)
    plan.save(update_fields=["content_hash", "loaded_at", "listed"])
    PlanContent.objects.update_or_create(plan=plan, defaults={"content": folder.content})
    counts: dict[str, dict[str, int]] = {}
    for each in differences:
        total = counts.setdefault(each.mirror.table, {})
        for name, count in each.counts.items():
            total[name] = max(total.get(name, 0), count)
    counts = {table: total for table, total in counts.items() if total}
    changes = tuple(changes_of(differences))
    recorded = [asdict(change) for change in changes if change.action in ("changed", "removed")]
    move_all(plan.city_id)
    log_event(
        "plans.load",
        plan,
        by=by,
        content_hash=folder.content_hash,
        counts=counts,
        changes=recorded[:CHANGES_RECORDED],
        changes_not_shown=max(len(recorded) - CHANGES_RECORDED, 0),
    )
    return LoadReport(folder.code, counts=counts, changes=changes)


class _Writer:
    """Writes one model after the other, turning codes into primary keys."""

    def __init__(self, folder: PlanFolder, on_progress: Callable[[str, int], None]) -> None:
        self.folder = folder
        self.on_progress = on_progress
        self.written = 0
        self.known: dict[type[Model], dict[str, int]] = {}

    def write(self, difference: Difference) -> None:
        mirror = difference.mirror
        pairs: list[tuple[int, Flat]] = []
        for flats in self._city_first(mirror, difference.added):
            for begin in range(0, len(flats), BATCH):
                batch = flats[begin : begin + BATCH]
                created = mirror.model._default_manager.bulk_create([self._row(mirror, flat) for flat in batch])
                pairs += [(row.pk, flat) for row, flat in zip(created, batch, strict=True)]
                self._report_progress(mirror, len(batch))
            self.known.pop(mirror.model, None)
        self._point_to_own(mirror, pairs)
        self._update(difference)
        self._report_progress(mirror, len(difference.changed))
        for name in mirror.many:
            changed = [(pk, flat) for pk, flat, fields in difference.changed if name in fields]
            self._link(mirror.model, name, pairs, changed)

    def _city_first(self, mirror: Mirror, flats: list[Flat]) -> list[list[Flat]]:
        """A new city's own row stands before all that belongs to it."""
        return [[flat for flat in flats if self._is_city(mirror, flat) == first] for first in (True, False)]

    def _is_city(self, mirror: Mirror, flat: Flat) -> bool:
        return mirror.model is Region and flat["code"] == self.folder.plan["city"]

    def _report_progress(self, mirror: Mirror, rows: int) -> None:
        self.written += rows
        self.on_progress(mirror.table, self.written)

    def _row(self, mirror: Mirror, flat: Flat, pk: int | None = None) -> Any:
        """A model instance. A new row's link to its own kind waits until every row has its primary key."""
        model = mirror.model
        values: dict[str, Any] = {}
        for name in (*mirror.key, *mirror.fields):
            if not is_key(model, name):
                values[name] = flat[name]
            elif pk is not None or self._related(model, name) is not model:
                values[f"{name}_id"] = self._pk(self._related(model, name), flat[name])
        owner, _, attribute = mirror.within.partition("__")
        if attribute == "code" and not self._is_city(mirror, flat):
            values[f"{owner}_id"] = self._pk(self._related(model, owner), mirror.owner(self.folder))
        if model is Observation and pk is None:
            values |= self.as_published
        return model(pk=pk, **values)

    def _point_to_own(self, mirror: Mirror, pairs: Iterable[tuple[int, Flat]]) -> None:
        model = mirror.model
        for name in mirror.fields:
            if not is_key(model, name) or self._related(model, name) is not model:
                continue
            rows = [model(pk=pk, **{f"{name}_id": self._pk(model, flat[name])}) for pk, flat in pairs if flat[name]]
            model._default_manager.bulk_update(rows, [name], batch_size=BATCH)

    def _update(self, difference: Difference) -> None:
        mirror = difference.mirror
        changed = {name for _, _, fields in difference.changed for name in fields}
        names = sorted(changed - set(mirror.many))
        if not names:
            return
        rows = [self._row(mirror, flat, pk) for pk, flat, _ in difference.changed]
        mirror.model._default_manager.bulk_update(rows, names, batch_size=BATCH)
        if mirror.model is Observation:
            pks = [row.pk for row in rows]
            Observation.objects.filter(pk__in=pks).update(version=F("version") + 1)

    def _link(
        self,
        model: type[Model],
        name: str,
        created: list[tuple[int, Flat]],
        changed: list[tuple[int, Flat]],
    ) -> None:
        relation: Any = model._meta.get_field(name)
        links: Any = relation.remote_field.through
        source, target = relation.m2m_column_name(), relation.m2m_reverse_name()
        if changed:
            links.objects.filter(**{f"{source}__in": [pk for pk, _ in changed]}).delete()
        rows = [
            links(**{source: pk, target: self._pk(relation.related_model, code)})
            for pk, flat in (*created, *changed)
            for code in sorted(flat[name])
        ]
        links.objects.bulk_create(rows, batch_size=BATCH)

    @staticmethod
    def _related(model: type[Model], name: str) -> type[Model]:
        field: Any = model._meta.get_field(name)
        related: type[Model] = field.related_model
        return related

    def _pk(self, model: type[Model], code: str | None) -> int | None:
        if not code:
            return None
        if model not in self.known:
            mirror = next(each for each in MIRRORS if each.model is model)
            rows = model._default_manager.all() if model is Plan else mirror.rows(self.folder)
            self.known[model] = dict(rows.values_list("code", "pk"))
        return self.known[model][code]

    @cached_property
    def as_published(self) -> Flat:
        """Published figures stand as confirmed: their source is their proof."""
        account, _ = User.objects.get_or_create(
            username=PUBLISHED["username"],
            defaults={"label": PUBLISHED["label"], "is_active": False, "password": make_password(None)},
        )
        now = timezone.now()
        return {
            "state": ReportState.CONFIRMED,
            "entered_by": account,
            "submitted_by": account,
            "submitted_at": now,
            "decided_by": account,
            "decided_at": now,
        }
