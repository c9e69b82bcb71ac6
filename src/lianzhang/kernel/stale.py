"""Two at one row: an act on a row that changed since the person looked at it is refused, and says what changed.

A form carries the version it was opened with, or the texts that were seen, which also tell the difference."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

__all__ = ["Difference", "StaleRow", "as_seen", "refuse_changed"]


class Difference(NamedTuple):
    """One line of a row: its title, what the person saw, what stands there now."""

    title: str
    seen: str
    now: str


class StaleRow(Exception):
    """The row is no longer what the person saw; `current` is the row as it stands, None where it is gone."""

    def __init__(self, current: Any, differences: list[Difference] | None = None) -> None:
        gone = "这条记录刚被删除，不能再办理。"
        super().__init__(gone if current is None else "这条记录刚被改动过；请核对现在的内容再办理。")
        self.current, self.differences = current, differences or []


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
    except ValueError:
        return {}
    return {str(title): str(text) for title, text in read.items()} if isinstance(read, dict) else {}
