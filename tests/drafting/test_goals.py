"""Goals, sentence by sentence: what is asked, of what, until when. The sentences are made up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lianzhang.drafting.api import Target, draft

PAPER = "云岭市产业链行动方案（2024—2026年）\n\n一、目标\n\n{}"

# Sentence; then for each goal its name, comparator, value, unit, and more where it matters.
SENTENCES: list[tuple[str, list[str]]] = [
    ("到2026年，链主企业达到30家左右。", ["链主企业 ~ 30 家"]),
    ("力争产值突破1,200亿元。", ["产值 > 1200 亿元 力争"]),
    ("产值力争达到500亿元，利润达到20亿元。", ["产值 >= 500 亿元 力争", "利润 >= 20 亿元"]),
    ("培育省级专精特新企业一百家以上。", ["省级专精特新企业 >= 100 家"]),
    ("高新技术企业达两千家。", ["高新技术企业 >= 2000 家"]),
    ("建成3至5个中试平台。", ["中试平台 range 3 个"]),
    (
        "创建绿色工厂10家、绿色园区1-2个、绿色产品20个。",
        ["绿色工厂 >= 10 家", "绿色园区 range 1 个", "绿色产品 >= 20 个"],
    ),
    ("每年引进1个领航企业、3家配套企业。", ["领航企业 >= 1 个 each/year", "配套企业 >= 3 家 each/year"]),
    ("每年实施改造项目50个，到2026年，创建绿色工厂10家。", ["改造项目 >= 50 个 each/year", "绿色工厂 >= 10 家"]),
    ("研发投入占营业收入的比重超过3%。", ["研发投入占营业收入的比重 > 3 % ratio/year"]),
    ("总产值超2500亿元，占规上工业产值的70%以上。", ["总产值 > 2500 亿元", "总产值占规上工业产值 >= 70 %"]),
    ("进出口额年均增长10%。", ["进出口额年均增长 >= 10 % growth/year"]),
    ("本地配套率提高5个百分点。", ["本地配套率提高 >= 5 个百分点 added/"]),
    ("单位能耗降到0.42吨标准煤/万元以下，空置率控制在10%以内。", ["单位能耗 <= 0.42 吨标准煤/万元", "空置率 <= 10 %"]),
    ("规上企业2024年、2025年分别达到60家、80家。", ["规上企业 >= 60 家", "规上企业 >= 80 家"]),
    ("2024年、2025年新增规上企业分别达到60家、80家。", ["规上企业 >= 60 家", "规上企业 >= 80 家"]),
    ("茶产业、竹产业产值分别突破100亿元、50亿元。", ["茶产业 > 100 亿元", "竹产业产值 > 50 亿元"]),
    ("形成1个千亿级产业、3个五百亿级产业。", ["千亿级产业 >= 1 个", "五百亿级产业 >= 3 个"]),
    ("打造2个1000亿级，茶产业、竹产业。", ["茶产业年产值 >= 1000 亿元", "竹产业年产值 >= 1000 亿元"]),
    ("实施1000万元以上技改项目500个。", ["1000万元以上技改项目 >= 500 个 added/"]),
    ("形成5家销售收入超过100亿元的茶企业。", ["销售收入超过100亿元的茶企业 >= 5 家"]),
    ("茶叶产值翻一番。", ["茶叶产值 >= 100 %"]),
    ("竹产业总产值力争迈上1.5万亿元台阶。", ["竹产业总产值 >= 1.5 万亿元 力争"]),
    ("举办产销对接会，全年举办不少于4场。", ["产销对接会 >= 4 场 each/year"]),
    # By a day, and amounts of work; a comparison is no day; a result, a bracket, a new verb.
    ("到2026年，新能源汽车累计销售25000辆以上。", ["新能源汽车累计销售 >= 25000 辆"]),
    ("到2026年，实现总产值380亿元。", ["总产值 >= 380 亿元"]),
    ("完成节能改造200万千瓦、检修65万千瓦。", ["节能改造 >= 200 万千瓦", "检修 >= 65 万千瓦"]),
    ("到2026年，设备投资规模较2023年增长30%以上。", ["设备投资规模增长 >= 30 % growth/year"]),
    ("产值力争达到190亿元，比2023年增长61%。", ["产值 >= 190 亿元 力争", "产值增长 >= 61 %"]),
    ("10个以上新药进入国际市场。", ["新药进入国际市场 >= 10 个"]),
    ("更新提升6个断面设备、检测机构设备33台。", ["断面设备 >= 6 个", "检测机构设备 >= 33 台"]),
    (
        "企业达到200家（其中产值1亿元以上企业达到25家、5亿元以上企业达到3家）。",
        ["企业 >= 200 家", "产值1亿元以上企业 >= 25 家", "5亿元以上企业 >= 3 家"],
    ),
    ("新增再生资源回收站点150个。", ["再生资源回收站点 >= 150 个 added/"]),
    ("开通至周边机场2-3条运输航线、100条以上无人机航线。", ["运输航线 range 2 条", "无人机航线 >= 100 条"]),
    ("重点培育50条产业链，做强其中30条优势产业链。", ["产业链 = 50 条", "优势产业链 = 30 条"]),
    ("规上茶企业营业收入突破100亿元。力争规上茶企业营业收入突破100亿元。", ["规上茶企业营业收入 > 100 亿元"]),
    ("到2026年，建成旅游名城。接待旅游人数11.5亿人次以上。", ["接待旅游人数 >= 11.5 亿人次"]),
    ("换电站达到50座左右、充电桩9万台左右；专用站30座。", ["换电站 ~ 50 座", "充电桩 ~ 9 万台", "专用站 >= 30 座"]),
    ("在3-5个材料领域形成优势。", ["材料领域形成优势 range 3 个"]),
    ("将茶叶、竹业打造成超400亿元产业链。", ["茶叶产业链 > 400 亿元", "竹业产业链 > 400 亿元"]),
    (
        "培育1个以上年产值超10亿元的企业，茶叶总产值超九百亿元。",
        ["年产值超10亿元的企业 >= 1 个", "茶叶总产值 > 900 亿元"],
    ),
    ("截至2022年底，汽车保有量达到50万辆。其中，纯电动汽车40万辆，占比80%。", []),
    (
        "建成30个以上通用机场和600个以上起降场地、1~2个飞行站等。",
        ["通用机场 >= 30 个", "起降场地 >= 600 个", "飞行站 range 1 个"],
    ),
    ("研制创新药1个至2个，氢气产能达到150万吨/年。", ["创新药 range 1 个", "氢气产能 >= 150 万吨"]),
    ("到2026年，实现利润110亿元。", ["利润 >= 110 亿元"]),
    ("信息服务惠及80%以上的农户，70%以上规上企业实现上云。", ["信息服务惠及农户 >= 80 %", "规上企业实现上云 >= 70 %"]),
    ("聚焦13个先进制造业集群，给予每家奖励50万元。", []),
    # No goals: what is, what only describes, names, numbers of papers, the chains once more.
    ("2023年，全市产值完成980亿元，同比增长7.5%。", []),
    ("全市已拥有高新技术企业1260家，现有园区3个。", []),
    ("支持投资超过5亿元的项目，引进世界500强企业。", []),
    ("落实云政发〔2023〕15号文件和第23条，用好两个市场、两种资源。", []),
    ("按照“一条产业链、一位领导”模式推进，在10个工作日内办结。", []),
    ("研究支持13条产业链发展的政策。", []),
]


def said(target: Target) -> str:
    return f"{target.name} {target.comparator} {target.value:f} {target.unit}"


@pytest.mark.parametrize(("sentence", "goals"), SENTENCES)
def test_a_sentence(sentence: str, goals: list[str]) -> None:
    targets = draft(PAPER.format(sentence)).targets
    for target, goal in zip(targets, goals, strict=True):
        name, comparator, value, unit, *more = goal.split()
        assert said(target) == f"{name} {comparator} {Decimal(value):f} {unit}"
        assert target.strive == ("力争" in more)
        for each in more:
            if "/" in each:
                assert f"{target.measure}/{target.window}" == each


def test_a_goal_without_a_day_is_due_when_the_plan_ends() -> None:
    drafted = draft(PAPER.format("到2026年，企业达到30家。到2025年底，园区达到3个。2025年6月底前，平台达到2个。"))
    assert [str(target.due or "") for target in drafted.targets] == ["", "2025-12-31", "2025-06-30"]


def test_a_goal_of_each_chain_or_county_says_so() -> None:
    sentence = "每条产业链建成平台2个。每个县（市、区）创建集群1个。全市建成园区3个。"
    assert [target.scope for target in draft(PAPER.format(sentence)).targets] == ["each_chain", "each_region", "city"]


def test_a_goal_of_one_chain_names_it() -> None:
    drafted = draft(PAPER.format("培育2条产业链，即茶产业链、竹产业链。竹产业链产值达到50亿元。"))
    assert [chain.name for chain in drafted.chains] == ["茶产业链", "竹产业链"]
    assert [target.scope for target in drafted.targets] == ["city", "chain:c02"]


def test_the_passage_is_the_papers_own() -> None:
    text = PAPER.format("培育链主\n\n企业 30 家左右，发展壮大。")
    (target,) = draft(text).targets
    assert text[target.passage.start : target.passage.end] == "培育链主\n\n企业 30 家左右"
    assert target.name == "链主企业"
