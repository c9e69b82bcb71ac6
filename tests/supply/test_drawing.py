"""What <supply-graph> is handed: names as far as there is room, places of links, nobody's page that is out of sight."""

from __future__ import annotations

import pytest

from lianzhang.supply.network.graph import Heading, Named, label, supply_graph, worth
from lianzhang.supply.network.layout import Firm, Link, lay_out

HEADING = Heading("汽车产业链供应网络", "2022-12-31", "江城市", "本市", "市外", ["线粗是金额"])


@pytest.mark.parametrize(
    ("name", "room", "shown"),
    [
        ("江城市岭芯微电子有限公司", 9, "岭芯微电子"),
        ("江城岭芯集团股份有限公司", 9, "岭芯"),
        ("远山车规级功率半导体模块有限公司", 8, "远山车规级功率…"),
        ("ABCDEFGHIJ电芯", 9, "ABCDEFGHIJ电芯"),
        ("有限公司", 9, "有限公司"),
        ("江城市", 9, "江城市"),
    ],
)
def test_a_name_goes_without_place_and_legal_form_as_far_as_there_is_room(name: str, room: float, shown: str) -> None:
    assert label(name, "江城市", room) == shown


def test_links_name_their_ends_by_place_and_those_who_stand_as_one_have_no_page() -> None:
    firms = [Firm("a", True, 9.0, 0), *(Firm(f"s{number}", False, float(number)) for number in range(5))]
    links = [Link(f"s{number}", "a", 1200.0 + number, sole=number == 2) for number in range(5)]
    graph = supply_graph(
        lay_out(firms, links, shown=2),
        {key: Named(f"企业{key}", f"/firms/{key}/") for key in ("a", "s2", "s4")},
        HEADING,
    )
    nodes = graph["nodes"]
    assert [(node["name"], node["kind"], node["href"]) for node in nodes] == [
        ("企业s2", "outside", "/firms/s2/"),
        ("企业s4", "outside", "/firms/s4/"),
        ("其他3家", "others", ""),
        ("企业a", "inside", "/firms/a/"),
    ]
    ends = {(nodes[link["from"]]["name"], nodes[link["to"]]["name"]): link for link in graph["links"]}
    assert ends["其他3家", "企业a"]["words"] == "3,604万元"
    assert [pair for pair, link in ends.items() if link.get("sole")] == [("企业s2", "企业a")]
    assert [(column["name"], column["count"]) for column in graph["columns"]] == [
        ("市外供应商", "5家"),
        ("链主", "1家"),
    ]
    assert graph["border"]["name"] == "虚线以内：江城市"


def test_a_network_outside_the_city_has_no_border() -> None:
    graph = supply_graph(lay_out([Firm("s", False, 0.0)], []), {"s": Named("远山")}, HEADING)
    assert graph["border"] is None
    assert graph["nodes"][0]["words"] == "0万元"


def test_money_is_told_in_its_largest_unit() -> None:
    assert [worth(value) for value in (0.5, 1200.004, 34200)] == ["5,000元", "1,200万元", "3.42亿元"]
