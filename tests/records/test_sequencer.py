"""Acts write their events side by side; the sequencer chains what is committed, once, in an order of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from lianzhang.records import guards
from lianzhang.records.actions import record
from lianzhang.records.chain import LATE, head, verify
from lianzhang.records.models import AuditEvent
from lianzhang.records.sequencer import AT_ONCE, chain_waiting
from tests.migrated import migrated_place
from tests.real import Place

pytestmark = pytest.mark.django_db

HOLD = """
import sys, time
from pathlib import Path
from django.db import transaction
from lianzhang.records.actions import record
folder = Path(sys.argv[1])
with transaction.atomic():
    record("export", "/late/", by="试验")
    (folder / "held").touch()
    while not (folder / "release").exists():
        time.sleep(0.01)
"""
ACT_BESIDE = """
import json, sys, time
from pathlib import Path
from django.db import connection, transaction
from django.utils import timezone
from lianzhang.records.actions import record
from lianzhang.records.chain import verify
from lianzhang.records.models import AuditEvent
folder = Path(sys.argv[1])
AuditEvent.objects.create(at=timezone.now(), by="试验", action="export", subject="/before/")
(folder / "begun").touch()
while not (folder / "held").exists():
    time.sleep(0.01)
begun = time.monotonic()
if connection.vendor == "postgresql":
    with transaction.atomic():
        record("export", "/early/", by="试验")
took = time.monotonic() - begun
chained = list(AuditEvent.objects.exclude(position=None).order_by("position").values_list("subject", flat=True))
print(json.dumps({"took": took, "chained": chained}))
"""
AFTER = """
import json
from lianzhang.records.chain import verify
from lianzhang.records.models import AuditEvent
told = list(AuditEvent.objects.order_by("position").values_list("subject", "position"))
print(json.dumps([told, verify().holds, verify().waiting]))
"""
CHAIN = """
from lianzhang.records.sequencer import chain_waiting
chain_waiting()
"""
MANY = """
from django.db import transaction
from lianzhang.records.actions import record
for _ in range(50):
    with transaction.atomic():
        record("export", "/x/", by="试验")
"""
KILLED_AFTER_COMMIT = """
import os, signal
from django.db import transaction
from lianzhang.records import actions
actions.chain_soon = lambda: transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
with transaction.atomic():
    actions.record("export", "/x/", by="试验")
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with migrated_place(tmp_path / "place") as made:
        yield made


def write() -> AuditEvent:
    return record("export", "/x/", by="市工促办")


def waiting() -> AuditEvent:
    """One that is committed and not yet chained, on whichever database."""
    return AuditEvent.objects.create(at=timezone.now(), by="市工促办", action="export", subject="/x/")


@pytest.mark.django_db(transaction=True)
def test_an_act_is_in_the_chain_when_it_is_committed() -> None:
    with transaction.atomic():
        event = write()
    event.refresh_from_db()
    assert (event.position, len(event.hash)) == (1, 64)


@pytest.mark.django_db(transaction=True)
def test_an_act_stands_where_chaining_fails_after_its_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite an act chains its own event, and so falls with it."""

    def fail(_told: object) -> str:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("lianzhang.records.sequencer.digest", fail)
        if connection.vendor == "sqlite":
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                write()
            return
        with transaction.atomic():
            write()
    assert (AuditEvent.objects.count(), verify().events, verify().waiting) == (1, 0, 1)
    assert chain_waiting() == 1


def test_an_open_transaction_keeps_nobody_and_is_chained_once_it_is_committed(place: Place, tmp_path: Path) -> None:
    beside = place.script(ACT_BESIDE, str(tmp_path))
    wait_for(tmp_path / "begun")
    late = place.script(HOLD, str(tmp_path))
    told, error = beside.communicate(timeout=60)
    assert beside.returncode == 0, error
    (tmp_path / "release").touch()
    assert late.wait(60) == 0
    seen = json.loads(told)
    assert seen["took"] < 1
    # SQLite lets one write at a time: nothing else can be done meanwhile.
    early = [] if connection.vendor == "sqlite" else ["/before/", "/early/"]
    assert seen["chained"] == early
    order = [*(early or ["/before/"]), "/late/"]
    assert json.loads(place.told(AFTER)) == [[[subject, n] for n, subject in enumerate(order, 1)], True, 0]


def wait_for(path: Path) -> None:
    until = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_several_at_once_make_one_chain(place: Place) -> None:
    for writer in [place.script(MANY) for _ in range(3)]:
        assert writer.wait(60) == 0, writer.stderr and writer.stderr.read()
    told, holds, waiting = json.loads(place.told(CHAIN + AFTER))
    assert ([position for _, position in told], holds, waiting) == (list(range(1, 151)), True, 0)


def test_killed_between_commit_and_chain_the_next_chains_it(place: Place) -> None:
    assert place.script(KILLED_AFTER_COMMIT).wait(60) < 0
    assert json.loads(place.told(AFTER)) == [[["/x/", None]], True, 1]
    assert "1条连成一链" in place.run("audit", "verify").stdout


def test_what_waits_is_told_and_after_a_while_a_finding() -> None:
    event = waiting()
    assert (verify().holds, verify().waiting, verify().events) == (True, 1, 0)
    (found,) = verify(at=event.at + LATE + timedelta(seconds=1)).breaks
    assert found.event == event.pk
    assert chain_waiting() == 1
    assert verify(at=timezone.now() + timedelta(days=1)).holds


def test_more_than_fit_into_one_transaction_are_all_chained() -> None:
    now = timezone.now()
    AuditEvent.objects.bulk_create(
        AuditEvent(at=now, by="市工促办", action="export", subject=str(n)) for n in range(AT_ONCE + 5)
    )
    assert chain_waiting() == AT_ONCE + 5
    assert (verify().holds, head().last) == (True, AT_ONCE + 5)


@pytest.mark.parametrize("column", [*guards.WRITTEN.split(", ")])
def test_an_event_that_waits_cannot_be_changed(column: str) -> None:
    waiting()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE records_auditevent SET {column} = {column}")


def test_an_event_that_waits_cannot_be_deleted() -> None:
    waiting()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        AuditEvent.objects.all().delete()


def test_the_guards_know_every_column() -> None:
    known = guards.WRITTEN.replace('"', "").split(", ") + guards.CHAINED.split(", ")
    assert sorted(known) == sorted(field.column for field in AuditEvent._meta.concrete_fields)
