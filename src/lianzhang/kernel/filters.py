"""The form that narrows a list by what stands in its address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypeVar

from .forms import Form

__all__ = ["FilterForm"]

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
