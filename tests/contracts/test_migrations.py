"""Every room's migrations run forward, back to nothing, and forward again; constraints hold under raw SQL."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.plans.world import World
from tests.real import empty_place

pytestmark = pytest.mark.django_db

ROOMS = ("cockpit", "plans", "access", "registry", "accounts", "records")


def test_they_run_forward_back_and_forward_again(tmp_path: Path) -> None:
    with empty_place(tmp_path / "place") as place:
        place.run("manage", "migrate", "-v", "0")
        place.run("plan", "load", "plans/xiangyang-2021-2023")
        for room in ROOMS[:3]:
            place.run("manage", "migrate", room, "zero", "-v", "0")
        place.run("manage", "migrate", "-v", "0")
        place.run("plan", "load", "plans/xiangyang-2021-2023")
        assert place.run("evaluate", "--at", "2023-12-31", "--format", "csv").stdout.count("\n") == 60
        place.run("audit", "verify")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plans_plan SET ends = '2000-01-01'",
        "UPDATE plans_observation SET period_end = '2000-01-01'",
        "UPDATE plans_observation SET preferred = true, preference_reason = ''",
        "UPDATE access_assignment SET administers = 'system_admin'",
        "UPDATE access_assignment SET ends = '2000-01-01'",
        "INSERT INTO registry_chain (city_id, code, name) SELECT city_id, code, name FROM registry_chain",
    ],
)
def test_constraints_hold_under_raw_sql(statement: str) -> None:
    from tests.seats import seated

    world = World()
    world.observe(world.target(), "2022", 5)
    seated("clerk", "office_clerk", world.city)
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
