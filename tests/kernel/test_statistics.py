"""What the database knows of its tables: a unique index finds one row, however many rows leave it empty."""

from __future__ import annotations

import pytest
from django.db import connection

from lianzhang.kernel.bulk import update_statistics
from tests.enterprises.world import City

pytestmark = pytest.mark.django_db


def test_a_unique_column_that_is_mostly_empty_is_looked_up_by_its_index() -> None:
    """Firms hold the body that they are, one each, and nearly all are none."""
    if connection.vendor != "sqlite":
        assert update_statistics() is None
        return
    city = City()
    for number in range(50):
        city.firm(name=f"试验{number}厂")
    update_statistics()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stat FROM sqlite_stat1 JOIN pragma_index_list(tbl) each ON each.name = idx WHERE each.[unique]"
        )
        stats = [stat for (stat,) in cursor.fetchall()]
    assert stats
    assert {stat.rpartition(" ")[2] for stat in stats} == {"1"}
