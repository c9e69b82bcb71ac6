"""Which page opens a record that evidence points to: rooms say it in their manifests, and nobody need know which."""

from django.urls import reverse

from .metrics import Row
from .rooms import row_pages

__all__ = ["row_url"]


def row_url(row: Row) -> str:
    """The address of the page that shows `row`. Raises LookupError for a kind that no room shows."""
    page = row_pages().get(row.kind)
    if page is None:
        raise LookupError(f"no room shows rows of kind {row.kind!r}")
    return reverse(page, args=[row.pk]) + (f"?{row.query}" if row.query else "")
