"""What is promised of every room that has rows with a life: each workflow that a manifest opens a page for is tried,
so that a new room is held to it by being installed.

Of each row, as the office and as those who do not see it: a foreign key answers as one that does not exist; an old
version changes nothing; fields that no step asks for are passed over; no step leads where its table does not; what
changed a row wrote its event, what changed nothing wrote none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.paginator import Page
from django.db import transaction
from django.test import Client
from django.urls import reverse

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import GONE, Ask, AskKind, Step
from lianzhang.kernel.rooms import row_pages
from lianzhang.records.models import AuditEvent
from lianzhang.work.api import Workflow, workflows
from tests.acting import seated
from tests.conftest import IN_FORCE
from tests.papers import PDF

from .test_matrix import arguments, names, rows

__all__ = ["rows"]

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADDRESSES = set(names())
FLOWS = {flow.page: flow for flow in workflows() if flow.page in row_pages().values() and not flow.owner}
STRANGERS = ("chain_team", "member_unit", "district", "park", "expert", "bank", "enterprise")
ROOMS = {"responsibility", "tasks", "supervision", "consultations", "problems"}
NOWHERE = 987_654_321
FORGED = {
    **dict.fromkeys(("city", "post", "authors", "entered_by", "decided_by", "raised_by", "asked_by", "by"), "1"),
    **dict.fromkeys(("chain", "enterprise", "lead", "level", "kind", "target", "duty", "list", "merged_into"), "1"),
    **dict.fromkeys(("put_off", "moved", "redone", "reopened", "extended", "answers", "waits_for"), "9"),
    "state": "closed",
    "number": "0000",
    "disputed": "on",
    "overran": "",
    "grade": "satisfied",
    "use": "used",
}


def steps() -> Iterator[tuple[Workflow, Step, str]]:
    for flow in FLOWS.values():
        for step in flow.lifecycle.offered:
            if (address := flow.step_page(step.name)) in ADDRESSES:
                yield flow, step, address


def typed(ask: Ask, rows: dict[str, Any]) -> Any:
    """An answer that will mostly do."""
    unit = f"region:{rows['area']}"
    given = {AskKind.DATE: IN_FORCE, AskKind.NUMBER: "1", AskKind.UNIT: unit, AskKind.UNITS: unit}
    if ask.kind == AskKind.CHOICE:
        return next(iter(ask.choices), "")
    return SimpleUploadedFile("依据.pdf", PDF) if ask.kind == AskKind.ATTACHMENT else given.get(ask.kind, "试")


def given_for(step: Step, rows: dict[str, Any]) -> dict[str, Any]:
    return {ask.name: typed(ask, rows) for ask in step.asks if ask.required}


def stands(row: Any) -> dict[str, Any] | None:
    """What a row says, but for the moments."""
    again = type(row)._default_manager.filter(pk=row.pk).first()
    if again is None:
        return None
    values = {field.attname: getattr(again, field.attname) for field in again._meta.concrete_fields}
    return {name: each for name, each in values.items() if not isinstance(each, datetime | File)}


def row_of(flow: Workflow, rows: dict[str, Any]) -> Any:
    return flow.model._default_manager.get(pk=arguments(flow.page, rows)[0])


def test_rooms_with_rows_of_their_own_are_tried() -> None:
    rooms = {flow.model._meta.app_label for flow, _, _ in steps()}
    assert rooms >= ROOMS
    assert len(list(steps())) > 60


def test_a_foreign_row_answers_as_one_that_does_not_exist(rows: dict[str, Any]) -> None:
    city, tried = rows["plan"].city, set()
    for role in STRANGERS:
        user = seated(f"stranger-{role}", role, city)
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for page, flow in FLOWS.items():
            row = row_of(flow, rows)
            if visible(User.objects.get(pk=user.pk), flow.model).filter(pk=row.pk).exists():
                continue
            taken = [] if page in tried else [address for each, _, address in steps() if each is flow]
            for name in (page, *taken):
                ask = client.get if name == page else client.post
                there, nowhere = (ask(reverse(name, args=[pk])) for pk in (row.pk, NOWHERE))
                assert there.status_code == nowhere.status_code, (role, name)
                assert there.status_code in (403, 404), (role, name)
                assert len(str(row)) < 4 or str(row) not in there.text, (role, name)
            tried.add(page)
    assert {FLOWS[page].model._meta.app_label for page in tried} >= ROOMS


def test_lists_count_rows_in_sight_alone(rows: dict[str, Any]) -> None:
    """Whatever the list is narrowed to by itself, it counts no more than there is in sight."""
    counted = set()
    for username in ("office", "chief", "lead", "member", "district", "park", "expert", "bank", "enterprise"):
        user = User.objects.get(username=username)
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for flow in FLOWS.values():
            answer = client.get(reverse(flow.list_page)) if flow.list_page in ADDRESSES else None
            page = answer.context.get("page") if answer is not None and answer.context else None
            if isinstance(page, Page) and getattr(page.paginator.object_list, "model", None) is flow.model:
                seen = visible(User.objects.get(pk=user.pk), flow.model).count()
                assert page.paginator.count <= seen, (username, flow.page)
                counted.add(flow.model._meta.app_label)
    assert counted >= ROOMS


def test_steps_keep_to_their_table_whatever_is_sent(rows: dict[str, Any]) -> None:
    client, moved = Client(raise_request_exception=False), set()
    client.force_login(User.objects.get(username="office"))
    for flow, step, address in steps():
        row = row_of(flow, rows)
        before, state = stands(row), flow.lifecycle.state(row)
        asked = {ask.name for ask in step.asks}
        plain = {"version": getattr(row, "version", 0), "seen": ""}
        forged = {name: each for name, each in FORGED.items() if name not in asked}
        told = []
        for more in ({}, forged, {"version": 7_000}):
            point, count = transaction.savepoint(), AuditEvent.objects.count()
            answer = client.post(reverse(address, args=[row.pk]), given_for(step, rows) | plain | more)
            assert answer.status_code < 500, address
            after, written = stands(row), AuditEvent.objects.filter(action=flow.act(step.name)).count()
            told.append((answer.status_code, after))
            if after == before:
                assert AuditEvent.objects.count() == count or written, address
            else:
                assert written, address
                again = flow.model._default_manager.filter(pk=row.pk).first()
                assert state in step.sources, address
                assert (flow.lifecycle.state(again) if again else GONE) == (state if step.to is None else step.to), (
                    address
                )
                moved.add(flow.model._meta.app_label)
            transaction.savepoint_rollback(point)
        assert told[0] == told[1], address
        if hasattr(row, "version"):
            assert told[2][1] == before, address
    assert {"responsibility", "tasks", "problems"} <= moved
