"""Links by what is bought: all suppliers of one customer and product next to each other, ready to be read in one go.
The kernels read memory in order, so that millions of links take tenths of a second."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from chainlab.compiled import compiled
from chainlab.kinds import Floats, Index, Mask
from chainlab.sorting import Column, Links, ordered


class Purchases(NamedTuple):
    """Links in the order of (customer, product, supplier); those of firm c are `start[c]` to `start[c + 1]`."""

    start: Index
    supplier: Index
    product: Index
    value: Floats


def purchases_of(links: Links, firms: int, products: int) -> Purchases:
    """Links that are sorted by supplier, by customer and product instead."""
    sizes: dict[Column, int] = {"supplier": firms, "customer": firms, "product": products}
    rows = ordered(links, ("customer", "product", "supplier"), sizes, settled=1)
    start = np.zeros(firms + 1, dtype=np.uint32)
    np.cumsum(np.bincount(rows.customer, minlength=firms), out=start[1:])
    found = Purchases(start, rows.supplier, rows.product, rows.value)
    for column in found:
        column.flags.writeable = False
    return found


@compiled
def bought(
    start: Index, supplier: Index, product: Index, value: Floats, near: Mask, counted: Mask, kept: Mask
) -> tuple[Floats, Floats, Floats, Floats]:
    """What is bought nearby and in all, by customer, then by product, of customers and products that count."""
    near_customer, all_customer = np.zeros(counted.size), np.zeros(counted.size)
    near_product, all_product = np.zeros(kept.size), np.zeros(kept.size)
    for buyer in range(counted.size):
        if not counted[buyer]:
            continue
        local, total = 0.0, 0.0
        for link in range(start[buyer], start[buyer + 1]):
            good = product[link]
            if kept[good]:
                total += value[link]
                all_product[good] += value[link]
                if near[supplier[link]]:
                    local += value[link]
                    near_product[good] += value[link]
        near_customer[buyer], all_customer[buyer] = local, total
    return near_customer, all_customer, near_product, all_product


def columns_for(purchases: Purchases, *kinds: Any) -> list[NDArray[Any]]:
    """Room for as many items as there can be; what a kernel does not fill takes no memory."""
    return [np.empty(purchases.value.size, dtype=kind) for kind in kinds]


def alone(purchases: Purchases, counted: Mask) -> tuple[Index, Index, Index, Floats, float]:
    """Items with one supplier: customer, product, supplier, value; and what these customers buy in all."""
    columns = columns_for(purchases, np.uint32, np.uint32, np.uint32, np.float64)
    number, total = _alone(*purchases, counted, *columns)
    customer, product, supplier, value = (column[:number] for column in columns)
    return customer, product, supplier, value, total


def concentrated(purchases: Purchases, counted: Mask) -> list[NDArray[Any]]:
    """Each item: customer, product, suppliers, value, sum of squared shares, largest supplier and its share."""
    whole, real = np.uint32, np.float64
    columns = columns_for(purchases, whole, whole, whole, real, real, whole, real)
    number = _concentrated(*purchases, counted, *columns)
    return [column[:number] for column in columns]


def in_one_place(purchases: Purchases, counted: Mask, place: NDArray[Any]) -> list[NDArray[Any]]:
    """Items whose suppliers are all in one place of at least 0: customer, product, suppliers, value, place."""
    columns = columns_for(purchases, np.uint32, np.uint32, np.uint32, np.float64, place.dtype)
    number = _in_one_place(*purchases, counted, place, *columns)
    return [column[:number] for column in columns]


@compiled
def _end(product: Index, link: int, stop: int) -> int:
    """Where the item that begins at a link ends: the first link of another product, or of the next customer."""
    end = link + 1
    while end < stop and product[end] == product[link]:
        end += 1
    return end


@compiled
def _alone(
    start: Index, supplier: Index, product: Index, value: Floats, counted: Mask,
    customer: Index, good: Index, source: Index, amount: Floats,
) -> tuple[int, float]:  # fmt: skip
    item, total = 0, 0.0
    for buyer in range(counted.size):
        if not counted[buyer]:
            continue
        link, stop = start[buyer], start[buyer + 1]
        while link < stop:
            end = _end(product, link, stop)
            if end - link == 1:
                customer[item], good[item], source[item] = buyer, product[link], supplier[link]
                amount[item] = value[link]
                item += 1
            for one in range(link, end):
                total += value[one]
            link = end
    return item, total


@compiled
def _concentrated(
    start: Index, supplier: Index, product: Index, value: Floats, counted: Mask,
    customer: Index, good: Index, sources: Index, amount: Floats, squares: Floats, largest: Index, most: Floats,
) -> int:  # fmt: skip
    item = 0
    for buyer in range(counted.size):
        if not counted[buyer]:
            continue
        link, stop = start[buyer], start[buyer + 1]
        while link < stop:
            end = _end(product, link, stop)
            total, top, squared = 0.0, link, 0.0
            for one in range(link, end):
                total += value[one]
                if value[one] > value[top]:
                    top = one
            for one in range(link, end):
                squared += (value[one] / total) ** 2
            customer[item], good[item], sources[item] = buyer, product[link], end - link
            amount[item], squares[item] = total, squared
            largest[item], most[item] = supplier[top], value[top] / total
            item += 1
            link = end
    return item


@compiled
def _in_one_place(
    start: Index, supplier: Index, product: Index, value: Floats, counted: Mask, place: NDArray[Any],
    customer: Index, good: Index, sources: Index, amount: Floats, where: NDArray[Any],
) -> int:  # fmt: skip
    item = 0
    for buyer in range(counted.size):
        if not counted[buyer]:
            continue
        link, stop = start[buyer], start[buyer + 1]
        while link < stop:
            end, here, total, same = _end(product, link, stop), place[supplier[link]], 0.0, True
            for one in range(link, end):
                total += value[one]
                same = same and place[supplier[one]] == here
            if same and here >= 0:
                customer[item], good[item], sources[item] = buyer, product[link], end - link
                amount[item], where[item] = total, here
                item += 1
            link = end
    return item


@compiled
def sold_into(
    supplier: Index, customer: Index, value: Floats, city: Mask
) -> tuple[Floats, NDArray[np.int64], float, float]:
    """What each firm outside sells into the city, and to how many; what the city buys outside, and in all."""
    sales, buyers = np.zeros(city.size), np.zeros(city.size, np.int64)
    outside, total = 0.0, 0.0
    for link in range(value.size):
        if city[customer[link]]:
            total += value[link]
            if not city[supplier[link]]:
                outside += value[link]
                sales[supplier[link]] += value[link]
                again = link > 0 and supplier[link] == supplier[link - 1] and customer[link] == customer[link - 1]
                buyers[supplier[link]] += not again
    return sales, buyers, outside, total
