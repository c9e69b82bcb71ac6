"""Registers whose rows hang on firms: found, compared and written alike; each says how its values become a row."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Count, Model, Q, QuerySet, Sum, Value

from lianzhang.access.api import not_actionable, visible
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.registers import CHANGED, FAULT, NEW, SAME, RowDiff
from lianzhang.kernel.sheets import Row, Sheet
from lianzhang.kernel.staging import Staging

from .importer import CityImporter, changes_of, chunks, in_words
from .index import FirmIndex

__all__ = ["RowBook"]

R = TypeVar("R", bound=Model)


class RowBook(CityImporter, Generic[R]):
    """`written` are the attributes of a row that are written; `city_path` leads from it to its city.

    `firm_field` names the firm that it hangs on; "" where it hangs on none, and then the sheet names no firm."""

    written: ClassVar[tuple[str, ...]]
    related: ClassVar[tuple[str, ...]] = ()
    city_path: ClassVar[str] = "enterprise__city"
    firm_field: ClassVar[str] = "enterprise"
    needs_firm: ClassVar[bool] = True
    model: type[R]

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.index = FirmIndex(city, by)
        self.firms: dict[int, Enterprise] = {}
        self.out: set[int] = set()  # firms that the actor does not answer for

    # --- what a register says of itself
    @abstractmethod
    def load(self, firms: list[int]) -> None:
        """Get to know what the register holds of these firms, as far as it is in sight."""

    @abstractmethod
    def known(self, values: dict[str, Any]) -> R | None:
        """The row that an upload's row means."""

    @abstractmethod
    def values_of(self, row: R) -> dict[str, Any]:
        """What a row says, by column, as `Changes` keep it."""

    @abstractmethod
    def fill(self, row: R, values: Mapping[str, Any]) -> None:
        """Write values into a row that is not saved."""

    @abstractmethod
    def title_of(self, values: dict[str, Any]) -> str: ...

    @abstractmethod
    def faults(self, line: RowDiff) -> list[tuple[str, str]]:
        """What stands against the row as it would be, which is `line.row`."""

    def completed(self, values: dict[str, Any]) -> dict[str, Any]:
        """What a new row has where nothing was written."""
        return values

    def place(self, row: R) -> None:
        """Remember a row as it would be, so that the rules see the whole upload."""

    # --- held against the register
    def diff(self, rows: Sequence[Row]) -> list[RowDiff]:
        given, problems = {}, {}
        for row in rows:
            if not row.problems:
                given[row.number], problems[row.number] = self._named(row)
        self._load({values["firm"] for values in given.values() if values["firm"]})
        lines = {
            row.number: self._line(row.number, given[row.number]) for row in rows if not problems.get(row.number, True)
        }
        diffs = []
        for row in rows:
            line = lines.get(row.number)
            if line and line.status != SAME:
                problems[row.number] = self._against(line, given[row.number])
            title = line.title if line else row.texts.get("firm_name") or row.texts.get("uscc") or ""
            faulty = self.faulty(row, title, problems.get(row.number, ()))
            diffs.append(faulty or line or RowDiff(row.number, FAULT, title))
        return diffs

    def _named(self, row: Row) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """What the row says, with the firm's key for its names, and what stands against that."""
        values = self.given(row)
        if not self.firm_field:
            return values | {"firm": None}, []
        firm, problem = self.index.named(values)
        nameless = not values["uscc"] and not values["firm_name"]
        values = {column: value for column, value in values.items() if column not in ("uscc", "firm_name")}
        values["firm"] = firm
        return values, [problem] if problem and (self.needs_firm or not nameless) else []

    def _load(self, firms: set[int]) -> None:
        new = sorted(firms - set(self.firms))
        for some in chunks(new):
            rows = Enterprise.objects.filter(pk__in=some)
            self.firms |= {row.pk: row for row in rows.defer("search", "scope")}
            self.out |= set(not_actionable(self.by, rows).values_list("pk", flat=True))
        self.load(new)

    def _line(self, number: int, values: dict[str, Any]) -> RowDiff:
        title, known = self.title_of(values), self.known(values)
        if known is None:
            values = self.completed(values)
            row = self.model()
            self.fill(row, values)
            line = RowDiff(number, NEW, title, changes=changes_of({}, values))
        else:
            stands = self.values_of(known)
            changes = changes_of(stands, values)
            line = RowDiff(number, CHANGED if changes else SAME, title, known.pk, changes)
            self.fill(known, stands | {column: new for column, (_, new) in changes.items()})
            row = known
        line.row = row
        self.place(row)
        return line

    def _against(self, line: RowDiff, values: dict[str, Any]) -> list[tuple[str, str]]:
        return self.repeated(self.identity(values), line.number) + self.faults(line)

    @abstractmethod
    def identity(self, values: dict[str, Any]) -> Any:
        """Equal for rows of an upload that mean the same."""

    # --- put back
    def against_undo(self, lines: Sequence[RowDiff]) -> dict[int, str]:
        """The rules, on the register as it would be with all of them put back."""
        back = {line.key: line for line in lines if line.key}
        rows: dict[int, Any] = {
            row.pk: row for some in chunks(back) for row in self._of(some).select_related(*self.related)
        }
        self._load({firm for row in rows.values() if (firm := self.firm_of(row))})
        for key, row in rows.items():
            line = back[key]
            line.row = self.known(self.values_of(row)) or row
            if line.status == NEW:
                self.displace(line.row)
            else:
                self.fill(line.row, self.values_of(row) | {name: old for name, (_, old) in line.changes.items()})
        problems = ((key, self.back_faults(back[key], row)) for key, row in rows.items())
        return {key: in_words(each) for key, each in problems if each}

    def back_faults(self, line: RowDiff, stands: R) -> list[tuple[str, str]]:  # noqa: ARG002
        """What stands against putting back one row, which `stands` now: the rules; against its end nothing does."""
        return self.faults(line) if line.status == CHANGED else []

    def firm_of(self, row: Any) -> int | None:
        """The key of the firm that a row hangs on."""
        return getattr(row, f"{self.firm_field}_id") if self.firm_field else None

    def displace(self, row: R) -> None:
        """Forget a row that is to go, so that the rules see the register without it."""

    def unsaid(self, stands: Mapping[str, Any]) -> Mapping[str, Any]:
        return {name: stands.get(name) for name in ("uscc", "firm_name")}

    # --- from values to rows and back
    def keys(self) -> list[int]:
        seen = visible(self.by, self.model).filter(**{self.city_path: self.city.pk})
        if self.firm_field:
            firms = visible(self.by, Enterprise).filter(city=self.city.pk).values("pk")
            seen = seen.filter(Q(**{self.firm_field: None}) | Q(**{f"{self.firm_field}__in": firms}))
        return list(seen.order_by("pk").values_list("pk", flat=True))

    def stands(self, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
        by_key = {}
        for some in chunks(keys):
            for row in self.model._default_manager.filter(pk__in=some).select_related(*self.related):
                by_key[row.pk] = self.values_of(row)
        return by_key

    def not_undoable(self, keys: Sequence[int]) -> set[int]:
        """A row that is put back may give reach over its firm, so the firm is asked for as well."""
        out = super().not_undoable(keys)
        if not self.firm_field:
            return out
        firms = Enterprise.objects.filter(pk__in=self._of(keys).values(self.firm_field))
        beyond = self._of(keys).filter(**{f"{self.firm_field}__in": not_actionable(self.by, firms).values("pk")})
        return out | set(beyond.values_list("pk", flat=True))

    def _of(self, keys: Sequence[int]) -> QuerySet[R]:
        return self.model._default_manager.filter(pk__in=keys).order_by()

    def watch(self) -> None:
        super().watch()
        self.stood_rows = self._sums(self._rows())

    def overtaken(self, into: Staging) -> bool:
        """Whether one of the firms changed, or a row of this register that hangs on one, or whatever else decides."""
        moved = self.moved_firms(into)
        moved |= {firm for firm, *_ in self.stood_rows ^ self._sums(into.not_new(self._rows()))}
        return bool(moved & self.firms_written) or into.rests_on_gone(self.model)

    def _rows(self) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{self.city_path: self.city.pk}).order_by()

    def _sums(self, rows: QuerySet[Any]) -> set[tuple[Any, ...]]:
        """For each firm what no change of its rows leaves equal; 0 stands for rows without one, and for the rest."""
        grouped = rows.values_list(self.firm_field) if self.firm_field else rows.values_list(Value(0))
        sums = grouped.annotate(Count("pk"), Sum("pk"), Sum("version"))
        decides = ((0, str(list(query.order_by("pk").values_list()))) for query in self.decides())
        return {(firm or 0, *told) for firm, *told in sums} | set(decides)

    def decides(self) -> Iterable[QuerySet[Any]]:
        """Rows of other tables, few, that decide what may be written."""
        return ()

    def create(self, rows: Sequence[Mapping[str, Any]], into: Staging) -> list[int]:
        if not rows:
            return []
        keys = into.new_keys(self.model, len(rows))
        made = []
        for values in rows:
            row = self.model()
            self.fill(row, values)
            made.append(row)
        self._will_write(made)
        into.insert(self.model, {"id": keys} | self._columns(made))
        return keys

    def _columns(self, rows: Iterable[R]) -> dict[str, Sequence[Any]]:
        read = attrgetter(*self.written)
        return dict(zip(self.written, zip(*map(read, rows), strict=True), strict=True))

    def _will_write(self, rows: Iterable[Any]) -> None:
        self.firms_written |= {self.firm_of(row) or 0 for row in rows} | {0}

    def change(self, rows: Mapping[int, Mapping[str, Any]], into: Staging) -> None:
        for some in chunks(rows):
            stored: list[Any] = list(self.model._default_manager.filter(pk__in=some).select_related(*self.related))
            for row in stored:
                self.fill(row, {**self.values_of(row), **rows[row.pk]})
                row.version += 1
            self._will_write(stored)
            into.overwrite(self.model, [row.pk for row in stored], self._columns(stored))

    def remove(self, keys: Sequence[int], into: Staging) -> None:
        for some in chunks(keys):
            self._will_write(self.model._default_manager.filter(pk__in=some).only(self.firm_field or "pk"))
            into.delete(self.model, some)

    def built_on(self, keys: Sequence[int]) -> dict[int, str]:
        word_by_key: dict[int, str] = {}
        for link in self.model._meta.related_objects:
            for some in chunks(keys):
                rows = link.related_model._default_manager.filter(**{f"{link.field.name}__in": some})
                word = str(link.related_model._meta.verbose_name)
                word_by_key |= dict.fromkeys(rows.values_list(link.field.name, flat=True), word)
        return word_by_key
