"""Coordinate systems: known places, there and back, and how far the bend can go."""

from __future__ import annotations

from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.enterprises.coordinates import Place, convert
from lianzhang.enterprises.models import CoordinateSystem

systems = st.sampled_from([str(each) for each in CoordinateSystem])
# The province of Hubei and around.
longitudes, latitudes = st.floats(105, 120), st.floats(25, 40)
METRES = 111_320  # a degree of latitude


def metres(one: Place, other: Place) -> float:
    east = (one.longitude - other.longitude) * cos(radians(one.latitude))
    return hypot(east, one.latitude - other.latitude) * METRES


@pytest.mark.parametrize(
    ("earth", "bent"),
    [
        # The pairs with which the library eviltransform tests itself.
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_places_known_in_both_systems(earth: tuple[float, float], bent: tuple[float, float]) -> None:
    assert convert(*earth, "wgs84", "gcj02") == pytest.approx(bent, abs=1e-9)
    assert convert(*bent, "gcj02", "wgs84") == pytest.approx(earth, abs=1e-7)


@given(longitudes, latitudes, systems, systems)
def test_there_and_back_is_the_same_place_within_a_metre(
    longitude: float, latitude: float, source: str, target: str
) -> None:
    there = convert(longitude, latitude, source, target)
    assert metres(convert(*there, target, source), Place(longitude, latitude)) < 1


@given(longitudes, latitudes)
def test_the_bend_is_seen_on_a_map_and_stays_below_a_kilometre(longitude: float, latitude: float) -> None:
    assert 10 < metres(convert(longitude, latitude, "cgcs2000", "gcj02"), Place(longitude, latitude)) < 1000
    assert 300 < metres(convert(longitude, latitude, "gcj02", "bd09"), Place(longitude, latitude)) < 1500


def test_abroad_nothing_is_bent() -> None:
    assert convert(2.35, 48.86, "wgs84", "gcj02") == (2.35, 48.86)


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(ValueError, match="mars"):
        convert(112, 32, "mars", "gcj02")
