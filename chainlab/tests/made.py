"""Small random networks, and what is told of their firms."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from chainlab import SupplyNetwork

FIRMS, PRODUCTS = 7, 3
Row = tuple[int, int, float, int]
ROWS = st.lists(
    st.tuples(st.integers(0, FIRMS - 1), st.integers(0, FIRMS - 1), st.floats(0.01, 1e6), st.integers(0, PRODUCTS - 1)),
    max_size=40,
)
MASKS = st.lists(st.booleans(), min_size=FIRMS, max_size=FIRMS).map(np.array)


def made(rows: list[Row]) -> SupplyNetwork:
    """A network of rows between all firms, whether they have links or not; products are those of the rows."""
    columns: Any = np.array(rows, dtype=np.float64).reshape(-1, 4).T
    ids = [columns[place].astype(np.int64) for place in (0, 1, 3)]
    return SupplyNetwork.from_arrays(ids[0], ids[1], columns[2], ids[2], firms=np.arange(FIRMS))


def bought_items(network: SupplyNetwork, customers: Any = None) -> dict[tuple[int, int], dict[int, float]]:
    """What each supplier sells of each (customer, product), by hand."""
    items: dict[tuple[int, int], dict[int, float]] = {}
    columns = (network.supplier, network.customer, network.product, network.value)
    for supplier, customer, product, value in zip(*(column.tolist() for column in columns), strict=True):
        if customers is None or customers[customer]:
            items.setdefault((customer, product), {})[supplier] = value
    return items
