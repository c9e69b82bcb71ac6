"""The register of firms as a sheet: who they are, where, what they were called, when they were above scale."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, cast

from lianzhang.enterprises.models import (
    Enterprise,
    FirmState,
)
from lianzhang.enterprises.naming import core_name, folded
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
from .meaning import NAMES, Meant, meant

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


KEPT = "表里写的“{name}”不登记"


class FirmBook(FirmRows):
    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.index = FirmIndex(city, by)

    # --- held against the register
    def diff(self, rows: Sequence[Row]) -> list[RowDiff]:
        given = {row.number: self.given(row) for row in rows if not row.problems}
        meanings = {number: meant(self.index, values) for number, values in given.items()}
        stands = self.stands({each.key for meaning in meanings.values() for each in meaning.firms})
        out = set(self.not_actionable(list(stands))) if stands else set()
        return [
            self._line(row, given[row.number], meanings[row.number], stands, out)
            if row.number in given
            else self._broken(row)
            for row in rows
        ]

    def _broken(self, row: Row) -> RowDiff:
        title = row.texts.get("name") or row.texts.get("uscc") or ""
        return self.faulty(row, title) or RowDiff(row.number, FAULT, title)

    def _line(self, row: Row, given: dict[str, Any], meaning: Meant, stands: dict[int, Any], out: set[int]) -> RowDiff:
        title, code = given["name"], given["uscc"]
        problems = (
            self.repeated(code, row.number, f"都是统一社会信用代码“{code}”")
            if code
            else self.repeated(folded(title), row.number)
        )
        if beyond := self.faulty(row, title, self.index.beyond(given)):
            return beyond
        firms = [each for each in meaning.firms if each.key in stands]
        reach = {each.key for each in firms} - out
        if meaning.doubt:
            line = self._in_doubt(row.number, given, meaning, stands)
        elif firms:
            key, changes = firms[0].key, self._changes(stands[firms[0].key], given, firms[0].left)
            line = RowDiff(row.number, CHANGED if changes else SAME, title, key, changes)
        else:
            line = RowDiff(row.number, NEW, title, changes=self._changes({}, given))
        if firms and not reach and line.status != SAME and (line.key or not line.changes):
            problems.append(("", spoken(OUT_OF_REACH)))
        if line.status != SAME:
            problems += self._against(line, stands)
        return self.faulty(row, title, problems) or line

    def _in_doubt(self, number: int, given: dict[str, Any], meaning: Meant, stands: dict[int, Any]) -> RowDiff:
        """Each firm that the row may mean; where that would give it other names, also without them."""
        line = RowDiff(number, ALIKE, given["name"])
        if meaning.may_be_new:
            line.changes = self._changes({}, given)
        for key, why, left in [each for each in meaning.firms if each.key in stands][:ALIKE_SHOWN]:
            known, changes = self.index.names[key][1], self._changes(stands[key], given, left)
            line.alike.append(Alike(key, known, why, changes))
            if NAMES & changes.keys():
                kept = {column: change for column, change in changes.items() if column not in NAMES}
                line.alike.append(Alike(key, known, KEPT.format(name=given["name"]), kept, keeps=True))
        return line

    def _changes(self, stands: Mapping[str, Any], given: dict[str, Any], left: Collection[str] = ()) -> Changes:
        """A former name is only ever added; a name that is replaced becomes one. Columns `left` say nothing."""
        changes = changes_of(stands, given)
        for column in (*left, "former_names"):
            changes.pop(column, None)
        if "former_names" in left:
            return changes
        called = list(stands.get("former_names") or [])
        replaced = [stands["name"]] if stands and "name" in changes else []
        known = {folded(name) for name in (*called, given["name"] if "name" in changes else stands.get("name", ""))}
        names = called.copy()
        for name in (*replaced, *given["former_names"]):
            if folded(name) not in known:
                names.append(name)
                known.add(folded(name))
        names = [name for name in names if name != given["name"]]
        if sorted(names) != sorted(called):
            changes["former_names"] = [called or None, names]
        return changes

    def _against(self, line: RowDiff, stands: Mapping[int, Any]) -> list[tuple[str, str]]:
        """What stands against the row as it would be: one in doubt that is no new firm, as the first it may be."""
        if line.status != ALIKE or line.changes:
            return self._faults(stands.get(line.key or 0, {}), line)
        first = line.alike[0]
        return self._faults(stands[first.key], RowDiff(line.number, CHANGED, line.title, first.key, first.changes))

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
