"""The supply network: who sells how much of what to whom, as sorted columns that nobody can change.
Every analysis starts here, so nothing downstream depends on the order of rows."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import ArrayLike, NDArray

from chainlab.building import (
    UNKNOWN,
    BuildReport,
    OnUnknown,
    check_unknown,
    distinct,
    encode,
    ids_of,
    leaves_out,
    merged_links,
    once,
    same_kind,
    values_of,
)
from chainlab.errors import NAMED, ChainlabError, Origin
from chainlab.grouping import Purchases, purchases_of
from chainlab.kinds import Floats, Ids, Index
from chainlab.loading import in_memory, load, parquet_query
from chainlab.sorting import Links

# The one product of a network that knows none.
NO_PRODUCT = ""
_COLUMNS = ("firms", "products", "supplier", "customer", "product", "value")


@dataclass(frozen=True, slots=True, eq=False)
class SupplyNetwork:
    """Firms, products and links between them; build one with a `from_...` method.

    `firms` and `products` are ids (int64 or text), sorted, each once. Link k says that the firm at
    position `supplier[k]` of `firms` sold goods of the product at position `product[k]` of `products`
    worth `value[k]` > 0 (any unit, the same throughout; say 10,000 yuan a year) to the firm at
    `customer[k]`. Links are sorted by (supplier, customer, product), each once, none to itself.
    All arrays are read-only. What is known of firms (sector, region, revenue) are arrays as long as
    `firms`; `align` puts them in its order.

    >>> network = SupplyNetwork.from_arrays(["bolt", "bolt", "steel"], ["car", "car", "bolt"], [1.0, 2.0, 4.0])
    >>> network.firms.tolist(), network.value.tolist(), network.report.merged
    (['bolt', 'car', 'steel'], [3.0, 4.0], 1)
    """

    firms: Ids
    products: Ids
    supplier: Index
    customer: Index
    product: Index
    value: Floats
    report: BuildReport
    _bought: list[Purchases] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        """Close the columns for writing."""
        for name in _COLUMNS:
            getattr(self, name).flags.writeable = False

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes by the constructor, so that the copy is closed for writing too."""
        return SupplyNetwork, (*(getattr(self, name) for name in _COLUMNS), self.report)

    @classmethod
    def from_arrays(
        cls,
        supplier: ArrayLike,
        customer: ArrayLike,
        value: ArrayLike,
        product: ArrayLike | None = None,
        firms: ArrayLike | None = None,
        on_unknown: OnUnknown = "error",
        *,
        origin: Origin | None = None,
    ) -> "SupplyNetwork":
        """Build from columns of equal length: ids of firms (whole numbers or text), values, ids of products.

        Rows of one supplier, customer and product are added up; self-links and zeros are left out;
        `report` counts them. `firms` lists the firms there are, also those without a link, in any order;
        by default they are those in the links. A row with another id is an error, or left out and counted
        (`on_unknown`). Negative values, NaN, infinity and empty ids raise ChainlabError, which names the
        first rows as `origin` numbers them. Without `product` there is one, called "".

        >>> network = SupplyNetwork.from_arrays([1, 2, 2], [2, 1, 2], [5, 0, 9], firms=[3, 2, 1])
        >>> network.report
        BuildReport(rows=3, links=1, merged=0, self_links=1, zeros=1, unknown=0)
        """
        origin = origin or Origin()
        ids = {"supplier": ids_of(supplier, "supplier", origin), "customer": ids_of(customer, "customer", origin)}
        goods = None if product is None else ids_of(product, "product", origin)
        amounts = values_of(value, origin)
        lengths = {"value": amounts.size} | {name: column.size for name, column in ids.items()}
        if goods is not None:
            lengths["product"] = goods.size
        if len(set(lengths.values())) > 1:
            raise ChainlabError(f"{origin.name}: columns are of equal length, and these are not: {lengths}.")
        leave_out = leaves_out(on_unknown)
        known = _known_firms(ids, firms, origin)
        codes = {name: encode(column, known) for name, column in ids.items()}
        if not leave_out:
            for name, column in ids.items():
                check_unknown(codes[name], column, name, origin)
        named = None if goods is None else distinct([goods])
        made = np.zeros(amounts.size, dtype=np.uint32) if goods is None or named is None else encode(goods, named)
        return cls.of(known, named, Links(codes["supplier"], codes["customer"], made, amounts))

    @classmethod
    def from_parquet(
        cls, path: str | Path | Sequence[str | Path], firms: ArrayLike | None = None, on_unknown: OnUnknown = "error"
    ) -> "SupplyNetwork":
        """Build from Parquet files with columns supplier, customer, value and, where known, product.

        Rows, errors and `firms` as in `from_arrays`; rows are numbered from 1 in the order read. A path may hold *.

        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     duckdb.sql("SELECT 1 AS supplier, 2 AS customer, 3.5 AS value").write_parquet(f"{folder}/links.parquet")
        ...     SupplyNetwork.from_parquet(f"{folder}/links.parquet").value.tolist()
        [3.5]
        """
        named = str(path) if isinstance(path, str | Path) else ", ".join(str(one) for one in path)
        with in_memory() as connection:
            return cls.of(*load(connection, parquet_query(path), firms, on_unknown, Origin(named, 1)))

    @classmethod
    def from_duckdb(
        cls,
        connection: duckdb.DuckDBPyConnection,
        query: str,
        firms: ArrayLike | None = None,
        on_unknown: OnUnknown = "error",
    ) -> "SupplyNetwork":
        """Build from a DuckDB query with columns supplier, customer, value and, where known, product.

        Rows, errors and `firms` as in `from_arrays`; rows are numbered from 1 in the order read. While it reads,
        the connection holds temporary tables whose names begin with chainlab.

        >>> with duckdb.connect() as connection:
        ...     query = "SELECT * FROM (VALUES ('a', 'b', 1.5), ('b', 'c', 2)) AS links (supplier, customer, value)"
        ...     SupplyNetwork.from_duckdb(connection, query).firms.tolist()
        ['a', 'b', 'c']
        """
        return cls.of(*load(connection, query, firms, on_unknown))

    @classmethod
    def of(cls, firms: Ids, products: Ids | None, rows: Links) -> "SupplyNetwork":
        """Build from sorted ids and rows that point into them; without products there is one."""
        products = np.array([NO_PRODUCT]) if products is None else products
        links, report = merged_links(rows, firms.size, products.size)
        network = cls(firms, products, *links, report)
        # Put in its second order while building, so that the first question is as quick as the next.
        _ = network.bought
        return network

    @property
    def sales(self) -> Floats:
        """What each firm sells within the network: one value a firm, in the unit of `value`."""
        return np.bincount(self.supplier, weights=self.value, minlength=self.firms.size).astype(np.float64, copy=False)

    @property
    def purchases(self) -> Floats:
        """What each firm buys within the network: one value a firm, in the unit of `value`."""
        return np.bincount(self.customer, weights=self.value, minlength=self.firms.size).astype(np.float64, copy=False)

    @property
    def bought(self) -> Purchases:
        """The links once more, in the order of (customer, product, supplier)."""
        if not self._bought:
            links = Links(self.supplier, self.customer, self.product, self.value)
            self._bought.append(purchases_of(links, self.firms.size, self.products.size))
        return self._bought[0]

    def positions(self, ids: ArrayLike) -> Index:
        """Where firms stand in `firms`; an id that is not there raises ChainlabError.

        >>> SupplyNetwork.from_arrays([10, 30], [20, 20], [1, 1]).positions([30, 20]).tolist()
        [2, 1]
        """
        origin = Origin("firms asked for")
        asked = ids_of(ids, "firm", origin)
        same_kind({"network": self.firms, "asked for": asked}, origin)
        found = encode(asked, self.firms)
        check_unknown(found, asked, "firm", origin)
        return found

    def align(self, ids: ArrayLike, values: ArrayLike, *, fill: Any = None) -> NDArray[Any]:
        """What is known of firms (`values[k]` of firm `ids[k]`) in the order of `firms`.

        Firms that are not in the network are passed over. A firm of which nothing is known takes `fill`;
        without `fill` it raises ChainlabError, as does an id that comes twice.

        >>> network = SupplyNetwork.from_arrays([10, 30], [20, 20], [1, 1])
        >>> network.align([30, 20, 10], ["steel", "cars", "bolts"]).tolist()
        ['bolts', 'cars', 'steel']
        """
        origin = Origin("what is known of firms")
        given, told = ids_of(ids, "firm", origin), np.atleast_1d(np.asarray(values))
        same_kind({"network": self.firms, "given": given}, origin)
        if given.size != told.shape[0]:
            raise ChainlabError(f"{origin.name}: {given.size} ids and {told.shape[0]} values; give each id one value.")
        order = once(given, origin)
        found = encode(self.firms, given[order])
        there = found != UNKNOWN
        if there.all():
            return told[order][found]
        if fill is None:
            first = ", ".join(str(one) for one in self.firms[~there][:NAMED])
            raise ChainlabError(f"{origin.name}: nothing for {int((~there).sum())} firms, first {first}. Give `fill`.")
        aligned = np.full(self.firms.size, fill, dtype=np.result_type(told, np.asarray(fill)))
        aligned[there] = told[order][found[there]]
        return aligned

    def fingerprint(self) -> str:
        """The same for the same firms, products and links, and for no other network: 32 hexadecimal digits."""
        digest = hashlib.blake2b(digest_size=16)
        for name in _COLUMNS:
            column = getattr(self, name)
            if column.dtype.kind == "U":  # as wide as the longest text, whatever room it was given in
                column = column.astype(f"U{max(1, int(np.strings.str_len(column).max(initial=1)))}")
            digest.update(f"{name} {column.dtype.str} {column.size};".encode())
            digest.update(np.ascontiguousarray(column).view(np.uint8).data)
        return digest.hexdigest()


def _known_firms(ids: dict[str, Ids], firms: ArrayLike | None, origin: Origin) -> Ids:
    """The firms there are, sorted: those listed, or else those in the links."""
    if firms is None:
        same_kind(ids, origin)
        return distinct(list(ids.values()))
    listed = ids_of(firms, "firm", Origin("firms"))
    same_kind(ids | {"firm": listed}, origin)
    return listed[once(listed, Origin("firms"))]
