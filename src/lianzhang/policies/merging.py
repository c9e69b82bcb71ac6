"""What becomes of applications and awards when two firms turn out to be one: the firm that goes on has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lianzhang.enterprises.api import Belonging, Union, register_belonging
from lianzhang.enterprises.models import Enterprise

from .models import OPEN, Application, ApplicationState, Award, AwardState

__all__: list[str] = []


def _compare(title: str, rows: Any, key: Callable[[Any], Any]) -> Callable[[Enterprise, Enterprise, Union], None]:
    """Two that stand for one thing are told before anything moves: which of them goes, a person decides."""

    def compare(stays: Enterprise, goes: Enterprise, union: Union) -> None:
        standing = {key(row) for row in rows(stays)} - {None}
        for row in rows(goes):
            if key(row) in standing:
                union.against.append(f"两家都有{title}“{row}”；请先撤回或撤销其中一件，再合并。")
            else:
                union.sort(title, row, known=False)

    return compare


def _running(row: Application) -> Any:
    if row.state not in (*OPEN, ApplicationState.APPROVED):
        return None
    return row.programme_id, row.year, row.object_key


def _paid_for(row: Award) -> Any:
    return (row.year, row.object_key) if row.state == AwardState.HELD and row.amount is not None else None


def _applications(firm: Enterprise) -> Any:
    return Application.objects.filter(enterprise=firm).select_related("programme")


def _awards(firm: Enterprise) -> Any:
    return Award.objects.filter(enterprise=firm).select_related("application__programme")


register_belonging(Belonging("申报", 83, _compare("申报", _applications, _running)))
register_belonging(Belonging("批准", 84, _compare("批准", _awards, _paid_for)))
