"""Every room's migrations run forward, back to nothing, and forward again; constraints hold under raw SQL."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.migrated import migrated_place
from tests.plans.folders import BEFORE, LINHAI
from tests.plans.world import World

from .test_cities_apart import neighbour

pytestmark = pytest.mark.django_db

# From the top floor down.
ROOMS = (
    *(
        "sample",
        "cockpit",
        "notices",
        "exchange",
        "registers",
        "reviews",
        "supervision",
        "consultations",
        "problems",
        "tasks",
        "visits",
        "market",
        "policies",
        "assessments",
        "platforms",
        "talent",
        "projects",
        "supply",
        "parks",
        "segments",
        "honours",
        "statements",
        "enterprises",
        "responsibility",
        "plans",
    ),
    *("work", "operations", "access", "registry", "accounts", "jobs", "records"),
)
BACK_AND_FORTH = f"""
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
ours = [(room, None) for room in {ROOMS!r} if room in executor.loader.migrated_apps]
executor.migrate(ours)  # in one go: each command by itself would build the models of the whole house again
left = [name for name in connection.introspection.table_names() if name.partition("_")[0] in {ROOMS!r}]
print(left)
call_command("migrate", verbosity=0)
"""
# What firms report, their titles and what is said of segments stood in one room until enterprises.0007.
TO_ONE_ROOM_AND_BACK = """
from django.core.management import call_command
from django.db import connection, transaction
from tests.enterprises.world import City
from lianzhang.records.actions import record
from lianzhang.records.history import history_of
from lianzhang.segments.models import SegmentJudgement
from lianzhang.statements.models import Explained, PeriodLock
city = City()
firm = city.firm()
statement, honour = city.statement(firm), city.honour(firm)
by = city.office
rows = [
    statement,
    honour,
    Explained.objects.create(statement=statement, rule="jump", reason="a", by=by),
    PeriodLock.objects.create(city=city.region, register="statements", period_start="2022-01-01",
                              period_end="2022-12-31", reason="a", by=by),
    SegmentJudgement.objects.create(segment=city.segments[0], verdict="weak", reason="a", by=by),
]
with transaction.atomic():
    record("statement.enter", statement, by="a")
rooms = ("statements", "honours", "segments")

def stored(room=""):
    # each row as its table has it, in its own room or in the one where all stood
    found = []
    for row in rows:
        table = f"{room or row._meta.app_label}_{row._meta.model_name}"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table} WHERE id = {row.pk}")
            found.append(sorted(zip([column[0] for column in cursor.description], cursor.fetchone())))
    return found

for room in rooms:
    call_command("migrate", room, "0001", verbosity=0)
before = stored()
call_command("migrate", "enterprises", "0006_statements_in_order", verbosity=0)
print(len(before), before == stored("enterprises"))
for room in rooms:
    call_command("migrate", room, "0001", verbosity=0)
print(before == stored())
call_command("migrate", verbosity=0)
print(len(history_of(statement)))
firm.delete()
print(*(type(row).objects.count() for row in rows))
"""

# The log of the release before the sequencer: hashed by number, guarded, with a head kept elsewhere. The last time it
# goes back to its beginning: it is never left out of the chain.
HASHES_STAY = """
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from lianzhang.records.actions import record
from lianzhang.records.chain import Head, head, verify
from lianzhang.records.models import AuditEvent
def told():
    return list(AuditEvent.objects.values_list("pk", "at", "by", "action", "subject", "facts"))
def act(name):
    with transaction.atomic():
        return record("export", name, by="试验").pk
def asked(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()
def refused(statement):
    try:
        with transaction.atomic():
            asked(statement)
    except DatabaseError as error:
        return "never changed" in str(error)
for name in "abc":
    act(name)
AuditEvent.objects.bulk_create([AuditEvent(at=AuditEvent.objects.first().at, by="x", action="export", subject="waits")])
call_command("migrate", "records", "0004_attachment", verbosity=0)
LOG = "SELECT id, previous, hash FROM records_auditevent ORDER BY id"
before = asked(LOG)
guarded = refused("UPDATE records_auditevent SET hash = 'x'") and refused("DELETE FROM records_auditevent")
kept = Head(len(before), before[-1][0], before[-1][2], "")
call_command("migrate", verbosity=0)
same = asked(LOG) == before and verify(kept).holds and head().last == kept.last and verify().waiting == 0
guarded &= bool(refused("UPDATE records_auditevent SET hash = 'x'") and refused("DELETE FROM records_auditevent"))
act("d")
grown = verify(kept).holds and verify().events == len(before) + 1
whole = told()
call_command("migrate", "records", "0004_attachment", verbosity=0)
again = asked(LOG)[:-1] == before
call_command("migrate", "records", "0001_initial", verbosity=0)
call_command("migrate", verbosity=0)
print(len(before), same, bool(guarded), grown, again and verify(kept).holds, told() == whole and verify().holds)
"""


def test_every_room_goes_forward_back_to_nothing_and_forward_again(tmp_path: Path) -> None:
    with migrated_place(tmp_path / "place") as place:  # forward from nothing, it was made
        place.run("plan", "load", "plans/xiangyang-2021-2023")
        assert place.told(BACK_AND_FORTH) == "[]"
        place.run("plan", "load", "plans/xiangyang-2021-2023")
        assert place.run("evaluate", "--at", "2023-12-31", "--format", "csv").stdout.count("\n") == 60
        place.run("audit", "verify")


def test_hashes_of_a_log_from_before_the_sequencer_stay_to_the_byte(tmp_path: Path) -> None:
    with migrated_place(tmp_path / "place") as place:
        place.run("plan", "load", "plans/xiangyang-2021-2023")
        assert place.told(HASHES_STAY) == "5 True True True True True"


TOGETHER_AND_APART = """
from django.apps import apps
from django.core.management import call_command
from django.db.models import F, Q
from lianzhang.plans.models import PlanGroup, PlanPost, PlanZone
from lianzhang.registry.models import Park, Post, Region

def counted():
    told = [model.objects.count() for model in (Region, PlanGroup, PlanPost, PlanPost.chains.through, PlanZone)]
    strays = [
        model.objects.exclude(region=None).exclude(Q(region__city=F(city)) | Q(region=F(city))).count()
        for model, city in ((Park, "city"), (Post, "city"), (PlanZone, "plan__city"))
    ]
    return told, strays

before = counted()
call_command("migrate", "plans", "0008_authors_named", verbosity=0)
call_command("migrate", "registry", "0003_segments_titles_and_coverage", verbosity=0)
call_command("migrate", verbosity=0)
print(before == counted(), before[1])
"""


def test_what_two_cities_share_by_code_comes_apart_again(tmp_path: Path) -> None:
    """Back, regions of one code are one row; forward, each city has its own, and its rows point to it."""
    folders = ["plans/xiangyang-2021-2023", str(BEFORE), str(LINHAI), str(neighbour(tmp_path))]
    with migrated_place(tmp_path / "place") as place:
        for folder in folders:
            place.run("plan", "load", folder)
        assert place.told(TOGETHER_AND_APART) == "True [0, 0, 0]"
        for folder in folders:
            place.run("plan", "load", folder)  # the names that one row could not hold come back
            assert "没有改动" in place.run("plan", "diff", folder).stdout


def test_rows_keep_their_values_and_history_when_their_models_move_to_other_rooms(tmp_path: Path) -> None:
    with migrated_place(tmp_path / "place") as place:
        assert place.told(TO_ONE_ROOM_AND_BACK).split("\n") == ["5 True", "True", "1", "0 0 0 1 1"]


def test_no_room_is_left_out() -> None:
    assert {app.label for app in apps.get_app_configs() if app.name.startswith("lianzhang.")} == set(ROOMS)


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
    from tests.acting import seated

    world = World()
    world.observe(world.target(), "2022", 5)
    seated("clerk", "office_clerk", world.city)
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
