"""What waits for a post when it passes on, in rooms that do not say it themselves: frozen as names and titles."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.utils import timezone

from lianzhang.access.api import OpenWork, acting_as
from lianzhang.access.models import Assignment
from lianzhang.kernel.desk import Waiting, WaitingRow
from lianzhang.kernel.rooms import rooms, row_pages
from lianzhang.kernel.vocabulary import speaking
from lianzhang.plans.api import viewpoint

__all__ = ["waiting_of_post"]


def waiting_of_post(left: Assignment, _taken: Assignment) -> list[OpenWork]:
    """As the one who leaves would see it at this moment; nothing moves, it is the post's and stays so."""
    user = acting_as(left)
    vp = viewpoint(user, {}, timezone.localdate()) if user else None
    if vp is None:
        return []
    with speaking(partial(getattr, vp, "vocabulary")):
        told = [room.waiting(vp) for room in rooms() if room.waiting and not room.open_work]
    return [work for each in told if each for work in _of(each)]


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
