"""Clauses, duties, chains, posts and cadences of the made-up paper, and of sentences."""

from __future__ import annotations

import pytest

from bench.drafting import text_of
from lianzhang.drafting.api import Draft, draft
from lianzhang.drafting.paper import Paper, numeral

PAPER = "云岭市产业链行动方案（2024—2026年）\n\n一、机制\n\n{}"


@pytest.fixture(scope="module")
def yunling() -> Draft:
    return draft(text_of("yunling") or "")


def test_articles_lie_under_their_chapters(yunling: Draft) -> None:
    assert [(clause.id, clause.number, clause.parent) for clause in yunling.clauses[:4]] == [
        ("1", "第一章", ""), ("1.1", "第一条", "1"), ("1.2", "第二条", "1"), ("2", "第二章", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "numbers"),
    [
        (
            "一、总则\n（一）目标\n1.产值\n2．企业\n（1）甲\n（2）乙\n（二）任务\n二、保障",
            "一 一（一） 一（一）1 一（一）2 一（一）2（1） 一（一）2（2） 一（二） 二",
        ),
        ("（一）目标\n（二）任务\n1、甲事\n2、乙事", "（一） （二） （二）1 （二）2"),
        ("第一条　目的\n第二条　范围", "第一条 第二条"),
        ("一、目标\n到2023年，产值达到3.5亿元。\n2023年，\n二、任务", "一 二"),
    ],
)
def test_numbering(lines: str, numbers: str) -> None:
    assert " ".join(clause.number for clause in Paper(lines).clauses) == numbers


def test_a_number_that_comes_twice_has_an_id_of_its_own() -> None:
    assert [clause.id for clause in Paper("一、甲事\n二、乙事\n一、丙事").clauses] == ["1", "2", "1-2"]


def test_without_numbers_all_is_one_clause() -> None:
    (clause,) = Paper("培育链主企业30家。").clauses
    assert (clause.number, clause.start, clause.end) == ("全文", 0, 10)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("两千", 2000),
        ("一万二千", 12000),
        ("二〇二三", 2023),
        ("7", 7),
    ],
)
def test_numerals(text: str, number: int) -> None:
    assert numeral(text) == number


def test_duties_name_who_and_when(yunling: Draft) -> None:
    said = {duty.name: (duty.responsible, duty.cadence, str(duty.due or ""), duty.each) for duty in yunling.duties}
    assert said["市经济和信息化局牵头，会同市发展和改革委员会制定技术改造导向目录"][0] == "市经济和信息化局"
    assert said["各县（市、区）人民政府负责盘活闲置土地"] == ("各县（市、区）人民政府", "", "", "each_region")
    assert said["链长每季度至少召开一次产业链工作推进会"][:2] == ("链长", "quarter")
    assert said["各牵头部门应当于每季度结束后10个工作日内报送工作进展"][:2] == ("各牵头部门", "quarter")


def test_each_part_of_a_sentence_is_a_duty_of_the_same_body() -> None:
    drafted = draft(PAPER.format("各产业链牵头部门负责组建工作专班，制定工作方案，研究出台政策。（责任单位略）"))
    assert [(duty.name, duty.responsible, duty.each) for duty in drafted.duties[:3]] == [
        ("各产业链牵头部门负责组建工作专班", "各产业链牵头部门", "each_chain"),
        ("制定工作方案", "各产业链牵头部门", "each_chain"),
        ("研究出台政策", "各产业链牵头部门", "each_chain"),
    ]


def test_a_label_names_who_is_responsible() -> None:
    (duty,) = draft(PAPER.format("推进园区基础设施智能化改造（责任单位：市经信局、各县区）。")).duties
    assert duty.responsible == "市经信局、各县区"


def test_a_label_behind_a_clause_is_of_all_its_duties() -> None:
    text = "推进园区建设。市商务局负责组织展会。引导企业上云。\n（牵头单位：市经信局；配合单位：市科技局）"
    assert [duty.responsible for duty in draft(PAPER.format(text)).duties] == ["市经信局", "市商务局", "市经信局"]


def test_what_leads_up_to_a_duty_is_part_of_it() -> None:
    (duty,) = draft(PAPER.format("围绕茶叶加工短板，谋划建设专业园区。")).duties
    assert duty.name == "围绕茶叶加工短板，谋划建设专业园区"


@pytest.mark.parametrize(
    ("sentence", "duties"),
    [
        # An effect is of the work that brings it about, a heading of the work that it heads.
        ("推广质量管理体系，开展质量诊断，提高供给质量。", ["推广质量管理体系", "开展质量诊断，提高供给质量"]),
        ("开展园区改造，大力推进产城融合发展。", ["开展园区改造，大力推进产城融合发展"]),
        ("加大金融支持力度，组织银企对接活动。", ["加大金融支持力度，组织银企对接活动"]),
        ("——园区建设加快推进。开展园区改造。", ["开展园区改造"]),
        # Half a sentence waits for the other half.
        ("需提交市政府协调解决的，由市工信局汇总上报。", ["需提交市政府协调解决的，由市工信局汇总上报"]),
        # How many is a goal; who or what shall do something is work beside it.
        ("搭建工业互联网平台2个，创建10家标杆工厂。", []),
        ("推进100家规模以上企业首次自建研发机构。", ["推进100家规模以上企业首次自建研发机构"]),
        ("完善园区规划，提升茶叶、竹业企业的管理水平。", ["完善园区规划，提升茶叶、竹业企业的管理水平"]),
    ],
)
def test_what_is_no_work_by_itself(sentence: str, duties: list[str]) -> None:
    assert [duty.name for duty in draft(PAPER.format(sentence)).duties] == duties


def test_the_preamble_and_mere_figures_are_no_duties() -> None:
    assert not draft(PAPER.format("以高质量发展为指导，全面贯彻新发展理念。链主企业达到30家。")).duties


def test_cadences(yunling: Draft) -> None:
    assert [(each.rank, each.every, each.at_least, each.kind) for each in yunling.cadences] == [
        ("head", "half_year", 1, "meeting"), ("chief", "quarter", 1, "meeting"), ("lead", "month", 2, "visit"),
    ]  # fmt: skip


def test_what_every_chain_must_have(yunling: Draft) -> None:
    assert [(item.name, item.rank) for item in yunling.items][:2] == [("一名链长", "chief"), ("一个牵头部门", "")]


def test_posts(yunling: Draft) -> None:
    assert [post.rank for post in yunling.posts] == ["head", "chief", "lead", "committee", "office"]


def test_chains_before_their_number() -> None:
    drafted = draft(PAPER.format("聚焦茶叶、竹木、中药3条重点产业链，实施链长制。"))
    assert [chain.name for chain in drafted.chains] == ["茶叶产业链", "竹木产业链", "中药产业链"]


@pytest.mark.parametrize("title", ["某市2024年产业链工作要点", "某市产业链2024年度行动计划"])
def test_a_paper_of_one_year_is_of_that_year(title: str) -> None:
    period = draft(f"{title}\n一、主要目标\n到2030年，链主企业达到30家。").period
    assert (period.starts.year, period.ends.year, period.stated) == (2024, 2024, True)


def test_who_leads_is_read_before_the_work_and_behind_it() -> None:
    sentence = (
        "由市发改委牵头，编制低空经济发展规划。组织银企对接活动，走访链上企业，由市经信局负责，2024年12月底前完成。"
    )
    told = [(duty.name, duty.responsible) for duty in draft(PAPER.format(sentence)).duties]
    assert [who for _, who in told] == ["市发改委", "市经信局", "市经信局"]
    assert [name for name, _ in told][1:] == ["组织银企对接活动", "走访链上企业"]


def test_a_goal_that_is_said_twice_is_one() -> None:
    text = "到2025年，小巨人企业达到40家。\n二、任务\n（一）培育\n小巨人企业达到40家。"
    assert [target.name for target in draft(PAPER.format(text)).targets] == ["小巨人企业"]


def test_a_duty_that_is_too_long_ends_with_a_part_of_its_sentence() -> None:
    parts = "、".join(["新能源汽车", "智能装备", "（含工业机器人、数控机床）航空部件"] * 6)
    (duty,) = draft(PAPER.format(f"组织企业参加{parts}等行业展会。")).duties
    assert len(duty.name) <= 100
    assert duty.name.endswith(("汽车", "装备", "部件"))
