"""What the chart of a target is told to draw."""

from datetime import date

from lianzhang.kernel.periods import parse_period
from lianzhang.plans.evaluation import each_period, evaluate
from lianzhang.plans.words.charts import target_chart

from .evidence import DUE, figure, terms
from .test_wording import goal, target

POINTS = [figure("2021-04", 7), figure("2022-09", 9)]


def drawn(asked, points, at, goals=None, **more):
    found = evaluate(asked, points, at)
    return target_chart(target(**more), goals or [goal(asked.comparator, asked.value)], found, points, {})


def test_the_goal_is_a_line_from_start_to_due_and_the_pace_climbs_to_it():
    chart = drawn(terms(">=", 12), POINTS, date(2022, 12, 31))
    assert chart["goal"] == [{"from": "2021-01-01", "to": "2023-12-31", "value": 12.0, "label": "不少于12家"}]
    assert [each["date"] for each in chart["pace"]] == ["2021-01-01", "2023-12-31"]
    assert chart["pace"][1]["value"] == 12.0


def test_a_revised_goal_is_drawn_until_the_day_before_the_new_one():
    revised = [goal(">=", 12), goal(">=", 20)]
    revised[1].effective_from = date(2022, 7, 1)
    chart = drawn(terms(">=", 20), POINTS, date(2022, 12, 31), revised)
    assert [(each["from"], each["to"], each["value"]) for each in chart["goal"]] == [
        ("2021-01-01", "2022-06-30", 12.0),
        ("2022-07-01", "2023-12-31", 20.0),
    ]


def test_a_range_keeps_its_upper_end():
    chart = drawn(terms("range", 1, value_max=2), [figure("2022-09", 1)], DUE, [goal("range", 1, value_max=2)])
    assert chart["goal"][0]["value_max"] == 2.0


def test_a_line_is_drawn_on_only_while_the_figure_still_speaks():
    assert drawn(terms(">=", 12), POINTS, date(2022, 12, 31))["projection"]["label"] == "按趋势推算"
    assert drawn(terms(">=", 12), POINTS, DUE)["projection"] is None


def test_a_target_of_each_period_is_drawn_as_bars_without_a_pace():
    asked = terms(">=", 100, "each", window="year")
    points = [figure("2021", 90, stock=False), figure("2022", 120, stock=False)]
    found = each_period(asked, points, DUE)
    chart = target_chart(target("each", window="year"), [goal(">=", 100)], found, points, {})
    assert chart["style"] == "bars"
    assert chart["pace"] == []
    assert [(bar["date"], bar["value"], bar["state"]) for bar in chart["points"]] == [
        ("2021-12-31", 90.0, "missed"),
        ("2022-12-31", 120.0, "met"),
    ]


def test_a_figure_names_its_source_and_keeps_its_precision():
    point = figure("2022-09", 9, precision="over")
    chart = target_chart(
        target(), [goal(">=", 12)], evaluate(terms(">=", 12), [point], DUE), [point], {point.rows[0]: "试验日报"}
    )
    (mark,) = chart["points"]
    assert (mark["source"], mark["precision"], mark["label"]) == ("试验日报", "over", "2022-09-30")
    assert mark["text"] == "超9家"


def test_an_amount_stands_over_its_period_and_a_count_on_its_day():
    point = figure("2022", 9, stock=False, day=date(2023, 1, 20))
    chart = target_chart(
        target("level"), [goal(">=", 12)], evaluate(terms(">=", 12, "level"), [point], DUE), [point], {}
    )
    (mark,) = chart["points"]
    assert (mark["starts"], mark["date"]) == ("2022-01-01", parse_period("2022").end.isoformat())
    counted = drawn(terms(">=", 12), POINTS, date(2022, 12, 31))
    assert "starts" not in counted["points"][0]
