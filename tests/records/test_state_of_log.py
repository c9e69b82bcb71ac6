"""The state of the log: another one after each committed act, whoever did it and however late it was chained."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.utils import timezone

from lianzhang.records import actions
from lianzhang.records.api import chain_waiting, record, rows_first, state_of_log
from lianzhang.records.models import AuditEvent

pytestmark = pytest.mark.django_db(transaction=True)


@transaction.atomic
def tell() -> None:
    record("toy.made", "toy", by="test")


def test_the_state_stays_while_nothing_is_done_and_moves_with_each_act() -> None:
    tell()
    first = state_of_log()
    assert first is not None
    assert state_of_log() == first
    tell()
    assert state_of_log() not in (None, first)


def test_an_act_that_was_committed_late_moves_the_state_when_it_is_seen_and_again_when_it_is_chained() -> None:
    tell()
    states = [state_of_log()]
    AuditEvent.objects.create(id=0, at=timezone.now(), by="test", action="toy.made", subject="toy")
    if connection.vendor == "postgresql":  # on SQLite whoever writes chains before the commit
        states.append(state_of_log())
    assert chain_waiting() == 1
    states.append(state_of_log())
    assert None not in states
    assert len(set(states)) == len(states)


def test_nobody_can_tell_where_too_many_events_wait_and_where_none_was_ever_written(monkeypatch) -> None:
    assert state_of_log() is None
    monkeypatch.setattr(actions, "chain_soon", lambda: None)
    for _ in range(actions.UNCHAINED + 1):
        tell()
    assert state_of_log() is None


def test_within_an_act_nobody_can_tell_since_its_events_are_written_last() -> None:
    tell()
    with rows_first():
        assert state_of_log() is None
    assert state_of_log() is not None
