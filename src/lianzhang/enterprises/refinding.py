"""What every firm is found by, worked out anew: after another folding of names, or another table of readings.

Called by a migration, so models come as they stood then; what a row says and when it changed stays as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

from .pinyin import search_text

__all__ = ["find_again"]

AT_ONCE = 5_000


def find_again(connection: Any, firms: Any, former_names: Any) -> int:
    """How many rows are found by another text than before."""
    former: defaultdict[int, list[str]] = defaultdict(list)
    for key, name in former_names.objects.values_list("enterprise_id", "name").iterator():
        former[key].append(name)
    changed = _changed(firms, former)
    table, count = connection.ops.quote_name(firms._meta.db_table), 0
    while some := list(islice(changed, AT_ONCE)):
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET search = %s WHERE id = %s", some)  # noqa: S608 - a name of our own
        count += len(some)
    return count


def _changed(firms: Any, former: dict[int, list[str]]) -> Iterator[tuple[str, int]]:
    """Read at once: on SQLite nothing is written while a query stays open."""
    for key, name, code, was in list(firms.objects.values_list("pk", "name", "uscc", "search")):
        now = search_text(name, former.get(key, ()), code)
        if now != was:
            yield now, key
