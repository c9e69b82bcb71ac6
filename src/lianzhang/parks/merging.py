"""What becomes of who moved in when two firms turn out to be one: the firm that goes on stays in the park."""

from __future__ import annotations

from lianzhang.enterprises.api import Belonging, compare_by_key, register_belonging

__all__: list[str] = []

register_belonging(Belonging("入园", 99, compare_by_key("入园", "tenancies", lambda row: row.special_park_id)))
