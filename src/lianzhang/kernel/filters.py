"""The form that narrows a list by what stands in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeVar

from .forms import Form

__all__ = ["FilterForm", "known_count"]

Wanted = TypeVar("Wanted")


class FilterForm(Form, Generic[Wanted]):
    """Blank narrows nothing; what is no choice is said at its field, and the rest still narrows.

    `reads`: a dataclass with a field, blank by default, for each that the form reads."""

    reads: ClassVar[type[Any]]

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="filter-%s", use_required_attribute=False)

    @property
    def wanted(self) -> Wanted:
        """What is asked for, as far as it can be read."""
        self.is_valid()
        wanted: Wanted = self.reads(**{name: value for name, value in self.cleaned_data.items() if value})
        return wanted

    @property
    def narrows(self) -> bool:
        return bool(self.wanted != self.reads())


def known_count(wanted: Any, by_state: Mapping[str, int], of_mine: Mapping[str, int]) -> int | None:
    """How many rows a list holds that is narrowed by its state or its tab alone, where counts say so; else None.

    `wanted`: what the list is narrowed by, with the fields `state` and `mine`. `of_mine`: by tab, "" for all rows."""
    if replace(wanted, mine="", state="") != type(wanted)() or (wanted.mine and wanted.state):
        return None
    return by_state.get(wanted.state, 0) if wanted.state else of_mine.get(wanted.mine)
