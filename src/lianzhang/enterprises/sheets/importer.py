"""What the registers of firms and of their rows share as sheets: reach, revisions, values into fields and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone

from lianzhang.access.api import SYSTEM, acting, not_actionable
from lianzhang.enterprises.models import Enterprise
from lianzhang.enterprises.permissions import Permission
from lianzhang.enterprises.revisions import revision, touch
from lianzhang.kernel.registers import Changes, Register, RegisterImporter, RowDiff, StagedImporter
from lianzhang.kernel.sheets import Row, Sheet
from lianzhang.kernel.staging import Staging
from lianzhang.registry.models import Chain, Park, Region

__all__ = [
    *("AT_ONCE", "City", "CityImporter", "CityReader", "CityRegister", "as_stored", "changes_of", "chunks", "in_words"),
    "titles_of",
]

AT_ONCE = 5_000  # keys in one query: what every database takes
OUT_OF_REACH = "这一行不归您现在的岗位办理；请删去这一行，或请{office}或企业所在区域办理"


def chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    listed = list(keys)
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start : start + AT_ONCE]


def as_stored(value: Any) -> Any:
    """A value as `Changes` keep it: days and numbers as text, a number always written in one way."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        plain = format(value, "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return list(value) if isinstance(value, tuple) else value


def is_blank(value: Any) -> bool:
    return value is None or value == "" or value == []


def changes_of(stands: Mapping[str, Any], given: Mapping[str, Any]) -> Changes:
    """Where an upload's row says something else than what stands there. A blank cell says nothing."""
    return {
        column: [stands.get(column), value]
        for column, value in given.items()
        if not is_blank(value) and value != stands.get(column)
    }


def titles_of(sheet: Sheet) -> dict[str, str]:
    return {column.key: column.title for column in sheet.columns}


def in_words(problems: Iterable[tuple[str, str]]) -> str:
    """Problems by the column's title, as one sentence says them."""
    return "不能恢复：" + "；".join(f"{title}：{message}" if title else message for title, message in problems)


class City:
    """The places of a city by code, and who asks: whether a firm there would be within reach."""

    def __init__(self, city: int, by: Any) -> None:
        self.pk, self.by, self.today = city, by, timezone.localdate()
        self.row = Region.objects.get(pk=city)
        self.regions = {row.code: row for row in Region.objects.filter(parent=city)}
        self.parks = {row.code: row for row in Park.objects.filter(city=city).select_related("region")}
        self.chains = {row.code: row for row in Chain.objects.filter(city=city)}
        self.active = None if by is SYSTEM else acting(by)

    def would_reach(self, firm: Enterprise) -> bool:
        """What `scope.py` says of a firm that is not written yet; writing asks again through the door."""
        if self.by is SYSTEM:
            return True
        if self.active is None:
            return False
        if self.active.role.acts_for == "place":
            if self.active.park is not None:
                return firm.park_id == self.active.park
            return self.active.region is not None and firm.region_id == self.active.region
        return self.active.role.acts_for == "city"


class CityReader(RegisterImporter):
    """A register of one city, as far as rows of an upload are read; `model` is what its keys are of."""

    model: type[Model]

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        self.city, self.by, self.sheet = City(city, by), by, sheet
        self.titles = titles_of(sheet)
        self.blank = {column.key: as_stored(column.read("") if not column.required else "") for column in sheet.columns}
        self.seen: dict[Any, int] = {}
        self.repeats = {}

    def given(self, row: Row) -> dict[str, Any]:
        """What the row says; a column that the upload does not have is blank."""
        return self.blank | {
            key: value if value.__class__ is str else as_stored(value) for key, value in row.values.items()
        }

    def repeated(self, identity: Any, number: int, told: str = "说的是同一条") -> list[tuple[str, str]]:
        """Whether another row of the upload says the same thing."""
        first = self.seen.setdefault(identity, number)
        if first != number:
            self.repeats.setdefault(first, number)
        other = first if first != number else self.repeats.get(number)
        return [("", f"与第{other}行{told}；请核对，只留其中一行")] if other else []

    def as_problems(self, faults: Mapping[str, str]) -> list[tuple[str, str]]:
        """Faults by field as problems by the column's title."""
        return [(self.titles.get(field, ""), message.rstrip("。")) for field, message in faults.items()]

    @staticmethod
    def faulty(row: Row, title: str, problems: Iterable[tuple[str, str]] = ()) -> RowDiff | None:
        """The line of a row that cannot be used; None where nothing stands against it."""
        all_problems = [(problem.column, problem.message) for problem in row.problems] + list(problems)
        return RowDiff(row.number, "fault", title, problems=all_problems) if all_problems else None


class CityImporter(CityReader, StagedImporter):
    """One whose rows are staged, and moved at once."""

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.firms_written: set[int] = set()  # keys of firms that an upload writes to, or to rows of theirs
        self.stood: dict[int, tuple[int, int]] = {}  # by firm its version and a hash of what it is known by

    def watch(self) -> None:
        rows = self._firms().values_list("pk", "version", "uscc", "name").iterator()
        self.stood = {key: (version, hash((uscc, name))) for key, version, uscc, name in rows}

    def moved_firms(self, into: Staging) -> set[int]:
        """Firms that since `watch` came, changed, or went into another."""
        now = dict(into.not_new(self._firms()).values_list("pk", "version"))
        gone = self.stood.keys() - now.keys()
        return gone | {key for key, version in now.items() if self.stood.get(key, (None,))[0] != version}

    def _firms(self) -> QuerySet[Enterprise]:
        return Enterprise.objects.filter(city=self.city.pk, merged_into=None).order_by()

    def not_actionable(self, keys: Sequence[int]) -> list[int]:
        """One query. Many are asked for by the span of their keys: rows that were made together stand together."""
        if not keys:
            return []
        wanted, rows = set(keys), self.model._default_manager
        many = len(wanted) > AT_ONCE
        matching = rows.filter(pk__range=(min(wanted), max(wanted))) if many else rows.filter(pk__in=wanted)
        return [key for key in not_actionable(self.by, matching).values_list("pk", flat=True) if key in wanted]


class CityRegister(Register):
    permission: str = Permission.IMPORT_SHEET

    def touch(self, city: int) -> None:
        touch(city)

    def revision(self, city: int) -> str:
        return str(revision(city) or "")
