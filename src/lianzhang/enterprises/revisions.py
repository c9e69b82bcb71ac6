"""Which state of a city's register one looks at: every act that writes into it says so here, in its transaction.

What is summed up over thousands of rows may be kept under this value for as long as it stays the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID, uuid4

from .models import Revision

__all__ = ["reading_once", "revision", "touch"]

# What was read so far, by city; None where it is read anew each time.
_read: ContextVar[dict[int, UUID | None] | None] = ContextVar("revisions read", default=None)


def touch(city: int) -> None:
    """The register of `city` (a primary key) is about to be another than it was."""
    Revision.objects.update_or_create(city_id=city, defaults={"value": uuid4()})
    if (read := _read.get()) is not None:
        read.pop(city, None)


def revision(city: int) -> UUID | None:
    """None while nothing was ever written through an act: then nothing may be kept. One query, in a page only once."""
    read = _read.get()
    if read is not None and city in read:
        return read[city]
    value = Revision.objects.filter(city_id=city).values_list("value", flat=True).first()
    if read is not None:
        read[city] = value
    return value


@contextmanager
def reading_once() -> Iterator[None]:
    """Within it the revision is read once; a write within it is seen all the same."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)
