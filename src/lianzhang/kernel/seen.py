"""What a person saw when a form was opened travels with the form: an act on a row that changed since is refused.

Texts, not a version: so the page can say what stood there, what stands there now, and keep what was typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["Changed", "Difference", "as_seen", "refuse_changed"]


class Difference(NamedTuple):
    """One line of a row: its title, what the person saw, what stands there now."""

    title: str
    seen: str
    now: str


class Changed(Exception):
    """The row is no longer what the person saw."""

    def __init__(self, differences: list[Difference]) -> None:
        super().__init__("这条记录刚被改动过；请核对现在的内容再办理。")
        self.differences = differences


def as_seen(texts: Mapping[str, str]) -> str:
    """A row's texts, by title, as the form carries them."""
    return json.dumps(texts, ensure_ascii=False)


def refuse_changed(seen: str, now: Mapping[str, str]) -> None:
    """Raise Changed where `now` is not what was seen. A form that tells nothing has seen nothing."""
    was = _read(seen)
    differences = [Difference(title, was.get(title, ""), text) for title, text in now.items() if was.get(title) != text]
    if differences:
        raise Changed(differences)


def _read(seen: str) -> dict[str, str]:
    try:
        read = json.loads(seen)
    except ValueError:
        return {}
    return {str(title): str(text) for title, text in read.items()} if isinstance(read, dict) else {}
