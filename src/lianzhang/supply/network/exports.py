"""Who bought what of whom as a workbook: what the network shows, all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lianzhang.kernel.sheets import WORDS, Said, list_workbook, number, whole
from lianzhang.supply.queries.network import Network, Party

from .pairs import Pair

__all__ = ["PairLine", "network_workbook", "pair_lines"]

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two firms with what one buys of the other."""

    pair: Pair
    supplier: Party
    customer: Party
    products: tuple[str, ...]

    @property
    def narrowing(self) -> dict[str, str]:
        """What narrows the list of purchases to those of the pair."""
        seller = {"supplier": str(self.pair.supplier)} if self.pair.supplier > 0 else {"stranger": self.supplier.name}
        return {"customer": str(self.pair.customer)} | seller


def pair_lines(network: Network, pairs: Sequence[Pair]) -> list[PairLine]:
    """These pairs with their names. Three queries."""
    parties = network.parties(key for pair in pairs for key in (pair.supplier, pair.customer))
    products = network.products(pairs)
    return [
        PairLine(
            pair,
            parties[pair.supplier],
            parties[pair.customer],
            tuple(products[key] for key in pair.products if key in products),
        )
        for pair in pairs
    ]


def _every(network: Network) -> Iterator[PairLine]:
    for start in range(0, len(network.pairs), AT_ONCE):
        yield from pair_lines(network, network.pairs[start : start + AT_ONCE])


COLUMNS: Sequence[Said[PairLine]] = (
    ("供应商", WORDS, lambda line: line.supplier.name),
    ("供应商所在地", WORDS, lambda line: line.supplier.place),
    ("采购企业", WORDS, lambda line: line.customer.name),
    ("采购企业所在地", WORDS, lambda line: line.customer.place),
    ("主要买什么", WORDS, lambda line: "、".join(line.products)),
    ("金额（万元）", number(), lambda line: round(line.pair.value, 2)),
    ("采购（条）", whole(), lambda line: line.pair.lines),
    ("唯一来源（条）", whole(), lambda line: line.pair.soles),
)


def network_workbook(network: Network) -> bytes:
    return list_workbook("供应网络", COLUMNS, _every(network))
