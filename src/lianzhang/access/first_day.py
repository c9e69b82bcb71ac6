"""What posts and accounts tell the page of the first day: how many, never whose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from lianzhang.kernel.desk import Link
from lianzhang.kernel.first_day import FirstStep
from lianzhang.registry.models import Post, Region

from .active import current_assignments
from .permissions import Permission
from .roles import ADMINISTRATORS, roles, titles_with
from .row_policy import SYSTEM, may, visible

__all__ = ["first_day"]

LEAST = 2


def first_day(by: Any, city: Region | None) -> Iterator[FirstStep]:
    if city is None:
        yield from _administrators(by)
    else:
        yield from _posts(by, city)


def _administrators(by: Any) -> Iterator[FirstStep]:
    """Two at least, for each city begins by two; and in the end one of each kind."""
    running = current_assignments(timezone.localdate()).filter(user__is_active=True).exclude(administers="")
    held = Counter(running.values_list("administers", flat=True))
    there = "、".join(f"{roles()[code].title}{held[code]}位" for code in ADMINISTRATORS)
    missing = "、".join(roles()[code].title for code in ADMINISTRATORS if not held[code])
    link = Link("账号", "people") if may(by, Permission.MANAGE_ACCOUNTS) else None
    able = titles_with(Permission.MANAGE_ACCOUNTS)
    few = "" if held.total() >= LEAST else "一座城市要两位管理员开局；在服务器上用 lianzhang administrator 建"
    yield FirstStep(10, "管理员", there, few, link, able)
    each = f"还没有{missing}；由另一位安全管理员同意，或在服务器上用 lianzhang administrator 建" if missing else ""
    yield FirstStep(90, "三类管理员", "三类互不兼任" if missing else "三类都有", each, link, able)


def _posts(by: Any, city: Region) -> Iterator[FirstStep]:
    posts = visible(SYSTEM, Post).filter(city=city).exclude(rank__role="").count()
    running = current_assignments(timezone.localdate()).filter(user__is_active=True, post__city=city)
    held = running.exclude(post__rank__role="").values("post").distinct().count()
    able = may(by, Permission.MANAGE_ACCOUNTS) and may(by, Permission.GRANT_ASSIGNMENT)
    who = titles_with(Permission.GRANT_ASSIGNMENT)
    yield FirstStep(
        50,
        "职务",
        f"{posts}个能任的职务" if posts else "没有能任的职务",
        "" if posts else "方案里还没有职务；在方案工作簿的“职务”表里写",
        Link("岗位", "posts") if able else None,
        who,
    )
    vacant = posts - held
    yield FirstStep(
        60,
        "账号",
        f"{held}个职务有账号" if held else "没有一个职务有账号",
        f"还有{vacant}个职务没有账号" if vacant else "" if posts else "先要有职务",
        Link("批量建账号", "accounts_bulk") if able and vacant else None,
        who,
    )
