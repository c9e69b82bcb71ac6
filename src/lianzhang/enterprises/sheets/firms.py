"""The register of firms as a sheet: who they are, where, what they were called, when they were above scale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import attrgetter, or_
from types import SimpleNamespace
from typing import Any, cast

from django.db.models import Q
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.enterprises.models import (
    AboveScale,
    DuplicateCandidate,
    Enterprise,
    FirmState,
    FormerName,
)
from lianzhang.enterprises.naming import core_name, search_text
from lianzhang.enterprises.rules import firm_faults, year_fault
from lianzhang.kernel.registers import ALIKE, CHANGED, FAULT, NEW, SAME, Alike, Changes, RowDiff
from lianzhang.kernel.sheets import Row, Sheet
from lianzhang.kernel.staging import Staging
from lianzhang.registry.models import Park, Region

from .firm_columns import firm_columns
from .importer import (
    AT_ONCE,
    OUT_OF_REACH,
    City,
    CityImporter,
    CityRegister,
    as_stored,
    changes_of,
    chunks,
    in_words,
    is_blank,
)
from .index import FirmIndex

__all__ = ["FirmBook", "FirmRegister"]

ALIKE_SHOWN = 5
# What stands in the row itself, read and written as it is.
PLAIN = ("uscc", "name", "outside_place", "address", "coordinates", "industry", "state", "scope", "source")
# What hangs on it: the sheet's column, and the field and model that hold each of its values.
PARTS: tuple[tuple[str, str, Any], ...] = (("former_names", "name", FormerName), ("above_scale", "year", AboveScale))
# What goes with a firm that is taken back: it came with it, or only compares it.
CAME_WITH: tuple[Any, ...] = (FormerName, AboveScale, DuplicateCandidate)
PARTS_BLANK: dict[str, dict[str, Any]] = {"former_names": {"until": None, "note": ""}}
WRITTEN_AGAIN = (
    *(*PLAIN, "region_id", "park_id", "outside", "longitude", "latitude", "founded", "search", "changed_at"),
)
WRITTEN_ONCE = (*WRITTEN_AGAIN, "city_id", "organization_id", "source_address", "merged_into_id", "version")


class FirmRegister(CityRegister):
    code, title, unit, page, order = "firms", "企业名录", "家", "firm", 10
    model = Enterprise
    about = "企业是谁、在哪里、曾用名、行业、状态和规上年份。按统一社会信用代码认，没有代码的按名称认。"

    def sheet(self, city: int) -> Sheet:
        regions: Any = tuple(Region.objects.filter(parent=city).values_list("code", "name"))
        parks: Any = tuple(Park.objects.filter(city=city).values_list("code", "name"))
        return Sheet(self.title, firm_columns(regions, parks), max_rows=200_000)

    def open(self, city: int, by: Any) -> FirmBook:
        return FirmBook(city, by, self.sheet(city))


class _Draft(SimpleNamespace):
    """A firm as the rules look at it, without a model's weight; one stands for every line in turn, filled anew."""

    def __init__(self, city: int) -> None:
        super().__init__(city_id=city, organization_id=None, source_address="", merged_into_id=None, version=0)

    def fill(self, values: Mapping[str, Any], city: City) -> None:
        for name in PLAIN:
            setattr(self, name, values.get(name) or "")
        self.state: str = values.get("state") or FirmState.ACTIVE.value
        self.outside = bool(self.outside_place)
        region = values.get("region") or ""
        self.region = city.row if region == city.row.code else city.regions.get(region)
        self.region_id = self.region.pk if self.region else None
        self.park = city.parks.get(values.get("park") or "")
        self.park_id = self.park.pk if self.park else None
        self.longitude, self.latitude = _decimal(values.get("longitude")), _decimal(values.get("latitude"))
        self.founded = date.fromisoformat(values["founded"]) if values.get("founded") else None


class FirmBook(CityImporter):
    model = Enterprise

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.codes = {row.pk: code for code, row in (*self.city.regions.items(), (self.city.row.code, self.city.row))}
        self.park_codes = {row.pk: code for code, row in self.city.parks.items()}
        self.draft = _Draft(self.city.pk)
        self.index = FirmIndex(city, by)
        self.renamed: set[str] = set()  # what firms that were there are called from now on

    # --- which firm a row means
    def meant(self, given: Mapping[str, Any]) -> tuple[list[int], str]:
        """The firms that a row may mean: one and no reason, when there is no doubt; else why each may be meant."""
        code, name = given["uscc"], given["name"]
        if code and code in self.index.by_code:
            return [self.index.by_code[code]], ""
        same = self.index.by_name.get(name, [])
        if code:
            uncoded = [key for key in same if not self.index.names[key][0]]
            if len(uncoded) == 1:
                return uncoded, ""
        elif len(same) == 1:
            return same, ""
        if same:
            return same, "名称相同" + ("，统一社会信用代码不同" if code else "，有几家同名")
        if called := self.index.by_former_name.get(name):
            return called, "这是它的曾用名"
        alike = self.index.by_core.get(core_name(name), []) if self.index.names else []
        return alike, "去掉地名和公司形式后名称相同" if alike else ""

    # --- held against the register
    def diff(self, rows: Sequence[Row]) -> list[RowDiff]:
        given = {row.number: self.given(row) for row in rows if not row.problems}
        meant = {number: self.meant(values) for number, values in given.items()}
        stands = self.stands({key for keys, _ in meant.values() for key in keys})
        out = set(self.not_actionable(list(stands))) if stands else set()
        return [
            self._line(row, given[row.number], *meant[row.number], stands, out)
            if row.number in given
            else self._broken(row)
            for row in rows
        ]

    def _broken(self, row: Row) -> RowDiff:
        title = row.texts.get("name") or row.texts.get("uscc") or ""
        return self.faulty(row, title) or RowDiff(row.number, FAULT, title)

    def _line(
        self, row: Row, given: dict[str, Any], meant: list[int], why: str, stands: dict[int, Any], out: set[int]
    ) -> RowDiff:
        title = given["name"]
        problems = self.repeated(given["uscc"] or given["name"], row.number)
        if beyond := self.faulty(row, title, self.index.beyond(given)):
            return beyond
        matches = [(key, self._changes(stands[key], given)) for key in meant if key in stands]
        if why:
            line = RowDiff(row.number, ALIKE, title, changes=self._changes({}, given))
            line.alike = [Alike(key, self.index.names[key][1], why, changes) for key, changes in matches[:ALIKE_SHOWN]]
        elif matches:
            key, changes = matches[0]
            line = RowDiff(row.number, CHANGED if changes else SAME, title, key, changes)
            if changes and key in out:
                problems.append(("", OUT_OF_REACH))
        else:
            line = RowDiff(row.number, NEW, title, changes=self._changes({}, given))
        if line.status != SAME:
            problems += self._faults(stands.get(line.key or 0, {}), line)
        return self.faulty(row, title, problems) or line

    def _changes(self, stands: Mapping[str, Any], given: dict[str, Any]) -> Changes:
        """A former name is only ever added; a name that is replaced becomes one."""
        changes = changes_of(stands, given)
        called = list(stands.get("former_names") or [])
        replaced = [stands["name"]] if stands and "name" in changes else []
        names = [*called, *(name for name in (*replaced, *given["former_names"]) if name not in called)]
        names = [name for name in names if name != given["name"]]
        changes.pop("former_names", None)
        if sorted(names) != sorted(called):
            changes["former_names"] = [called or None, names]
        return changes

    def _faults(self, stands: Mapping[str, Any], line: RowDiff) -> list[tuple[str, str]]:
        values = {**stands, **{column: new for column, (_, new) in line.changes.items()}}
        self.draft.fill(values, self.city)
        faults = dict(firm_faults(cast(Enterprise, self.draft), self.city.today))
        if wrong := next(
            filter(None, (year_fault(year, self.city.today) for year in values.get("above_scale") or ())), ""
        ):
            faults["above_scale"] = wrong
        if line.key and "name" in line.changes:
            why = self.index.namesake(line.key, values["name"], values.get("uscc") or "")
            faults |= {"name": why} if why else {}
        problems = self.as_problems(faults)
        if line.key is None and line.status != ALIKE and not self.city.would_reach(cast(Enterprise, self.draft)):
            problems.append((self.titles["region"], OUT_OF_REACH))
        return problems

    def against_undo(self, lines: Sequence[RowDiff]) -> dict[int, str]:
        """The rules, on each firm as it stood; a place that is there no more cannot be put back."""
        changed = {line.key: line for line in lines if line.key and line.status == CHANGED}
        stands, by_key = self.stands(changed), {}
        for key, line in changed.items():
            problems = self._faults(stands.get(key, {}), line)
            problems += [(self.titles[name], f"原来的“{value}”已经没有了") for name, value in self._lost(line.changes)]
            if problems:
                by_key[key] = in_words(problems)
        return by_key

    def _lost(self, changes: Changes) -> Iterator[tuple[str, str]]:
        for name, known in (("region", {*self.city.regions, self.city.row.code}), ("park", self.city.parks)):
            value = changes.get(name, (None, None))[1]
            if value and value not in known:
                yield name, value

    def unsaid(self, stands: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"state": FirmState.ACTIVE.value} if stands.get("state") else {}

    # --- from values to rows and back
    def keys(self) -> list[int]:
        rows = visible(self.by, Enterprise).filter(city=self.city.pk, merged_into=None)
        return list(rows.order_by("name", "pk").values_list("pk", flat=True))

    def stands(self, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
        by_key: dict[int, dict[str, Any]] = {}
        columns = (*PLAIN, "region_id", "park_id", "longitude", "latitude", "founded")
        for some in chunks(keys):
            rows = Enterprise.objects.filter(pk__in=some, merged_into=None)
            for key, *values in rows.values_list("pk", *columns):
                row = dict(zip(columns, map(as_stored, values), strict=True))
                row["region"] = self.codes.get(row.pop("region_id"), "")
                row["park"] = self.park_codes.get(row.pop("park_id"), "")
                by_key[key] = {**row, "former_names": [], "above_scale": []}
            for column, field, parts in PARTS:
                for key, value in (
                    parts.objects.filter(enterprise__in=some).order_by("pk").values_list("enterprise", field)
                ):
                    if key in by_key:
                        by_key[key][column].append(value)
        for values in by_key.values():
            values["above_scale"].sort()
        return {
            key: {column: None if is_blank(value) else value for column, value in row.items()}
            for key, row in by_key.items()
        }

    # --- what others write meanwhile
    def overtaken(self, into: Staging) -> bool:
        """Whether a firm that is written changed, or a firm came to be called as a new one is."""
        moved = self.moved_firms(into)
        if len(moved) > AT_ONCE or moved & self.firms_written or into.rests_on_gone(Enterprise, besides=CAME_WITH):
            return True
        rows = Enterprise.objects.filter(pk__in=moved, merged_into=None).values_list("pk", "uscc", "name")
        newly = [(uscc, name) for key, uscc, name in rows if self.stood.get(key, (0, 0))[1] != hash((uscc, name))]
        if not newly:
            return False
        called = {word for uscc, name in newly for word in (uscc, core_name(name)) if word}
        codes, names = into.new_values(Enterprise, "uscc"), {*into.new_values(Enterprise, "name"), *self.renamed}
        return any(code in called for code in codes) or any(core_name(name) in called for name in names)

    # --- written
    def create(self, rows: Sequence[Mapping[str, Any]], into: Staging) -> list[int]:
        if not rows:
            return []
        keys = into.new_keys(Enterprise, len(rows))
        into.insert(Enterprise, {"id": keys} | self._columns(rows, WRITTEN_ONCE))
        self._add_parts(list(zip(keys, rows, strict=True)), into)
        return keys

    def _columns(self, rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> dict[str, Sequence[Any]]:
        """What the rows' values mean for the columns `names` of the table; the draft stands for each in turn."""
        row, read, values_by_row = self.draft, attrgetter(*names), []
        row.changed_at = timezone.now()
        for values in rows:
            row.fill(values, self.city)
            row.search = search_text(row.name, values.get("former_names") or (), row.uscc)
            values_by_row.append(read(row))
        return dict(zip(names, zip(*values_by_row, strict=True), strict=True))

    def _add_parts(self, rows: Sequence[tuple[int, Mapping[str, Any]]], into: Staging) -> None:
        for column, field, parts in PARTS:
            added = [(key, value) for key, values in rows for value in values.get(column) or ()]
            if added:
                owners, held = zip(*added, strict=True)
                blanks = {name: [blank] * len(added) for name, blank in PARTS_BLANK.get(column, {}).items()}
                columns = {"id": into.new_keys(parts, len(added)), "enterprise_id": owners, field: held}
                into.insert(parts, columns | blanks)

    def change(self, rows: Mapping[int, Mapping[str, Any]], into: Staging) -> None:
        self.firms_written |= set(rows)
        for some in chunks(rows):
            stood = self.stands(some)
            wanted = {key: {**stood[key], **rows[key]} for key in some if key in stood}
            versions = dict(Enterprise.objects.filter(pk__in=wanted).values_list("pk", "version"))
            self.renamed |= {row["name"] for key, row in wanted.items() if row["name"] != stood[key]["name"]}
            columns = self._columns(wanted.values(), WRITTEN_AGAIN)
            into.overwrite(Enterprise, list(wanted), columns | {"version": [versions[key] + 1 for key in wanted]})
            self._change_parts(stood, wanted, into)

    def _change_parts(
        self, stood: Mapping[int, Mapping[str, Any]], wanted: Mapping[int, Mapping[str, Any]], into: Staging
    ) -> None:
        added = []
        for key, values in wanted.items():
            new: dict[str, list[Any]] = {}
            for column, field, parts in PARTS:
                had, has = set(stood[key][column] or ()), list(values.get(column) or ())
                if gone := had - set(has):
                    rows = parts.objects.filter(enterprise=key, **{f"{field}__in": gone})
                    into.delete(parts, list(rows.values_list("pk", flat=True)))
                new[column] = [value for value in has if value not in had]
            added.append((key, new))
        self._add_parts(added, into)

    def remove(self, keys: Sequence[int], into: Staging) -> None:
        self.firms_written |= set(keys)
        for some in chunks(keys):
            for model in CAME_WITH:
                links = [field.name for field in model._meta.fields if field.related_model is Enterprise]
                rows = model.objects.filter(reduce(or_, (Q(**{f"{link}__in": some}) for link in links)))
                into.delete(model, list(rows.values_list("pk", flat=True)))
            into.delete(Enterprise, some)

    def built_on(self, keys: Sequence[int]) -> dict[int, str]:
        """Whatever room it belongs to: all that leads to a firm, except what came with it or only compares it."""
        word_by_key: dict[int, str] = {}
        for link in Enterprise._meta.related_objects:
            if link.related_model in CAME_WITH:
                continue
            for some in chunks(keys):
                rows = link.related_model._default_manager.filter(**{f"{link.field.name}__in": some})
                word = str(link.related_model._meta.verbose_name)
                word_by_key |= dict.fromkeys(rows.values_list(link.field.name, flat=True), word)
        return word_by_key


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None
