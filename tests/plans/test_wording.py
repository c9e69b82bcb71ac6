"""What a goal, a value and a state are called in Chinese."""

from datetime import date
from decimal import Decimal

import pytest

from lianzhang.plans.evaluation import Evaluation, Reason, State, evaluate
from lianzhang.plans.models import Duty, Goal, Target
from lianzhang.plans.words.notes import completion_text, note_text, reason_text
from lianzhang.plans.words.wording import (
    asked_text,
    due_text,
    duty_text,
    goal_text,
    goals_text,
    pace_formula,
    point_text,
    rough_text,
    when_text,
)
from lianzhang.registry.models import Chain

from .evidence import DUE, START, figure, terms


def target(measure: str = "cumulative", unit: str = "家", **more: object) -> Target:
    given = {"name": "目标", "scope_kind": "city", "starts": START, "due": DUE} | more
    return Target(measure=measure, unit=unit, **given)


def goal(comparator: str, value: object, **more: object) -> Goal:
    return Goal(comparator=comparator, value=Decimal(str(value)), effective_from=START, **more)


@pytest.mark.parametrize(
    ("asked", "of", "said"),
    [
        (goal("~", 30), target(), "约30家，2023年底前"),
        (goal(">=", 12), target(), "不少于12家，2023年底前"),
        (goal(">", 5500), target("level", "亿元", window="year"), "超过5,500亿元，2023年"),
        (goal("=", 13), target("level", "条"), "13条，2023年底前"),
        (goal("range", 1, value_max=Decimal(2)), target(), "1—2家，2023年底前"),
        (goal(">=", 2), target("ratio", "%", window="year", strive=True), "力争不低于2%，2023年"),
        (
            goal(">=", 1),
            target("each", "次", window="quarter", scope_kind="each_chain"),
            "每季度不少于1次（每条产业链）",
        ),
        (goal(">=", 100), target("each", window="year"), "每年不少于100家"),
        (goal(">=", 500), target("added", "个"), "2021—2023年新增不少于500个"),
        (goal(">=", 10), target("growth", "%", base_year=2020), "年均增长不低于10%（以2020年为基年），2023年底前"),
        (goal("near", 5), target("level", "%"), "保持在5%上下，2023年底前"),
        (goal("<=", 3), target("level", "%"), "不高于3%，2023年底前"),
        (goal("<", 30), target("level", "天"), "低于30天，2023年底前"),
    ],
)
def test_a_goal_reads_as_the_plan_means_it(asked, of, said):
    assert goal_text(of, asked) == said


def test_a_goal_of_one_chain_and_year_names_both():
    cell = goal(">=", 800, chain=Chain(pk=1, name="汽车产业链"))
    cell.period_start, cell.period_end = date(2022, 1, 1), date(2022, 12, 31)
    assert goal_text(target("level", "亿元", window="year", scope_kind="each_chain"), cell) == (
        "汽车产业链：2022年不少于800亿元"
    )


def test_several_goal_rows_are_counted():
    rows = [goal(">=", value, chain=Chain(pk=value, name="链")) for value in (1, 2)]
    assert goals_text(target(scope_kind="each_chain"), rows) == "按产业链分列，共2项"


def test_no_goal_row_is_said_and_not_shown_as_zero():
    assert goals_text(target(), []) == "只监测，不设目标值"


@pytest.mark.parametrize(
    ("day", "said"),
    [(DUE, "2023年底前"), (date(2023, 6, 30), "2023年6月底前"), (date(2023, 6, 15), "2023-06-15前")],
)
def test_a_due_date_is_said_as_officials_say_it(day, said):
    assert due_text(day) == said


@pytest.mark.parametrize(
    ("duty", "said"),
    [
        (Duty(cadence="quarter"), "每季度至少1次"),
        (Duty(due=DUE), "2023年底前"),
        (Duty(when="常态化"), "常态化"),
        (Duty(), "未写时限"),
    ],
)
def test_a_duty_says_how_often_or_by_when(duty, said):
    assert duty_text(duty) == said


def test_a_value_keeps_its_precision_and_a_computed_one_is_rounded():
    assert point_text(figure("2022", 2000, precision="over"), "亿元") == "超2,000亿元"
    assert point_text(figure("2022", "62.34567"), "%") == "62.35%"


def test_sources_that_disagree_show_what_they_span():
    one, other = figure("2022-09", 17), figure("2022-09", 18)
    disputed = one._replace(interval=one.interval.hull(other.interval), disputed=True)
    assert point_text(disputed, "家") == "17—18家"


def test_a_total_has_a_day_and_an_amount_a_period():
    assert when_text(figure("2022-09", 46)) == "2022-09-30"
    assert when_text(figure("2021-01..2021-11", 46, stock=False)) == "2021年1—11月"


def test_no_source_at_all_differs_from_figures_that_do_not_count():
    nothing = evaluate(terms(">=", 12), [], DUE)
    assert reason_text(nothing, "家") == "没有任何来源报过这个数"
    assert reason_text(nothing, "家", related=True) == "只有口径相近的或一部分的数，不能当作这个数"


def test_a_stale_figure_names_its_day_and_what_was_seen():
    found = evaluate(terms(">=", 12, due=date(2025, 12, 31)), [figure("2022-03", 1)], date(2024, 6, 30))
    assert reason_text(found, "家") == "最近的数是2022-03-31的，已超过365天，那时进度滞后"


def test_a_figure_published_late_ages_from_the_time_it_speaks_of():
    published = figure("2022", 1, stock=False, day=date(2023, 2, 20))
    found = Evaluation(State.UNKNOWN, date(2024, 1, 31), terms(">=", 12), published, reason=Reason.STALE)
    assert reason_text(found, "家") == "最近的数是2022-12-31的，已超过365天"


def test_nothing_at_the_due_date_says_what_was_last_seen():
    found = evaluate(terms(">=", 10), [figure("2023-03", 1, day=date(2023, 3, 9))], DUE)
    assert reason_text(found, "家") == "到期时没有报数；最近的数是2023-03-09的，那时进度滞后"
    assert note_text(found, "家") == reason_text(found, "家")


def test_a_rounded_figure_at_the_bound_is_not_precise_enough():
    found = evaluate(terms(">=", 100), [figure("2023-12", 100, precision="about")], DUE)
    assert found.reason is Reason.PRECISION
    assert reason_text(found, "家") == "只报了大概的数，说不准是不是不少于100家，要报准确数"


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words(reason):
    found = Evaluation(State.UNKNOWN, DUE, terms(">=", 1), figure("2023-12", 1), reason=reason)
    assert reason_text(found, "家")


def test_what_is_behind_says_how_much_each_month_must_bring():
    found = evaluate(terms(">=", 10), [figure("2023-03", 1)], date(2023, 3, 31))
    assert note_text(found, "家") == "还差9家，平均每月要增1家"


def test_what_was_met_early_says_so():
    found = evaluate(terms(">=", 12), [figure("2022-09", 46)], DUE)
    assert note_text(found, "家") == "提前457天"


def test_the_even_pace_is_written_out_so_that_it_can_be_checked():
    asked = terms(">=", 10)
    expected = asked.expected_on(date(2023, 3, 9))
    assert pace_formula(asked, date(2023, 3, 9), expected, "家") == "0 + (10 − 0) × 798 ÷ 1,095天 = 7.3家"


@pytest.mark.parametrize(
    ("value", "said"), [("7.34", "7.3家"), ("9.0", "9家"), ("0.044", "0.04家"), ("1234.5", "1,235家")]
)
def test_a_computed_value_is_no_more_exact_than_it_deserves(value, said):
    assert rough_text(Decimal(value), "家") == said


def test_shares_are_low_or_high_and_counts_few_or_many():
    assert asked_text(goal(">=", 80), "%") == "不低于80%"
    assert asked_text(goal(">=", 80), "家") == "不少于80家"


def test_completion_stands_beside_the_even_pace_while_the_goal_is_under_way():
    under_way = evaluate(terms(">=", 10), [figure("2023-03", 1)], date(2023, 3, 31))
    assert completion_text(under_way, "家") == "完成10%，序时应完成75%"
    assert completion_text(evaluate(terms(">=", 12), [figure("2022-09", 46)], DUE), "家") == "完成383%"


def test_a_rate_or_nothing_known_has_no_completion():
    assert completion_text(evaluate(terms(">=", 10, "growth", window="year"), [figure("2022", 12)], DUE), "%") == ""
    assert completion_text(evaluate(terms(">=", 10), [], DUE), "家") == ""
