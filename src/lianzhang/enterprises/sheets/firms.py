"""The register of firms as a sheet: who they are, where, what they were called, when they were above scale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone

from lianzhang.enterprises.firms.rules import firm_faults, year_fault
from lianzhang.enterprises.models import (
    AboveScale,
    CoordinateSystem,
    DuplicateCandidate,
    Enterprise,
    FirmState,
    FormerName,
)
from lianzhang.enterprises.naming import core_name, search_text
from lianzhang.kernel.registers import ALIKE, CHANGED, FAULT, NEW, SAME, Alike, Changes, Line
from lianzhang.kernel.sheets import Column, Kind, Row, Sheet
from lianzhang.kernel.sheets.loose import amount, coded, day_cell, words, years
from lianzhang.registry.industries import normal
from lianzhang.registry.models import Park, Region

from .book import BATCH, OUT_OF_REACH, CityBook, CityRegister, changes_of, chunks, is_blank, kept

__all__ = ["FirmBook", "FirmRegister"]

ALIKE_SHOWN = 5
NAMES_APART = re.compile(r"[;；、\n]+")
DEGREES = amount("度", decimals=6)
# What stands in the row itself, read and written as it is.
PLAIN = ("uscc", "name", "outside_place", "address", "coordinates", "industry", "state", "scope", "source")


def _read_names(cell: str) -> tuple[str, ...]:
    found = (part.strip() for part in NAMES_APART.split(cell))
    return tuple(dict.fromkeys(words(120)(part) for part in found if part))


def _read_industry(cell: str) -> str:
    return normal(coded(5)(cell))


CODE_HELP = "18位，照营业执照填；市外企业和查不到的可以留空。"
FORMER_HELP = "有几个就用分号隔开；只增加，不删去已登记的。"
SYSTEM_HELP = "填了经纬度就要选；不知道的问提供坐标的单位。"
INDUSTRY_HELP = "国民经济行业分类（GB/T 4754-2017）的代码，门类字母可写可不写。"
YEARS_HELP = "在规模以上的年份，如 2021;2022 或 2021-2023；写了就是全部年份。"
NAMES = Kind(_read_names, blank=())
INDUSTRY = Kind(_read_industry, blank="", shown_as="code")


def _columns(regions: Any, parks: Any) -> tuple[Column, ...]:
    systems = tuple(CoordinateSystem.choices)
    return (
        Column("uscc", "统一社会信用代码", coded(30), help=CODE_HELP, example="91420600MA0000001Y"),
        Column("name", "名称", words(120), required=True, help="与营业执照一致的全称。", example="示例铸造有限公司"),
        Column("former_names", "曾用名", NAMES, help=FORMER_HELP, example="示例铸造厂"),
        Column("region", "区域", choices=regions, help="从下拉列表里选；市外企业留空。"),
        Column("park", "园区", choices=parks, help="在园区的从下拉列表里选，要与区域一致。"),
        Column("outside_place", "市外所在地", words(60), help="只有市外企业填，如供应商、客户。", example="湖北十堰"),
        Column("address", "地址", words(200), example="示例大道1号"),
        Column("longitude", "经度", DEGREES, help="度，小数；经度、纬度要么都填，要么都留空。", example="112.12"),
        Column("latitude", "纬度", DEGREES, help="度，小数。", example="32.01"),
        Column("coordinates", "坐标系", choices=systems, help=SYSTEM_HELP, example="CGCS2000"),
        Column("industry", "行业代码", INDUSTRY, help=INDUSTRY_HELP, example="3670"),
        Column("state", "状态", choices=tuple(FirmState.choices), help="新登记的留空为在营。", example="在营"),
        Column("founded", "成立日期", day_cell, help="照营业执照填。", example="2015-03-01"),
        Column("above_scale", "规上年份", years, help=YEARS_HELP, example="2021;2022"),
        Column("scope", "经营范围", words(1000)),
        Column("source", "来源", words(300), help="这一条从哪里来，如文件名称和文号。"),
    )


class FirmRegister(CityRegister):
    code, title, unit = "firms", "企业名录", "家"

    def sheet(self, city: int) -> Sheet:
        regions: Any = tuple(Region.objects.filter(parent=city).values_list("code", "name"))
        parks: Any = tuple(Park.objects.filter(city=city).values_list("code", "name"))
        return Sheet(self.title, _columns(regions, parks), max_rows=200_000)

    def open(self, city: int, by: Any) -> FirmBook:
        return FirmBook(city, by, self.sheet(city))


class FirmBook(CityBook):
    model = Enterprise

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.codes = {row.pk: code for code, row in (*self.city.regions.items(), (self.city.row.code, self.city.row))}
        self.park_codes = {row.pk: code for code, row in self.city.parks.items()}
        self.draft = Enterprise(city=self.city.row)  # one row object to ask the rules about, filled anew for each line

    # --- which firm a row means
    @cached_property
    def names(self) -> dict[int, tuple[str, str]]:
        rows = Enterprise.objects.filter(city=self.city.pk, merged_into=None)
        return {key: (code, name) for key, code, name in rows.values_list("pk", "uscc", "name").iterator()}

    @cached_property
    def by_code(self) -> dict[str, int]:
        return {code: key for key, (code, _) in self.names.items() if code}

    @cached_property
    def by_name(self) -> dict[str, list[int]]:
        return _grouped((name, key) for key, (_, name) in self.names.items())

    @cached_property
    def by_former_name(self) -> dict[str, list[int]]:
        rows = FormerName.objects.filter(enterprise__city=self.city.pk, enterprise__merged_into=None)
        return _grouped(rows.values_list("name", "enterprise"))

    @cached_property
    def by_core(self) -> dict[str, list[int]]:
        """By name without place and legal form; that takes a while, so a register without firms is not asked."""
        return _grouped((core_name(name), key) for key, (_, name) in self.names.items())

    def meant(self, given: Mapping[str, Any]) -> tuple[list[int], str]:
        """The firms that a row may mean: one and no reason, when there is no doubt; else why each may be meant."""
        code, name = given["uscc"], given["name"]
        if code and code in self.by_code:
            return [self.by_code[code]], ""
        same = self.by_name.get(name, [])
        if code:
            uncoded = [key for key in same if not self.names[key][0]]
            if len(uncoded) == 1:
                return uncoded, ""
        elif len(same) == 1:
            return same, ""
        if same:
            return same, "名称相同" + ("，统一社会信用代码不同" if code else "，有几家同名")
        if called := self.by_former_name.get(name):
            return called, "这是它的曾用名"
        alike = self.by_core.get(core_name(name), []) if self.names else []
        return alike, "去掉地名和公司形式后名称相同" if alike else ""

    # --- held against the register
    def look(self, rows: Sequence[Row]) -> list[Line]:
        given = {row.number: self.given(row) for row in rows if not row.problems}
        meant = {number: self.meant(values) for number, values in given.items()}
        stands = self.stands({key for keys, _ in meant.values() for key in keys})
        out = set(self.beyond(list(stands))) if stands else set()
        return [
            self._line(row, given[row.number], *meant[row.number], stands, out)
            if row.number in given
            else self._broken(row)
            for row in rows
        ]

    def _broken(self, row: Row) -> Line:
        title = row.texts.get("name") or row.texts.get("uscc") or ""
        return self.faulty(row, title) or Line(row.number, FAULT, title)

    def _line(
        self, row: Row, given: dict[str, Any], meant: list[int], why: str, stands: dict[int, Any], out: set[int]
    ) -> Line:
        title = given["name"]
        problems = self.repeated(given["uscc"] or given["name"], row.number)
        found = [(key, self._changes(stands[key], given)) for key in meant if key in stands]
        if why:
            line = Line(row.number, ALIKE, title, changes=self._changes({}, given))
            line.alike = [Alike(key, self.names[key][1], why, changes) for key, changes in found[:ALIKE_SHOWN]]
        elif found:
            key, changes = found[0]
            line = Line(row.number, CHANGED if changes else SAME, title, key, changes)
            if changes and key in out:
                problems.append(("", OUT_OF_REACH))
        else:
            line = Line(row.number, NEW, title, changes=self._changes({}, given))
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

    def _faults(self, stands: Mapping[str, Any], line: Line) -> list[tuple[str, str]]:
        values = {**stands, **{column: new for column, (_, new) in line.changes.items()}}
        self._fill(self.draft, values)
        found = dict(firm_faults(self.draft, self.city.today))
        if wrong := next(
            filter(None, (year_fault(year, self.city.today) for year in values.get("above_scale") or ())), ""
        ):
            found["above_scale"] = wrong
        told = self.told(found)
        if line.key is None and line.status != ALIKE and not self.city.would_reach(self.draft):
            told.append((self.titles["region"], OUT_OF_REACH))
        return told

    # --- from values to rows and back
    def _fill(self, row: Enterprise, values: Mapping[str, Any]) -> None:
        for name in PLAIN:
            setattr(row, name, values.get(name) or "")
        row.state = row.state or FirmState.ACTIVE
        row.outside = bool(row.outside_place)
        region, park = values.get("region"), values.get("park")
        row.region = self.city.row if region == self.city.row.code else self.city.regions.get(region or "")
        row.park = self.city.parks.get(park or "")
        row.longitude, row.latitude = (_decimal(values.get(name)) for name in ("longitude", "latitude"))
        row.founded = date.fromisoformat(values["founded"]) if values.get("founded") else None

    def stands(self, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
        found: dict[int, dict[str, Any]] = {}
        columns = (*PLAIN, "region_id", "park_id", "longitude", "latitude", "founded")
        for some in chunks(keys):
            rows = Enterprise.objects.filter(pk__in=some, merged_into=None)
            for key, *values in rows.values_list("pk", *columns):
                told = dict(zip(columns, map(kept, values), strict=True))
                told["region"] = self.codes.get(told.pop("region_id"), "")
                told["park"] = self.park_codes.get(told.pop("park_id"), "")
                found[key] = {**told, "former_names": [], "above_scale": []}
            for column, field, parts in (("former_names", "name", FormerName), ("above_scale", "year", AboveScale)):
                for key, value in (
                    parts.objects.filter(enterprise__in=some).order_by("pk").values_list("enterprise", field)
                ):
                    if key in found:
                        found[key][column].append(value)
        for values in found.values():
            values["above_scale"].sort()
        return {
            key: {column: None if is_blank(value) else value for column, value in row.items()}
            for key, row in found.items()
        }

    # --- written
    def create(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        made = []
        for values in rows:
            row = Enterprise(city_id=self.city.pk, changed_at=timezone.now())
            self._fill(row, values)
            row.search = search_text(row.name, values.get("former_names") or (), row.uscc)
            made.append(row)
        Enterprise.objects.bulk_create(made, batch_size=BATCH)
        self._add_parts([(row.pk, values) for row, values in zip(made, rows, strict=True)])
        return [row.pk for row in made]

    def _add_parts(self, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
        rows = list(rows)
        names = (
            FormerName(enterprise_id=key, name=name)
            for key, values in rows
            for name in values.get("former_names") or ()
        )
        FormerName.objects.bulk_create(names, batch_size=BATCH)
        held = (
            AboveScale(enterprise_id=key, year=year) for key, values in rows for year in values.get("above_scale") or ()
        )
        AboveScale.objects.bulk_create(held, batch_size=BATCH)

    def change(self, rows: Mapping[int, Mapping[str, Any]]) -> None:
        for some in chunks(rows):
            stood = self.stands(some)
            wanted = {key: {**stood[key], **rows[key]} for key in some}
            self._write(wanted)
            self._change_parts({key: stood[key] for key in some}, wanted)

    def _write(self, wanted: Mapping[int, Mapping[str, Any]]) -> None:
        """One statement for many rows: each is inserted over itself."""
        firms = list(Enterprise.objects.filter(pk__in=wanted))
        for firm in firms:
            values = wanted[firm.pk]
            self._fill(firm, values)
            firm.search = search_text(firm.name, values.get("former_names") or (), firm.uscc)
            firm.version += 1
            firm.changed_at = timezone.now()
        written = (
            *PLAIN,
            "region",
            "park",
            "outside",
            "longitude",
            "latitude",
            "founded",
            "search",
            "version",
            "changed_at",
        )
        Enterprise.objects.bulk_create(
            firms, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=written
        )

    def _change_parts(self, stood: Mapping[int, Mapping[str, Any]], wanted: Mapping[int, Mapping[str, Any]]) -> None:
        added = []
        for key, values in wanted.items():
            new: dict[str, list[Any]] = {}
            for column, field, parts in (("former_names", "name", FormerName), ("above_scale", "year", AboveScale)):
                had, has = set(stood[key][column] or ()), list(values.get(column) or ())
                if gone := had - set(has):
                    parts.objects.filter(enterprise=key, **{f"{field}__in": gone}).delete()
                new[column] = [value for value in has if value not in had]
            added.append((key, new))
        self._add_parts(added)

    def remove(self, keys: Sequence[int]) -> None:
        for some in chunks(keys):
            for model in (FormerName, AboveScale, DuplicateCandidate):
                for link in (field.name for field in model._meta.fields if field.related_model is Enterprise):
                    model.objects.filter(**{f"{link}__in": some}).delete()  # type: ignore[attr-defined]
            Enterprise.objects.filter(pk__in=some).delete()

    def built_on(self, keys: Sequence[int]) -> dict[int, str]:
        """Whatever room it belongs to: all that leads to a firm, except what came with it or only compares it."""
        found: dict[int, str] = {}
        for link in Enterprise._meta.related_objects:
            if link.related_model in (FormerName, AboveScale, DuplicateCandidate):
                continue
            for some in chunks(keys):
                rows = link.related_model._default_manager.filter(**{f"{link.field.name}__in": some})  # type: ignore[union-attr]
                word = str(link.related_model._meta.verbose_name)  # type: ignore[union-attr]
                found |= dict.fromkeys(rows.values_list(link.field.name, flat=True), word)
        return found


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for name, key in pairs:
        found.setdefault(name, []).append(key)
    return found


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None
