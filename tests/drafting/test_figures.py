"""Figures in news and bulletins, and the targets they may belong to."""

from __future__ import annotations

from bench.drafting import PLAN, rows
from lianzhang.drafting.figures import Candidate, Named, figures_in, match_figures

NEWS = (
    "2022年，全市汽车产业产值突破2000亿元。截至2022年底，全市拥有国家级专精特新“小巨人”企业17家，新增省级绿色工厂6家。"
    "2023年前三季度，13条产业链产值达4100亿元左右，近地配套率38.5%。上半年，实施智能化改造项目62个。"
)
TARGETS = [Named(row["id"], row["name"], row["unit"]) for row in rows(PLAN / "targets.csv")]


def by_target(figures: list[Candidate]) -> dict[str, Candidate]:
    return {figure.target: figure for figure in figures}


def test_name_value_unit_precision_and_period() -> None:
    said = [(each.name, str(each.value), each.unit, each.precision, each.period) for each in figures_in(NEWS)]
    assert ("汽车产业产值", "2000", "亿元", "over", "2022") in said
    assert ("13条产业链产值", "4100", "亿元", "about", "2023-01..2023-09") in said
    assert ("近地配套率", "38.5", "%", "exact", "2023-01..2023-09") in said


def test_figures_find_their_targets() -> None:
    matched = by_target(match_figures(NEWS, TARGETS))
    assert matched["nat_little_giant"].value == 17
    assert matched["grp_auto_3000"].value == 2000
    assert matched["chain_output"].value == 4100
    assert matched["smart_projects"].period == "2023H1"
    assert (
        NEWS[matched["chain_output"].passage.start : matched["chain_output"].passage.end]
        == "13条产业链产值达4100亿元左右"
    )


def test_another_unit_or_another_name_matches_nothing() -> None:
    assert not match_figures("汽车产业企业达到2000家。", [Named("a", "汽车产业产值", "亿元")])
    assert not match_figures("全市粮食产量300万吨，旅游收入50亿元。", TARGETS)


def test_a_unit_that_converts_matches() -> None:
    (figure,) = match_figures("2023年，茶产业产值5000万元。", [Named("tea", "茶产业年产值", "亿元")])
    assert (figure.target, figure.unit, figure.period) == ("tea", "万元", "2023")


def test_a_text_without_a_figure_gives_none() -> None:
    assert not figures_in("全市上下齐心协力，推动产业链高质量发展。")
