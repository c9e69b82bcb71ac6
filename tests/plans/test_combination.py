from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.metrics import Scope
from lianzhang.kernel.periods import Period, parse_period, windows
from lianzhang.plans.evaluation import Evaluation, Part, State, across, each_period, over_periods

from .evidence import DUE, START, figure, terms


def yearly(value, *points, day=DUE):
    return each_period(terms(">=", value, "each", window="year"), points, day)


def states(found):
    return [part.evaluation.state for part in found.parts]


def test_every_year_reached_is_met_only_when_the_last_is():
    years = [figure(str(year), 25, stock=False) for year in (2021, 2022, 2023)]
    assert yearly(20, *years).state is State.MET
    assert yearly(20, *years, day=date(2022, 12, 31)).state is State.ON_COURSE
    assert yearly(20, *years).progress == 1


def test_a_year_that_failed_is_behind_while_the_plan_runs_and_missed_at_its_end():
    years = [figure("2021", 12, stock=False), figure("2022", 25, stock=False), figure("2023", 25, stock=False)]
    assert yearly(20, *years, day=date(2022, 12, 31)).state is State.BEHIND
    found = yearly(20, *years)
    assert found.state is State.MISSED
    assert states(found) == [State.MISSED, State.MET, State.MET]


def test_a_year_nobody_reported_leaves_the_whole_unknown():
    found = yearly(20, figure("2022", 25, stock=False))
    assert found.state is State.UNKNOWN
    assert states(found) == [State.UNKNOWN, State.MET, State.UNKNOWN]


def test_the_running_year_judges_nobody():
    before = [figure("2021", 20, stock=False), figure("2022", 20, stock=False)]
    day = date(2023, 6, 30)
    for sofar in (12, 5):
        found = yearly(20, *before, figure("2023-01..2023-06", sofar, stock=False), day=day)
        assert (found.state, states(found)) == (State.ON_COURSE, [State.MET, State.MET, State.RUNNING])
        assert found.parts[-1].evaluation.expected == Decimal(20) * 181 / 365
    assert yearly(20, *before, day=day).state is State.ON_COURSE
    assert states(yearly(20, *before, figure("2023-01..2023-06", 20, stock=False), day=day))[-1] is State.MET


def test_quarters_of_one_year_add_up_and_a_yearly_figure_replaces_them():
    quarters = [figure(f"2021Q{number}", 6, stock=False) for number in (1, 2, 3, 4)]
    found = yearly(20, *quarters, day=date(2021, 12, 31))
    assert found.parts[0].evaluation.point.nominal == 24
    found = yearly(20, *quarters, figure("2021", 23, stock=False), day=date(2021, 12, 31))
    assert found.parts[0].evaluation.point.nominal == 23


def test_quarters_with_a_gap_prove_no_failure():
    found = yearly(20, figure("2021Q1", 6, stock=False), day=date(2021, 12, 31))
    assert states(found) == [State.UNKNOWN]


def meetings(*points, day):
    return each_period(
        terms(">=", 1, "each", window="quarter", due=date(2023, 12, 31), start=date(2023, 7, 1)), points, day
    )


def test_a_meeting_held_in_january_counts_for_the_quarter_it_was_held_for():
    third = figure("2023Q3", 1, day=date(2023, 8, 12), stock=False)
    fourth = figure("2023Q4", 1, day=date(2024, 1, 18), stock=False)
    assert meetings(third, fourth, day=DUE).state is State.UNKNOWN
    found = meetings(third, fourth, day=date(2024, 1, 18))
    assert (found.state, states(found)) == (State.MET, [State.MET, State.MET])
    assert found.parts[1].evaluation.met_since == date(2024, 1, 18)


def test_two_meetings_of_one_quarter_are_two():
    one, other = (figure("2023Q3", 1, day=date(2023, month, 10), stock=False) for month in (7, 9))
    found = each_period(
        terms(">=", 2, "each", window="quarter", start=date(2023, 7, 1)), [one, other], date(2023, 9, 30)
    )
    assert states(found) == [State.MET]


def test_a_value_for_each_year_is_judged_year_by_year():
    whole = terms(">=", 120, "level", window="year")
    cells = [
        (parse_period(str(year)), terms(">=", value, "level", window="year", due=date(year, 12, 31)))
        for year, value in ((2021, 100), (2022, 110), (2023, 120))
    ]
    points = [figure("2021", 105, stock=False), figure("2022", 108, stock=False)]
    found = over_periods(cells, whole, points, date(2022, 12, 31))
    assert (found.state, states(found)) == (State.BEHIND, [State.MET, State.MISSED])
    found = over_periods(cells, whole, [*points, figure("2023", 130, stock=False)], DUE)
    assert (found.state, states(found)) == (State.MISSED, [State.MET, State.MISSED, State.MET])


def part(number, state):
    return Part(Scope("chain", number), Evaluation(state, DUE, terms(">=", 1)))


def test_thirteen_chains_are_met_only_together():
    parts = [part(number, State.MET) for number in range(13)]
    assert across(terms(">=", 1), parts, DUE).state is State.MET
    found = across(terms(">=", 1), [*parts[:12], part(13, State.UNKNOWN)], DUE)
    assert (found.state, found.count(State.MET), found.progress) == (State.UNKNOWN, 12, Decimal(12) / 13)


def test_a_proven_failure_outweighs_a_gap_and_a_gap_outweighs_success():
    mixed = [part(1, State.MET), part(2, State.UNKNOWN), part(3, State.BEHIND)]
    assert across(terms(">=", 1), mixed, DUE).state is State.BEHIND
    assert across(terms(">=", 1), mixed[:2], DUE).state is State.UNKNOWN


def test_no_chain_at_all_is_unknown():
    assert across(terms(">=", 1), [], DUE).state is State.UNKNOWN


QUARTERS = st.sampled_from([period.code for period in windows(START, DUE, "quarter")])
REPORTS = st.dictionaries(QUARTERS, st.integers(0, 3), max_size=12)


@given(REPORTS, st.dates(START, date(2025, 12, 31)))
def test_a_run_of_quarters_is_met_exactly_when_every_quarter_is(reports, day):
    points = [figure(code, value, stock=False) for code, value in reports.items()]
    found = each_period(terms(">=", 1, "each", window="quarter"), points, day)
    every = all(reports.get(period.code, 0) >= 1 for period in windows(START, DUE, "quarter"))
    assert (found.state is State.MET) == (every and day >= DUE)
    for each in found.parts:
        assert isinstance(each.key, Period)
        known = reports.get(each.key.code)
        if each.key.end > day:
            assert each.evaluation.state is State.RUNNING
        elif known is None:
            assert each.evaluation.state is State.UNKNOWN
