"""Who could supply: what stands first, and the reasons that are told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianzhang.supply.matching import CapabilityIndex, Lexicon, Row, standard_lexicon
from lianzhang.supply.matching.reasons import KINDS

LINES = {
    "制动": "制动衬片，无石棉",
    "轴承": "深沟球轴承",
    "轴承钢": "轴承钢 GCr15",
    "模具": "轮胎模具",
    "轮胎": "全钢子午线轮胎",
    "电控": "电机控制器",
    "线束": "汽车线束，低压 商用车",
    "压铸": "铝合金压铸，280T-1250T",
    "大铸件": "球墨铸铁件 单重5-500kg",
    "小铸件": "球墨铸铁件 单重5kg以下",
    "毛坯": "制动盘，仅毛坯 不含机加工",
    "螺栓": "不锈钢螺栓",
    "碳钢": "碳钢螺栓",
    "销售": "螺栓销售",
    "变速": "变速箱齿轮",
    "传感": "压力传感器",
}


@pytest.fixture(scope="module")
def index():
    return CapabilityIndex.build(list(LINES), list(LINES.values()), standard_lexicon())


def first(index, need):
    return index.rank(need)[0]


@pytest.mark.parametrize(
    ("need", "firm", "kind"),
    [
        ("刹车片", "制动", "term"),
        ("来令片", "制动", "term"),
        ("brake pad", "制动", "term"),
        ("轴承钢", "轴承钢", "same"),
        ("轴承", "轴承", "kind"),
        ("轮胎", "轮胎", "kind"),
        ("电控", "电控", "term"),
        ("wiring harness", "线束", "term"),
        ("sensor 压力", "传感", "same"),
        ("压铸壳体", "压铸", "process"),
        ("变素箱齿轮", "变速", "mended"),
        ("球墨铸铁件 单件100kg以上", "大铸件", "measure_met"),
        ("螺栓，不要碳钢的", "螺栓", "same"),
    ],
)
def test_who_makes_it_stands_first_and_the_reason_is_told(index, need, firm, kind):
    match = first(index, need)
    assert match.firm == firm
    assert kind in {reason.kind for reason in match.reasons}
    assert LINES[firm] == list(LINES.values())[match.line]


@pytest.mark.parametrize(
    ("need", "firm", "kind"),
    [
        ("球墨铸铁件 单件100kg以上", "小铸件", "measure_missed"),
        ("螺栓，不要碳钢的", "碳钢", "refused"),
        ("不锈钢螺栓", "碳钢", "apart"),
        ("螺栓", "销售", "sold"),
        ("制动盘机加工", "毛坯", "declined"),
    ],
)
def test_what_stands_against_a_firm_is_told(index, need, firm, kind):
    match = next(match for match in index.rank(need, 20) if match.firm == firm)
    assert kind in {reason.kind for reason in match.reasons}


def test_a_reason_names_the_rows_of_the_lexicon_and_has_words():
    lexicon = Lexicon([Row("皮子", "制动衬片", "jargon", "修理厂")])
    match = first(CapabilityIndex.build(["甲"], ["制动衬片"], lexicon), "皮子")
    (reason,) = [reason for reason in match.reasons if reason.rows]
    assert reason.rows[0].why == "修理厂"
    assert reason.words == "“皮子”也叫“制动衬片”"
    assert all("{" not in words.format(need="甲", offered="乙") for words in KINDS.values())


def test_letters_in_common_are_the_reason_where_no_term_is_known():
    match = first(CapabilityIndex.build(["甲"], ["蓝莓果干"], Lexicon([])), "冻干蓝莓果")
    assert [(reason.kind, reason.offered) for reason in match.reasons] == [("letters", "蓝莓果")]


def test_only_firms_that_may_be_told_are_told(index):
    among = [firm != "制动" for firm in index.firms]
    assert "制动" not in {match.firm for match in index.rank("刹车片", 20, among=among)}


def test_firms_that_may_be_told_are_said_of_each(index):
    with pytest.raises(ValueError, match="of 1 and asked of 16"):
        index.rank("刹车片", among=[True])


def test_a_firm_stands_once_with_its_best_line():
    index = CapabilityIndex.build(["甲", "乙", "甲"], ["轴承座", "轴承", "轴承"], standard_lexicon())
    found = index.rank("轴承")
    assert sorted(match.firm for match in found) == ["乙", "甲"]
    assert next(match.line for match in found if match.firm == "甲") == 2


def test_nothing_answers_an_empty_need_or_an_empty_register(index):
    assert index.rank("") == []
    assert CapabilityIndex.build([], [], standard_lexicon()).rank("刹车片") == []


def test_lines_without_their_firms_are_refused():
    with pytest.raises(ValueError, match="1 firms beside 2 phrases"):
        CapabilityIndex.build(["甲"], ["轴承", "轴承座"], standard_lexicon())


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=30))
def test_any_text_may_be_asked(text):
    index = CapabilityIndex.build(["甲", "乙"], ["汽车线束，高压", text], standard_lexicon())
    for match in index.rank(text):
        assert match.score > 0
        assert match.reasons or match.score < 2


@given(st.permutations(list(LINES.items())))
@settings(max_examples=10, deadline=None)
def test_the_order_in_which_firms_are_handed_in_changes_no_score(lines):
    index = CapabilityIndex.build([firm for firm, _ in lines], [line for _, line in lines], standard_lexicon())
    found = {match.firm: round(match.score, 3) for match in index.rank("轴承", 20)}
    assert found["轴承"] == max(found.values())
