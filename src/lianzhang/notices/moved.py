"""What waits for a post when it passes on, in rooms that do not say it themselves: frozen as names and titles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.utils import timezone

from lianzhang.access.api import OpenWork, acting_as
from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.kernel.desk import Waiting, WaitingRow
from lianzhang.kernel.rooms import rooms, row_pages
from lianzhang.kernel.vocabulary import speaking
from lianzhang.plans.api import viewpoint
from lianzhang.records.api import label_of
from lianzhang.work.api import rows_in_sight, workflows

__all__ = ["state_of", "subjects_of_kinds", "waiting_of_post"]


def waiting_of_post(left: Assignment, _taken: Assignment) -> list[OpenWork]:
    """As the one who leaves would see it at this moment; nothing moves, it is the post's and stays so."""
    user = acting_as(left)
    vp = viewpoint(user, {}, timezone.localdate()) if user else None
    if user is None or vp is None:
        return []
    with speaking(partial(getattr, vp, "vocabulary")):
        told = [room.waiting(vp) for room in rooms() if room.waiting and not room.open_work]
    return _with_states([work for each in told if each for work in _of(each)], user)


def _with_states(rows: list[OpenWork], user: User) -> list[OpenWork]:
    """As they stand at this moment. A query for each kind."""
    subjects = subjects_of_kinds((row.kind, row.pk) for row in rows)
    there = rows_in_sight([each for each in subjects if each], user)
    told = zip(rows, subjects, strict=True)
    return [row._replace(state=state_of(there[each])) if each in there else row for row, each in told]


def subjects_of_kinds(rows: Iterable[tuple[str, int]]) -> list[str]:
    """The names (app.Model:pk) of rows that are told by kind and key; blank for what is counted alone."""
    by_page = {flow.page: flow.model for flow in workflows() if flow.page}
    labels = {kind: label_of(by_page[page]) for kind, page in row_pages().items() if page in by_page}
    return [f"{labels[kind]}:{pk}" if kind in labels else "" for kind, pk in rows]


def state_of(row: Any) -> str:
    return str(row.get_state_display()) if hasattr(row, "get_state_display") else ""


def _of(waiting: Waiting) -> Iterator[OpenWork]:
    kinds = {page: kind for kind, page in row_pages().items()}
    for row in waiting.rows:
        kind = kinds.get(row.link.page, "") if len(row.link.args) == 1 else ""
        yield OpenWork(kind, row.link.args[0], row.link.title) if kind else OpenWork("", 0, _counted(row))
    listed = len(waiting.rows)
    if waiting.count > listed and all(len(row.link.args) == 1 for row in waiting.rows):
        yield OpenWork("", 0, f"另有{waiting.count - listed}件")


def _counted(row: WaitingRow) -> str:
    return f"{row.link.title}：{row.value}"
