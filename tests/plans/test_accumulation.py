from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.periods import Period
from lianzhang.plans.evaluation.accumulation import comparable, disjoint, total

from .evidence import DUE, START, figure, terms

CODES = st.sampled_from(
    ["2021", "2021H1", "2021H2", "2021Q1", "2021Q4", "2022", "2022-03", "2022Q1", "2023", "2021..2022"]
)
AMOUNTS = st.dictionaries(CODES, st.integers(0, 50), min_size=1).map(
    lambda chosen: [figure(code, value, stock=False) for code, value in chosen.items()]
)


@given(AMOUNTS)
def test_no_day_is_counted_twice_and_nothing_that_fits_is_left_out(amounts):
    chosen = disjoint(amounts)
    for one in chosen:
        assert not any(one is not other and one.period.overlaps(other.period) for other in chosen)
    for left in amounts:
        assert left in chosen or any(left.period.overlaps(one.period) for one in chosen)


@given(AMOUNTS)
def test_a_sum_is_closed_exactly_when_its_days_are_covered(amounts):
    chosen = disjoint(amounts)
    over = Period(START, DUE)
    covered = sum(point.period.days for point in chosen) == over.days
    assert (total(chosen, over).interval.high is not None) == covered


@given(AMOUNTS)
def test_running_totals_of_what_was_added_never_fall(amounts):
    values = [point.nominal for point in comparable(terms(">=", 1, "added"), amounts)]
    assert values == sorted(values)


def test_a_total_held_is_read_from_stocks_alone():
    stock, amount = figure("2022-06", 5), figure("2022", 3, stock=False)
    assert comparable(terms(">=", 1), [amount, stock]) == [stock]


def test_newly_added_may_be_read_from_a_stock_when_the_baseline_is_known():
    found = comparable(terms(">=", 5, "added", baseline=figure("2020", 10).nominal), [figure("2022-06", 16)])
    assert [point.nominal for point in found] == [6]
