"""Lists a page at a time: the one way to page rows, which counts what an account sees of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from lianzhang.kernel.templatetags.kept import KeptFor, keep

from .limits import hold_rows

__all__ = ["Listed", "kept_page", "listed_rows", "page_rows"]

Row = TypeVar("Row")
Listed = tuple[Page[Any], list[Row]]


def page_rows(user: Any, rows: Any, size: int, number: Any, *, count: int | None = None) -> Page[Any]:
    """Page `number` of `rows`, a queryset or sequence; a number that is none is the first page, one too large the last.

    `count` spares a query where it is known how many there are. Raises TooOften, before the rows are fetched.
    """
    pages = Paginator(rows, size)
    if count is not None:
        pages.count = count
    page = pages.get_page(number)
    hold_rows(user, _shown_on(page))
    return page


def listed_rows(
    user: Any, rows: QuerySet[Any], size: int, number: Any, *related: str, count: int | None = None
) -> Listed[Any]:
    """A page of a queryset with its rows: the keys of the page first, then their rows with those they are `related`."""
    page = page_rows(user, rows.values_list("pk", flat=True), size, number, count=count)
    shown = rows.order_by().select_related(*related).in_bulk(list(page))
    return page, [shown[key] for key in page if key in shown]


def kept_page(user: Any, part: Hashable, kept_for: KeptFor | None, work: Callable[[], Listed[Row]]) -> Listed[Row]:
    """A page of `page_rows` and its rows, worked out or kept: the account sees them, and they count, either way."""
    again = True

    def anew() -> Listed[Row]:
        nonlocal again
        again = False
        return work()

    page, rows = keep(("rows", part), kept_for, anew)
    if again:
        hold_rows(user, _shown_on(page))
    return page, rows


def _shown_on(page: Page[Any]) -> int:
    return page.end_index() - page.start_index() + 1 if page.paginator.count else 0
