"""Points, sums, ranks and prizes as pure functions: worked examples, and what holds of every rule and figure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.quantities import Interval
from lianzhang.plans.evaluation import Award, Judged, Reach, Rule, State, Total, points_of, ranks
from lianzhang.plans.models.scoring import ScoreRule

ANY = Decimal("Infinity")


def held(low: Any, high: Any = ..., goal: int = 100, *, falling: bool = False, state: State = State.BEHIND) -> Judged:
    """A figure, or a range of them, held against a goal."""
    ends = [None if end is None else Decimal(str(end)) for end in (low, low if high is ... else high)]
    return Judged(state, Interval(*ends), Decimal(goal), Decimal(goal), falling)


def unknown(state: State = State.UNKNOWN) -> Judged:
    return Judged(state, None, Decimal(100), Decimal(100))


def rule(kind: ScoreRule, points: int = 30, **more: Any) -> Rule:
    return Rule(kind.value, Decimal(points), **{name: _exact(value) for name, value in more.items()})


def _exact(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


SHARE, STEPS, ALL = ScoreRule.PROPORTIONAL, ScoreRule.DEDUCTION, ScoreRule.ALL_OR_NOTHING
BONUS, VETO = ScoreRule.BONUS, ScoreRule.VETO

# The paper's words, the rule, what is known, at least and at most.
EXAMPLES = [
    ("30分，按完成比例计分", rule(SHARE), held(80), 24, 24),
    ("超额不加分", rule(SHARE), held(130), 30, 30),
    ("超额的按比例，至多36分", rule(SHARE, cap=36), held(130), 36, 36),
    ("约80，上下各一成", rule(SHARE), held(72, 88), 21.6, 26.4),
    ("只知道超过80", rule(SHARE), held(80, None), 24, 30),
    ("没有数", rule(SHARE), unknown(), 0, 30),
    ("越少越好：限100，实际125", rule(SHARE), held(125, falling=True), 24, 24),
    ("越少越好：守住", rule(SHARE), held(0, falling=True), 30, 30),
    ("每低1个百分点扣2分", rule(STEPS, step=1, per_step=2), held(7.5, goal=10), 25, 25),
    ("不足1个百分点的不扣", rule(STEPS, step=1, per_step=2, whole_steps=True), held(7.5, goal=10), 26, 26),
    ("扣完为止", rule(STEPS, step=1, per_step=2), held(-90, goal=10), 0, 0),
    ("可以倒扣10分", rule(STEPS, step=1, per_step=2, floor=-10), held(-90, goal=10), -10, -10),
    ("倒扣的，没有数", rule(STEPS, step=1, per_step=2, floor=-10), unknown(), -10, 30),
    ("每超1起扣5分", rule(STEPS, step=1, per_step=5), held(3, goal=1, falling=True), 20, 20),
    ("达标得30分", rule(ALL), held(100, state=State.MET), 30, 30),
    ("不达标不得分", rule(ALL), held(99, state=State.MISSED), 0, 0),
    ("还没到期", rule(ALL), held(99), 0, 30),
    ("每超1家加2分，最多5分", rule(BONUS, 0, step=1, per_step=2, cap=5), held(102), 4, 4),
    ("加到顶", rule(BONUS, 0, step=1, per_step=2, cap=5), held(110), 5, 5),
    ("没有超出", rule(BONUS, 0, step=1, per_step=2, cap=5), held(90), 0, 0),
    ("每新增1家加2分", rule(BONUS, 0, step=1, per_step=2, counted_from=0), held(3), 6, 6),
    ("不封顶，没有数", rule(BONUS, 0, step=1, per_step=2), unknown(), 0, ANY),
    ("压减的，每多压1吨加1分", rule(BONUS, 0, step=1, per_step=1), held(97, falling=True), 3, 3),
    ("否决不计分", rule(VETO, 0), unknown(), 0, 0),
]


@pytest.mark.parametrize(("paper", "by", "seen", "low", "high"), EXAMPLES, ids=[each[0] for each in EXAMPLES])
def test_points_are_those_worked_by_hand(paper: str, by: Rule, seen: Judged, low: Any, high: Any) -> None:
    assert points_of(by, seen) == (_exact(low), _exact(high))


numbers = st.decimals(-1000, 1000, places=2)
figures = st.tuples(numbers, numbers).map(lambda ends: Interval(min(ends), max(ends)))
some_rules = st.builds(
    Rule,
    kind=st.sampled_from([SHARE.value, STEPS.value, BONUS.value]),
    points=st.decimals(1, 100, places=1),
    step=st.decimals("0.1", 10, places=1),
    per_step=st.decimals("0.1", 10, places=1),
    whole_steps=st.booleans(),
    counted_from=st.none() | numbers,
    floor=st.decimals(-20, 0, places=1),
    cap=st.none() | st.decimals(100, 150, places=1),
)
goals = st.decimals(-100, 100, places=1)


@given(some_rules, figures, goals, st.booleans())
def test_points_lie_between_floor_and_cap(by: Rule, figure: Interval, goal: Decimal, falling: bool) -> None:
    points = points_of(by, Judged(State.BEHIND, figure, goal, goal, falling))
    assert by.floor <= points.low <= points.high <= by.most


@given(some_rules, numbers, numbers, goals, st.booleans())
def test_a_better_figure_never_brings_less(
    by: Rule, one: Decimal, other: Decimal, goal: Decimal, falling: bool
) -> None:
    worse, better = sorted((one, other), reverse=falling and not by.counts_up)
    low, high = (
        points_of(by, Judged(State.BEHIND, Interval(value, value), goal, goal, falling)) for value in (worse, better)
    )
    assert low.low <= high.low
    assert low.known
    assert high.known


@given(some_rules, figures, goals, st.booleans())
def test_the_unknown_spans_all_that_may_come(by: Rule, figure: Interval, goal: Decimal, falling: bool) -> None:
    nothing = points_of(by, Judged(State.UNKNOWN, None, goal, goal, falling))
    something = points_of(by, Judged(State.BEHIND, figure, goal, goal, falling))
    assert nothing.low <= something.low <= something.high <= nothing.high
    total = Total.of([(by, Judged(State.UNKNOWN, None, goal, goal, falling))])
    assert (total.low, total.high) == (by.floor, by.most)


# --- ranks and prizes
def total(low: int, high: int | None = None, full: int = 100, *, vetoed: bool | None = False) -> Total:
    return Total(Decimal(low), Decimal(low if high is None else high), Decimal(full), vetoed)


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ([total(90), total(80), total(70)], [(1, 1, False), (2, 2, False), (3, 3, False)]),
        ([total(90), total(80), total(80)], [(1, 1, False), (2, 2, True), (2, 2, True)]),
        # What is unknown of the second may bring it to the top.
        ([total(90), total(80, 95), total(70)], [(1, 2, False), (1, 2, False), (3, 3, False)]),
        ([total(90), total(80, 85), total(70)], [(1, 1, False), (2, 2, False), (3, 3, False)]),
        # Equal so far, and one of them may get more.
        ([total(80), total(80, 85)], [(1, 2, False), (1, 1, False)]),
        # Who is vetoed has no rank.
        ([total(90, vetoed=True), total(80), total(70)], [None, (1, 1, False), (2, 2, False)]),
        # Of 80 and of 100 points: no match.
        ([total(80, full=80), total(80)], [None, None]),
        ([total(80)], [None]),
    ],
)
def test_a_rank_is_told_where_nothing_unknown_turns_it(totals: list[Total], expected: list[Any]) -> None:
    told = ranks(dict(enumerate(totals)))
    assert [told[place][:3] if place in told else None for place in range(len(totals))] == expected


def test_a_veto_that_is_open_leaves_the_ranks_open() -> None:
    told = ranks({1: total(90, vetoed=None), 2: total(80)})
    assert (told[1].certain, told[2].certain) == (False, False)


@pytest.mark.parametrize(
    ("state", "vetoed"),
    [(State.MISSED, True), (State.MET, False), (State.ON_COURSE, False), (State.UNKNOWN, None), (State.BEHIND, None)],
)
def test_only_a_target_that_was_missed_vetoes(state: State, vetoed: bool | None) -> None:
    assert Total.of([(rule(VETO, 0), unknown(state))]).vetoed is vetoed


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 20)), min_size=2, max_size=6), st.data())
def test_whatever_the_unknown_turns_out_to_be_ranks_keep_their_bounds(told: list[Any], data: st.DataObject) -> None:
    before = ranks({place: total(low, low + more) for place, (low, more) in enumerate(told)})
    known = {place: total(low + data.draw(st.integers(0, more))) for place, (low, more) in enumerate(told)}
    for place, rank in ranks(known).items():
        assert before[place].best <= rank.best == rank.worst <= before[place].worst


PODIUM, PASS, TALK = Award(first=1, last=3), Award(at_least=Decimal(90)), Award(below=Decimal(60))


@pytest.mark.parametrize(
    ("award", "own", "others", "reach"),
    [
        (PODIUM, total(90), (total(80), total(70), total(60)), Reach.REACHED),
        (PODIUM, total(50), (total(80), total(70), total(60)), Reach.NOT),
        (PODIUM, total(50, 65), (total(80), total(70), total(60)), Reach.POSSIBLE),
        (PODIUM, total(50, vetoed=True), (total(40), total(30)), Reach.NOT),
        (PODIUM, total(80, full=80), (total(70),), Reach.NOT),
        (PASS, total(90), (), Reach.REACHED),
        (PASS, total(80, 95), (), Reach.POSSIBLE),
        (PASS, total(95, vetoed=None), (), Reach.POSSIBLE),
        (PASS, total(95, vetoed=True), (), Reach.NOT),
        (PASS, total(80), (), Reach.NOT),
        (TALK, total(59), (), Reach.REACHED),
        (TALK, total(50, 60), (), Reach.POSSIBLE),
        (TALK, total(60), (), Reach.NOT),
    ],
)
def test_a_prize_is_reached_possible_or_not(award: Award, own: Total, others: tuple[Total, ...], reach: Reach) -> None:
    totals = dict(enumerate((own, *others)))
    assert award.reach(own, ranks(totals).get(0)) is reach
