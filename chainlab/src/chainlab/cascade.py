"""What a stop spreads over: the network as shares of inputs and of sales, with markets and weights.
Definitions of Diem, Borsos, Reisch, Kertész, Thurner (2022), Scientific Reports 12:7719."""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chainlab.errors import ChainlabError
from chainlab.kinds import Floats, Ids, Index
from chainlab.network import SupplyNetwork

ESSENTIAL, OTHER = 2, 1


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """Links in the order of (customer, sector of the supplier, supplier): input k is of `supplier[k]`.

    `start`: where each customer's begin. `first`: whether it begins a new sector. `share`: what of the customer's
    output stops with it (Λd); `essential`: whether without its sector nothing is made.
    """

    start: NDArray[np.int64]
    supplier: Index
    share: Floats
    first: NDArray[np.bool_]
    essential: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Sales:
    """Links in the order of (supplier, customer): sale k goes to `customer[k]`, and is `share[k]` of all (Λu)."""

    start: NDArray[np.int64]
    customer: Index
    share: Floats


@dataclass(frozen=True, slots=True, eq=False)
class CascadeModel:
    """A supply network made ready for shocks; build one with `CascadeModel.build`.

    `firms`: their ids, in the network's order; `out`: what each sells, in the network's unit; `market`: the market of
    each, numbered from 0 (empty: none, no firm replaces another); `weights`: what a firm's loss counts, summing to 1.
    """

    firms: Ids
    out: Floats
    market: Index
    weights: Floats
    inputs: Inputs
    sales: Sales
    _packed: list[Any] = field(default_factory=list, init=False, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes without what each makes of it anew."""
        return CascadeModel, (self.firms, self.out, self.market, self.weights, self.inputs, self.sales)

    @classmethod
    def build(
        cls,
        network: SupplyNetwork,
        sector: ArrayLike,
        essential: ArrayLike,
        *,
        needs: ArrayLike | None = None,
        revenue: ArrayLike | None = None,
        cost: ArrayLike | None = None,
        markets: Literal["sector"] | ArrayLike | None = "sector",
        weights: ArrayLike | None = None,
    ) -> "CascadeModel":
        """Make a network ready.

        `sector`: one code a firm (in the order of `network.firms`, from 0), of the matrix `essential`, which says of
        the row's goods what they are to the column's firms: 2 essential, 1 non-essential, 0 none. `needs`: the column
        of each firm, by default its sector; then the matrix is square. `revenue` and `cost` (in the network's unit,
        NaN: not known) take the place of what links sell and buy. `markets`: who can replace whom: "sector", one code
        a firm, or None for nobody. `weights`: none negative; by default sales.
        What is divided by 0 is divided by 1, as in the source. ChainlabError on arrays that do not fit.

        >>> network = SupplyNetwork.from_arrays(["ore", "mill"], ["mill", "car"], [2.0, 3.0])
        >>> model = CascadeModel.build(network, [0, 1, 2], np.full((3, 3), 2))
        >>> model.firms.tolist(), model.weights.round(2).tolist()
        (['car', 'mill', 'ore'], [0.0, 0.6, 0.4])
        """
        size = network.firms.size
        kinds, needy, matrix = _sectors(sector, needs, essential, size)
        links = _merged(network)
        out, bought = _sums(links[0], links[2], size), _sums(links[1], links[2], size)
        earned, spent = amounts("revenue", revenue, out), amounts("cost", cost, bought)
        market = np.zeros(0, np.uint32) if markets is None else _codes("markets", markets, kinds, size)
        return cls(
            network.firms,
            out,
            market,
            _weights(weights, out),
            _inputs(links, kinds, matrix[kinds[links[0]], needy[links[1]]], bought, spent),
            _sales(links, out if earned is None else earned),
        )

    @property
    def markets(self) -> int:
        return int(self.market.max()) + 1 if self.market.size else 0


Links = tuple[Index, Index, Floats]


def _merged(network: SupplyNetwork) -> Links:
    """Links of all goods together: what matters of an input is the sector that it comes from."""
    supplier, customer, value = network.supplier, network.customer, network.value
    first = np.ones(value.size, dtype=bool)
    first[1:] = (supplier[1:] != supplier[:-1]) | (customer[1:] != customer[:-1])
    begin = np.flatnonzero(first)
    return supplier[begin], customer[begin], np.add.reduceat(value, begin) if value.size else value


def _sectors(
    sector: ArrayLike, needs: ArrayLike | None, essential: ArrayLike, size: int
) -> tuple[Index, Index, NDArray[np.int8]]:
    """The row of each firm in the matrix as a supplier, its column as a customer, and the matrix."""
    matrix = np.asarray(essential)
    square = needs is not None or matrix.ndim != 2 or matrix.shape[0] == matrix.shape[1]
    if matrix.ndim != 2 or not square or not np.isin(matrix, (0, 1, 2)).all():
        raise ChainlabError("essential is a square matrix of 2, 1 and 0: rows supply columns.")
    kinds = _codes("sector", sector, None, size)
    needy = kinds if needs is None else _codes("needs", needs, None, size)
    for name, codes, told, there in (
        ("sector", kinds, "row", matrix.shape[0]),
        ("needs", needy, "column", matrix.shape[1]),
    ):
        if codes.max(initial=0) >= max(there, 1):
            raise ChainlabError(f"{name} {int(codes.max())} has no {told} in essential, which has {there}.")
    return kinds, needy, matrix.astype(np.int8)


def _codes(name: str, raw: Any, by_sector: Index | None, size: int) -> Index:
    if isinstance(raw, str):
        if raw == "sector" and by_sector is not None:
            return by_sector
        raise ChainlabError(f'{name} are "sector", one code a firm, or None, and not "{raw}".')
    codes = np.asarray(raw)
    if codes.shape != (size,) or codes.dtype.kind not in "iu" or (codes < 0).any():
        raise ChainlabError(f"{name} is one whole number of at least 0 for each of the {size} firms.")
    return codes.astype(np.uint32)


def amounts(name: str, raw: ArrayLike | None, links: Floats) -> Floats | None:
    """As told; NaN where not known, for which links stand."""
    if raw is None:
        return None
    told = np.asarray(raw, dtype=np.float64)
    if told.shape != links.shape or (told < 0).any() or np.isinf(told).any():
        raise ChainlabError(f"{name} is one finite number of at least 0, or NaN, for each of the {links.size} firms.")
    return np.where(np.isnan(told), links, told)


def _weights(raw: ArrayLike | None, out: Floats) -> Floats:
    weights = out if raw is None else np.asarray(raw, dtype=np.float64)
    if weights.shape != out.shape or not np.isfinite(weights).all() or (weights < 0).any():
        raise ChainlabError(f"weights are one finite number of at least 0 for each of the {out.size} firms.")
    total = weights.sum()
    if total == 0 and raw is not None and out.size:
        raise ChainlabError("weights are all 0; give the firms that count one above 0.")
    return weights / total if total else weights


def _sums(owner: Index, value: Floats, size: int) -> Floats:
    """Of nothing, whole numbers come back from the library: a sum of values is none."""
    return np.bincount(owner, value, minlength=size).astype(np.float64)


def _or_one(divisor: Floats) -> Floats:
    return np.where(divisor == 0, 1.0, divisor)


def starts(owner: NDArray[Any], size: int) -> NDArray[np.int64]:
    """Where the entries of each owner begin, in rows sorted by owner; one more place ends the last."""
    return np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=size)))).astype(np.int64)


def _inputs(links: Links, kinds: Index, needed: NDArray[np.int8], bought: Floats, spent: Floats | None) -> Inputs:
    order = np.lexsort((links[0], kinds[links[0]], links[1]))
    supplier, customer, value = links[0][order], links[1][order], links[2][order]
    kind, need = kinds[supplier], needed[order]
    first = np.ones(value.size, dtype=bool)
    first[1:] = (customer[1:] != customer[:-1]) | (kind[1:] != kind[:-1])
    group = np.cumsum(first) - 1
    of_kind = np.bincount(group, value)[group] if value.size else value
    share = np.where(need == ESSENTIAL, value / of_kind, np.where(need == OTHER, value / bought[customer], 0.0))
    if spent is not None:
        share *= (bought / _or_one(spent))[customer]
    return Inputs(starts(customer, kinds.size), supplier, share, first, need == ESSENTIAL)


def _sales(links: Links, earned: Floats) -> Sales:
    supplier, customer, value = links
    return Sales(starts(supplier, earned.size), customer, value / _or_one(earned)[supplier])
