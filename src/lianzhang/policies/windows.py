"""When applications are taken: the windows of programmes; those that give a title have the title's.

The county closes before the official day. A programme without windows takes applications the whole year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lianzhang.kernel.formatting import day
from lianzhang.plans.models import Programme, ProgrammeWindow
from lianzhang.registry.models import HonourWindow

__all__ = ["Window", "in_force", "next_window", "told_days", "window_of_year", "windows_of"]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of days for the catalogue of `year`."""

    year: int
    opens: date
    local_closes: date
    closes: date
    note: str = ""

    def state(self, on: date) -> str:
        """coming, open, late (the county has closed, the official day is still to come) or closed."""
        if on < self.opens:
            return "coming"
        if on <= self.local_closes:
            return "open"
        return "late" if on <= self.closes else "closed"


def told_days(window: Window | None, on: date) -> str:
    """Until when one applies, or from when, in words."""
    if window is None:
        return "这一轮已截止，等下一次申报时间"
    official = "" if window.closes == window.local_closes else f"，正式{day(window.closes)}截止"
    match window.state(on):
        case "coming":
            return f"{day(window.opens)}开始申报"
        case "open":
            return f"{'县区' if official else ''}{day(window.local_closes)}截止{official}"
        case "late":
            return f"县区已于{day(window.local_closes)}截止{official}"
    return f"已于{day(window.closes)}截止"


def windows_of(programmes: Iterable[Programme], on: date) -> dict[int, list[Window]]:
    """The windows of each programme by its key, in order of days. Two queries."""
    rows = list(programmes)
    told: dict[int, list[Window]] = {each.pk: [] for each in rows}
    for own in ProgrammeWindow.objects.filter(programme__in=[each.pk for each in rows]).order_by("opens"):
        local = own.local_closes or own.closes
        told[own.programme_id].append(Window(own.year, own.opens, local, own.closes, own.note))
    titled: dict[int, list[HonourWindow]] = {}
    kinds = {each.honour_id for each in rows if each.honour_id}
    for title in HonourWindow.objects.filter(kind__in=kinds).order_by("opens"):
        titled.setdefault(title.kind_id, []).append(title)
    for each in rows:
        for title in titled.get(each.honour_id or 0, ()):
            local = max(title.opens, title.closes - timedelta(days=each.local_days or 0))
            told[each.pk].append(Window(title.opens.year, title.opens, local, title.closes, title.note))
        if not told[each.pk]:
            told[each.pk] = [_whole_year(each, on)]
    return told


def _whole_year(programme: Programme, on: date) -> Window:
    opens, closes = date(on.year, 1, 1), date(on.year, 12, 31)
    if programme.starts:
        opens = max(opens, min(programme.starts, closes))
    if programme.ends:
        closes = max(opens, min(closes, programme.ends))
    return Window(on.year, opens, closes, closes)


def in_force(programme: Programme, on: date) -> bool:
    started = programme.starts is None or programme.starts <= on
    return started and (programme.ends is None or on <= programme.ends)


def next_window(windows: Iterable[Window], on: date) -> Window | None:
    """The one that is open, or the one that comes next."""
    ahead = [each for each in windows if on <= each.closes]
    taken = [each for each in ahead if each.state(on) == "open"]
    return min(taken or ahead, key=lambda each: each.opens, default=None)


def window_of_year(windows: Iterable[Window], year: int, on: date) -> Window | None:
    """That of a year's catalogue: the one still open of several, else the last."""
    same = [each for each in windows if each.year == year]
    return next_window(same, on) or (same[-1] if same else None)
