"""Links that could be added, and how much of a purchase each could take over at a time.
What cannot be used is named with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chainlab.building import UNKNOWN, encode, ids_of, same_kind
from chainlab.errors import ChainlabError, Origin
from chainlab.kinds import Floats, Ids, Index
from chainlab.moving import ROUNDING, Ledger, Moves, suppliers_of
from chainlab.network import SupplyNetwork


class Candidate(NamedTuple):
    """A firm that could supply a customer with a product that it buys, worth at most `capacity` more than now (in the
    network's unit). The others are ids."""

    supplier: Any
    customer: Any
    product: Any
    capacity: float = float("inf")


class Refused(NamedTuple):
    """A candidate, by its place among those given, and why it was not used."""

    candidate: int
    reason: str


NOT_BOUGHT = "the customer buys none of the product"
ITSELF = "supplier and customer are the same firm"
TWICE = "comes a second time"
NO_CAPACITY = "the supplier can spare nothing"
HAS_ITS_PART = "the supplier has its part of the product already"
USED_UP = "what the supplier can spare went to others"
NO_GAIN = "would not lower the risk"


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Candidates as positions, in the order of (customer, product, supplier); `place`: where each was given."""

    place: NDArray[np.int64]
    supplier: Index
    customer: Index
    product: Index
    capacity: Floats

    @classmethod
    def of(cls, network: SupplyNetwork, candidates: Sequence[Candidate]) -> "Pool":
        """ChainlabError names ids that are not in the network and capacities that are none."""
        columns = list(zip(*_rows(candidates), strict=True)) or [(), (), (), ()]
        firms, products, origin = network.firms, network.products, Origin("candidates")
        supplier, customer = (
            _codes(columns[at], firms, name, origin) for at, name in enumerate(("supplier", "customer"))
        )
        product = _codes(columns[2], products, "product", origin)
        capacity = np.asarray(columns[3], dtype=np.float64)
        bad = np.flatnonzero(~(capacity >= 0))
        if bad.size:
            raise origin.error(
                "capacity", bad, "a capacity is at least 0", "Mend it, or say inf where there is no limit."
            )
        order = np.lexsort((-capacity, supplier, product, customer))
        return cls(order, supplier[order], customer[order], product[order], capacity[order])

    def never(self, network: SupplyNetwork, spare: Floats) -> dict[int, str]:
        """Rows that cannot be used at all, and why."""
        found: dict[int, str] = {}
        for row in range(self.place.size):
            supplier, customer = self.supplier[row], self.customer[row]
            item = (int(customer), int(self.product[row]))
            if row and all(getattr(self, name)[row] == getattr(self, name)[row - 1] for name in _KEY):
                found[row] = TWICE
            elif supplier == customer:
                found[row] = ITSELF
            elif not suppliers_of(network, item):
                found[row] = NOT_BOUGHT
            elif min(self.capacity[row], spare[supplier]) <= 0:
                found[row] = NO_CAPACITY
        return found

    def moves(self, network: SupplyNetwork, row: int, spare: Floats, part: float) -> Moves | str:
        """What a row would move now, from all other suppliers in proportion; or why nothing."""
        item = (int(self.customer[row]), int(self.product[row]))
        supplier, ledger = int(self.supplier[row]), Ledger(network)
        held = ledger.suppliers(item)
        total = sum(held.values())
        wanted = part * total - held.get(supplier, 0.0)
        value = min(wanted, self.capacity[row], spare[supplier])
        if value <= ROUNDING * total:
            return HAS_ITS_PART if wanted <= ROUNDING * total else USED_UP
        ledger.enter(item, supplier, value)
        return ledger.moves()


_KEY = ("supplier", "customer", "product")


def _rows(candidates: Sequence[Candidate]) -> list[Candidate]:
    try:
        rows = [Candidate(*one) for one in candidates]
        return [one._replace(capacity=float(one.capacity)) for one in rows]
    except (TypeError, ValueError) as error:
        raise ChainlabError(f"A candidate is a supplier, a customer, a product and a capacity ({error}).") from error


def _codes(column: Sequence[Any], known: Ids, name: str, origin: Origin) -> Index:
    ids = ids_of(np.array(column, dtype=object) if column else np.zeros(0, known.dtype), name, origin)
    same_kind({"network": known, name: ids}, origin)
    codes = encode(ids, known)
    strange = np.flatnonzero(codes == UNKNOWN)
    if strange.size:
        told = ", ".join(str(one) for one in ids[strange[:3]])
        raise origin.error(name, strange, f"not in the network: {told}", "Mend the id, or add it to the network.")
    return codes


def open_candidates(network: SupplyNetwork, customers: ArrayLike | None = None) -> list[Candidate]:
    """Every firm that sells a product as a candidate for every customer who buys it, without a limit: an upper end.

    `customers`: True for each firm that may buy elsewhere, by default all. There are as many as sellers times buyers of
    each product. With them `rewire` tells what more could be spared if everybody could supply everybody.

    >>> network = SupplyNetwork.from_arrays(["a", "b"], ["x", "y"], [1.0, 2.0], ["steel", "steel"])
    >>> [(one.supplier, one.customer) for one in open_candidates(network)]
    [('b', 'x'), ('a', 'y')]
    """
    counted = np.ones(network.firms.size, dtype=np.bool_) if customers is None else np.asarray(customers)
    if counted.shape != network.firms.shape or counted.dtype != np.bool_:
        raise ChainlabError(f"customers is True or False for each of the {network.firms.size} firms.")
    found = []
    for product in range(network.products.size):
        links = network.product == product
        sellers, buyers = np.unique(network.supplier[links]), np.unique(network.customer[links])
        for buyer in buyers[counted[buyers]].tolist():
            held = suppliers_of(network, (buyer, product))
            name, goods = network.firms[buyer].item(), network.products[product].item()
            for seller in sellers.tolist():
                if seller != buyer and (seller not in held or len(held) > 1):
                    found.append(Candidate(network.firms[seller].item(), name, goods))
    return found
