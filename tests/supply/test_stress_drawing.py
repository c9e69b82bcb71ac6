"""The wave laid out: columns by round, what does not fit as one card, lines from those hit before."""

from __future__ import annotations

from typing import Any

from lianzhang.supply.runs.stress_drawing import MOST_CARDS, Drawing, Node, draw, short_name


def node(number: int, at: int, *through: int, **more: Any) -> Node:
    given = {"up": False, "left": 0.5, "lost": 100.0 * number} | more
    return Node((number, ""), f"第{number}厂", number, at, **given, through=tuple(((key, ""), 0.5) for key in through))


def names(drawing: Drawing, at: int) -> list[str]:
    return [card.name for card in drawing.cards if card.round == at]


def test_a_firm_stands_in_the_column_of_its_round_the_largest_loss_first() -> None:
    drawing = draw([node(1, 0, lost=0.0), node(2, 1, 1), node(3, 1, 1), node(4, 2, 3, 2)], [], [0, 500, 900, 900])
    assert [column.title for column in drawing.columns] == ["停供", "第1轮", "第2轮"]
    assert names(drawing, 1) == ["第3厂", "第2厂"]
    assert [(wire.round, wire.width) for wire in drawing.wires] == [(1, 3.0), (1, 3.0), (2, 3.0), (2, 3.0)]
    assert [column.lost for column in drawing.columns] == ["", "500.0", "900.0"]
    assert drawing.unit == "万元"


def test_what_does_not_fit_stands_as_one_card_with_its_sum() -> None:
    drawing = draw([node(1, 0)] + [node(number, 1) for number in range(2, 9)], [], [0, 3500])
    shown = [card for card in drawing.cards if card.round == 1]
    assert len(shown) == MOST_CARDS
    assert (shown[-1].name, shown[-1].count, shown[-1].lost) == ("另外4家", 4, "−1,400.0")


def test_firms_out_of_sight_are_counted_and_their_loss_told_only_where_it_may_be() -> None:
    told = draw([node(1, 0)], [(1, 100.0), (1, 200.0), (2, 50.0)], [0, 300, 350])
    assert [(card.name, card.lost) for card in told.cards[1:]] == [("2家", "−300.0"), ("1家", "−50.0")]
    kept = draw([node(1, 0)], [(1, None), (1, None)], None)
    assert [(card.name, card.lost) for card in kept.cards[1:]] == [("2家", "")]
    assert [column.lost for column in kept.columns] == ["", ""]


def test_late_rounds_share_the_last_column() -> None:
    drawing = draw([node(number, number) for number in range(9)], [], [float(each) for each in range(9)])
    assert (drawing.last, drawing.later, drawing.columns[-1].title) == (5, True, "第5轮起")
    assert drawing.columns[-1].lost == "8.0"
    assert len(names(drawing, 5)) == 4


def test_a_stop_that_hits_nobody_is_one_column() -> None:
    drawing = draw([node(1, 0, lost=0.0)], [], [0.0, 0.0])
    assert (len(drawing.columns), len(drawing.cards), drawing.wires) == (1, 1, ())


def test_large_losses_are_told_in_the_larger_unit_and_long_names_are_cut() -> None:
    drawing = draw([Node((1, ""), "示例江南精密机械制造股份有限公司", 1, 0, False, 0.0, 30_000.0)], [], [0, 30_000.0])
    (card,) = drawing.cards
    assert (drawing.unit, card.lost, card.name) == ("亿元", "−3.0", "示例江南精密机械制…")
    assert card.whole == "示例江南精密机械制造股份有限公司"


def test_a_card_leaves_out_what_most_names_have_in_common() -> None:
    names = ["襄城市樊江轴承有限公司", "襄城新能源汽车股份有限公司", "远山芯片有限责任公司", "襄城市汽车"]
    assert [short_name(name, "襄城市") for name in names] == ["樊江轴承", "新能源汽车", "远山芯片", "襄城市汽车"]
