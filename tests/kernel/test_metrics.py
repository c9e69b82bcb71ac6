from datetime import date
from decimal import Decimal

import pytest

from lianzhang.kernel.metrics import Ask, Evidence, Point, Row, Scope, UnknownMetric, all_metrics, get_metric, metric
from lianzhang.kernel.periods import Period
from lianzhang.kernel.quantities import Interval


def point(*rows: Row) -> Point:
    day = date(2022, 1, 1)
    return Point(Period(day, day), day, Decimal(1), Interval(Decimal(1), Decimal(1)), True, rows)


def test_evidence_names_every_row_once():
    evidence = Evidence((point(Row("observation", 1), Row("observation", 2)), point(Row("observation", 1))))
    assert evidence.rows == (Row("observation", 1), Row("observation", 2))


def test_a_load_is_shared_between_asks_of_one_run():
    loads = []
    ask = Ask(None, date(2022, 1, 1), Scope(), "家")
    again = Ask(None, date(2023, 1, 1), Scope(), "家", shared=ask.shared)
    for each in (ask, again):
        each.memo("figures", lambda: loads.append(1))
    assert len(loads) == 1


def test_a_metric_nobody_registered_is_refused():
    with pytest.raises(UnknownMetric):
        get_metric("nobody.knows")


def test_one_name_is_registered_once():
    name = "tests.once"
    metric(name, title="一次")(lambda ask: Evidence(()))
    assert all_metrics()[name] == "一次"
    with pytest.raises(ValueError, match="twice"):
        metric(name, title="两次")(lambda ask: Evidence((point(),)))


def test_a_metric_says_whether_reports_move_it_and_which_register_does():
    name = "tests.recorded"
    metric(name, title="登记的", items=("one",), reported=False, register="somewhere")(lambda ask: Evidence(()))
    entry = get_metric(name)
    assert (entry.items, entry.reported, entry.register) == (("one",), False, "somewhere")
    assert get_metric("plans.observed").reported
