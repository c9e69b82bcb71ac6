"""What becomes of problems when two firms turn out to be one: the firm that goes on has them, open ones too."""

from __future__ import annotations

from lianzhang.enterprises.api import Belonging, compare_by_key, register_belonging

__all__ = ["PROBLEMS"]

TITLE = "问题"

PROBLEMS = Belonging(TITLE, 70, compare_by_key(TITLE, "problems", lambda row: row.number))

register_belonging(PROBLEMS)
