"""From rows to links: ids become indices, bad rows are named, duplicates merged, links sorted.
Whatever order the rows come in, the same rows give the same links to the last bit."""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chainlab.errors import NAMED, ChainlabError, Origin
from chainlab.kinds import Floats, Ids, Index
from chainlab.sorting import Column, Links, ordered

OnUnknown: TypeAlias = Literal["error", "leave_out"]

# Stands for an id that is not among the known ones.
UNKNOWN = np.uint32(2**32 - 1)
# Whole numbers that fill at least this part of their range are looked up in a table: one in four.
_DENSE = 4


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What became of each row: rows = links + merged + self_links + zeros + unknown."""

    rows: int
    links: int
    merged: int
    self_links: int
    zeros: int
    unknown: int


def ids_of(raw: ArrayLike, column: str, origin: Origin) -> Ids:
    """Ids as int64 or as text, one kind in a column; anything else is refused."""
    ids = np.asarray(raw)
    if ids.ndim != 1:
        raise ChainlabError(f"{origin.name}, column {column}: ids have one axis, and these have {ids.ndim}.")
    if ids.size == 0:
        return ids.astype(np.str_ if ids.dtype.kind in "UT" else np.int64)
    if ids.dtype.kind == "O":
        ids = _plain(ids, column, origin)
    if ids.dtype.kind in "iu":
        if ids.dtype.kind == "u" and ids.max() > np.iinfo(np.int64).max:
            raise ChainlabError(f"{origin.name}, column {column}: whole-number ids stay below 2^63. Give them as text.")
        return ids.astype(np.int64, copy=False)
    if ids.dtype.kind in "UT":
        empty = np.flatnonzero(ids == "")
        if empty.size:
            raise origin.error(column, empty, "no id stands here", "Name the firm or product, or leave the row out.")
        return ids.astype(np.str_, copy=False)
    raise ChainlabError(f"{origin.name}, column {column}: ids are whole numbers or text, and these are {ids.dtype}.")


def _plain(ids: NDArray[Any], column: str, origin: Origin) -> Ids:
    """Python objects as one plain array, if all are texts or all are whole numbers."""
    for kind, dtype in ((str, np.str_), ((int, np.integer), np.int64)):
        bad = [row for row, one in enumerate(ids) if not isinstance(one, kind) or isinstance(one, bool)]
        if not bad:
            return ids.astype(dtype)
        if len(bad) < ids.size:
            problem = f"no id of the kind of the others, but {ids[bad[0]]!r}"
            raise origin.error(column, bad, problem, "Use text throughout, or whole numbers.")
    raise origin.error(column, range(ids.size), "ids are whole numbers or text", "Give each firm and product one.")


def same_kind(columns: dict[str, Ids], origin: Origin) -> None:
    """Texts and numbers never meet: "1" and 1 would silently be two firms."""
    kinds = {name: ids.dtype.kind for name, ids in columns.items() if ids.size}
    if len(set(kinds.values())) > 1:
        told = ", ".join(f"{name}: {'text' if kind == 'U' else 'whole numbers'}" for name, kind in kinds.items())
        raise ChainlabError(f"{origin.name}: ids of firms are of two kinds ({told}). Use one of them throughout.")


def once(ids: Ids, origin: Origin) -> NDArray[np.intp]:
    """The order that sorts firms; one that comes twice is an error."""
    order = np.argsort(ids, kind="stable")
    twice = order[1:][ids[order][1:] == ids[order][:-1]]
    if twice.size:
        raise origin.error("firm", np.sort(twice), f"comes twice: {ids[twice[0]]}", "Name each firm once.")
    return order


def encode(ids: Ids, known: Ids) -> Index:
    """The position of each id among the known ones, which are sorted; UNKNOWN where it is not there."""
    if known.size == 0 or ids.size == 0:
        return np.full(ids.size, UNKNOWN, dtype=np.uint32)
    if known.dtype.kind == "i" and int(known[-1]) - int(known[0]) < _DENSE * known.size:
        return _looked_up(ids, known)
    # Sorted questions find their neighbours in the cache: ten times as fast for millions.
    order = np.argsort(ids)
    place = np.minimum(np.searchsorted(known, ids[order]), known.size - 1)
    position = np.empty(ids.size, dtype=np.uint32)
    position[order] = np.where(known[place] == ids[order], place, UNKNOWN)
    return position


def _looked_up(ids: Ids, known: Ids) -> Index:
    """The same from a table over all numbers between the first and the last."""
    low, high = known[0], known[-1]
    table = np.full(int(high - low) + 1, UNKNOWN, dtype=np.uint32)
    table[known - low] = np.arange(known.size, dtype=np.uint32)
    inside = (ids >= low) & (ids <= high)
    found: Index = table[np.where(inside, ids - low, 0)]
    found[~inside] = UNKNOWN
    return found


def distinct(columns: list[Ids]) -> Ids:
    """All ids of some columns, sorted, each once."""
    columns = [column for column in columns if column.size] or columns[:1]
    if columns[0].dtype.kind == "i" and columns[0].size:
        low, high = min(int(column.min()) for column in columns), max(int(column.max()) for column in columns)
        if high - low < _DENSE * sum(column.size for column in columns):
            there = np.zeros(high - low + 1, dtype=np.bool_)
            for column in columns:
                there[column - low] = True
            return np.flatnonzero(there) + low
    return np.unique(np.concatenate(columns))


def leaves_out(on_unknown: str) -> bool:
    """Whether rows with unknown ids are left out; they are an error otherwise."""
    if on_unknown not in ("error", "leave_out"):
        raise ChainlabError(f"on_unknown is 'error' or 'leave_out', and not {on_unknown!r}.")
    return on_unknown == "leave_out"


def check_unknown(codes: Index, raw: Ids, column: str, origin: Origin) -> None:
    """An id that is not among the firms is an error that names it."""
    rows = np.flatnonzero(codes == UNKNOWN)
    if rows.size:
        told = ", ".join(str(one) for one in raw[rows[:NAMED]])
        raise origin.error(
            column, rows, f"not among the firms: {told}", "Add the firm, mend the id, or say on_unknown='leave_out'."
        )


def values_of(raw: ArrayLike, origin: Origin) -> Floats:
    """Values as float64, each finite and at least 0."""
    try:
        value = np.asarray(raw, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ChainlabError(f"{origin.name}, column value: not all values are numbers ({error}).") from error
    if value.ndim != 1:
        raise ChainlabError(f"{origin.name}, column value: values have one axis, and these have {value.ndim}.")
    bad = np.flatnonzero(~(np.isfinite(value) & (value >= 0)))
    if bad.size:
        told = ", ".join(f"{one:g}" for one in value[bad[:NAMED]])
        raise origin.error(
            "value", bad, f"a value is a finite number of at least 0, and not {told}", "Mend the row, or leave it out."
        )
    return value


def merged_links(rows: Links, firms: int, products: int) -> tuple[Links, BuildReport]:
    """Sorted links without self-links and zeros, each (supplier, customer, product) once."""
    read = rows.value.size
    unknown = (rows.supplier == UNKNOWN) | (rows.customer == UNKNOWN)
    own = ~unknown & (rows.supplier == rows.customer)
    zero = ~unknown & ~own & (rows.value == 0)
    counts = {"unknown": int(unknown.sum()), "self_links": int(own.sum()), "zeros": int(zero.sum())}
    if any(counts.values()):
        rows = rows.take(~(unknown | own | zero))
    kept = rows.value.size
    with np.errstate(over="ignore"):
        sizes: dict[Column, int] = {"supplier": firms, "customer": firms, "product": products}
        rows = _summed(ordered(rows, ("supplier", "customer", "product"), sizes))
        if not np.isfinite(rows.value.sum()):
            raise ChainlabError("The values of all links add up to infinity. Use a larger unit.")
    links = rows.value.size
    return rows, BuildReport(rows=read, links=links, merged=kept - links, **counts)


def _summed(rows: Links) -> Links:
    """Rows of one (supplier, customer, product) as one link; values are added from the smallest up."""
    if rows.value.size == 0:
        return rows
    first = np.ones(rows.value.size, dtype=np.bool_)
    first[1:] = (np.diff(rows.supplier) != 0) | (np.diff(rows.customer) != 0) | (np.diff(rows.product) != 0)
    starts = np.flatnonzero(first)
    if starts.size == rows.value.size:
        return rows
    group = np.cumsum(first) - 1
    value = np.add.reduceat(rows.value[np.lexsort((rows.value, group))], starts)
    return rows.take(starts)._replace(value=value)
