"""The log resists change, and shows what got past the database."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from lianzhang.config.environment import Environment
from lianzhang.records import guards
from lianzhang.records.actions import changes_between, record, rows_first
from lianzhang.records.chain import FIELDS, digest, head, verify
from lianzhang.records.models import AuditAnchor, AuditEvent
from lianzhang.records.origin import Origin, origin
from lianzhang.records.pruning import PruneRefused, months_before, prune
from lianzhang.records.sequencer import chain_waiting

pytestmark = pytest.mark.django_db


def write(count: int = 5) -> list[AuditEvent]:
    """So many events, in the chain."""
    for number in range(count):
        record("export", f"/plan/{number}/", by="市工促办", account="office", n=number)
    chain_waiting()
    return list(AuditEvent.objects.order_by("pk"))[-count:]


def test_an_act_without_a_transaction_cannot_be_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "in_atomic_block", False)
    with pytest.raises(RuntimeError, match="inside the transaction"):
        write(1)


def test_each_event_holds_the_hash_of_the_one_before() -> None:
    first, second, third = write(3)
    assert (first.previous, second.previous, third.previous) == ("", first.hash, second.hash)
    assert len({first.hash, second.hash, third.hash}) == 3
    assert verify().holds
    assert verify().events == 3


def test_an_event_tells_where_it_came_from() -> None:
    with origin(Origin("10.0.0.7", "AB12CD34", "汽车产业链链长")):
        (event,) = write(1)
    assert (event.address, event.reference, event.post) == ("10.0.0.7", "AB12CD34", "汽车产业链链长")
    (later,) = write(1)
    assert later.address == ""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_auditevent SET facts = '{}'",
        "UPDATE records_auditevent SET hash = 'x'",
        "UPDATE records_auditevent SET position = position + 10",
        "UPDATE records_auditevent SET position = NULL, previous = '', hash = ''",
        "DELETE FROM records_auditevent",
        *(["TRUNCATE records_auditevent"] if connection.vendor == "postgresql" else []),
    ],
)
def test_the_database_refuses_to_change_or_delete_an_event(statement: str) -> None:
    write()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify().events == 5


@pytest.fixture
def unguarded() -> None:
    """As somebody with the database in hand would have it."""
    guards.lower(connection)


@pytest.mark.usefixtures("unguarded")
class TestBehindTheGuards:
    def test_an_edit_shows(self) -> None:
        events = write()
        AuditEvent.objects.filter(pk=events[2].pk).update(facts={"n": 99})
        assert [(each.event, each.what) for each in verify().breaks] == [(events[2].pk, "内容被改过")]

    @pytest.mark.parametrize("field", ["by", "account", "post", "action", "subject", "address", "reference"])
    def test_an_edit_of_any_field_shows(self, field: str) -> None:
        events = write()
        AuditEvent.objects.filter(pk=events[2].pk).update(**{field: "another"})
        assert not verify().holds

    def test_another_time_shows(self) -> None:
        events = write()
        AuditEvent.objects.filter(pk=events[2].pk).update(at=events[2].at + timedelta(microseconds=1))
        assert not verify().holds

    def test_a_deletion_shows_where_it_was(self) -> None:
        events = write()
        AuditEvent.objects.filter(pk=events[2].pk).delete()
        assert [each.event for each in verify().breaks] == [events[3].pk]

    def test_a_deletion_of_the_first_shows(self) -> None:
        events = write()
        AuditEvent.objects.filter(pk=events[0].pk).delete()
        assert [each.event for each in verify().breaks] == [events[1].pk]

    def test_another_order_shows(self) -> None:
        events = write()
        AuditEvent.objects.filter(pk=events[1].pk).update(id=events[-1].pk + 1)
        assert not verify().holds

    def test_another_order_in_the_chain_shows(self) -> None:
        events = write()
        AuditEvent.objects.filter(pk=events[1].pk).update(position=events[-1].position + 1)
        assert not verify().holds

    def test_an_event_taken_out_of_the_chain_shows(self) -> None:
        events = write()
        AuditEvent.objects.filter(pk=events[1].pk).update(position=None, previous="", hash="")
        assert [each.event for each in verify().breaks] == [events[2].pk]

    def test_an_event_slipped_in_shows(self) -> None:
        events = write()
        AuditEvent.objects.filter(pk=events[3].pk).delete()
        AuditEvent.objects.create(
            id=events[3].pk,
            at=timezone.now(),
            by="x",
            action="export",
            subject="x",
            position=events[3].position,
            previous=events[2].hash,
            hash="y",
        )
        assert not verify().holds

    def test_a_cut_tail_shows_against_a_head_kept_elsewhere(self) -> None:
        events = write()
        kept = head()
        assert verify(kept).holds
        AuditEvent.objects.filter(pk__gte=events[3].pk).delete()
        assert verify().holds
        assert [each.what for each in verify(kept).breaks] == [
            f"留存的末条（第{kept.last}位）不在记录里，或已不同：尾部被删或被换"
        ]

    def test_a_tail_written_anew_shows_against_a_head_kept_elsewhere(self) -> None:
        events = write()
        kept = head()
        AuditEvent.objects.filter(pk=events[4].pk).delete()
        write(1)
        assert not verify(kept).holds


def age(days: int) -> None:
    """Make the log look old, hashes and all, as time would."""
    guards.lower(connection)
    then = timezone.now() - timedelta(days=days)
    old = list(AuditEvent.objects.order_by("pk"))
    AuditEvent.objects.all().delete()
    previous = ""
    for number, event in enumerate(old):
        event.at, event.previous = then + timedelta(seconds=number), previous
        event.hash = previous = digest({name: getattr(event, name) for name in ("id", "at", *FIELDS)})
        event.save(force_insert=True)
    guards.raise_guards(connection)


def test_old_events_move_to_a_file_and_the_chain_goes_on(tmp_path: Path) -> None:
    write(4)
    age(400)
    (young,) = write(1)
    file = tmp_path / "old.jsonl"
    assert prune(before=months_before(timezone.localdate(), 6), file=file) == 4
    assert [json.loads(line)["facts"] for line in file.read_text().splitlines()] == [{"n": n} for n in range(4)]
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == ["export", "audit.prune"]
    assert AuditAnchor.objects.get().hash == young.previous
    assert verify().holds
    chain_waiting()
    assert head().events == 6
    write(1)
    assert verify().holds


def test_young_events_are_never_moved(tmp_path: Path) -> None:
    write()
    with pytest.raises(PruneRefused, match="至少保存6个月"):
        prune(before=timezone.localdate(), file=tmp_path / "old.jsonl")
    assert not (tmp_path / "old.jsonl").exists()


def test_an_anchor_does_not_open_the_way_to_young_events() -> None:
    (event,) = write(1)
    AuditAnchor.objects.create(upto=event.position, hash=event.hash, events=1, file_sha256="x")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        AuditEvent.objects.all().delete()


def test_a_log_that_does_not_hold_is_not_moved(tmp_path: Path) -> None:
    write(4)
    age(400)
    guards.lower(connection)
    AuditEvent.objects.update(by="x")
    guards.raise_guards(connection)
    with pytest.raises(PruneRefused, match="核验不通过"):
        prune(before=months_before(timezone.localdate(), 6), file=tmp_path / "old.jsonl")


def test_fewer_than_six_months_cannot_be_set() -> None:
    with pytest.raises(ImproperlyConfigured, match="不小于 6"):
        Environment({"AUDIT_KEEP_MONTHS": "5"}).whole("AUDIT_KEEP_MONTHS", 6, least=6)


def test_an_event_of_an_act_that_failed_is_gone_with_it() -> None:
    def act() -> None:
        with transaction.atomic():
            write(1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert not AuditEvent.objects.exists()


def test_events_of_acts_within_an_act_are_written_at_its_end_without_those_of_one_that_failed() -> None:
    with transaction.atomic(), rows_first():
        record("export", "/first/", by="市工促办")
        with suppress(ZeroDivisionError), rows_first():
            record("export", "/failed/", by="市工促办")
            raise ZeroDivisionError
        with rows_first():
            record("export", "/last/", by="市工促办")
        assert not AuditEvent.objects.exists()
    assert [event.subject for event in AuditEvent.objects.order_by("pk")] == ["/first/", "/last/"]


def test_changes_hold_what_was_and_what_is() -> None:
    assert changes_between({"a": 1, "b": 2}, {"a": 1, "b": 3}) == {"b": [2, 3]}
