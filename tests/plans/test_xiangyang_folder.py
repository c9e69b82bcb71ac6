"""The plan of Xiangyang as data: complete, open about what it does not know, and judged as its sources allow."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from lianzhang.kernel.metrics import Scope
from lianzhang.kernel.periods import parse_period
from lianzhang.plans.evaluating import evaluate_plan
from lianzhang.plans.folder import PlanFolder, read_folder
from lianzhang.plans.models import Plan
from tests.conftest import XIANGYANG

COUNTS = {
    "chains": 13,
    "groups": 9,
    "clauses": 27,
    "checklist": 7,
    "targets": 59,
    "duties": 93,
    "observations": 136,
    "sources": 63,
}
TARGETS_WITHOUT_FIGURES = 34


@pytest.fixture(scope="module")
def folder() -> PlanFolder:
    read, problems = read_folder(XIANGYANG)
    assert problems == []
    return read


def subjects(folder: PlanFolder, word: str) -> set[str]:
    return {row["subject"][1] for row in folder.rows("observations") if row["subject"] and row["subject"][0] == word}


def ranks_with_posts(folder: PlanFolder, chain: str) -> Counter[str]:
    return Counter(row["rank"] for row in folder.rows("posts") if chain in row["chains"])


def test_every_table_holds_the_whole_plan(folder: PlanFolder) -> None:
    assert {table: len(folder.rows(table)) for table in COUNTS} == COUNTS


def test_targets_that_nothing_was_published_about_have_no_row(folder: PlanFolder) -> None:
    silent = folder.ids("targets") - subjects(folder, "target")
    assert len(silent) == TARGETS_WITHOUT_FIGURES
    assert {"chain_leader", "local_match_rate", "rd_intensity", "city_bulletin"} <= silent


def test_every_source_supports_a_figure_and_every_figure_has_one(folder: PlanFolder) -> None:
    assert {row["source"] for row in folder.rows("observations")} == folder.ids("sources")


def test_every_figure_says_what_the_source_said(folder: PlanFolder) -> None:
    assert [row["id"] for row in folder.rows("observations") if not row["note"]] == []


def test_every_chain_has_a_chief_and_a_lead_department_post(folder: PlanFolder) -> None:
    for chain in folder.ids("chains"):
        assert ranks_with_posts(folder, chain) == {"chief": 1, "lead": 1}, chain


def test_no_post_is_said_to_be_held_where_nothing_was_published(folder: PlanFolder) -> None:
    assert folder.rows("appointments") == []


def test_every_chain_is_in_exactly_one_group_and_food_has_none(folder: PlanFolder) -> None:
    members = [chain for group in folder.rows("groups") for chain in group["chains"]]
    assert sorted(members) == sorted(folder.ids("chains"))
    assert [group["id"] for group in folder.rows("groups") if not group["chains"]] == ["food"]


def test_every_open_wording_states_the_reading_chosen(folder: PlanFolder) -> None:
    open_wordings = [row for row in folder.rows("targets") if row["note"]]
    assert len(open_wordings) > len(folder.rows("targets")) / 2
    assert [row["id"] for row in open_wordings if not row["reading"]] == []


def test_clauses_nobody_owns_stay_without_an_owner(folder: PlanFolder) -> None:
    owned = [row for row in folder.rows("duties") if row["owners"]]
    assert all(row["responsible"] for row in owned)
    assert len(owned) == sum(1 for row in folder.rows("duties") if row["responsible"])
    assert len(owned) < len(folder.rows("duties")) / 2


def test_goals_of_other_papers_are_no_revisions(folder: PlanFolder) -> None:
    assert folder.rows("goals") == []
    assert sum(1 for row in folder.rows("observations") if row["relation"] == "goal") == 4


def states(plan: Plan, at: date) -> dict[str, tuple[Any, Any]]:
    return {s.target.code: (s.evaluation.state, s.evaluation.last_seen) for s in evaluate_plan(plan, at)}


@pytest.mark.parametrize(
    ("at", "target", "expected"),
    [
        # 12 asked, 7 in April 2021, 46 in September 2022
        ("2021-06-30", "nat_little_giant", ("on_course", None)),
        ("2022-09-30", "nat_little_giant", ("met", None)),
        ("2023-12-31", "nat_little_giant", ("met", None)),
        # 10 asked, 1 in March 2023, nothing later
        ("2023-03-31", "green_supply_chain", ("behind", None)),
        ("2023-12-31", "green_supply_chain", ("unknown", "behind")),
        # 20 asked, 13 in March 2023
        ("2023-12-31", "green_product", ("unknown", "behind")),
        # 40 asked, 24 in April 2021; the 114 of 2022 mix two titles
        ("2023-12-31", "prov_little_giant", ("unknown", "on_course")),
        # a pilot zone is no cluster
        ("2023-12-31", "nat_cluster", ("unknown", None)),
        # 10 asked, 19 in March 2023; 1 or 2 parks, 1; 5 asked, 5; 15 asked, 15 in January 2022
        ("2023-12-31", "nat_green_factory", ("met", None)),
        ("2023-12-31", "green_park", ("met", None)),
        ("2023-12-31", "nat_innov_demo", ("met", None)),
        ("2022-01-31", "prov_design_center", ("met", None)),
        # five known in November 2025 say nothing of the end of 2023
        ("2025-12-31", "single_champion", ("unknown", None)),
        # eleven months of large firms are no year; it is asked for 2025
        ("2022-09-30", "grp_auto_3000", ("running", None)),
    ],
)
def test_states_agree_with_the_published_figures(
    xiangyang: Plan, at: str, target: str, expected: tuple[str, str | None]
) -> None:
    assert states(xiangyang, date.fromisoformat(at))[target] == expected


def test_no_target_without_a_counting_figure_has_a_light(xiangyang: Plan, folder: PlanFolder) -> None:
    silent = folder.ids("targets") - subjects(folder, "target")
    found = states(xiangyang, date(2023, 12, 31))
    assert {found[code] for code in silent} == {("unknown", None)}


def test_a_meeting_of_the_fourth_quarter_held_in_january_counts_for_its_quarter(xiangyang: Plan) -> None:
    def textile(at: date) -> str:
        standing = next(s for s in evaluate_plan(xiangyang, at) if s.target.code == "chain_dispatch")
        cell = next(part for part in standing.evaluation.parts if part.key == Scope("chain", chain))
        return next(part.evaluation.state for part in cell.evaluation.parts if part.key == fourth)

    chain = xiangyang.chains.get(code="textile").pk
    fourth = parse_period("2023Q4")
    assert (textile(date(2023, 12, 31)), textile(date(2024, 1, 31))) == ("unknown", "met")


SHOWN_BY = {
    "work_kinds": ("duties",),
    "visit_kinds": ("duty",),
    "need_kinds": ("published", "met"),
    "programmes": ("applied", "paid"),
    "duty_records": ("duty",),
    "cadences": ("duties",),
    "materials": ("duty",),
}


def test_every_duty_is_shown_by_rows_that_the_house_keeps(folder: PlanFolder) -> None:
    named: set[str] = set()
    for table, columns in SHOWN_BY.items():
        for row in folder.rows(table):
            for column in columns:
                told = row[column] or ()
                named |= {told} if isinstance(told, str) else set(told)
    assert {row["id"] for row in folder.rows("duties")} - named == set()
