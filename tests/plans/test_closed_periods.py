"""Periods that are over are judged once; the one that runs is running. Cases by hand, then the law for all evidence."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.metrics import Scope
from lianzhang.kernel.periods import Period, parse_period, windows
from lianzhang.plans.evaluation import Evaluation, Part, State, across, each_period, over_periods

from .evidence import DUE, START, figure, terms

MET, ON_COURSE, RUNNING = State.MET, State.ON_COURSE, State.RUNNING
BEHIND, MISSED, UNKNOWN, NOT_DUE = State.BEHIND, State.MISSED, State.UNKNOWN, State.NOT_DUE
YEARS = [parse_period(str(year)) for year in (2021, 2022, 2023)]


def quarterly(points, at, **more):
    return each_period(terms(">=", 1, "each", window="quarter", **more), points, at)


def held(*quarters):
    return [figure(quarter, 1, stock=False) for quarter in quarters]


def states(found):
    return [part.evaluation.state for part in found.parts]


@pytest.mark.parametrize(
    ("quarters", "at", "whole", "parts"),
    [
        # the first quarter runs: nothing is judged yet
        ((), "2021-02-15", RUNNING, [RUNNING]),
        # a meeting held in it is held
        (("2021Q1",), "2021-03-31", ON_COURSE, [MET]),
        # the first is over without a record, the second runs
        ((), "2021-05-15", UNKNOWN, [UNKNOWN, RUNNING]),
        (("2021Q1",), "2021-05-15", ON_COURSE, [MET, RUNNING]),
        (("2021Q1", "2021Q3"), "2021-09-30", UNKNOWN, [MET, UNKNOWN, MET]),
    ],
)
def test_a_quarter_that_runs_is_running(quarters, at, whole, parts):
    found = quarterly(held(*quarters), date.fromisoformat(at))
    assert (found.state, states(found)) == (whole, parts)


def test_a_quarter_counted_too_low_is_missed_when_it_is_over_and_running_before():
    points = [figure("2021-01", 0, stock=False), figure("2021Q1", 0, stock=False)]
    assert quarterly(points, date(2021, 2, 15)).state is RUNNING
    found = quarterly(points, date(2021, 3, 31))
    assert (found.state, states(found)) == (BEHIND, [MISSED])


def each_chain(reports, at):
    """`reports`: for each chain the quarters it met in."""
    goal = terms(">=", 1, "each", window="quarter")
    parts = [Part(Scope("chain", pk), quarterly(held(*quarters), at)) for pk, quarters in enumerate(reports, 1)]
    return across(goal, parts, at)


@pytest.mark.parametrize(
    ("reports", "at", "whole", "parts"),
    [
        ([(), ()], "2021-02-15", RUNNING, [RUNNING, RUNNING]),
        # one chain has met already in the quarter that runs
        ([("2021Q1",), ("2021Q1",)], "2021-05-15", ON_COURSE, [ON_COURSE, ON_COURSE]),
        ([("2021Q1",), ()], "2021-05-15", UNKNOWN, [ON_COURSE, UNKNOWN]),
        ([("2021Q1", "2021Q2"), ("2021Q1",)], "2021-06-30", UNKNOWN, [ON_COURSE, UNKNOWN]),
    ],
)
def test_every_quarter_of_every_chain(reports, at, whole, parts):
    found = each_chain(reports, date.fromisoformat(at))
    assert (found.state, states(found)) == (whole, parts)


@pytest.mark.parametrize(
    ("members", "whole"),
    [
        ([MET, RUNNING], RUNNING),
        ([ON_COURSE, RUNNING], ON_COURSE),
        ([MET, NOT_DUE], ON_COURSE),
        ([RUNNING, NOT_DUE], RUNNING),
        ([NOT_DUE, NOT_DUE], NOT_DUE),
        ([UNKNOWN, RUNNING], UNKNOWN),
        ([BEHIND, RUNNING, UNKNOWN], BEHIND),
    ],
)
def test_members_that_run_or_wait_outweigh_no_other(members, whole):
    goal = terms(">=", 1)
    parts = [Part(Scope("chain", pk), Evaluation(state, DUE, goal)) for pk, state in enumerate(members)]
    assert across(goal, parts, DUE).state is whole


def yearly_values(points, at, measure="level", values=(100, 110, 120), **more):
    cells = [
        (year, terms(">=", value, measure, due=year.end, **({"window": "year"} | more)))
        for year, value in zip(YEARS, values, strict=True)
    ]
    return over_periods(cells, cells[-1][1], points, at)


def test_the_value_of_the_year_before_does_not_reach_the_goal_of_this_one():
    points = [figure("2021", 115, stock=False)]
    found = yearly_values(points, date(2022, 6, 30))
    assert (found.state, states(found)) == (ON_COURSE, [MET, RUNNING])
    assert found.parts[1].evaluation.point is None
    assert states(yearly_values(points, date(2022, 12, 31))) == [MET, UNKNOWN]


def test_a_share_at_the_end_of_each_year_needs_a_figure_of_that_year():
    points = [figure("2021-12", 55)]
    found = yearly_values(points, date(2022, 12, 31), values=(50, 54, 58), window="", share=True)
    assert states(found) == [MET, UNKNOWN]


def test_a_total_that_reached_the_next_years_value_has_reached_it():
    points = [figure("2021-12", 115)]
    found = yearly_values(points, date(2022, 6, 30), measure="cumulative", window="")
    assert (found.state, states(found)) == (ON_COURSE, [MET, MET])


def test_a_year_with_a_value_of_its_own_asked_each_quarter_is_judged_quarter_by_quarter():
    points = [figure(f"2021Q{number}", 2, stock=False) for number in (1, 2, 3, 4)]
    found = yearly_values(points, date(2022, 2, 15), measure="each", values=(2, 3, 3), window="quarter")
    assert states(found) == [MET, MET, MET, MET, RUNNING]
    assert [part.evaluation.terms.value for part in found.parts] == [2, 2, 2, 2, 3]


def test_shares_of_quarters_do_not_add_up_to_the_share_of_a_year():
    goal = terms(">=", 80, "each", window="year", share=True)
    quarters = [figure(f"2021Q{number}", 45, stock=False) for number in (1, 2, 3, 4)]
    assert states(each_period(goal, quarters, date(2021, 12, 31))) == [UNKNOWN]
    assert states(each_period(goal, quarters[:2], date(2021, 8, 1))) == [RUNNING]
    whole = [*quarters, figure("2021", 45, stock=False)]
    assert states(each_period(goal, whole, date(2021, 12, 31))) == [MISSED]


def test_a_limit_for_each_quarter_is_met_when_the_quarter_is_over():
    goal = terms("<=", 3, "each", window="quarter")
    assert states(each_period(goal, [figure("2021-01", 2, stock=False)], date(2021, 2, 15))) == [RUNNING]
    assert states(each_period(goal, [figure("2021-01", 4, stock=False)], date(2021, 2, 15))) == [BEHIND]
    assert states(each_period(goal, [figure("2021Q1", 2, stock=False)], date(2021, 3, 31))) == [MET]


CODES = [str(year.start.year) for year in YEARS]
PIECES = [
    *CODES,
    *(period.code for period in windows(START, DUE, "quarter")),
    *(period.code for period in windows(START, DUE, "month")),
    *("2021-01..2021-11", "2021Q3..2022Q1", "2022-11-15"),
]
FIGURES = st.lists(
    st.builds(
        figure,
        st.sampled_from(PIECES),
        st.integers(0, 30),
        stock=st.booleans(),
        precision=st.sampled_from(["exact", "over", "about", "under"]),
    ),
    max_size=10,
)
COMPARATORS = st.sampled_from([">=", ">", "~", "range", "=", "near", "<=", "<"])
DAYS = st.dates(START, date(2023, 12, 30))


def closed(found, at):
    return {part.key: part.evaluation for part in found.parts if part.key.end <= at}


def running(points, at, window):
    """The figures that reach into the period that runs on `at`, and those that end before it.

    On its last day a period is over: then the next one is about to run."""
    tomorrow = at + timedelta(days=1)
    begins = next(windows(tomorrow, tomorrow, window)).start
    return [each for each in points if each.period.end >= begins], [each for each in points if each.period.end < begins]


def law(judge, points, at, window):
    now, before = running(points, at, window)
    with_now, without = judge(before + now, at), judge(before, at)
    assert closed(with_now, at) == closed(without, at)
    for each in with_now.parts:
        assert isinstance(each.key, Period)
        assert (each.evaluation.state in (RUNNING, BEHIND, MET)) or each.key.end <= at


@given(COMPARATORS, st.integers(0, 20), st.sampled_from(["month", "quarter", "year"]), st.booleans(), FIGURES, DAYS)
def test_closed_periods_never_depend_on_the_one_that_runs(comparator, value, window, share, points, at):
    goal = terms(comparator, value, "each", window=window, value_max=Decimal(value + 2), share=share)
    law(lambda known, day: each_period(goal, known, day), points, at, window)


@given(
    COMPARATORS,
    st.lists(st.integers(0, 20), min_size=3, max_size=3),
    st.sampled_from(["level", "cumulative", "added", "growth", "ratio", "difference", "each"]),
    st.sampled_from(["", "year"]),
    FIGURES,
    DAYS,
)
def test_years_with_values_of_their_own_never_depend_on_the_year_that_runs(
    comparator, values, measure, window, points, at
):
    cells = [
        (year, terms(comparator, value, measure, due=year.end, window=window or ("year" if measure == "each" else "")))
        for year, value in zip(YEARS, values, strict=True)
    ]
    law(lambda known, day: over_periods(cells, cells[-1][1], known, day), points, at, "year")


@given(st.lists(FIGURES, min_size=1, max_size=3), DAYS)
def test_quarters_of_chains_never_depend_on_the_quarter_that_runs(chains, at):
    goal = terms(">=", 2, "each", window="quarter")

    def lights(with_now):
        wholes = []
        for points in chains:
            now, before = running(points, at, "quarter")
            wholes.append(each_period(goal, before + (now if with_now else []), at))
        return [closed(whole, at) for whole in wholes], across(goal, [Part(Scope("chain", 1), w) for w in wholes], at)

    (one, whole), (other, bare) = lights(with_now=True), lights(with_now=False)
    assert one == other
    decided = (BEHIND, MISSED, UNKNOWN)
    assert (whole.state in decided) == (bare.state in decided)
