"""What a load would change: the rows a folder wants beside the rows the database has. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import ForeignKey, Model
from django.db.models.fields.reverse_related import ManyToOneRel

from lianzhang.kernel.sheets import Problem
from lianzhang.plans.folder import PlanFolder
from lianzhang.plans.folder.goal_rows import Flat
from lianzhang.plans.models import Observation, Plan

from .mirrors import MIRRORS, Mirror
from .stated import Key, LastStated, key_of, key_text, last_stated, said_before, saying, sayings_name

__all__ = ["Change", "Difference", "changes_of", "compare", "refusals"]

WITHDRAWN = "已撤销"


@dataclass(frozen=True)
class Change:
    """One line of a diff. `action` is added, changed, removed or kept; a change names its field with old and new value.

    Kept is what people did on the screens where the folder says something else; `field` says what they did.
    """

    table: str
    action: str
    row: str
    field: str = ""
    old: str = ""
    new: str = ""


@dataclass
class Difference:
    """What one model's rows need: new ones, changed ones as (pk, wanted, fields), and those to go by pk."""

    mirror: Mirror
    added: list[Flat] = field(default_factory=list)
    changed: list[tuple[int, Flat, dict[str, tuple[Any, Any]]]] = field(default_factory=list)
    removed: dict[int, Key] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)
    sayings: list[str] = field(default_factory=list)
    kept: list[tuple[Key, str]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        added, changed, removed = len(self.added), len(self.changed), len(self.removed)
        counts = {"added": added, "changed": changed, "removed": removed}
        return {name: count for name, count in counts.items() if count}


def listed_by(differences: Iterable[Difference]) -> dict[str, list[str]]:
    """What a plan remembers of its folder, for the next load."""
    shared = {each.mirror.name: each.listed for each in differences if each.mirror.shared}
    sayings = {sayings_name(each.mirror): each.sayings for each in differences if each.mirror.on_screen}
    return shared | sayings


def compare(folder: PlanFolder) -> list[Difference]:
    """One difference per mirror, in the order of writing."""
    stated = last_stated(folder)
    return [_compare(mirror, folder, stated) for mirror in MIRRORS]


def _compare(mirror: Mirror, folder: PlanFolder, stated: LastStated) -> Difference:
    """A row of the city is left as it is where a plan that prevails over this one states it too."""
    current = current_rows(mirror, folder)
    before = said_before(mirror, stated.own)
    difference = Difference(mirror)
    for flat in mirror.wanted(folder):
        wanted = _wanted(mirror, flat)
        key = key_of(mirror, wanted)
        text, says = key_text(key), saying(mirror, wanted)
        if mirror.shared:
            difference.listed.append(text)
        if says:
            difference.sayings.append(key_text((text, says)))
        if key in current:
            pk, present = current.pop(key)
            if not (mirror.of_city and (mirror.name, text) in stated.prevailing):
                _compare_row(difference, pk, present, wanted, stays=says == before.get(text, ""))
        elif mirror.on_screen is not None and (mirror.name, text) in stated.own:
            difference.kept.append((key, WITHDRAWN))
        else:
            difference.added.append(wanted)
    for key, (pk, present) in current.items():
        text = key_text(key)
        mark = (mirror.name, text)
        if mirror.shared and (mark not in stated.own or (mirror.of_city and mark in stated.others)):
            continue
        if mirror.shared and saying(mirror, present) != before.get(text, ""):
            difference.kept.append((key, _done_on_screen(mirror)))
        else:
            difference.removed[pk] = key
    return difference


def _compare_row(difference: Difference, pk: int, present: Flat, wanted: Flat, *, stays: bool) -> None:
    """Note what differs. `stays`: what was decided on the screens stays, for the folder has said nothing new of it."""
    mirror = difference.mirror
    fields = {
        name: (present[name], wanted[name]) for name in (*mirror.fields, *mirror.many) if present[name] != wanted[name]
    }
    decided = [name for name in mirror.on_screen or () if name in fields] if stays else []
    for name in decided:
        del fields[name]
        wanted[name] = present[name]
    if decided:
        difference.kept.append((key_of(mirror, wanted), _done_on_screen(mirror)))
    if fields:
        difference.changed.append((pk, wanted, fields))


def _done_on_screen(mirror: Mirror) -> str:
    return mirror.label((mirror.on_screen or ("",))[0])


def current_rows(mirror: Mirror, folder: PlanFolder) -> dict[Key, tuple[int, Flat]]:
    """The database's rows in the same flat form, by key."""
    names = (*mirror.key, *mirror.fields)
    paths = [f"{name}__code" if is_key(mirror.model, name) else name for name in names]
    by_key: dict[Key, tuple[int, Flat]] = {}
    by_pk: dict[int, Flat] = {}
    for pk, *values in mirror.rows(folder).order_by("pk").values_list("pk", *paths):
        flat = dict(zip(names, values, strict=True)) | dict.fromkeys(mirror.many, frozenset())
        by_pk[pk] = flat
        by_key[key_of(mirror, flat)] = (pk, flat)
    for name in mirror.many:
        links = mirror.rows(folder).exclude(**{name: None}).values_list("pk", f"{name}__code")
        for pk, code in links:
            by_pk[pk][name] |= {code}
    return by_key


def is_key(model: type[Model], name: str) -> bool:
    return isinstance(model._meta.get_field(name), ForeignKey)


def _wanted(mirror: Mirror, flat: Flat) -> Flat:
    names = (*mirror.key, *mirror.fields)
    row = {name: (flat[name] or None) if is_key(mirror.model, name) else flat[name] for name in names}
    return row | {name: frozenset(flat[name]) for name in mirror.many}


def shown(value: Any) -> str:
    """A value as a diff prints it."""
    match value:
        case None | "":
            return "（空）"
        case bool():
            return "是" if value else "否"
        case frozenset():
            return "；".join(sorted(value)) or "（空）"
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case list():
            return "；".join(map(shown, value)) or "（空）"
        case dict():
            return "，".join(f"{name}={part}" for name, part in value.items())
    return str(value)


def changes_of(differences: Iterable[Difference]) -> Iterator[Change]:
    """The lines of a diff, each once, though it concern the city's row and the plan's own words of it.

    New places in the order of rows are one line a table.
    """
    yield from dict.fromkeys(_lines(differences))


def _lines(differences: Iterable[Difference]) -> Iterator[Change]:
    for difference in differences:
        mirror = difference.mirror
        for flat in difference.added:
            yield Change(mirror.table, "added", _row_name(key_of(mirror, flat)))
        moved = 0
        for _, flat, fields in difference.changed:
            name = _row_name(key_of(mirror, flat))
            moved += "order" in fields
            for changed, (old, new) in fields.items():
                if changed != "order":
                    label = mirror.label(changed)
                    yield Change(mirror.table, "changed", name, label, shown(old), shown(new))
        if moved:
            yield Change(mirror.table, "changed", f"{moved}行", "次序")
        for key in difference.removed.values():
            yield Change(mirror.table, "removed", _row_name(key))
        for key, done in difference.kept:
            yield Change(mirror.table, "kept", _row_name(key), done)


def _row_name(key: Key) -> str:
    return " ".join(shown(part) for part in key if part not in (None, ""))


def refusals(folder: PlanFolder, differences: list[Difference]) -> list[Problem]:
    """Why a load would be refused: rows to be removed that others still need, a predecessor not loaded."""
    problems = []
    city = Plan.objects.filter(code=folder.code).values_list("city__code", flat=True).first()
    if city is not None and city != folder.plan["city"]:
        message = f"方案已按城市“{city}”载入，不能改到别的城市；请改回，或换一个方案编号"
        problems.append(folder.in_plan("city", message))
    succeeds = folder.plan["succeeds"]
    if succeeds and not Plan.objects.filter(code=succeeds).exists():
        message = f"接续的方案“{succeeds}”还没有载入；请先载入它"
        problems.append(folder.in_plan("succeeds", message))
    by_model = {difference.mirror.model: difference for difference in differences}
    for difference in differences:
        if difference.removed:
            problems += _still_needed(difference, by_model)
    return problems


def _still_needed(difference: Difference, by_model: dict[type[Model], Difference]) -> Iterator[Problem]:
    """Rows that would be left hanging, or would silently go along, with the rows to be removed."""
    for relation in difference.mirror.model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel) or relation.related_model._meta.auto_created:
            continue
        model = relation.related_model
        name = relation.field.name
        leaving = _leaving(by_model.get(model), name)
        users: dict[int, int] = {}
        rows = model._default_manager.filter(**{f"{name}__in": list(difference.removed)})
        for pk, needed in rows.values_list("pk", f"{name}_id"):
            if pk not in leaving:
                users[needed] = users.get(needed, 0) + 1
        called = {each.pk: str(each) for each in difference.mirror.model._default_manager.filter(pk__in=users)}
        for needed, count in users.items():
            code, name = _row_name(difference.removed[needed]), called.get(needed, "")
            row = f"{name}（{code}）" if name and name != code else code
            message = f"表里删去了“{row}”，但系统里还有 {count} 条“{model._meta.verbose_name}”属于它；{_way_out(model)}"
            yield Problem(f"{difference.mirror.table}.csv", None, "", message)


def _leaving(difference: Difference | None, name: str) -> set[int]:
    """The rows that the same load removes or points elsewhere."""
    if difference is None:
        return set()
    moved = {pk for pk, _, fields in difference.changed if name in fields}
    return moved | set(difference.removed)


def _way_out(model: type[Model]) -> str:
    if model is Observation:
        return "请把这一行留在表里（不再考核的，改“期限”或在“目标值”表写修订），或先把这些数改到别的目标"
    return "请把这一行留在表里，或先在系统里处理那些记录"
