"""Two at one row: an act on a row that changed or went since the person looked at it is refused, and says what changed.

A form carries the version it was opened with, or the texts that were seen, which also tell the difference."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

__all__ = ["Difference", "RowGone", "StaleRow", "as_seen", "read_again", "refuse_changed"]


class Difference(NamedTuple):
    """One line of a row: its title, what the person saw, what stands there now."""

    title: str
    seen: str
    now: str


class StaleRow(Exception):
    """The row is no longer what the person saw; `current` is the row as it stands."""

    def __init__(self, current: Any, differences: list[Difference] | None = None) -> None:
        super().__init__("这条记录刚被改动过；请核对现在的内容再办理。")
        self.current, self.differences = current, differences or []


class RowGone(Exception):
    """The row has been deleted since the person looked at it, a `model` once; `owner` is the row it was a part of.

    `typed`: label and words of what the person wrote, where a form knows them. A view need not catch this: the answer
    is 404 with a page that says so (`show_gone` of work/pages.py)."""

    def __init__(self, model: type[Any], owner: Any = None) -> None:
        super().__init__("这条记录刚被删除，不能再办理。")
        self.model, self.owner = model, owner
        self.typed: tuple[tuple[str, str], ...] = ()


def read_again(row: Any, typed: Iterable[tuple[str, str]] = ()) -> None:
    """Let `row` say what stands there now, to be shown beside what was `typed`. Raises RowGone."""
    try:
        row.refresh_from_db()
    except type(row).DoesNotExist:
        gone = RowGone(type(row))
        gone.typed = tuple(typed)
        raise gone from None


def as_seen(texts: Mapping[str, str]) -> str:
    """A row's texts, by title, as the form carries them."""
    return json.dumps(texts, ensure_ascii=False)


def refuse_changed(seen: str, now: Mapping[str, str], current: Any) -> None:
    """Raise StaleRow where `now` is not what was seen. A form that tells nothing has seen nothing."""
    was = _read(seen)
    differences = [Difference(title, was.get(title, ""), text) for title, text in now.items() if was.get(title) != text]
    if differences:
        raise StaleRow(current, differences)


def _read(seen: str) -> dict[str, str]:
    try:
        read = json.loads(seen)
    except (ValueError, RecursionError):  # RecursionError: brackets in brackets
        return {}
    return {str(title): str(text) for title, text in read.items()} if isinstance(read, dict) else {}
