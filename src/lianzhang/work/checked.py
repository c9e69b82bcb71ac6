"""What one says and another checks (a balance of a bank, the graduates of a college): the acts that all of them share.

Such a row has a `reason`, for which it was sent back last. Each act is one transaction, one step, one event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .acts import take_step
from .transactions import action

__all__ = ["CHECKED_VERBS"]


@action
def _check(*, row: Any, version: int, by: Any) -> Any:
    with take_step(row, "check", by=by, version=version) as act:
        act.row.reason = ""
    return act.row


@action
def _give_back(*, row: Any, version: int, reason: str, by: Any) -> Any:
    with take_step(row, "return", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    return act.row


@action
def _withdraw(*, row: Any, version: int, reason: str, by: Any) -> None:
    with take_step(row, "withdraw", by=by, version=version, reason=reason):
        pass


CHECKED_VERBS: Mapping[str, Callable[..., Any]] = {"check": _check, "return": _give_back, "withdraw": _withdraw}
