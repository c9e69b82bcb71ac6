"""An act on many rows at once has one event, under a subject of its own: which of these tell of a single row, and what.

The log narrowed to one row asks here; the rooms that act on many rows answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db.models import Model

from .subjects import model_of

__all__ = ["Shared", "register_shared", "shared_of"]


class Shared(NamedTuple):
    """The event `action` of `subject`, and in `words` where in it the row asked for stands."""

    subject: str
    action: str
    words: tuple[str, ...] = ()


Provider = Callable[[type[Model], int], Iterable[Shared]]
_PROVIDERS: list[Provider] = []


def register_shared(provider: Provider) -> None:
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def shared_of(subject: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Words by subject and action; nothing for what names no row."""
    model, key = model_of(subject), subject.partition(":")[2]
    if model is None or not (key.isascii() and key.isdigit() and len(key) < 19):
        return {}
    words: dict[tuple[str, str], tuple[str, ...]] = {}
    for provider in _PROVIDERS:
        for each in provider(model, int(key)):
            words[each.subject, each.action] = (*words.get((each.subject, each.action), ()), *each.words)
    return words
