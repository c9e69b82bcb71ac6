"""What walks through lifecycles in memory share: somebody who may do so much, and no more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

__all__ = ["Person"]


@dataclass(frozen=True)
class Person:
    """An account without a database: its key, and the permissions of its post."""

    pk: str
    may: Collection[str]

    def has_perm(self, perm: str, _row: Any = None) -> bool:
        return perm in self.may
