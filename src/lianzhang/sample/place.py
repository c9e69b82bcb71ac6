"""What the made-up city is drawn from: the words and amounts of shili.toml, and the segments and titles of its plan."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lianzhang.plans.api import PlanFolder
from lianzhang.registry.api import classes, manufacturing

__all__ = ["SCALES", "SOURCE", "YEARS", "Place", "Scale", "Trade", "facts", "place_of"]

YEARS = (2020, 2021, 2022, 2023, 2024)
SOURCE = "示例数据"  # what every row gives as its source


@dataclass(frozen=True)
class Scale:
    """How large the city is made. Its output stays that of a city, so that the plan's goals keep their meaning."""

    name: str
    firms: int
    anchors: int
    cores: int
    suppliers: int
    first_bodies: tuple[int, ...]  # firms that open their first body for research, by year
    titles: float  # what part of the titles in shili.toml is granted


SCALES = {
    scale.name: scale
    for scale in (
        Scale("town", 60, 8, 12, 14, (4, 4, 3, 4, 2), 0.1),
        Scale("city", 2_000, 29, 104, 180, (96, 118, 104, 91, 70), 1),
        Scale("province", 50_000, 29, 104, 400, (240, 160, 131, 112, 95), 1),
    )
}


@dataclass(frozen=True)
class Trade:
    """What a firm may do: a segment of a chain, or a line of business on no chain. `words` name it in Chinese."""

    chain: str
    segment: str
    words: tuple[str, ...]
    industries: tuple[str, ...]
    strategy: str = ""

    @property
    def service(self) -> bool:
        """Whether it makes nothing itself: trade, software, logistics."""
        return not any(manufacturing(code) for code in self.industries)


@dataclass(frozen=True)
class Place:
    """The city before it has firms. Everything is named by code."""

    trades: tuple[Trade, ...]
    chain_names: dict[str, str]
    kinds: tuple[dict[str, Any], ...]
    links: tuple[tuple[str, str], ...]  # from a segment to the next one downstream

    def on(self, chain: str) -> list[int]:
        """The places in `trades` of a chain's own."""
        return [number for number, trade in enumerate(self.trades) if trade.chain == chain]


@cache
def facts() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "shili.toml").read_text(encoding="utf-8"))


def place_of(folder: PlanFolder) -> Place:
    """The city that a plan's folder describes. A chain without segments is one line of business."""
    segments = [_of_segment(row.values) for row in folder.rows("segments")]
    without = sorted(set(facts()["chains"]) - {trade.chain for trade in segments})
    chains = [_of_chain(code, facts()["chains"][code]) for code in without]
    rest = facts()["rest"]
    others = [
        Trade("", "", (word,), (industry,)) for word, industry in zip(rest["trades"], rest["industries"], strict=True)
    ]
    return Place(
        trades=(*segments, *chains, *others),
        chain_names={row["id"]: row["name"].removesuffix("产业链") for row in folder.rows("chains")},
        kinds=tuple(dict(row.values) for row in folder.rows("honours")),
        links=tuple((row["upstream"], row["downstream"]) for row in folder.rows("segment_links")),
    )


def _of_segment(row: dict[str, Any]) -> Trade:
    words = tuple(word for word in row["keywords"].split(";") if word) or (row["name"],)
    industries = tuple(each for code in row["industries"].split(";") if code for each in classes(code))
    return Trade(row["chain"], row["id"], words, industries, row["strategy"] or "")


def _of_chain(code: str, fact: dict[str, Any]) -> Trade:
    return Trade(code, "", (fact["trade"],), (fact["industry"],))
