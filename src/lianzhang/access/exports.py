"""Accounts and posts as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.formatting import day
from lianzhang.kernel.sheets import MOMENT, WORDS, Said, list_workbook

from .queries import PersonLine, PostLine

__all__ = ["people_workbook", "posts_workbook"]

PEOPLE: Sequence[Said[PersonLine]] = (
    ("称谓", WORDS, lambda line: str(line.user)),
    ("账号", WORDS, lambda line: line.user.username),
    ("城市", WORDS, lambda line: line.cities),
    ("现任岗位", WORDS, lambda line: line.titles),
    ("状态", WORDS, lambda line: "启用" if line.user.is_active else "停用"),
    ("最近登录", MOMENT, lambda line: line.user.last_login or "没有登录过"),
)

POSTS: Sequence[Said[PostLine]] = (
    ("城市", WORDS, lambda line: str(line.post.city)),
    ("岗位", WORDS, lambda line: line.post.name),
    ("职级", WORDS, lambda line: str(line.post.rank)),
    ("系统角色", WORDS, lambda line: line.role.title if line.role else ""),
    ("现由谁任", WORDS, lambda line: "；".join(f"{row.user}（{day(row.starts)}起）" for row in line.current)),
)


def people_workbook(lines: Iterable[PersonLine]) -> bytes:
    return list_workbook("账号", PEOPLE, lines)


def posts_workbook(lines: Iterable[PostLine]) -> bytes:
    return list_workbook("岗位", POSTS, lines)
