"""What a stop spreads over: the network as two sets of shares, by inputs and by sales, with markets and weights.
Definitions of Diem, Borsos, Reisch, Kertész, Thurner, Scientific Reports 12:7719 (2022)."""

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chainlab.errors import NAMED, ChainlabError
from chainlab.network import SupplyNetwork
from chainlab.tables import ROW, Floats, Index, Inputs, Tables, downstream, shares, starts, upstream

# Sales may exceed revenue by rounding and still bound what a supplier can lose.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class CascadeModel:
    """A supply network made ready for shocks; build one with `CascadeModel.from_network`.

    `firms`: their ids, in the network's order; `sales` and `weights`: one value a firm. `tables` is what the
    compiled kernels read. Nothing in it changes.
    """

    firms: NDArray[Any]
    sales: Floats
    weights: Floats
    tables: Tables

    def __post_init__(self) -> None:
        for array in (self.firms, self.sales, self.weights, *self.tables):
            if isinstance(array, np.ndarray):
                array.flags.writeable = False

    def __reduce__(self) -> tuple[Any, ...]:
        return CascadeModel, (self.firms, self.sales, self.weights, self.tables)

    @classmethod
    def from_network(
        cls,
        network: SupplyNetwork,
        sector: ArrayLike,
        essential: ArrayLike,
        *,
        sectors: ArrayLike | None = None,
        revenue: ArrayLike | None = None,
        costs: ArrayLike | None = None,
        markets: Literal["sector"] | None | ArrayLike = "sector",
        weights: ArrayLike | None = None,
        inputs: Literal["sector", "product"] = "sector",
    ) -> "CascadeModel":
        """Draft."""
        size = network.firms.size
        code, matrix = _sectors(sector, essential, sectors, network, inputs)
        links = _links(network, code, matrix, inputs)
        sales, purchases = network.sales, network.purchases
        base = _known("revenue", revenue, sales)
        spent = None if costs is None else _known("costs", costs, purchases)
        weight = _weights(weights, sales)
        told = shares(links, purchases, spent)
        down, parts = downstream(links, told, size)
        per_revenue = 1.0 / base
        up, up_start = upstream(links, per_revenue, size)
        market = _markets(markets, code, size)
        count = int(market.max(initial=0)) + 1
        lost = weight * per_revenue
        row_start = starts(links.supplier, size)
        row = np.empty(size, dtype=ROW)
        row["per_revenue"], row["begin"], row["end"] = per_revenue, row_start[:-1], row_start[1:]
        tables = Tables(
            sales, market, weight, parts, down, told.sum_customer,
            np.bincount(market, weights=sales, minlength=count), starts(market, count).astype(np.uint32),
            np.argsort(market, kind="stable").astype(np.uint32), up, up_start,
            row, links.customer, links.value,
            np.bincount(links.customer, weights=lost[links.supplier] * links.value, minlength=size).reshape(size, 1),
            markets is not None, bool((sales <= base * (1 + ROUNDING)).all()),
        )
        return cls(network.firms, sales, weight, tables)


def _sectors(sector, essential, sectors, network, inputs):
    matrix = np.asarray(essential)
    labels = np.arange(matrix.shape[1]) if sectors is None else np.asarray(sectors)
    given = np.asarray(sector)
    order = np.argsort(labels)
    at = np.minimum(np.searchsorted(labels[order], given), labels.size - 1)
    code = order[at]
    return code.astype(np.uint32), matrix.astype(np.uint8)


def _links(network, code, matrix, inputs):
    supplier, customer, value = network.supplier, network.customer, network.value
    if inputs == "sector" and network.products.size > 1:
        first = np.ones(value.size, dtype=bool)
        first[1:] = (np.diff(supplier) != 0) | (np.diff(customer) != 0)
        begin = np.flatnonzero(first)
        supplier, customer, value = supplier[begin], customer[begin], np.add.reduceat(value, begin)
    kind = code[supplier] if inputs == "sector" else network.product
    return Inputs(supplier, customer, kind, value, matrix[kind, code[customer]])


def _known(name, given, otherwise):
    v = otherwise if given is None else np.asarray(given, float)
    v = np.where(np.isnan(v), otherwise, v)
    return np.where(v == 0, 1.0, v)


def _weights(weights, sales):
    return sales / (sales.sum() or 1.0) if weights is None else np.asarray(weights, float)


def _markets(markets, code, size):
    if markets is None:
        return np.arange(size, dtype=np.uint32)
    if isinstance(markets, str):
        return code
    return np.unique(np.asarray(markets), return_inverse=True)[1].astype(np.uint32)
