"""The register of firms as a sheet: who they are, where, what they were called, when they were above scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from lianzhang.enterprises.models import (
    Enterprise,
    FirmState,
)
from lianzhang.enterprises.naming import core_name
from lianzhang.enterprises.rules import firm_faults, year_fault
from lianzhang.kernel.registers import ALIKE, CHANGED, FAULT, NEW, SAME, Alike, Changes, RowDiff
from lianzhang.kernel.sheets import Row, Sheet
from lianzhang.kernel.staging import Staging
from lianzhang.kernel.vocabulary import spoken
from lianzhang.registry.models import Park, Region

from .firm_columns import firm_columns
from .firm_rows import CAME_WITH, FirmRows
from .importer import (
    AT_ONCE,
    OUT_OF_REACH,
    CityRegister,
    changes_of,
    in_words,
)
from .index import FirmIndex

__all__ = ["FirmBook", "FirmRegister"]

ALIKE_SHOWN = 5


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


class FirmBook(FirmRows):
    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.index = FirmIndex(city, by)

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
                problems.append(("", spoken(OUT_OF_REACH)))
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
            problems.append((self.titles["region"], spoken(OUT_OF_REACH)))
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
