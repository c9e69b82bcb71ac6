"""Rows in order by millions: a radix sort of packed keys with their values, which never visits memory at random.
Few rows, or ids too many for one key, are sorted by column; both give the same order."""

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from chainlab.compiled import compiled
from chainlab.kinds import Floats, Index

Column = Literal["supplier", "customer", "product"]

# Below this, sorting by column takes less time than loading compiled code.
FEW = 100_000
_DIGIT = 8
_KEY = 64


class Links(NamedTuple):
    """Columns of equal length; indices into firms and products, values in the caller's unit."""

    supplier: Index
    customer: Index
    product: Index
    value: Floats

    def take(self, rows: NDArray[Any]) -> "Links":
        """The given rows: a mask, or positions."""
        return Links(self.supplier[rows], self.customer[rows], self.product[rows], self.value[rows])


def ordered(rows: Links, by: tuple[Column, ...], sizes: dict[Column, int], settled: int = 0) -> Links:
    """Rows by the first column, then the second, then the third; rows equal in all stand in any order.

    `sizes` bounds each column's numbers; rows stand already in the order of the last `settled` columns.
    """
    bits = [(sizes[column] - 1).bit_length() if sizes[column] > 1 else 0 for column in by]
    if rows.value.size < FEW or sum(bits) > _KEY:
        return rows.take(np.lexsort([getattr(rows, column) for column in reversed(by)]))
    key = np.zeros(rows.value.size, dtype=np.uint64)
    for column, width in zip(by, bits, strict=True):
        key <<= np.uint64(width)
        key |= getattr(rows, column)
    # A copy, because the kernel sorts in place, and is compiled once for arrays that may be written.
    key, value = _radix(key, rows.value.copy(), sum(bits[len(by) - settled :]), sum(bits))
    found = {}
    for column, width in reversed(list(zip(by, bits, strict=True))):
        found[column] = (key & np.uint64((1 << width) - 1)).astype(np.uint32)
        key >>= np.uint64(width)
    return Links(**found, value=value)


@compiled
def _radix(key: NDArray[np.uint64], value: Floats, low: int, high: int) -> tuple[NDArray[np.uint64], Floats]:
    """Keys and their values by bits low to high of the key; equal ones as they stood. Uses up what it is given."""
    one, other = (key, value), (np.empty_like(key), np.empty_like(value))
    at = np.zeros(1 << _DIGIT, dtype=np.int64)
    for bit in range(low, high, _DIGIT):
        shift, mask = np.uint64(bit), np.uint64((1 << _DIGIT) - 1)
        at[:] = 0
        for row in range(key.size):
            at[(one[0][row] >> shift) & mask] += 1
        filled = 0
        for digit in range(at.size):
            count = at[digit]
            at[digit] = filled
            filled += count
        for row in range(key.size):
            digit = (one[0][row] >> shift) & mask
            other[0][at[digit]] = one[0][row]
            other[1][at[digit]] = one[1][row]
            at[digit] += 1
        one, other = other, one
    return one
