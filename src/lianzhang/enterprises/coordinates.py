"""Longitude and latitude from one of China's coordinate systems into another: pure functions, degrees in and out.

CGCS2000 and WGS-84 differ by centimetres and count as one here. GCJ-02 bends WGS-84 by some hundred metres within
China; BD-09 bends GCJ-02 once more. Neither formula was ever published by its makers: these are the ones recovered
from outside and in use everywhere, as in the library eviltransform (github.com/googollee/eviltransform, MIT)."""

from __future__ import annotations

from math import atan2, cos, hypot, pi, sin, sqrt
from typing import NamedTuple

from .models import CoordinateSystem

__all__ = ["Place", "convert"]

# The ellipsoid of Krasovsky (1940), which the formula is built on: half axis in metres, eccentricity squared.
AXIS, ECCENTRICITY = 6_378_245.0, 0.006_693_421_622_965_943
TURNS = 3_000 * pi / 180  # what BD-09 turns by
BEYOND = (72.004, 137.8347, 0.8293, 55.8271)  # outside this rectangle nothing is bent
ROUNDS = 6  # each round of the way back leaves a hundredth of the error before


class Place(NamedTuple):
    longitude: float
    latitude: float


def convert(longitude: float, latitude: float, source: str, target: str) -> Place:
    """A place known in `source` as `target` writes it. Raises ValueError for a system that is not known."""
    start, end = CoordinateSystem(source), CoordinateSystem(target)
    place = Place(longitude, latitude)
    if _kin(start) == _kin(end):
        return place
    middle = {"earth": _to_gcj02, "bd09": _from_bd09, "gcj02": _same}[_kin(start)](place)
    return {"earth": _from_gcj02, "bd09": _to_bd09, "gcj02": _same}[_kin(end)](middle)


def _kin(system: CoordinateSystem) -> str:
    return "earth" if system in (CoordinateSystem.WGS84, CoordinateSystem.CGCS2000) else str(system)


def _same(place: Place) -> Place:
    return place


def _to_gcj02(place: Place) -> Place:
    longitude, latitude = place
    west, east, south, north = BEYOND
    if not (west <= longitude <= east and south <= latitude <= north):
        return place
    x, y = longitude - 105.0, latitude - 35.0
    angle = latitude / 180 * pi
    bent = 1 - ECCENTRICITY * sin(angle) ** 2
    north_by = _north(x, y) * 180 / (AXIS * (1 - ECCENTRICITY) / (bent * sqrt(bent)) * pi)
    east_by = _east(x, y) * 180 / (AXIS / sqrt(bent) * cos(angle) * pi)
    return Place(longitude + east_by, latitude + north_by)


def _north(x: float, y: float) -> float:
    """Metres to the north."""
    straight = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    waves = 20 * sin(y * pi) + 40 * sin(y / 3 * pi) + 160 * sin(y / 12 * pi) + 320 * sin(y / 30 * pi)
    return straight + (_ripples(x) + waves) * 2 / 3


def _east(x: float, y: float) -> float:
    """Metres to the east."""
    straight = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    waves = 20 * sin(x * pi) + 40 * sin(x / 3 * pi) + 150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)
    return straight + (_ripples(x) + waves) * 2 / 3


def _ripples(x: float) -> float:
    return 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)


def _from_gcj02(place: Place) -> Place:
    """The bend has no inverse in closed form: it is taken off as it is where one has come so far."""
    estimate = place
    for _ in range(ROUNDS):
        bent = _to_gcj02(estimate)
        estimate = Place(
            estimate.longitude + place.longitude - bent.longitude, estimate.latitude + place.latitude - bent.latitude
        )
    return estimate


def _to_bd09(place: Place) -> Place:
    x, y = place
    radius = hypot(x, y) + 0.000_02 * sin(y * TURNS)
    angle = atan2(y, x) + 0.000_003 * cos(x * TURNS)
    return Place(radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006)


def _from_bd09(place: Place) -> Place:
    x, y = place.longitude - 0.0065, place.latitude - 0.006
    radius = hypot(x, y) - 0.000_02 * sin(y * TURNS)
    angle = atan2(y, x) - 0.000_003 * cos(x * TURNS)
    return Place(radius * cos(angle), radius * sin(angle))
