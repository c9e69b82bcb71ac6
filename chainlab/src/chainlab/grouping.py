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
) -> tuple[Floats, Floats]:
    """By customer and by product: what is bought nearby, and in all, of customers and products that count."""
    customers, products = np.zeros((counted.size, 2)), np.zeros((kept.size, 2))
    for buyer in range(counted.size):
        if not counted[buyer]:
            continue
        local, total = 0.0, 0.0
        for link in range(start[buyer], start[buyer + 1]):
            good = product[link]
            if kept[good]:
                total += value[link]
                products[good, 1] += value[link]
                if near[supplier[link]]:
                    local += value[link]
                    products[good, 0] += value[link]
        customers[buyer, 0], customers[buyer, 1] = local, total
    return customers, products


@compiled
def _end(product: Index, link: int, stop: int) -> int:
    """Where the item that begins at a link ends: the first link of another product, or of the next customer."""
    end = link + 1
    while end < stop and product[end] == product[link]:
        end += 1
    return end


@compiled
def _items(start: Index, product: Index, counted: Mask, at_most: int) -> int:
    """How many items customers that count buy, of those with so many suppliers or fewer."""
    number = 0
    for buyer in range(counted.size):
        if counted[buyer]:
            link, stop = start[buyer], start[buyer + 1]
            while link < stop:
                end = _end(product, link, stop)
                number += end - link <= at_most
                link = end
    return number


@compiled
def alone(
    start: Index, supplier: Index, product: Index, value: Floats, counted: Mask
) -> tuple[Index, Index, Index, Floats, float]:
    """Items with one supplier: customer, product, supplier, value; and what these customers buy in all."""
    number = _items(start, product, counted, 1)
    customer, good, source = np.empty(number, np.uint32), np.empty(number, np.uint32), np.empty(number, np.uint32)
    amount, total, item = np.empty(number), 0.0, 0
    for buyer in range(counted.size):
        if counted[buyer]:
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
    return customer, good, source, amount, total


@compiled
def concentrated(
    start: Index, supplier: Index, product: Index, value: Floats, counted: Mask
) -> tuple[Index, Index, Index, Floats, Floats, Index, Floats]:
    """Each item: customer, product, suppliers, value, sum of squared shares, largest supplier and its share."""
    number = _items(start, product, counted, start[-1])
    customer, good, sources = np.empty(number, np.uint32), np.empty(number, np.uint32), np.empty(number, np.uint32)
    amount, squares, largest, most = np.empty(number), np.ones(number), np.empty(number, np.uint32), np.ones(number)
    item = 0
    for buyer in range(counted.size):
        if counted[buyer]:
            link, stop = start[buyer], start[buyer + 1]
            while link < stop:
                end = _end(product, link, stop)
                customer[item], good[item], sources[item] = buyer, product[link], end - link
                amount[item], largest[item] = value[link], supplier[link]
                if end - link > 1:
                    told = _shares(value, link, end)
                    amount[item], squares[item], most[item] = told[0], told[1], told[3]
                    largest[item] = supplier[told[2]]
                item += 1
                link = end
    return customer, good, sources, amount, squares, largest, most


@compiled
def _shares(value: Floats, link: int, end: int) -> tuple[float, float, int, float]:
    """Of links in a row: their sum, the sum of squared shares, the largest (the first of equals) and its share."""
    total, largest, squares = 0.0, link, 0.0
    for one in range(link, end):
        total += value[one]
        if value[one] > value[largest]:
            largest = one
    for one in range(link, end):
        squares += (value[one] / total) ** 2
    return total, squares, largest, value[largest] / total


@compiled
def in_one_place(
    start: Index, supplier: Index, product: Index, value: Floats, counted: Mask, place: NDArray[Any]
) -> tuple[Index, Index, Index, Floats, NDArray[Any]]:
    """Items whose suppliers are all in one place of at least 0: customer, product, suppliers, value, place."""
    number = _items(start, product, counted, start[-1])
    customer, good, sources = np.empty(number, np.uint32), np.empty(number, np.uint32), np.empty(number, np.uint32)
    amount, where, item = np.empty(number), np.empty(number, place.dtype), 0
    for buyer in range(counted.size):
        if counted[buyer]:
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
    return customer[:item], good[:item], sources[:item], amount[:item], where[:item]


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
