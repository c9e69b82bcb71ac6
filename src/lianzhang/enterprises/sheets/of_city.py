"""Registers whose rows hang on no firm but on the city: what is published of it, brought in by those who keep it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable, Iterable, Sequence
from typing import Any, ClassVar, TypeVar

from django.db.models import Count, Model, QuerySet, Sum

from lianzhang.kernel.registers import RowDiff
from lianzhang.kernel.sheets import Row
from lianzhang.kernel.staging import Staging
from lianzhang.kernel.vocabulary import spoken

from .rows import RowBook

__all__ = ["CityBook"]

R = TypeVar("R", bound=Model)


class CityBook(RowBook[R]):
    """`held` are the rows there are, by what tells them apart; `out_of_reach` is told to whoever does not act for the
    whole city."""

    city_path = "city"
    firm_field = ""
    needs_firm = False
    out_of_reach: ClassVar[str]
    held: dict[Hashable, R]

    @abstractmethod
    def identity(self, values: dict[str, Any]) -> Any: ...

    @abstractmethod
    def wrong(self, row: R) -> dict[str, str]:
        """What stands against a row by itself, by column."""

    def _named(self, row: Row) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        return self.given(row) | {"firm": None}, []

    def load(self, firms: list[int]) -> None:
        """Nothing hangs on firms."""

    def known(self, values: dict[str, Any]) -> R | None:
        row = self.held.get(self.identity(values))
        return row if row is not None and row.pk else None

    def faults(self, line: RowDiff) -> list[tuple[str, str]]:
        problems = self.as_problems(self.wrong(line.row))
        active = self.city.active
        reached = active is None or active.role.acts_for == "city"
        return problems if reached else [*problems, ("", spoken(self.out_of_reach))]

    # --- what of a register of firms does not apply here
    def not_undoable(self, keys: Sequence[int]) -> set[int]:
        return set(self.not_actionable(keys))

    def against_undo(self, lines: Sequence[RowDiff]) -> dict[int, str]:  # noqa: ARG002
        """What stood there before was right by the same rules."""
        return {}

    def _sums(self, rows: QuerySet[Any]) -> set[tuple[Any, ...]]:
        return {(0, *rows.aggregate(Count("pk"), Sum("pk"), Sum("version")).values())}

    def _will_write(self, rows: Iterable[R]) -> None:  # noqa: ARG002
        self.firms_written |= {0}

    def remove(self, keys: Sequence[int], into: Staging) -> None:
        self._will_write(())
        into.delete(self.model, list(keys))
