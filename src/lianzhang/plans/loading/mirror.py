"""What a mirror is: one model's rows as a folder wants them, as flat fields with codes for keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from lianzhang.plans.folder import PlanFolder
from lianzhang.plans.folder.goal_rows import Flat
from lianzhang.plans.folder.tables import TABLES
from lianzhang.plans.models import Observation
from lianzhang.registry.models import Region

__all__ = ["CITY", "CODE", "Mirror", "plain"]

SHEETS = {table.name: table.sheet for table in TABLES}
CODE = ("code",)
CITY: dict[str, Any] = {"within": "city__code", "shared": True}


@dataclass(frozen=True)
class Mirror:
    """One model's rows as the folder wants them.

    `fields` and `many` are compared and written; a foreign key holds the code of the row it names, "" or None none.
    `within` is the filter path to the city's or the plan's code.
    `shared` rows may also come from another plan or from the screens: only what this folder itself listed
    the last time is ever removed.
    `on_screen` rows may be withdrawn on the screens, and the fields it names changed there: a folder that says
    what it said the last time leaves both alone. None: the folder alone decides.
    """

    table: str
    model: type[Model]
    key: tuple[str, ...]
    fields: tuple[str, ...]
    wanted: Callable[[PlanFolder], Iterable[Flat]]
    within: str = "plan__code"
    many: tuple[str, ...] = ()
    shared: bool = False
    on_screen: tuple[str, ...] | None = None

    @property
    def of_city(self) -> bool:
        """Whether several plans of a city may state the same row."""
        return self.shared and self.within.endswith("city__code")

    @property
    def name(self) -> str:
        return self.model.__name__

    def owner(self, folder: PlanFolder) -> str:
        """The code that `within` must equal for a row to be this folder's concern."""
        return folder.plan["city"] if self.within.endswith("city__code") else folder.code

    def rows(self, folder: PlanFolder) -> QuerySet[Any]:
        """The database's rows that are this folder's concern."""
        owner = self.owner(folder)
        reach = Q(**{self.within: owner})
        if self.model is Region:
            reach |= Q(city=None, code=owner)
        rows = self.model._default_manager.filter(reach)
        # Figures entered on the screens have no code and are no concern of the folder.
        return rows.exclude(code="") if self.model is Observation else rows

    def label(self, field: str) -> str:
        """A field's Chinese name, as the table's column is called."""
        columns = {} if self.table == "plan" else {c.key: c.title for c in SHEETS[self.table].columns}
        described: Any = self.model._meta.get_field(field)
        return columns.get(field) or str(described.verbose_name)


def plain(
    table: str, renamed: Mapping[str, str] | None = None, *, ordered: bool = False
) -> Callable[[PlanFolder], Iterable[Flat]]:
    """The rows of a table as they are, with `id` as `code` and other columns renamed."""
    names = {"id": "code", **(renamed or {})}

    def wanted(folder: PlanFolder) -> Iterable[Flat]:
        for order, row in enumerate(folder.rows(table)):
            flat = {names.get(column, column): value for column, value in row.values.items()}
            yield flat | {"order": order} if ordered else flat

    return wanted
