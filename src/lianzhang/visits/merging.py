"""What becomes of visits and promises when two firms turn out to be one: the firm that goes on has them."""

from __future__ import annotations

from lianzhang.enterprises.api import Belonging, compare_by_key, register_belonging

__all__: list[str] = []

register_belonging(Belonging("走访", 71, compare_by_key("走访", "visits", lambda row: row.pk)))
register_belonging(Belonging("承诺", 72, compare_by_key("承诺", "promises", lambda row: row.pk)))
