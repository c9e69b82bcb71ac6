"""One goal at a date: cases worked by hand from published figures, then laws that must always hold."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lianzhang.plans.evaluation import Reason, State, evaluate

from .evidence import DUE, START, figure, terms

LITTLE_GIANTS = [figure("2021-04", 7, day=date(2021, 4, 25)), figure("2022-09", 46), figure("2024-12", 62)]
GREEN_CHAINS = [figure("2023-03", 1, day=date(2023, 3, 9))]


def state(goal, points, day):
    return evaluate(goal, points, day).state


def test_little_giants_were_met_a_year_early_and_far_over():
    found = evaluate(terms(">=", 12), LITTLE_GIANTS, DUE)
    assert found.state is State.MET
    assert found.met_since == date(2022, 9, 30)
    assert found.early_days == 457
    assert round(found.over, 3) == Decimal("2.833")
    assert found.remaining is None


def test_little_giants_ran_ahead_of_pace_before_they_were_met():
    found = evaluate(terms(">=", 12), LITTLE_GIANTS, date(2021, 6, 30))
    assert found.state is State.ON_COURSE
    assert found.point.nominal == 7
    assert found.remaining == 5
    assert found.projection is None, "one figure so early makes no line"


def test_green_supply_chains_are_unknown_at_the_end_and_were_behind_when_last_seen():
    goal = terms(">=", 10)
    assert state(goal, GREEN_CHAINS, date(2023, 3, 31)) is State.BEHIND
    found = evaluate(goal, GREEN_CHAINS, DUE)
    assert (found.state, found.reason, found.last_seen) == (State.UNKNOWN, Reason.NOTHING_AT_DUE, State.BEHIND)


def test_a_figure_counts_only_from_its_own_day():
    goal = terms(">=", 10)
    assert state(goal, GREEN_CHAINS, date(2023, 3, 8)) is State.UNKNOWN
    assert state(goal, GREEN_CHAINS, date(2023, 3, 9)) is State.BEHIND


def test_design_centres_passed_years_early_stay_met_though_nothing_newer_is_known():
    goal = terms(">=", 15)
    points = [figure("2022-01", 15, day=date(2022, 1, 17))]
    found = evaluate(goal, points, DUE)
    assert (found.state, found.met_since) == (State.MET, date(2022, 1, 17))


def test_without_evidence_there_is_no_light():
    for day in (START, date(2022, 6, 30), DUE, date(2026, 1, 1)):
        found = evaluate(terms(">=", 1), [], day)
        assert (found.state, found.reason, found.progress) == (State.UNKNOWN, Reason.NO_EVIDENCE, None)


def test_before_its_start_nothing_is_due():
    assert state(terms(">=", 1), [figure("2020", 5)], date(2020, 12, 31)) is State.NOT_DUE


def test_a_total_that_falls_again_is_met_no_longer():
    points = [figure("2021-12", 15), figure("2022-12", 13)]
    goal = terms(">=", 15)
    assert state(goal, points, date(2022, 6, 30)) is State.MET
    assert state(goal, points, date(2023, 1, 31)) is State.ON_COURSE
    assert state(terms(">=", 40), points, date(2023, 1, 31)) is State.BEHIND


def test_a_total_met_again_is_met_since_the_last_time():
    points = [figure("2021-12", 15), figure("2022-06", 13), figure("2022-12", 16)]
    assert evaluate(terms(">=", 15), points, DUE).met_since == date(2022, 12, 31)


def test_a_goal_shown_short_on_its_last_day_is_missed():
    found = evaluate(terms(">=", 10), [figure("2023-12", 4)], DUE)
    assert (found.state, found.progress) == (State.MISSED, Decimal("0.4"))


def test_a_total_still_short_after_the_due_date_was_missed():
    points = [figure("2022-12", 3), figure("2024-06", 4)]
    assert state(terms(">=", 10), points, date(2024, 1, 31)) is State.UNKNOWN
    assert state(terms(">=", 10), points, date(2024, 7, 1)) is State.MISSED
    assert state(terms(">=", 10), points[1:], date(2024, 7, 1)) is State.MISSED


def test_a_goal_reached_only_after_its_date_is_not_called_met():
    found = evaluate(terms(">=", 5), [figure("2025-11", 5, day=date(2025, 11, 6))], date(2026, 1, 1))
    assert (found.state, found.reason) == (State.UNKNOWN, Reason.NOTHING_AT_DUE)
    assert found.reached_late == date(2025, 11, 6)


def test_a_later_fall_does_not_undo_what_stood_at_the_due_date():
    points = [figure("2021-07", 13), figure("2024-09", 6)]
    assert state(terms("=", 13), points, date(2024, 12, 31)) is State.MET


def test_old_figures_that_do_not_reach_the_goal_light_nothing():
    points = [figure("2021-06", 6)]
    assert state(terms(">=", 10), points, date(2022, 6, 29)) is State.ON_COURSE
    found = evaluate(terms(">=", 10), points, date(2022, 7, 31))
    assert (found.state, found.reason, found.last_seen) == (State.UNKNOWN, Reason.STALE, State.ON_COURSE)


def test_output_of_a_year_is_judged_by_that_year():
    goal = terms(">", 5500, "level", window="year")
    assert state(goal, [figure("2022", 5600, stock=False)], date(2023, 6, 30)) is State.MET
    assert state(goal, [figure("2022", 5600, stock=False)], DUE) is State.UNKNOWN
    assert state(goal, [figure("2023", 5600, stock=False)], DUE) is State.MET
    assert state(goal, [figure("2023", 5500, stock=False)], DUE) is State.MISSED


def test_part_of_a_year_proves_only_that_the_goal_is_passed():
    goal = terms(">=", 3000, "level", window="year", due=date(2025, 12, 31))
    eleven = figure("2021-01..2021-11", 2000, stock=False, precision="over")
    found = evaluate(goal, [eleven], date(2021, 12, 31))
    assert (found.state, found.reason) == (State.RUNNING, Reason.INCOMPLETE)
    enough = figure("2025-01..2025-09", 3100, stock=False)
    assert state(goal, [enough], date(2025, 12, 31)) is State.MET
    assert state(goal, [enough, eleven], date(2025, 12, 31)) is State.MET


def test_a_level_without_baseline_follows_its_trend():
    goal = terms(">=", 500, "level", window="year", due=date(2025, 12, 31))
    one = [figure("2021", 400, stock=False)]
    assert evaluate(goal, one, date(2022, 6, 30)).reason is Reason.NO_PACE
    assert state(goal, one, date(2022, 6, 30)) is State.RUNNING
    rising, flat = [*one, figure("2022", 440, stock=False)], [*one, figure("2022", 405, stock=False)]
    assert state(goal, rising, date(2023, 6, 30)) is State.ON_COURSE
    assert state(goal, flat, date(2023, 6, 30)) is State.BEHIND
    assert round(evaluate(goal, rising, date(2023, 6, 30)).projection.value) == 560


def test_a_falling_series_towards_at_most_is_on_course_below_the_line_and_behind_above():
    goal = terms("<=", 40, "level", baseline=Decimal(50))
    assert state(goal, [figure("2022-06", 44)], date(2022, 6, 30)) is State.ON_COURSE
    assert state(goal, [figure("2022-06", 46)], date(2022, 6, 30)) is State.BEHIND
    assert state(goal, [figure("2023-12", 40)], DUE) is State.MET
    assert state(goal, [figure("2023-12", 41)], DUE) is State.MISSED


def test_staying_near_is_decided_on_the_last_day_only():
    goal = terms("near", 50, "level")
    assert state(goal, [figure("2022-06", 52)], date(2022, 7, 1)) is State.ON_COURSE
    found = evaluate(goal, [figure("2022-06", 60)], date(2022, 7, 1))
    assert (found.state, found.reason) == (State.RUNNING, Reason.OUTSIDE)
    assert state(goal, [figure("2023-12", 52)], DUE) is State.MET
    assert state(goal, [figure("2023-12", 60)], DUE) is State.MISSED


def test_a_growth_rate_holds_to_the_end_before_it_is_met():
    goal = terms(">=", 10, "growth", window="year")
    points = [figure("2021", 12, stock=False), figure("2022", 11, stock=False), figure("2023", 10.5, stock=False)]
    assert state(goal, points, date(2022, 6, 30)) is State.ON_COURSE
    assert state(goal, points, DUE) is State.MET
    assert state(goal, [figure("2022", 9, stock=False)], date(2023, 6, 30)) is State.BEHIND


def test_a_lead_over_a_moving_base_may_be_exactly_nothing():
    goal = terms(">=", 0, "difference", window="year")
    assert state(goal, [figure("2023", 0, stock=False)], DUE) is State.MET
    assert state(goal, [figure("2023", -0.1, stock=False)], DUE) is State.MISSED


def test_one_figure_is_drawn_out_only_after_a_quarter_of_the_time():
    goal = terms(">=", 20)
    assert evaluate(goal, [figure("2021-06", 5)], date(2021, 6, 30)).projection is None
    found = evaluate(goal, [figure("2021-12", 5)], date(2021, 12, 31)).projection
    assert (found.method, round(found.value)) == ("average", 15)


def test_added_amounts_sum_without_counting_a_day_twice():
    goal = terms(">=", 500, "added")
    points = [
        figure("2021", 200, stock=False),
        figure("2021Q4", 60, stock=False),
        figure("2022", 180, stock=False),
        figure("2023", 130, stock=False),
    ]
    found = evaluate(goal, points, DUE)
    assert (found.state, found.point.nominal) == (State.MET, 510)
    assert len(found.point.rows) == 3
    assert state(goal, points[:-1], date(2023, 6, 30)) is State.ON_COURSE
    assert state(goal, points[:1], date(2022, 6, 30)) is State.ON_COURSE
    assert state(goal, [figure("2021", 150, stock=False)], date(2022, 6, 30)) is State.BEHIND


def test_a_sum_with_a_gap_proves_no_failure():
    goal = terms(">=", 500, "added")
    found = evaluate(goal, [figure("2021", 200, stock=False), figure("2023", 130, stock=False)], DUE)
    assert (found.state, found.reason) == (State.UNKNOWN, Reason.INCOMPLETE)
    assert state(goal, [figure("2021..2023", 330, stock=False)], DUE) is State.MISSED


def test_amounts_from_before_the_plan_are_not_newly_added():
    assert state(terms(">=", 100, "added"), [figure("2019", 300, stock=False)], DUE) is State.UNKNOWN


def test_a_rounded_figure_that_may_or_may_not_reach_the_goal_decides_nothing_at_the_end():
    found = evaluate(terms(">=", 2500), [figure("2023-12", 2400, precision="over")], DUE)
    assert (found.state, found.reason) == (State.UNKNOWN, Reason.PRECISION)


MONTHS = st.builds(lambda year, month: f"{year}-{month:02d}", st.integers(2020, 2025), st.integers(1, 12))
POINTS = st.lists(st.builds(figure, MONTHS, st.integers(0, 40), stock=st.booleans()), max_size=8)
GOALS = st.builds(
    terms,
    st.sampled_from([">=", ">", "~", "range", "=", "near", "<=", "<"]),
    st.integers(0, 30),
    st.sampled_from(["level", "cumulative", "added", "growth", "ratio", "difference"]),
    window=st.sampled_from(["", "year"]),
    baseline=st.sampled_from([None, Decimal(3)]),
)
DATES = st.dates(START, date(2026, 12, 31))


@given(GOALS, POINTS, DATES)
def test_every_goal_has_a_state_and_no_light_stands_without_a_figure(goal, points, day):
    found = evaluate(goal, points, day)
    assert found.state in State
    if found.state not in (State.UNKNOWN, State.NOT_DUE):
        assert found.point is not None
        assert found.point.rows
    if found.state is State.UNKNOWN:
        assert found.reason is not None


@given(GOALS, POINTS, DATES)
def test_figures_from_after_the_day_looked_from_change_nothing(goal, points, day):
    known = [point for point in points if point.date <= day]
    assert evaluate(goal, points, day) == evaluate(goal, known, day)


@given(GOALS, POINTS, DATES)
def test_the_order_in_which_figures_arrive_does_not_matter(goal, points, day):
    distinct = {(point.date, point.stock): point for point in points}
    kept = list(distinct.values())
    assert evaluate(goal, kept, day).state is evaluate(goal, kept[::-1], day).state


@given(GOALS, POINTS, DATES)
def test_missed_is_said_only_from_the_due_date_and_behind_only_before(goal, points, day):
    found = evaluate(goal, points, day).state
    assert found is not State.MISSED or day >= goal.due
    assert found not in (State.BEHIND, State.ON_COURSE) or day < goal.due


@given(st.integers(1, 30), POINTS, DATES)
def test_met_means_that_a_figure_true_by_the_due_date_reaches_the_goal(value, points, day):
    found = evaluate(terms(">=", value), points, day)
    if found.state is State.MET:
        assert found.point.nominal >= value
        assert found.met_since <= min(day, DUE)
        assert found.early_days >= 0
