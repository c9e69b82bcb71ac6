"""Registers whose rows have a life of their own, as sheets: each line is written by the room's own act for one row.

A look writes them as well and takes all of it back: what stands against a line is what the act says, rules, reach and
permission alike, with the lines before it written already."""

from __future__ import annotations

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet

from lianzhang.access.api import not_actionable, visible
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.folding import fold
from lianzhang.kernel.registers import CHANGED, FAULT, NEW, SAME, ActingImporter, RowDiff
from lianzhang.kernel.sheets import Column, Row, Sheet, nearest
from lianzhang.kernel.vocabulary import spoken
from lianzhang.work.api import RowGone, StaleRow, typed_by

from .importer import OUT_OF_REACH, CityReader, CityRegister, as_stored, changes_of, chunks
from .index import FirmIndex

__all__ = ["MOST_ACTS", "ActBook", "ActRegister"]

R = TypeVar("R", bound=Model)
MOST_ACTS = 500  # lines of one upload: others who write wait for them
NOT_BY_SHEET = "表格只登记新的；已经登记的在它的页上改"
MOVED = "刚有人改过这一条；请重新上传核对"
NAMES = ("uscc", "firm_name")


class ActRegister(CityRegister):
    by_acts = True


class ActBook(CityReader, ActingImporter, Generic[R]):
    """`related` are read with a row; `told_at` says at which column a fault of the act stands that it calls otherwise.

    Columns of `named` name rows, by name or code; in `said` they are those rows, and days and numbers are such."""

    model: type[R]
    related: ClassVar[tuple[str, ...]] = ()
    told_at: ClassVar[Mapping[str, str]] = {}

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.columns = {column.key: column for column in sheet.columns}
        self.index = FirmIndex(city, by)
        self.held: dict[Any, R] = {}
        self._things: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        self._nameable: dict[str, dict[str, list[Any]]] = {}

    # --- what a register says of itself
    @abstractmethod
    def in_sight(self, firms: Iterable[int] | None = None) -> QuerySet[R]:
        """The rows that a line may mean, of these firms where rows hang on some."""

    @abstractmethod
    def values_of(self, row: R) -> dict[str, Any]:
        """What a row says, by column, as `Changes` keep it."""

    @abstractmethod
    def identity(self, values: Mapping[str, Any]) -> Any:
        """Equal for a line and the row that it means."""

    @abstractmethod
    def title_of(self, values: Mapping[str, Any]) -> str: ...

    @abstractmethod
    def enter(self, said: dict[str, Any]) -> R:
        """Write a new row, by its act."""

    def change(self, row: R, said: dict[str, Any], changed: Iterable[str]) -> R:  # noqa: ARG002 - for those that can
        """Write into a row that is there what the line says of the columns `changed`, by its act.

        Refused by a register that has no act for it."""
        raise ValidationError(NOT_BY_SHEET)

    def named(self) -> Mapping[str, Iterable[Any]]:
        """The rows in sight that a column may name."""
        return {}

    def word(self, key: str, thing: Any) -> str:  # noqa: ARG002 - the same for every column
        """What a column calls a row: one word for one row."""
        return str(thing)

    def told_in(self, field: str) -> str:
        """The column at which a fault stands that the act tells at a field."""
        return self.told_at.get(field, field)

    @cached_property
    def _rows_named(self) -> dict[str, Iterable[Any]]:
        return dict(self.named())

    # --- what a line names
    def called(self, key: str, thing: Any) -> str | None:
        """How a column calls a row that stands there already."""
        if thing is None:
            return None
        word = self.word(key, thing)
        self._things[key][word] = thing
        return word

    def firm_of(self, firm: Enterprise) -> dict[str, Any]:
        """The columns that name a firm."""
        self._things["firm"][str(firm.pk)] = firm
        return {"firm": firm.pk, "uscc": firm.uscc or None, "firm_name": firm.name}

    def _named(self, row: Row) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        values, problems = self.given(row), []
        if NAMES[0] in self.columns:
            values["firm"], problem = self.index.named(values)
            problems += [problem] if problem else []
            values = {key: value for key, value in values.items() if key not in NAMES}
        for key, rows in self._rows_named.items():
            if words := values[key]:
                values[key], problem_words = self._meant(key, words, rows)
                problems += [(self.titles[key], problem_words)] if problem_words else []
        return values, problems

    def _meant(self, key: str, words: str, rows: Iterable[Any]) -> tuple[str | None, str]:
        """What the row is called that a cell means; else what stands against the cell."""
        if key not in self._nameable:
            by_name: defaultdict[str, list[Any]] = defaultdict(list)
            for each in rows:
                for name in {fold(str(each)), fold(self.word(key, each)), fold(getattr(each, "code", ""))} - {""}:
                    by_name[name].append(each)
            self._nameable[key] = dict(by_name)
        meant = self._nameable[key].get(fold(words), [])
        if len(meant) == 1:
            return self.called(key, meant[0]), ""
        if meant:
            exact = "、".join(self.word(key, each) for each in meant[:3])
            return None, f"有{len(meant)}个都叫“{words[:40]}”；请写成{exact}，或写编号"
        names = dict.fromkeys(self.word(key, each) for rows in self._nameable[key].values() for each in rows)
        return None, f"您能看到的没有“{words[:40]}”；{nearest(words, names)}"

    # --- held against the register
    def diff(self, rows: Sequence[Row]) -> list[RowDiff]:
        read = {row.number: self._named(row) for row in rows if not row.problems}
        firms = {values["firm"] for values, _ in read.values() if values.get("firm")}
        self._refuse_firms(firms, read.values())
        for each in self.in_sight(firms).select_related(*self.related):
            self.held[self.identity(self.values_of(each))] = each
        lines = [self._line(row, *read.get(row.number, ({}, []))) for row in rows]
        self._try([line for line in lines if line.status in (NEW, CHANGED)])
        return lines

    def _refuse_firms(self, firms: set[int], read: Iterable[tuple[dict[str, Any], list[tuple[str, str]]]]) -> None:
        """Before any act says what is on record of a firm for which the actor does not answer."""
        out = set(not_actionable(self.by, Enterprise.objects.filter(pk__in=firms)).values_list("pk", flat=True))
        for values, problems in read:
            if values.get("firm") in out:
                problems.append((self.titles[NAMES[1]], spoken(OUT_OF_REACH)))

    def _line(self, row: Row, values: dict[str, Any], problems: list[tuple[str, str]]) -> RowDiff:
        title = row.texts.get(NAMES[1]) or next(iter(row.texts.values()), "")
        if faulty := self.faulty(row, title, problems):
            return faulty
        title, known = self.title_of(values), self.held.get(self.identity(values))
        line = RowDiff(row.number, NEW, title, changes=changes_of({}, values))
        if known is not None:
            line.key, line.changes = known.pk, changes_of(self.values_of(known), values)
            line.status = CHANGED if line.changes else SAME
        line.problems = self.repeated(self.identity(values), row.number)
        return self.faulty(row, title, line.problems) or line

    def _try(self, lines: list[RowDiff]) -> None:
        """Write them all, and take it back."""
        with transaction.atomic():
            for line in lines:
                try:
                    with self._in_words(), transaction.atomic():
                        self._write(line)
                except ValidationError as refused:
                    line.status, line.key, line.changes = FAULT, None, {}
                    line.problems = list(self._problems(refused))
            transaction.set_rollback(True)

    def _problems(self, refused: ValidationError) -> Iterator[tuple[str, str]]:
        by_field = refused.message_dict if hasattr(refused, "error_dict") else {"": refused.messages}
        for field, messages in by_field.items():
            for message in messages:
                yield self.titles.get(self.told_in(field), ""), message.rstrip("。")

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """Whatever stands against an act, as a ValidationError."""
        try:
            with typed_by(self.typed_by):
                yield
        except (StaleRow, RowGone) as gone:
            raise ValidationError(str(gone)) from gone
        except PermissionDenied as refused:
            if isinstance(refused, ValidationError):
                raise
            raise ValidationError(spoken(OUT_OF_REACH)) from refused

    # --- written
    def enact(self, line: RowDiff) -> int:
        with self._in_words():
            return self._write(line)

    def _write(self, line: RowDiff) -> int:
        new = {column: value for column, (_, value) in line.changes.items()}
        if line.key is None:
            return self.enter(self.said(self.blank | new)).pk
        row = self.in_sight().select_related(*self.related).filter(pk=line.key).first()
        stands = self.values_of(row) if row is not None else {}
        if row is None or any(stands.get(column) != old for column, (old, _) in line.changes.items()):
            raise ValidationError(MOVED)
        return self.change(row, self.said(self.blank | stands | new), new).pk

    def said(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values as the acts take them."""
        said = {key: self._typed(column, values.get(key)) for key, column in self.columns.items() if key not in NAMES}
        if values.get("firm"):
            said["enterprise"] = self._firm(values["firm"])
        return said

    def _typed(self, column: Column, value: Any) -> Any:
        if column.key in self._rows_named:
            return self._thing(column.key, value) if value else None
        if value is None or value == "":
            return column.blank
        if column.shown_as == "date":
            return date.fromisoformat(value)
        return Decimal(value) if column.shown_as == "number" and isinstance(value, str) else value

    def _thing(self, key: str, name: str) -> Any:
        if name not in self._things[key]:
            self._meant(key, name, self._rows_named[key])
        if name not in self._things[key]:
            raise ValidationError(MOVED)
        return self._things[key][name]

    def _firm(self, key: int) -> Enterprise:
        held = self._things["firm"]
        if str(key) not in held:
            held[str(key)] = visible(self.by, Enterprise).filter(pk=key).first()
        if held[str(key)] is None:
            raise ValidationError(MOVED)
        return held[str(key)]

    # --- out again
    def keys(self) -> list[int]:
        return list(self.in_sight().values_list("pk", flat=True))

    def stands(self, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
        listed = (
            row for some in chunks(keys) for row in self.in_sight().filter(pk__in=some).select_related(*self.related)
        )
        return {row.pk: self.values_of(row) for row in listed}

    def plain(self, row: R, *names: str) -> dict[str, Any]:
        """What a row says of columns that are fields of it."""
        return {name: as_stored(value) if (value := getattr(row, name)) != "" else None for name in names}
