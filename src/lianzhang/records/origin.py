"""Where the running act comes from: set once around each request, read by every event written within it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

__all__ = ["Origin", "current_origin", "origin"]


class Origin(NamedTuple):
    """The client's address, the reference an error page would show, and the post one acts as."""

    address: str = ""
    reference: str = ""
    post: str = ""


NOWHERE = Origin()
_current: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def current_origin() -> Origin:
    return _current.get()


@contextmanager
def origin(where: Origin) -> Iterator[None]:
    token = _current.set(where)
    try:
        yield
    finally:
        _current.reset(token)
