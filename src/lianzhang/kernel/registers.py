"""Registers that people keep in sheets: what one must offer so that an upload can be held against it, written, undone.

A room declares its registers; the room of imports and exports knows no other of their details."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .sheets import Row, Sheet
from .staging import Staging

__all__ = [
    "ALIKE",
    "CHANGED",
    "FAULT",
    "NEW",
    "SAME",
    "ActingImporter",
    "Alike",
    "Changes",
    "Importer",
    "Register",
    "RegisterImporter",
    "RowDiff",
    "StagedImporter",
    "declare_register",
    "register_of",
    "registers",
]

NEW, CHANGED, SAME, ALIKE, FAULT = "new", "changed", "same", "alike", "fault"
# What a row would change: column, what stands there, what would stand there. Values are such that JSON can keep them.
Changes = dict[str, list[Any]]


class Alike(NamedTuple):
    """A row of the register that an upload's row may mean, why, and what would change in it.

    `keeps` is said of a second answer with the same row: that its names stay as they stand."""

    key: int
    title: str
    why: str
    changes: Changes
    keeps: bool = False

    @property
    def answer(self) -> int:
        """The number that says this one: the row's key, below zero where it keeps its names."""
        return -self.key if self.keeps else self.key


@dataclass(slots=True)
class RowDiff:
    """One row of an upload held against the register. `key` is the row it means; a new one has `changes` from None.

    One in doubt (ALIKE) is a new row, where it has `changes` of its own, or one of `alike`."""

    number: int
    status: str
    title: str
    key: int | None = None
    changes: Changes = field(default_factory=dict)
    alike: list[Alike] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    row: Any = field(default=None, repr=False)  # the row as it would be, for the importer's own use while it looks

    @property
    def answers(self) -> set[int]:
        """What may be said of a row in doubt: which one it is, and 0 for a new one."""
        return {each.answer for each in self.alike} | ({0} if self.changes else set())

    @property
    def renamed(self) -> Alike | None:
        """Where all that is asked is whether the one row it means takes the other name."""
        asked = [each for each in self.alike if not each.keeps]
        alone = len(asked) == 1 and self.answers == {asked[0].key, -asked[0].key}
        return asked[0] if alone else None

    def as_json(self) -> list[Any]:
        return [self.number, self.status, self.title, self.key, self.changes, self.alike, self.problems]

    @classmethod
    def from_json(cls, stored: list[Any]) -> RowDiff:
        number, status, title, key, changes, alike, problems = stored
        problem_pairs = [(column, message) for column, message in problems]
        return cls(number, status, title, key, changes, [Alike(*each) for each in alike], problem_pairs)


class RegisterImporter(ABC):
    """One city's register, open for one actor and one upload: what it holds is loaded once, and lines are read.

    How lines are written, one of two kinds says. `model` is that of its rows. `typed_by` are the keys of accounts that
    typed what is written, besides the actor. `repeats` says of a row's number which later row of the upload means the
    same: known once all were looked at, so that who then looks again from the beginning can fault both."""

    model: type[Any]
    typed_by: tuple[int, ...] = ()
    repeats: dict[int, int]

    @abstractmethod
    def diff(self, rows: Sequence[Row]) -> list[RowDiff]:
        """Hold some rows of the upload against the register. Nothing is left written."""

    @abstractmethod
    def keys(self) -> list[int]:
        """The rows that the actor sees, in the order of a list."""

    @abstractmethod
    def stands(self, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
        """What stands in rows now, by key and column, as `Changes` keep it; a row that is gone is left out."""

    def notes(self) -> list[str]:
        """What looks wrong in the rows held against the register so far, and may be right."""
        return []


class ActingImporter(RegisterImporter):
    """Of a register whose rows have a life of their own: each line is written by the room's act for one row."""

    @abstractmethod
    def enact(self, line: RowDiff) -> int:
        """Write what a line says, in the caller's transaction; the row's key. Raises ValidationError."""


class StagedImporter(RegisterImporter):
    """Of a register of any size: rows gather beside its tables and move into them at once. Queries of `diff` do not
    grow with rows."""

    @abstractmethod
    def watch(self) -> None:
        """Remember how the register stands, before anything is read that `overtaken` shall answer for."""

    @abstractmethod
    def overtaken(self, into: Staging) -> bool:
        """Whether since `watch` somebody wrote what would make another thing of the rows in `into`."""

    @abstractmethod
    def create(self, rows: Sequence[Mapping[str, Any]], into: Staging) -> list[int]:
        """Stage new rows from values by column; their keys, in order."""

    @abstractmethod
    def change(self, rows: Mapping[int, Mapping[str, Any]], into: Staging) -> None:
        """Stage columns of rows by key."""

    @abstractmethod
    def remove(self, keys: Sequence[int], into: Staging) -> None:
        """Stage the end of rows that an upload made."""

    @abstractmethod
    def built_on(self, keys: Sequence[int]) -> dict[int, str]:
        """Which of these rows something else stands on by now, and what, in words."""

    @abstractmethod
    def not_actionable(self, keys: Sequence[int]) -> list[int]:
        """Which of these rows the actor may not write."""

    @abstractmethod
    def against_undo(self, lines: Sequence[RowDiff]) -> dict[int, str]:
        """What stands against putting rows back, by key, in words: lines to be written as they are (CHANGED), and such
        whose row is to go (NEW). Writes nothing."""

    def unsaid(self, stands: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG002
        """Of what stands in a new row the columns that hold something though its line left them blank."""
        return {}

    def not_undoable(self, keys: Sequence[int]) -> set[int]:
        """Which of these rows, as they stand now, the actor may not put back."""
        return set(self.not_actionable(keys))


Importer = ActingImporter | StagedImporter


class Register(ABC):
    """`code` stands in addresses; `unit` counts its rows (家, 条); `permission` is asked of whoever writes into it.

    `model` is that of its rows, `page` the name of the address that shows one by its key, `about` says in a sentence
    what the sheet is for; columns in `title_columns` are said by a line's title already. `by_acts`: lines are written
    by an `ActingImporter`, each row tells it in its own history and is taken back there.
    """

    code: str
    model: type[Any]
    title: str
    unit: str
    permission: str
    page: str
    order: int
    about: str
    title_columns: frozenset[str] = frozenset()
    by_acts: bool = False

    @abstractmethod
    def sheet(self, city: int) -> Sheet:
        """The columns, with what can be chosen in this city (a primary key)."""

    @abstractmethod
    def open(self, city: int, by: Any) -> Importer: ...

    @abstractmethod
    def touch(self, city: int) -> None:
        """Say that the register is about to be another than it was."""

    @abstractmethod
    def revision(self, city: int) -> str:
        """Equal as long as nothing was written into the city's registers."""


_REGISTERS: dict[str, Register] = {}


def declare_register(register: Register) -> None:
    _REGISTERS.setdefault(register.code, register)


def registers() -> list[Register]:
    """In the order in which they are offered."""
    return sorted(_REGISTERS.values(), key=lambda register: register.order)


def register_of(code: str) -> Register:
    """Raises LookupError for a register that no room declares."""
    try:
        return _REGISTERS[code]
    except KeyError:
        raise LookupError(f"no room declares the register {code!r}") from None
