"""Whatever a text holds: nothing is raised, and every passage lies within it."""

from __future__ import annotations

from itertools import chain
from time import perf_counter

from hypothesis import given, settings
from hypothesis import strategies as st

from lianzhang.drafting.api import Draft, draft, notes_on, plan_tables
from lianzhang.drafting.figures import Named, match_figures
from lianzhang.drafting.words import WORDS

# Pieces of which papers are made, so that rules meet in ways that nobody thought of.
SIGNS = (
    "一、 （一） 1. 第三条 第二章 ， 。 ； 、 （ ） “ ” ¾ ① ㎡ 𠮷 30 1,200 1.5万亿元 一百 两 1-2 3至5 "
    "% 家 个 条 亿元 /亩 次"
)
SAID = (
    "到2023年 “十四五”末 每年 每季度 分别 2024年、2025年 13条产业链 3个1000亿级， 以上 左右 以内 翻两番 占 的比重 "
    "链长 总链长 市工信局 各县（市、区） 一个专班、 牵头部门 责任单位："
)
PIECES = [
    *SIGNS.split(" "),
    *SAID.split(" "),
    *("\n", "\n\n", " ", "　", "\x00", "\ufeff", "\u202e"),
    *WORDS["reach"][">="],
    *WORDS["build"]["words"],
    *WORDS["duty"]["verbs"][:20],
    *WORDS["fact"]["part"],
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=60).map("".join)


def passages_lie_within(drafted: Draft, text: str) -> None:
    for each in chain(
        drafted.targets, drafted.duties, drafted.chains, drafted.groups, drafted.posts, drafted.items, drafted.cadences
    ):
        assert 0 <= each.passage.start < each.passage.end <= len(text)
        assert each.rule
        assert any(clause.id == each.clause for clause in drafted.clauses)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_draft(text: str) -> None:
    drafted = draft(text)
    passages_lie_within(drafted, text)
    assert plan_tables(drafted)["clauses"]
    notes_on(drafted)


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_any_text_gives_figures(text: str) -> None:
    for each in match_figures(text, [Named("a", "链主企业", "家"), Named("b", "产值", "亿元")]):
        assert 0 <= each.passage.start < each.passage.end <= len(text)


def test_the_same_text_gives_the_same_draft() -> None:
    text = "一、目标\n到2023年，链主企业达到30家，培育园区3个。"
    assert plan_tables(draft(text)) == plan_tables(draft(text))


def test_a_text_without_an_end_takes_no_longer() -> None:
    for piece in (
        "培育",
        "到2023年",
        "1个",
        "、一个",
        "(",
        "聚焦茶、",
        "每季度",
        "分别3家、",
        "重点产业链",
        "1个3000亿级,茶、",
    ):
        begun = perf_counter()
        draft(piece * (40_000 // len(piece)))
        assert perf_counter() - begun < 5, piece
