"""What becomes of platforms when two firms turn out to be one: the firm that goes on hosts them and takes part."""

from __future__ import annotations

from typing import Any

from lianzhang.enterprises.api import Belonging, Union, register_belonging
from lianzhang.enterprises.models import Enterprise

from .models import PlatformFigure, PlatformMember

__all__: list[str] = []


def _hosted(_stays: Enterprise, goes: Enterprise, union: Union) -> None:
    for row in goes.platforms.all():
        union.sort("依托的平台", row, known=False)


def _overlap(one: PlatformMember, other: PlatformMember) -> bool:
    return (one.until is None or one.until > other.since) and (other.until is None or other.until > one.since)


def _members(stays: Enterprise, goes: Enterprise, union: Union) -> None:
    """Both in one platform at once is one member; since when, a person decides where the days differ."""
    known = list(stays.platform_members.all())
    for row in goes.platform_members.select_related("platform"):
        same = [each for each in known if each.platform_id == row.platform_id and _overlap(each, row)]
        if any((each.since, each.until) != (row.since, row.until) for each in same):
            union.against.append(f"两家都是“{row.platform}”的成员，起止日期不同；请先把其中一家登记退出，再合并。")
        union.sort("平台成员", row, known=bool(same))


def _figures(stays: Enterprise, goes: Enterprise, union: Union) -> None:
    """Of one report and measure there is one figure of a firm; whether two add up, a person decides."""
    own = stays.platform_figures.all()
    known: dict[Any, PlatformFigure] = {(each.report_id, each.measure_id): each for each in own}
    for row in goes.platform_figures.select_related("report__platform", "measure"):
        same = known.get((row.report_id, row.measure_id))
        if same is not None:
            union.against.append(f"“{row.report}”的年报里两家都有“{row.measure.name}”；请先改成一家的数，再合并。")
        union.sort("平台年报的数", row, known=False)


register_belonging(Belonging("依托的平台", 98, _hosted))
register_belonging(Belonging("平台成员", 99, _members))
register_belonging(Belonging("平台年报的数", 100, _figures))
