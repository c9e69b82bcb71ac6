"""Who stands by itself in the drawing, and who with others as one. Pure, deterministic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import fsum

from .parts import Drawn, Firm, Link, Side, Spot

__all__ = ["links_between", "spots_of"]


def spots_of(firms: Sequence[Firm], links: Sequence[Link], sides: Mapping[str, Side], shown: int | None) -> list[Spot]:
    """Column by column in the order of `sides`: whom the reader asked for, sole sources, by value; the rest as one."""
    soles = {link.supplier for link in links if link.sole}
    columns: dict[Side, list[Firm]] = {side: [] for side in sides.values()}
    for firm in firms:
        columns[sides[firm.key]].append(firm)
    spots = []
    for column, here in enumerate(columns.values()):
        here.sort(key=lambda firm: (firm.merged, not firm.kept, firm.key not in soles, -firm.value, firm.key))
        alone = _alone(here, shown)
        spots += [Spot(firm.key, column, firm.value, firm.firms, sole=firm.key in soles) for firm in here[:alone]]
        if here[alone:]:
            spots.append(_others(here[alone:], column))
    return spots


def _alone(firms: Sequence[Firm], shown: int | None) -> int:
    """How many of a column's firms, in order, stand by themselves."""
    candidates = sum(not firm.merged for firm in firms)
    room = candidates if shown is None else max(shown, sum(firm.kept and not firm.merged for firm in firms))
    # A single one that would stand as "others" takes no more room under its own name.
    return min(candidates, room + (len(firms) == candidates == room + 1))


def _others(firms: Sequence[Firm], column: int) -> Spot:
    return Spot(
        f"others-{column}",
        column,
        fsum(firm.value for firm in firms),
        sum(firm.firms for firm in firms),
        others=tuple(sorted(firm.key for firm in firms)),
    )


def links_between(spots: Sequence[Spot], links: Sequence[Link]) -> tuple[list[Drawn], int]:
    """Links from spot to spot, summed, and how many lines lie within one."""
    stands = {key: spot.key for spot in spots for key in spot.others or (spot.key,)}
    pairs: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in links:
        pairs[stands[link.supplier], stands[link.customer]].append(link)
    folded = sum(len(lines) for (supplier, customer), lines in pairs.items() if supplier == customer)
    drawn = [_sum(*pair, lines) for pair, lines in sorted(pairs.items()) if pair[0] != pair[1]]
    return drawn, folded


def _sum(supplier: str, customer: str, lines: Sequence[Link]) -> Drawn:
    return Drawn(supplier, customer, fsum(line.value for line in lines), len(lines), sum(line.sole for line in lines))
