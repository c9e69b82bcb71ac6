"""What becomes of projects when two firms turn out to be one: the firm that goes on has them."""

from __future__ import annotations

from lianzhang.enterprises.api import Belonging, compare_by_key, register_belonging

__all__ = ["PROJECTS"]

TITLE = "项目"

PROJECTS = Belonging(TITLE, 75, compare_by_key(TITLE, "projects", lambda row: row.number))

register_belonging(PROJECTS)
