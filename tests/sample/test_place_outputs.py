"""The made-up statistics can be compared: twelve places, forty industries, some near to the city and some far."""

from __future__ import annotations

from lianzhang.sample.place_outputs import draw_outputs
from lianzhang.supply.missing.reach import compared, table_of


def test_the_city_can_be_held_against_eleven_others() -> None:
    table = table_of(draw_outputs(1))
    assert (len(table.places), len(table.industries), table.left_out) == (12, 40, 0)
    found = compared(table, table.places.index("示例市"))
    assert (found.problem, found.undefined) == ("", "")
    has = [code for code, quotient in found.quotient.items() if quotient >= 1]
    assert 5 <= len(has) <= 25
    assert max(found.density.values()) - min(found.density.values()) > 0.3


def test_the_same_seed_gives_the_same() -> None:
    assert list(draw_outputs(3)) == list(draw_outputs(3))
    assert list(draw_outputs(3)) != list(draw_outputs(4))
