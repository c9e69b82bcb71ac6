"""Sorting by packed keys gives what sorting by columns gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainlab import sorting
from chainlab.building import UNKNOWN, distinct, encode, merged_links
from chainlab.sorting import Column, Links, ordered

WIDE = 2**32 - 2


def drawn(seed: int, count: int, size: int) -> Links:
    rng = np.random.default_rng(seed)
    return Links(*(rng.integers(0, size, count).astype(np.uint32) for _ in range(3)), rng.random(count))


@given(st.integers(0, 2**32), st.integers(0, 60), st.sampled_from([1, 2, 3, 200]))
def test_packed_keys_sort_as_columns_do(seed: int, count: int, size: int) -> None:
    rows = drawn(seed, count, size)
    sizes: dict[Column, int] = {"supplier": size, "customer": size, "product": size}
    by: tuple[Column, ...] = ("supplier", "customer", "product")
    slow = ordered(rows, by, sizes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorting, "FEW", 0)
        fast = ordered(rows, by, sizes)
        settled = ordered(fast, ("customer", "product", "supplier"), sizes, settled=1)
    again = ordered(rows, ("customer", "product", "supplier"), sizes)
    for one, other in ((fast, slow), (settled, again)):
        assert all((a == b).all() for a, b in zip(one[:3], other[:3], strict=True))
        assert sorted(one.value) == sorted(other.value)
    told = {tuple(row) for row in zip(*rows, strict=True)}
    assert {tuple(row) for row in zip(*fast, strict=True)} == told


def test_keys_too_wide_for_one_number_sort_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "FEW", 0)
    rows = drawn(3, 60, 5)
    narrow, wide = merged_links(rows, 5, 5), merged_links(rows, WIDE, WIDE)
    assert narrow[1] == wide[1]
    assert all((a == b).all() for a, b in zip(narrow[0], wide[0], strict=True))


@given(st.lists(st.integers(-50, 50)), st.lists(st.integers(-50, 50)), st.sampled_from([1, 10**15]))
def test_ids_stand_where_they_are_known_whether_dense_or_not(asked: list[int], known: list[int], step: int) -> None:
    ids, there = np.array(asked, dtype=np.int64) * step, np.unique(np.array(known, dtype=np.int64)) * step
    places = {int(one): place for place, one in enumerate(there)}
    assert encode(ids, there).tolist() == [places.get(int(one), int(UNKNOWN)) for one in ids]
    assert distinct([ids, there]).tolist() == sorted({*ids.tolist(), *there.tolist()})
