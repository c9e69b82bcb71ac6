"""Doors: which page opens a record that evidence points to.

Each room registers the kinds of rows it shows; a page that lists evidence asks here and knows no other room."""

from django.urls import reverse

from .metrics import Row

__all__ = ["register_row_page", "row_url"]

_DOORS: dict[str, str] = {}


def register_row_page(kind: str, url_name: str) -> None:
    """Rows of `kind` open at the page `url_name`, which takes the row's primary key."""
    if _DOORS.setdefault(kind, url_name) != url_name:
        raise ValueError(f"rows of kind {kind!r} have two doors")


def row_url(row: Row) -> str:
    """The address of the page that shows `row`. Raises LookupError for a kind that no room shows."""
    if row.kind not in _DOORS:
        raise LookupError(f"no room shows rows of kind {row.kind!r}")
    return reverse(_DOORS[row.kind], args=[row.pk]) + (f"?{row.query}" if row.query else "")
