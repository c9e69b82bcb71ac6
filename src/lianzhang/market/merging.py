"""What becomes of needs and answers when two firms turn out to be one: the firm that goes on has them."""

from __future__ import annotations

from lianzhang.enterprises.api import Belonging, compare_by_key, register_belonging

__all__: list[str] = []

register_belonging(Belonging("需求", 95, compare_by_key("需求", "needs", lambda row: row.pk)))
register_belonging(Belonging("对接", 96, compare_by_key("对接", "matches", lambda row: row.need_id)))
