"""Firms as a register's values and as rows of the database, from one to the other and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import attrgetter, or_
from types import SimpleNamespace
from typing import Any

from django.db.models import Q
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.enterprises.models import (
    AboveScale,
    DuplicateCandidate,
    Enterprise,
    FirmState,
    FormerName,
)
from lianzhang.enterprises.pinyin import search_text
from lianzhang.kernel.sheets import Sheet
from lianzhang.kernel.staging import Staging

from .importer import (
    City,
    CityImporter,
    as_stored,
    chunks,
    is_blank,
)

__all__ = ["CAME_WITH", "FirmRows"]

# What stands in the row itself, read and written as it is.
PLAIN = ("uscc", "name", "outside_place", "address", "coordinates", "industry", "state", "scope", "source")
# What hangs on it: the sheet's column, and the field and model that hold each of its values.
PARTS: tuple[tuple[str, str, Any], ...] = (("former_names", "name", FormerName), ("above_scale", "year", AboveScale))
# What goes with a firm that is taken back: it came with it, or only compares it.
CAME_WITH: tuple[Any, ...] = (FormerName, AboveScale, DuplicateCandidate)
PARTS_BLANK: dict[str, dict[str, Any]] = {"former_names": {"until": None, "note": ""}}
WRITTEN_AGAIN = (
    *(*PLAIN, "region_id", "park_id", "outside", "longitude", "latitude", "founded", "search", "changed_at"),
)
WRITTEN_ONCE = (*WRITTEN_AGAIN, "city_id", "organization_id", "source_address", "merged_into_id", "version")


class Draft(SimpleNamespace):
    """A firm as the rules look at it, without a model's weight; one stands for every line in turn, filled anew."""

    def __init__(self, city: int) -> None:
        super().__init__(city_id=city, organization_id=None, source_address="", merged_into_id=None, version=0)

    def fill(self, values: Mapping[str, Any], city: City) -> None:
        for name in PLAIN:
            setattr(self, name, values.get(name) or "")
        self.state: str = values.get("state") or FirmState.ACTIVE.value
        self.outside = bool(self.outside_place)
        region = values.get("region") or ""
        self.region = city.row if region == city.row.code else city.regions.get(region)
        self.region_id = self.region.pk if self.region else None
        self.park = city.parks.get(values.get("park") or "")
        self.park_id = self.park.pk if self.park else None
        self.longitude, self.latitude = _decimal(values.get("longitude")), _decimal(values.get("latitude"))
        self.founded = date.fromisoformat(values["founded"]) if values.get("founded") else None


class FirmRows(CityImporter):
    model = Enterprise

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.codes = {row.pk: code for code, row in (*self.city.regions.items(), (self.city.row.code, self.city.row))}
        self.park_codes = {row.pk: code for code, row in self.city.parks.items()}
        self.draft = Draft(self.city.pk)
        self.renamed: set[str] = set()  # what firms that were there are called from now on

    def keys(self) -> list[int]:
        rows = visible(self.by, Enterprise).filter(city=self.city.pk, merged_into=None)
        return list(rows.order_by("name", "pk").values_list("pk", flat=True))

    def stands(self, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
        by_key: dict[int, dict[str, Any]] = {}
        columns = (*PLAIN, "region_id", "park_id", "longitude", "latitude", "founded")
        for some in chunks(keys):
            rows = Enterprise.objects.filter(pk__in=some, merged_into=None)
            for key, *values in rows.values_list("pk", *columns):
                row = dict(zip(columns, map(as_stored, values), strict=True))
                row["region"] = self.codes.get(row.pop("region_id"), "")
                row["park"] = self.park_codes.get(row.pop("park_id"), "")
                by_key[key] = {**row, "former_names": [], "above_scale": []}
            for column, field, parts in PARTS:
                for key, value in (
                    parts.objects.filter(enterprise__in=some).order_by("pk").values_list("enterprise", field)
                ):
                    if key in by_key:
                        by_key[key][column].append(value)
        for values in by_key.values():
            values["above_scale"].sort()
        return {
            key: {column: None if is_blank(value) else value for column, value in row.items()}
            for key, row in by_key.items()
        }

    # --- written
    def create(self, rows: Sequence[Mapping[str, Any]], into: Staging) -> list[int]:
        if not rows:
            return []
        keys = into.new_keys(Enterprise, len(rows))
        into.insert(Enterprise, {"id": keys} | self._columns(rows, WRITTEN_ONCE))
        self._add_parts(list(zip(keys, rows, strict=True)), into)
        return keys

    def _columns(self, rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> dict[str, Sequence[Any]]:
        """What the rows' values mean for the columns `names` of the table; the draft stands for each in turn."""
        row, read, values_by_row = self.draft, attrgetter(*names), []
        row.changed_at = timezone.now()
        for values in rows:
            row.fill(values, self.city)
            row.search = search_text(row.name, values.get("former_names") or (), row.uscc)
            values_by_row.append(read(row))
        return dict(zip(names, zip(*values_by_row, strict=True), strict=True))

    def _add_parts(self, rows: Sequence[tuple[int, Mapping[str, Any]]], into: Staging) -> None:
        for column, field, parts in PARTS:
            added = [(key, value) for key, values in rows for value in values.get(column) or ()]
            if added:
                owners, held = zip(*added, strict=True)
                blanks = {name: [blank] * len(added) for name, blank in PARTS_BLANK.get(column, {}).items()}
                columns = {"id": into.new_keys(parts, len(added)), "enterprise_id": owners, field: held}
                into.insert(parts, columns | blanks)

    def change(self, rows: Mapping[int, Mapping[str, Any]], into: Staging) -> None:
        self.firms_written |= set(rows)
        for some in chunks(rows):
            stood = self.stands(some)
            wanted = {key: {**stood[key], **rows[key]} for key in some if key in stood}
            versions = dict(Enterprise.objects.filter(pk__in=wanted).values_list("pk", "version"))
            self.renamed |= {row["name"] for key, row in wanted.items() if row["name"] != stood[key]["name"]}
            columns = self._columns(wanted.values(), WRITTEN_AGAIN)
            into.overwrite(Enterprise, list(wanted), columns | {"version": [versions[key] + 1 for key in wanted]})
            self._change_parts(stood, wanted, into)

    def _change_parts(
        self, stood: Mapping[int, Mapping[str, Any]], wanted: Mapping[int, Mapping[str, Any]], into: Staging
    ) -> None:
        added = []
        for key, values in wanted.items():
            new: dict[str, list[Any]] = {}
            for column, field, parts in PARTS:
                had, has = set(stood[key][column] or ()), list(values.get(column) or ())
                if gone := had - set(has):
                    rows = parts.objects.filter(enterprise=key, **{f"{field}__in": gone})
                    into.delete(parts, list(rows.values_list("pk", flat=True)))
                new[column] = [value for value in has if value not in had]
            added.append((key, new))
        self._add_parts(added, into)

    def remove(self, keys: Sequence[int], into: Staging) -> None:
        self.firms_written |= set(keys)
        for some in chunks(keys):
            for model in CAME_WITH:
                links = [field.name for field in model._meta.fields if field.related_model is Enterprise]
                rows = model.objects.filter(reduce(or_, (Q(**{f"{link}__in": some}) for link in links)))
                into.delete(model, list(rows.values_list("pk", flat=True)))
            into.delete(Enterprise, some)

    def built_on(self, keys: Sequence[int]) -> dict[int, str]:
        """Whatever room it belongs to: all that leads to a firm, except what came with it or only compares it."""
        word_by_key: dict[int, str] = {}
        for link in Enterprise._meta.related_objects:
            if link.related_model in CAME_WITH:
                continue
            for some in chunks(keys):
                rows = link.related_model._default_manager.filter(**{f"{link.field.name}__in": some})
                word = str(link.related_model._meta.verbose_name)
                word_by_key |= dict.fromkeys(rows.values_list(link.field.name, flat=True), word)
        return word_by_key


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None
