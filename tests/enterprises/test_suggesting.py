"""Segments suggested from a firm's business scope: ranked, explained, the same every time, and mostly right."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.enterprises.suggesting import Suggester, suggest
from lianzhang.plans.folder import read_folder
from tests.conftest import XIANGYANG


@dataclass(frozen=True)
class Part:
    """A segment as far as it matters here."""

    code: str
    keywords: str = ""
    industries: str = ""


BRAKE = Part("brake", "刹车片;摩擦材料", "3670")
CAST = Part("cast", "铸造;铸件", "339")
FINE_CAST = Part("fine", "精密铸造", "3392")
TRADE = Part("trade", "汽车配件销售", "5263")
PARTS = [BRAKE, CAST, FINE_CAST, TRADE]


def told(scope: str, industry: str = "", among: list[Part] = PARTS) -> list[str]:
    return [each.segment.code for each in suggest(scope, industry, among)]


class TestWhatSpeaksForASegment:
    def test_a_word_of_it_in_the_scope(self) -> None:
        (found,) = suggest("刹车片、摩擦材料的生产", "", PARTS)
        assert (found.segment, found.words) == (BRAKE, ("摩擦材料", "刹车片"))
        assert found.reason == "经营范围里有“摩擦材料”“刹车片”"

    def test_its_code_or_the_beginning_of_it(self) -> None:
        (found,) = suggest("", "C3670", PARTS)
        assert (found.segment, found.words, found.reason) == (BRAKE, (), "行业代码3670")
        assert told("", "3391") == ["cast"]
        assert told("", "3399") == ["cast"]

    def test_nothing_is_suggested_where_nothing_speaks(self) -> None:
        assert told("餐饮服务；住宿", "6110") == []
        assert told("", "") == []
        assert told("刹车片", "", []) == []

    def test_a_long_word_is_not_read_as_the_short_one_within_it(self) -> None:
        assert told("精密铸造") == ["fine"]
        assert told("精密铸造；铸件") == ["fine", "cast"]

    def test_what_a_scope_excludes_does_not_count(self) -> None:
        assert told("机械加工（不含铸造）；刹车片生产") == ["brake"]
        assert told("除铸造外的机械加工") == []

    def test_full_width_letters_and_signs_are_read(self) -> None:
        part = Part("pcb", "PCB板")
        assert told("ＰＣＢ板，电子元件", among=[part]) == ["pcb"]


class TestWhatCountsMore:
    def test_making_before_selling(self) -> None:
        assert told("铸件销售；刹车片生产") == ["brake", "cast"]

    def test_a_segment_of_trade_says_so_in_its_own_words(self) -> None:
        assert told("汽车配件销售；铸件销售") == ["trade", "cast"]

    def test_what_is_named_first(self) -> None:
        fast, slow = Part("fast", "快件"), Part("slow", "慢件")
        assert told("快件；慢件", among=[slow, fast]) == ["fast", "slow"]

    def test_a_word_that_few_segments_have(self) -> None:
        common = [Part(f"common-{number}", "零件") for number in range(5)]
        assert told("零件、齿轮", among=[*common, Part("rare", "齿轮")])[0] == "rare"

    def test_words_and_code_together(self) -> None:
        assert told("铸造", "3392")[0] == "cast"
        assert told("精密铸造", "3392")[0] == "fine"


scopes = st.text(st.sampled_from("刹车片摩擦材料精密铸造件汽配销售、；（）不含除外 A1"), max_size=60)
codes = st.sampled_from(["", "3670", "C3670", "33", "3392", "6110", "9999", "x"])


@given(scopes, codes)
def test_it_ranks_explains_and_says_the_same_again(scope: str, industry: str) -> None:
    found = suggest(scope, industry, PARTS)
    assert found == suggest(scope, industry, PARTS)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert all(each.score > 0 and each.reason for each in found)
    assert all(word in scope for each in found for word in each.words)
    assert len({each.segment for each in found}) == len(found)


@given(scopes)
def test_what_stands_further_back_never_weighs_more(scope: str) -> None:
    alone = {each.segment: each.score for each in suggest(scope, "", PARTS)}
    behind = {each.segment: each.score for each in suggest(f"餐饮；{scope}", "", PARTS)}
    assert all(behind[segment] <= alone[segment] for segment in behind)


class Case(NamedTuple):
    """A business scope as firms write it, the industry's code, and the segments of which each is right."""

    scope: str
    industry: str
    segments: str


def cases() -> list[Case]:
    with (Path(__file__).parent / "scopes.csv").open(encoding="utf-8") as stream:
        return [Case(**row) for row in csv.DictReader(stream)]


@pytest.fixture(scope="module")
def chains() -> Suggester[Part]:
    folder, _ = read_folder(XIANGYANG)
    return Suggester(Part(row["id"], row["keywords"], row["industries"]) for row in folder.rows("segments"))


@pytest.mark.parametrize(("with_code", "in_ten"), [(True, 9), (False, 8)])
def test_of_the_segments_of_all_chains_a_right_one_comes_first_for_most_scopes(
    chains: Suggester[Part], with_code: bool, in_ten: int
) -> None:
    wrong = []
    for case in cases():
        found = chains.suggest(case.scope, case.industry if with_code else "")
        if not found or found[0].segment.code not in case.segments.split(";"):
            wrong.append(case)
    assert len(wrong) <= len(cases()) * (10 - in_ten) / 10, wrong
