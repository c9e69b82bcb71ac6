"""The chains of Xiangyang as maps, and the titles its targets count: complete, and no more than the plan says."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from lianzhang.kernel.sheets import Row
from lianzhang.plans.folder import PlanFolder, read_folder
from tests.conftest import XIANGYANG

STRENGTHENED = {"auto", "textile", "rail", "aero"}
FILLED = {"精密铸造", "模具", "表面处理", "印染"}
EXTENDED = {"水溶性材料", "玄武岩纤维", "绿色纤维", "光学镜片"}
TITLE_TARGETS = {
    *("nat_cluster", "nat_ntid_base", "prov_ntid_base", "prov_growth_cluster", "base_programme_firms"),
    *("nat_tech_center", "nat_innov_demo", "nat_little_giant", "prov_innov_demo", "prov_little_giant"),
    *("nat_mfg_innov_center", "prov_collab_platform", "single_champion", "hidden_champion"),
    *("nat_quality_benchmark", "prov_quality_benchmark", "smart_benchmark", "industry_platform"),
    *("nat_green_factory", "green_product", "green_supply_chain", "green_park"),
    *("nat_service_mfg", "prov_service_mfg", "nat_design_center", "prov_design_center"),
}


@pytest.fixture(scope="module")
def folder() -> PlanFolder:
    read, problems = read_folder(XIANGYANG)
    assert problems == []
    return read


@pytest.fixture(scope="module")
def by_chain(folder: PlanFolder) -> dict[str, list[Row]]:
    found = defaultdict(list)
    for row in folder.rows("segments"):
        found[row["chain"]].append(row)
    return found


def neighbours(folder: PlanFolder) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in folder.rows("segment_links"):
        found[row["upstream"]].add(row["downstream"])
        found[row["downstream"]].add(row["upstream"])
    return found


def reached(start: str, beside: dict[str, set[str]]) -> set[str]:
    seen, ahead = {start}, [start]
    while ahead:
        new = beside[ahead.pop()] - seen
        seen |= new
        ahead += new
    return seen


def test_every_chain_has_a_map_of_fifteen_to_forty_segments(folder: PlanFolder, by_chain: dict[str, list[Row]]) -> None:
    assert set(by_chain) == folder.ids("chains")
    assert {chain: len(rows) for chain, rows in by_chain.items() if not 15 <= len(rows) <= 40} == {}


def test_every_segment_of_a_chain_is_connected_with_all_others(
    folder: PlanFolder, by_chain: dict[str, list[Row]]
) -> None:
    beside = neighbours(folder)
    for chain, rows in by_chain.items():
        codes = {row["id"] for row in rows}
        assert reached(rows[0]["id"], beside) >= codes, chain


def test_stages_are_numbered_from_upstream_without_a_gap_and_stand_in_order(by_chain: dict[str, list[Row]]) -> None:
    for chain, rows in by_chain.items():
        places = [row["place"] for row in rows]
        assert places == sorted(places), chain
        assert set(places) == set(range(1, max(places) + 1)), chain
        assert 3 <= max(places) <= 7, chain


def test_a_segment_can_be_told_by_its_words_and_codes(folder: PlanFolder) -> None:
    for row in folder.rows("segments"):
        words = row["keywords"].split(";")
        assert all(len(word) > 1 for word in words), row["id"]
        assert row["industries"], row["id"]


def test_names_and_words_are_not_repeated_within_a_chain(by_chain: dict[str, list[Row]]) -> None:
    for chain, rows in by_chain.items():
        names = Counter(row["name"] for row in rows)
        assert [name for name, times in names.items() if times > 1] == [], chain


def test_strategy_says_what_the_plan_says_and_nothing_else(by_chain: dict[str, list[Row]]) -> None:
    rows = [row for chain in by_chain.values() for row in chain]
    told = {word: {row["name"] for row in rows if row["strategy"] == word} for word in ("strengthen", "fill", "extend")}
    assert told["fill"] == FILLED
    assert told["extend"] == EXTENDED
    assert {row["chain"] for row in rows if row["strategy"] == "strengthen"} == STRENGTHENED
    assert {"商用车整车", "发动机总成", "制动与摩擦材料", "棉纺纱", "机织布", "车辆检修", "航空座椅"} <= told[
        "strengthen"
    ]
    assert {row["stage"] for row in rows if row["chain"] == "auto" and row["strategy"] == "strengthen"} == {
        "关键零部件",
        "总成",
        "整车",
    }


def test_every_title_that_a_target_counts_stands_in_the_catalogue_under_its_id(folder: PlanFolder) -> None:
    assert folder.ids("targets") >= TITLE_TARGETS
    assert folder.ids("honours") >= TITLE_TARGETS


def test_a_city_firm_can_climb_from_the_first_title_to_the_last(folder: PlanFolder) -> None:
    kinds = {row["id"]: row for row in folder.rows("honours")}
    climbed = ["prov_innovative_sme"]
    while kinds[climbed[-1]]["ladder"]:
        climbed.append(kinds[climbed[-1]]["ladder"])
    assert climbed == ["prov_innovative_sme", "prov_srdi", "nat_little_giant", "single_champion"]
    assert kinds["hidden_champion"]["renamed_to"] == "prov_single_champion"
    assert kinds["prov_little_giant"]["renamed_to"] == ""


def test_titles_go_to_whom_the_plan_counts(folder: PlanFolder) -> None:
    kinds = {row["id"]: row["subject"] for row in folder.rows("honours")}
    assert kinds["green_product"] == "product"
    assert kinds["green_park"] == kinds["nat_ntid_base"] == "park"
    assert kinds["nat_cluster"] == kinds["prov_growth_cluster"] == "cluster"
    assert kinds["nat_service_mfg"] == "platform"


def test_every_window_is_marked_as_expected_only_and_every_condition_says_itself(folder: PlanFolder) -> None:
    assert {row["note"] for row in folder.rows("honour_windows")} == {"按往年，以当年通知为准"}
    ruled = Counter(row["honour"] for row in folder.rows("honour_rules"))
    assert len(ruled) >= 10
    assert {"nat_little_giant", "single_champion", "nat_tech_center", "nat_green_factory"} <= set(ruled)
