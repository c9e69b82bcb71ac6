"""Lists a page at a time: the one way to page rows, which counts what an account sees of them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator

from .limits import hold_rows

__all__ = ["page_rows"]


def page_rows(user: Any, rows: Any, size: int, number: Any, *, count: int | None = None) -> Page[Any]:
    """Page `number` of `rows`, a queryset or sequence; a number that is none is the first page, one too large the last.

    `count` spares a query where it is known how many there are. Raises TooOften, before the rows are fetched.
    """
    pages = Paginator(rows, size)
    if count is not None:
        pages.count = count
    page = pages.get_page(number)
    hold_rows(user, page.end_index() - page.start_index() + 1 if pages.count else 0)
    return page
