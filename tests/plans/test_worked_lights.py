"""Lights worked out by hand: what an official would say of each case before any code is asked."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest

from lianzhang.plans.evaluation import Reason, State, evaluate

from .evidence import DUE, figure, terms

MIDWAY = date(2022, 6, 30)
MET, ON_COURSE, RUNNING = State.MET, State.ON_COURSE, State.RUNNING
BEHIND, MISSED, UNKNOWN = State.BEHIND, State.MISSED, State.UNKNOWN


class Case(NamedTuple):
    """A goal from 2021 to the end of 2023, its figures, and the light on a day midway and on the last day."""

    asked: tuple[str, object]
    measure: str
    figures: tuple[tuple[str, object], ...]
    at: date
    state: State
    more: dict[str, object] = {}
    reason: Reason | None = None


def share(comparator, value, *figures, at, state, measure="level", reason=None, **more):
    return Case((comparator, value), measure, figures, at, state, {"share": True, **more}, reason)


def level(comparator, value, *figures, at, state, reason=None, **more):
    return Case((comparator, value), "level", figures, at, state, more, reason)


def count(comparator, value, *figures, at, state, reason=None, **more):
    return Case((comparator, value), "cumulative", figures, at, state, more, reason)


CASES = {
    # 到期末占比达到40%：期中已有42%，还可能掉下来
    "a share reached midway is on course": share(">=", 40, ("2022-06", 42), at=MIDWAY, state=ON_COURSE),
    "a share reached at the end is met": share(">=", 40, ("2023-12", 42), at=DUE, state=MET),
    "a share short midway is running": share(
        ">=", 40, ("2022-06", 38), at=MIDWAY, state=RUNNING, reason=Reason.NO_PACE
    ),
    "a share short on the last day is missed": share(">=", 40, ("2023-12", 38), at=DUE, state=MISSED),
    "a share short the day before is not missed": share(
        ">=", 40, ("2023-11", 38), at=date(2023, 12, 30), state=RUNNING, reason=Reason.NO_PACE
    ),
    "a ratio of two amounts reached midway is on course": share(
        ">=", 2, ("2021", 2.1), at=MIDWAY, state=ON_COURSE, measure="ratio", window="year"
    ),
    "a ratio that strays from its trend is behind": share(
        ">=", 2, ("2020", 1.5), ("2021", 1.6), at=MIDWAY, state=BEHIND, measure="ratio", window="year"
    ),
    "a share seen long ago is running, not unknown": share(
        ">=", 40, ("2021-03", 42), at=MIDWAY, state=RUNNING, reason=Reason.STALE
    ),
    "a share seen a year before the end says nothing of the end": share(
        ">=", 40, ("2022-06", 42), at=DUE, state=UNKNOWN, reason=Reason.NOTHING_AT_DUE
    ),
    # 近地配套率约40%，起点30%：期中应到33%
    "a share ahead of its recorded pace": share(
        "~", 40, ("2022-06", 34), at=MIDWAY, state=ON_COURSE, baseline=Decimal(30)
    ),
    "a share behind its recorded pace": share("~", 40, ("2022-06", 31), at=MIDWAY, state=BEHIND, baseline=Decimal(30)),
    # 控制在10%以内
    "a limit kept midway is on course": share("<=", 10, ("2022-06", 8), at=MIDWAY, state=ON_COURSE),
    "a limit kept to the end is met": share("<=", 10, ("2023-12", 8), at=DUE, state=MET),
    "a limit broken midway can be mended": share("<=", 10, ("2022-06", 12), at=MIDWAY, state=RUNNING),
    "a limit broken at the end is missed": share("<=", 10, ("2023-12", 12), at=DUE, state=MISSED),
    "a limit on a count kept so far is on course": count("<=", 3, ("2022-06", 2), at=MIDWAY, state=ON_COURSE),
    "a limit on a count passed cannot be mended": count("<=", 3, ("2022-06", 4), at=MIDWAY, state=BEHIND),
    "a limit on a count needs a figure of the end": count(
        "<=", 3, ("2021-06", 2), at=DUE, state=UNKNOWN, reason=Reason.NOTHING_AT_DUE
    ),
    "a limit on a count kept at the end is met": count("<=", 3, ("2023-12", 3), at=DUE, state=MET),
    # 保持在50上下（45—55）
    "near within reach is on course": level("near", 50, ("2022-06", 46), at=MIDWAY, state=ON_COURSE),
    "near out of reach is running": level("near", 50, ("2022-06", 30), at=MIDWAY, state=RUNNING, reason=Reason.OUTSIDE),
    "near too high is running": level("near", 50, ("2022-06", 70), at=MIDWAY, state=RUNNING, reason=Reason.OUTSIDE),
    "near from below at its pace": level("near", 50, ("2022-06", 46), at=MIDWAY, state=ON_COURSE, baseline=Decimal(40)),
    "near from below short of its pace": level(
        "near", 50, ("2022-06", 42), at=MIDWAY, state=BEHIND, baseline=Decimal(40)
    ),
    "near from above at its pace": level("near", 50, ("2022-06", 56), at=MIDWAY, state=ON_COURSE, baseline=Decimal(70)),
    "near from above short of its pace": level(
        "near", 50, ("2022-06", 66), at=MIDWAY, state=BEHIND, baseline=Decimal(70)
    ),
    # 年均增长10%
    "a rate kept so far is on course": share(
        ">=", 10, ("2021", 12), at=MIDWAY, state=ON_COURSE, measure="growth", window="year"
    ),
    "a rate short so far is behind": share(
        ">=", 10, ("2021", 9), at=MIDWAY, state=BEHIND, measure="growth", window="year"
    ),
    "a rate reported over goes both ways": share(
        ">=",
        10,
        ("2021", 10, "about"),
        at=MIDWAY,
        state=RUNNING,
        measure="growth",
        window="year",
        reason=Reason.PRECISION,
    ),
    # 年产值达到100亿元、超过100亿元
    "an amount reached early is met": level(">=", 100, ("2021", 100), at=MIDWAY, state=MET, window="year"),
    "exactly the value is not over it": level(
        ">", 100, ("2021", 100), at=MIDWAY, state=RUNNING, window="year", reason=Reason.NO_PACE
    ),
    "exactly the value is not over it at the end": level(">", 100, ("2023", 100), at=DUE, state=MISSED, window="year"),
    "reported as over it is over it": level(">", 100, ("2023", 100, "over"), at=DUE, state=MET, window="year"),
    "part of a year short of it is running": level(
        ">=", 100, ("2022-01..2022-05", 40), at=MIDWAY, state=RUNNING, window="year", reason=Reason.INCOMPLETE
    ),
    "part of a year past it is met": level(">=", 100, ("2022-01..2022-05", 101), at=MIDWAY, state=MET, window="year"),
    # 累计培育40家、超过40家、3—5家
    "a total reached early is met": count(">=", 40, ("2022-06", 40), at=MIDWAY, state=MET),
    "a total at its bound is not over it": count(">", 40, ("2022-06", 40), at=MIDWAY, state=ON_COURSE),
    "a total at its bound at the end is missed": count(">", 40, ("2023-12", 40), at=DUE, state=MISSED),
    "within a range": count("range", 3, ("2023-12", 4), at=DUE, state=MET, value_max=Decimal(5)),
    "above a range is reached": count("range", 3, ("2023-12", 6), at=DUE, state=MET, value_max=Decimal(5)),
    "below a range": count("range", 3, ("2023-12", 2), at=DUE, state=MISSED, value_max=Decimal(5)),
    "a total too old to light anything": count(
        ">=", 40, ("2021-03", 10), at=MIDWAY, state=UNKNOWN, reason=Reason.STALE
    ),
    "no figure at all": count(">=", 40, at=MIDWAY, state=UNKNOWN, reason=Reason.NO_EVIDENCE),
    # 常态化的任务：很久没有记录就没有依据
    "a standing duty shown lately is met": level(">=", 1, ("2022-05", 1), at=MIDWAY, state=MET, standing=True),
    "a standing duty shown long ago is unknown": level(
        ">=", 1, ("2021-03", 1), at=MIDWAY, state=UNKNOWN, standing=True, reason=Reason.STALE
    ),
}


def told(period, value, precision="exact", *, stock):
    return figure(period, value, stock=stock, precision=precision)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_light_is_what_was_worked_out_by_hand(case):
    goal = terms(*case.asked, case.measure, **case.more)
    points = [told(*each, stock=not case.more.get("window")) for each in case.figures]
    found = evaluate(goal, points, case.at)
    assert found.state is case.state
    if case.reason:
        assert found.reason is case.reason


def test_every_goal_of_the_end_has_a_figure_of_the_end_or_says_that_it_lacks_one():
    found = evaluate(terms(">=", 40, "level", share=True), [figure("2022-06", 42)], DUE)
    assert found.last_seen is State.ON_COURSE
