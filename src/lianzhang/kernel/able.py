"""Who may do a thing, in words: the room that keeps roles and posts says it, this floor only asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.functional import lazy

__all__ = ["ABLE", "declare_able", "naming", "naming_lazy", "who_may"]

# What stands in a text for those who may do it.
ABLE = "{able}"
# Where no role has the permission, somebody must first be given one.
NOBODY = "安全管理员安排的岗位"
Told = Callable[[str, Any, Any, bool], str]
_told: list[Told] = []


def declare_able(told: Told) -> None:
    """`told` names those who have a permission, on a row where one is given, to `by`; "" where nobody has it. The last
    of what it is given: whether others than `by` are asked for."""
    _told[:] = [told]


def who_may(permission: str, row: Any = None, by: Any = None, *, others: bool = False) -> str:
    return next((words for told in _told if (words := told(permission, row, by, others))), NOBODY)


def naming(text: str, permission: str, row: Any = None, by: Any = None) -> str:
    """`text`, in which those who may are named where `{able}` stands."""
    return text.replace(ABLE, who_may(permission, row, by)) if ABLE in text else text


# For words of tables, which are written before any room has said who may.
naming_lazy: Callable[[str, str], Any] = lazy(naming, str)
