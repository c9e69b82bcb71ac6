"""How a state was worked out, in three lines whose numbers lead to what they rest on."""

import re
from datetime import date

import pytest

from lianzhang.kernel.metrics import Evidence, Row, Scope
from lianzhang.plans.evaluating import Standing
from lianzhang.plans.evaluation import Part, State, across, each_period, evaluate
from lianzhang.plans.words.reckoning import anchor, answer, next_step, plain, three_lines
from lianzhang.plans.words.verdicts import RULES_OF_MEMBERS, RULES_OF_PERIODS

from .evidence import DUE, figure, terms
from .test_wording import goal, target

GIANTS = [figure("2021-04", 7, day=date(2021, 4, 25)), figure("2022-09", 46)]
GREEN = [figure("2023-03", 1, day=date(2023, 3, 9))]


def standing(asked, points, at, **more):
    named = target(**more)
    rows = goal(asked.comparator, asked.value)
    return Standing(named, evaluate(asked, points, at), (rows,), {Scope(): Evidence(tuple(points))})


def verdict(asked, points, at, **more):
    return plain(three_lines(standing(asked, points, at), counting=len(points), **more)[2].pieces)


def test_the_answer_says_value_goal_and_state():
    assert plain(answer(standing(terms(">=", 12), GIANTS, DUE))) == (
        "目标46家（2022-09-30），目标不少于12家，2023年底前；已达成，提前457天。"
    )


def test_without_any_figure_the_answer_says_that_nothing_can_be_judged():
    assert plain(answer(standing(terms(">=", 12), [], DUE))) == "目标：没有任何来源报过这个数，还不能判断。"


def test_met_says_since_when_how_early_and_how_far_over():
    assert verdict(terms(">=", 12), GIANTS, DUE) == (
        "46家，合乎“不少于12家”；从2022-09-30的数起就达到了，比期限早457天，比目标多34家，所以达成。"
    )


def test_behind_shows_the_even_pace_as_a_sum_and_what_is_still_asked():
    assert verdict(terms(">=", 10), GREEN, date(2023, 3, 31)) == (
        "1家，还没有做到“不少于10家”，差9家。按序时，到2023-03-09应有0 + (10 − 0) × 798 ÷ 1,095天 = 7.3家，"
        "所以进度滞后。要按期完成，今后平均每月要增1家。照起算以来的平均速度，到2023-12-31大约是1.4家。"
    )


def test_missed_names_the_due_date_and_when_it_was_reached_after_all():
    points = [*GREEN, figure("2023-12", 4), figure("2024-06", 12)]
    told = verdict(terms(">=", 10), points, date(2024, 12, 31))
    assert told == "到期限2023-12-31是4家，没有做到“不少于10家”，差6家，所以没有达成。2024-06-30的数才达到。"


def test_unknown_gives_the_reason_and_never_another_light():
    told = verdict(terms(">=", 10), GREEN, DUE)
    assert told == "到期时没有报数；最近的数是2023-03-09的，那时进度滞后，所以还不能判断。"


def test_about_says_from_what_value_the_goal_counts_as_reached():
    line = three_lines(standing(terms("~", 30), [], DUE), counting=0)[0]
    assert plain(line.pieces) == "约30家，2023年底前。差10%以内也算“约”，达到27家就算达到。"


def test_what_does_not_count_is_mentioned_beside_what_does():
    line = three_lines(standing(terms(">=", 12), GIANTS, DUE), counting=2, related=3)[1]
    assert plain(line.pieces) == "2条记录计入，用来判断的是46家（2022-09-30）；另有3条只作参考，不计入。"
    assert [piece.to for piece in line.pieces if piece.to] == ["#evidence", f"#{anchor(GIANTS[1].rows[0])}", "#related"]


@pytest.mark.parametrize("points", [[], GREEN, GIANTS])
@pytest.mark.parametrize("day", [date(2021, 6, 30), date(2023, 3, 31), DUE, date(2024, 12, 31)])
def test_every_number_of_a_value_or_goal_is_a_door(points, day):
    at = standing(terms(">=", 12), points, day)
    pieces = [*answer(at), *(piece for line in three_lines(at, counting=len(points)) for piece in line.pieces)]
    assert [piece.text for piece in pieces if re.search(r"\d(家|%)", piece.text) and not piece.to] == []


@pytest.mark.parametrize(
    ("asked", "points", "owners", "said"),
    [
        (terms(">=", 12), [], ["市科技局"], "请市科技局报第一个数，附国家公布的名单。"),
        (terms(">=", 12), [], [], "还没有写明由谁负责：先定责任单位，再报第一个数，附国家公布的名单。"),
        (terms(">=", 10), GREEN, ["市经信局"], "请市经信局补报2023-12-31的数，附国家公布的名单。"),
        (terms(">=", 12), GIANTS, ["市经信局"], "不用再做什么。"),
    ],
)
def test_the_next_step_says_who_does_what(asked, points, owners, said):
    assert next_step(standing(asked, points, DUE, record="国家公布的名单"), owners) == said


def test_a_stale_figure_leads_to_its_row():
    line = three_lines(standing(terms(">=", 10), GREEN, DUE), counting=1)[2]
    assert line.pieces[0].to == f"#{anchor(GREEN[0].rows[0])}"


def told_of(found, points):
    whole = standing(terms(">=", 1), points, DUE)
    return plain(
        three_lines(Standing(whole.target, found, whole.goals, whole.evidence), counting=len(points))[2].pieces
    )


def test_a_period_that_failed_cannot_be_mended():
    points = [figure("2021", 2, stock=False), figure("2022", 1, stock=False)]
    found = each_period(terms(">=", 2, "each", window="year"), points, date(2023, 6, 30))
    assert (
        told_of(found, points)
        == "三年里一年达成，一年没有达成，2023年还在进行。2022年没有达成，补不回来，所以整项滞后。"
    )


def test_one_chain_without_evidence_keeps_all_from_being_met():
    asked = terms("=", 1, "level")
    known, silent = [figure("2023-12", 1)], []
    parts = [Part(Scope("chain", pk), evaluate(asked, points, DUE)) for pk, points in ((1, known), (2, silent))]
    assert told_of(across(asked, parts, DUE), known) == (
        "两条产业链里一条达成，一条没有依据。没有依据的不能算达成，所以整项还不能判断。"
    )


def test_every_state_of_a_whole_has_its_rule():
    assert set(RULES_OF_PERIODS) == set(RULES_OF_MEMBERS) == set(State)


def test_two_sets_of_records_have_places_of_their_own_on_a_page():
    one, other = (anchor(Row("statements", 1, f"item=output&year={year}")) for year in (2022, 2023))
    assert one != other
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", one)
