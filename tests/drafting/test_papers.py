"""The measured limits: Xiangyang's paper against the plan's own tables, a made-up one against its marks."""

from __future__ import annotations

import pytest

from bench import drafting as measured
from lianzhang.drafting.api import Draft, draft


@pytest.fixture(scope="module")
def xiangyang() -> Draft:
    return draft(measured.text_of("xiangyang") or "")


def test_xiangyangs_goals(xiangyang: Draft) -> None:
    result = measured.result_of("xiangyang", xiangyang)
    assert result.goals == 50
    assert result.found_share >= measured.FOUND_LIMIT, result.missed
    assert result.right_share >= measured.RIGHT_LIMIT, result.wrong
    assert result.fields_share >= measured.FIELDS_LIMIT


def test_xiangyangs_duties(xiangyang: Draft) -> None:
    count, missed = measured.duties_found(xiangyang)
    assert count == 93
    assert 100 * len(missed) <= (100 - measured.DUTIES_LIMIT) * count, missed
    wrong = measured.duties_wrong(xiangyang, listed=False)
    assert 100 * len(wrong) <= (100 - measured.DUTIES_RIGHT_LIMIT) * len(xiangyang.duties), wrong


def test_another_paper() -> None:
    result = measured.result_of("yunling", draft(measured.text_of("yunling") or ""))
    assert result.found_share >= measured.OTHERS_LIMIT, result.missed
    assert result.right_share >= measured.RIGHT_LIMIT, result.wrong
    assert result.fields_share >= measured.FIELDS_LIMIT


def test_xiangyangs_clauses_have_the_plans_numbers(xiangyang: Draft) -> None:
    stated = [(row["id"], row["number"]) for row in measured.rows(measured.PLAN / "clauses.csv")]
    assert [(clause.id, clause.number) for clause in xiangyang.clauses] == stated


def test_xiangyangs_chains_groups_and_checklist(xiangyang: Draft) -> None:
    stated = {row["name"] for row in measured.rows(measured.PLAN / "chains.csv")}
    assert {chain.name for chain in xiangyang.chains} == stated
    assert {group.name for group in xiangyang.groups} >= {"汽车产业", "食品轻工产业", "节能环保产业"}
    assert [item.name for item in xiangyang.items] == [
        row["name"] for row in measured.rows(measured.PLAN / "checklist.csv") if row["of"] != "area"
    ]


def test_xiangyangs_cadences(xiangyang: Draft) -> None:
    said = [(each.rank, each.every, each.at_least, each.kind) for each in xiangyang.cadences]
    assert said == [
        ("lead", "quarter", 1, "meeting"),
        ("committee", "quarter", 1, "report"),
        ("committee", "year", 1, "meeting"),
    ]


def test_thirty_pages_take_less_than_three_seconds() -> None:
    assert measured.thirty_pages().value < measured.SECONDS_LIMIT
