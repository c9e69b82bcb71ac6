"""Whether a reported figure counts for a target, and if not, why not."""

from datetime import date
from decimal import Decimal

import pytest

from lianzhang.plans.models import Observation, Relation, Target
from lianzhang.plans.words.bearing import BEARINGS, COUNTS, bearing

AT = date(2023, 12, 31)


def told(**given) -> str:
    measure = given.pop("measure", "cumulative")
    scope = {key: given.pop(key) for key in ("scope_kind", "own_chain") if key in given}
    target = Target(measure=measure, scope_kind=scope.get("scope_kind", "city"), chain_id=scope.get("own_chain"))
    seen = {name: given.pop(name, False) for name in ("counted", "usable", "recorded")}
    fields = {"state": "confirmed", "relation": "direct", "value": Decimal(1), "nature": "stock", "date": AT} | given
    return bearing(Observation(**fields), target, AT, **seen)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"counted": True, "usable": True}, COUNTS),
        ({"counted": True}, "unfit"),
        ({"state": "draft"}, "unconfirmed"),
        ({"state": "returned", "date": date(2024, 1, 1)}, "unconfirmed"),
        ({"date": date(2024, 1, 1)}, "later"),
        ({"value": None}, "blank"),
        ({"relation": "goal", "value": None}, "goal"),
        ({"relation": "context"}, "context"),
        ({"relation": "partial"}, "partial"),
        ({"relation": "proxy"}, "proxy"),
        ({"relation": "input"}, "input"),
        ({"relation": "baseline"}, "baseline"),
        ({"relation": "flow"}, "flow"),
        ({"nature": "flow"}, "flow"),
        ({"scope_text": "某园区"}, "scope"),
        ({"region_id": 1}, "scope"),
        ({"chain_id": 1}, "scope"),
        ({"chain_id": 2, "scope_kind": "chain", "own_chain": 1}, "scope"),
        ({"chain_id": None, "scope_kind": "each_chain"}, "scope"),
        ({"chain_id": 1, "scope_kind": "chain", "own_chain": 1}, "unpreferred"),
        ({}, "unpreferred"),
        ({"relation": "flow", "measure": "added", "nature": "flow"}, "unpreferred"),
        ({"recorded": True}, "recorded"),
        ({"recorded": True, "relation": "input"}, "recorded"),
        ({"recorded": True, "relation": "partial"}, "partial"),
        ({"recorded": True, "region_id": 1}, "scope"),
        ({"recorded": True, "counted": True, "usable": True}, COUNTS),
    ],
)
def test_a_figure_counts_or_says_why_not(given, expected):
    assert told(**given) == expected


def test_every_relation_that_may_not_count_has_words():
    assert {relation for relation in Relation if relation != Relation.DIRECT} <= set(BEARINGS)
