"""Purchases that move from one supplier to another: what each customer buys of each product stays as it was.
Here changes are checked and become a new network; what they do to rate and risk is told elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from chainlab.building import UNKNOWN, BuildReport, encode, ids_of
from chainlab.errors import ChainlabError, Origin
from chainlab.kinds import Floats, Ids, Index
from chainlab.network import SupplyNetwork

# What is left of a link below this part of it is a rounding error, and so is what is asked for beyond.
ROUNDING = 1e-12


class Change(NamedTuple):
    """`supplier` takes over `value` (in the network's unit) of what `customer` buys of `product`: from `source`, or,
    where none is named, from all who supply it now, in proportion. All but the value are ids."""

    customer: Any
    product: Any
    supplier: Any
    value: float
    source: Any = None


class Moves(NamedTuple):
    """What each link gains (below 0: loses), as positions in the network, sorted by customer, product, supplier."""

    supplier: Index
    customer: Index
    product: Index
    gained: Floats


Item = tuple[int, int]


@dataclass(slots=True)
class Ledger:
    """Who supplies each item (customer, product) with how much, as changes are entered one after another."""

    network: SupplyNetwork
    now: dict[Item, dict[int, float]] = field(default_factory=dict)

    def suppliers(self, item: Item) -> dict[int, float]:
        """As it stands after what was entered so far."""
        if item not in self.now:
            self.now[item] = suppliers_of(self.network, item)
        return self.now[item]

    def enter(self, item: Item, supplier: int, value: float, source: int | None = None) -> None:
        """Move the value; what there is must be enough."""
        held = self.suppliers(item)
        givers = [source] if source is not None else [one for one in held if one != supplier]
        there = sum(held[one] for one in givers)
        for one in givers:
            left = held[one] * (1.0 - value / there)
            if left <= ROUNDING * held[one]:
                del held[one]
            else:
                held[one] = left
        held[supplier] = held.get(supplier, 0.0) + value

    def moves(self) -> Moves:
        """All that was entered, against the network."""
        rows = []
        for item in sorted(self.now):
            before, after = suppliers_of(self.network, item), self.now[item]
            for supplier in sorted(before.keys() | after.keys()):
                gained = after.get(supplier, 0.0) - before.get(supplier, 0.0)
                if gained:
                    rows.append((supplier, *item, gained))
        columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
        ids = [np.array(column, dtype=np.uint32) for column in columns[:3]]
        return Moves(ids[0], ids[1], ids[2], np.array(columns[3], dtype=np.float64))


def suppliers_of(network: SupplyNetwork, item: Item) -> dict[int, float]:
    """Who supplies an item now, with how much."""
    bought, (customer, product) = network.bought, item
    begin, end = int(bought.start[customer]), int(bought.start[customer + 1])
    low, high = begin + np.searchsorted(bought.product[begin:end], np.array([product, product + 1], dtype=np.uint32))
    return dict(zip(bought.supplier[low:high].tolist(), bought.value[low:high].tolist(), strict=True))


def entered(network: SupplyNetwork, changes: Iterable[Change], spare: Floats) -> Moves:
    """Changes, one after another, as what each link gains; ChainlabError names the first that cannot be."""
    ledger = Ledger(network)
    for place, one in enumerate(changes):
        try:
            change = Change(*one)
            change = change._replace(value=float(change.value))
        except (TypeError, ValueError) as error:
            raise ChainlabError(
                f"changes, change {place}: give customer, product, supplier, value and, if one, the source ({error})."
            ) from error
        _enter(ledger, place, change)
    moves = ledger.moves()
    gained = np.bincount(moves.supplier, moves.gained, minlength=network.firms.size)
    over = np.flatnonzero(gained > spare * (1.0 + ROUNDING))
    if over.size:
        firm = over[0]
        raise ChainlabError(
            f"Supplier {network.firms[firm]} would sell {gained[firm]:g} more and can spare {spare[firm]:g}. "
            "Move less to it, or give it more."
        )
    return moves


def _enter(ledger: Ledger, place: int, change: Change) -> None:
    network, where = ledger.network, f"changes, change {place}"
    customer, supplier = (position(network.firms, one, where, "firm") for one in (change.customer, change.supplier))
    item = (customer, position(network.products, change.product, where, "product"))
    source = None if change.source is None else position(network.firms, change.source, where, "firm")
    held = ledger.suppliers(item)
    if not (np.isfinite(change.value) and change.value > 0):
        raise ChainlabError(f"{where}: the value is {change.value:g}; give a finite one above 0.")
    if supplier in (customer, source):
        own = "its customer" if supplier == customer else "the source"
        raise ChainlabError(f"{where}: supplier {change.supplier} is {own} too. Name another supplier.")
    if source is not None and source not in held:
        raise ChainlabError(f"{where}: {change.source} sells none of {change.product} to {change.customer}.")
    there = held[source] if source is not None else sum(held[one] for one in held if one != supplier)
    if change.value > there * (1.0 + ROUNDING):
        raise ChainlabError(
            f"{where}: {change.value:g} of {change.product} would move, and {change.customer} buys {there:g} of it "
            f"from {'other suppliers' if source is None else change.source}. Move at most that."
        )
    ledger.enter(item, supplier, min(float(change.value), there), source)


def position(known: Ids, one: Any, where: str, kind: str) -> int:
    """Where an id stands among the network's; ChainlabError if it does not."""
    found = encode(ids_of([one], kind, Origin(where)), known) if _kind(one) == known.dtype.kind else [UNKNOWN]
    if found[0] == UNKNOWN:
        raise ChainlabError(f"{where}: {kind} {one!r} is not in the network. Mend the id, or add it to the network.")
    return int(found[0])


def _kind(one: Any) -> str:
    """Text and numbers never meet: "1" and 1 are two firms."""
    kind = np.asarray(one).dtype.kind
    return "i" if kind == "u" else kind


def spare_of(spare: ArrayLike | None, size: int) -> Floats:
    """What each firm can sell more than now; NaN, not known, sets no limit."""
    if spare is None:
        return np.full(size, np.inf)
    told = np.asarray(spare, dtype=np.float64)
    if told.shape != (size,) or (told < 0).any():
        raise ChainlabError(f"spare is one number of at least 0, or NaN, for each of the {size} firms.")
    return np.where(np.isnan(told), np.inf, told)


def moved(network: SupplyNetwork, moves: Moves) -> SupplyNetwork:
    """The network as it would be: links change, vanish, and are put in where they belong."""
    value, fresh, places = network.value.copy(), list[int](), list[int]()
    for row in np.lexsort((moves.product, moves.customer, moves.supplier)).tolist():
        place, there = _place(network, moves.supplier[row], moves.customer[row], moves.product[row])
        if there:
            left = value[place] + moves.gained[row]
            value[place] = left if left > ROUNDING * value[place] else 0.0
        else:
            fresh.append(row)
            places.append(place)
    value = np.insert(value, places, moves.gained[fresh])
    kept = value > 0
    ids = [
        np.insert(getattr(network, name), places, getattr(moves, name)[fresh])[kept]
        for name in ("supplier", "customer", "product")
    ]
    links = int(kept.sum())
    report = BuildReport(rows=links, links=links, merged=0, self_links=0, zeros=0, unknown=0)
    return SupplyNetwork(network.firms, network.products, ids[0], ids[1], ids[2], value[kept], report)


def _place(network: SupplyNetwork, supplier: np.uint32, customer: np.uint32, product: np.uint32) -> tuple[int, bool]:
    """Where a link stands or would stand, and whether it is there."""
    low, high = 0, network.supplier.size
    wanted = ((network.supplier, supplier), (network.customer, customer), (network.product, product))
    for column, one in wanted:
        inside = column[low:high]
        low, high = (low + int(np.searchsorted(inside, one, side)) for side in ("left", "right"))
    return low, low < high
