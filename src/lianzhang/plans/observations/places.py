"""For whom a figure may speak in a plan: the city, a chain, a group, a region, a park, or a part named freely."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from lianzhang.kernel.vocabulary import spoken, words
from lianzhang.plans.models import Observation, Plan
from lianzhang.registry.models import Chain, ChainGroup, Park, Region

__all__ = ["CITY", "PART", "Places"]

CITY, PART = "city", "text"
PART_WORD = "其他"
Named = TypeVar("Named", Chain, ChainGroup)
KINDS: dict[str, str] = {"chain": "产业链", "group": "产业群", "region": "{areas}、开发区", "park": "园区"}


def _named(row: Named, name: str) -> Named:
    """As the plan calls it."""
    row.name = name or row.name
    return row


class Places:
    """The places of one plan: four queries."""

    def __init__(self, plan: Plan) -> None:
        self.rows: dict[str, list[Any]] = {
            "chain": [_named(link.chain, link.name) for link in plan.plan_chains.select_related("chain")],
            "group": [
                _named(link.group, link.name)
                for link in plan.plan_groups.select_related("group").order_by("group__code")
            ],
            "region": list(Region.objects.filter(parent=plan.city_id)),
            "park": list(Park.objects.filter(city=plan.city_id)),
        }
        self.known = {f"{kind}:{row.code}": (kind, row) for kind, rows in self.rows.items() for row in rows}

    def options(self) -> list[tuple[str, Any]]:
        """Choices for a form, grouped by kind."""
        groups = [
            (spoken(KINDS[kind]), [(f"{kind}:{row.code}", row.name) for row in rows])
            for kind, rows in self.rows.items()
            if rows
        ]
        return [(CITY, words().whole), *groups, (PART, PART_WORD)]

    def labels(self) -> Iterator[tuple[str, str]]:
        """Choices for a sheet, in one list. A name that two places share says which of them is meant."""
        names = [row.name for _, row in self.known.values()]
        yield CITY, words().whole
        for key, (kind, row) in self.known.items():
            yield key, f"{row.name}（{spoken(KINDS[kind])}）" if names.count(row.name) > 1 else row.name
        yield PART, PART_WORD

    def columns(self, key: str, part: str) -> dict[str, Any]:
        """The fields of an entry for a chosen place. Raises KeyError for a place the plan does not have."""
        if key in ("", CITY, PART):
            return {"scope_text": part, "whole": key == CITY}
        kind, row = self.known[key]
        return {kind: row, "scope_text": part}

    @staticmethod
    def key_of(row: Observation) -> str:
        """The choice that stands for an observation's place."""
        for kind in KINDS:
            named = getattr(row, kind)
            if named:
                return f"{kind}:{named.code}"
        return PART if row.scope_text else CITY
