"""What the made-up city and eleven made-up others make by industry: the city held against them shows what lies near.

Places lean towards one of four groups of industries, and the stronger ones do what few others do: so industries of a
group are found together, and complexity can be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from lianzhang.kernel.bulk import bulk_insert
from lianzhang.registry.models import Region
from lianzhang.supply.models import PlaceOutput

from .place import SOURCE, YEARS, facts

__all__ = ["Output", "draw_outputs", "write_place_outputs"]

LIGHT = ("13", "14", "15", "17", "18", "19", "20", "21", "22", "23", "24")
MATERIALS = ("25", "26", "27", "28", "29", "30", "31", "32", "33")
MACHINES = ("34", "35", "36", "37", "38", "39", "40", "41", "42", "43")
SERVICES = ("44", "51", "53", "58", "59", "63", "64", "65", "71", "75")
GROUPS = (LIGHT, MATERIALS, MACHINES, SERVICES)
OTHERS = tuple(f"对照{letter}市" for letter in "甲乙丙丁戊己庚辛壬")
# How the city leans: vehicles and machines most, then food and textiles; few services for production.
OWN = (1.0, 0.6, 1.6, 0.25)
# How few can do what a group does, and how much single industries differ in it.
DEMANDING, SPREAD = (-0.8, -0.2, 0.9, 0.5), 0.5
USUAL = 900_000.0  # 万元 that a usual place makes in a usual industry
YEAR = YEARS[-2]


class Output(NamedTuple):
    place: str
    industry: str
    value: float


def draw_outputs(seed: int) -> Iterator[Output]:
    """One year of every place and industry, 万元; the same seed gives the same."""
    rng = np.random.default_rng([seed, 4754])
    places = (facts()["city"]["name"], *(each["name"] for each in facts()["neighbours"]), *OTHERS)
    strength = dict(zip(places, np.linspace(1.0, -1.0, len(places)), strict=True))
    strength[places[0]] = 0.2
    demanding = {
        code: mean + SPREAD * rng.normal() for mean, group in zip(DEMANDING, GROUPS, strict=True) for code in group
    }
    for place in places:
        wide = (1.0 + strength[place]) / 2  # a strong place does something of everything
        drawn = wide + (1.0 - wide) * rng.gamma(0.6, 1.0, len(GROUPS))
        leans = OWN if place == places[0] else tuple(drawn)
        for lean, group in zip(leans, GROUPS, strict=True):
            for code in group:
                fits = np.exp(0.9 * strength[place] * demanding[code] + rng.normal(0.0, 0.6))
                value = round(USUAL * lean * float(fits))
                yield Output(place, code, 0.0 if value < USUAL / 20 else float(value))


def write_place_outputs(city: Region, seed: int) -> int:
    rows = list(draw_outputs(seed))
    same = {"city_id": city.pk, "year": YEAR, "source": SOURCE, "version": 0}
    columns: dict[str, Sequence[Any]] = {name: [getattr(row, name) for row in rows] for name in Output._fields}
    return bulk_insert(PlaceOutput, columns | {name: [value] * len(rows) for name, value in same.items()})
