"""A row's name in the log outlives the room its model stood in when the log was written."""

from __future__ import annotations

from collections import Counter

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from lianzhang.access.attachments import fetch_subject
from lianzhang.enterprises.models import Enterprise
from lianzhang.honours.models import Honour
from lianzhang.operations.audit import Line
from lianzhang.records.actions import record
from lianzhang.records.attachments.actions import attachments_of
from lianzhang.records.history import history_of, last_change
from lianzhang.records.models import Attachment
from lianzhang.records.subjects import label_of, model_of, subject_of
from lianzhang.statements.models import PeriodLock, Statement
from tests.enterprises.world import City


def test_a_model_that_moved_keeps_the_label_it_was_logged_under() -> None:
    assert [label_of(model) for model in (Statement, PeriodLock, Honour)] == [
        "enterprises.Statement",
        "enterprises.PeriodLock",
        "enterprises.Honour",
    ]
    assert label_of(Enterprise) == "enterprises.Enterprise"


def test_no_two_models_share_a_label() -> None:
    counts = Counter(label_of(model) for model in apps.get_models())
    assert [label for label, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("subject", "model"),
    [("enterprises.Statement:12", Statement), ("plans.Gone:1", None), ("pages", None), ("", None)],
)
def test_a_subject_leads_to_the_model_where_it_stands_now(subject: str, model: type | None) -> None:
    assert model_of(subject) is model


@pytest.mark.django_db
def test_history_written_under_the_old_label_is_found() -> None:
    city = City()
    row = city.statement(city.firm())
    with transaction.atomic():
        event = record("statement.enter", f"enterprises.Statement:{row.pk}", by="填报岗")
    assert event.subject == subject_of(row)
    assert [each.by for each in history_of(row)] == ["填报岗"]
    assert last_change(row)
    assert Line(event).subject == f"企业报表 第{row.pk}号"


@pytest.mark.django_db
def test_papers_kept_under_the_old_label_belong_to_the_row() -> None:
    city = City()
    row = city.honour(city.firm())
    told = {"name": "a.txt", "kind": "txt", "size": 1, "by": "a", "account": "a", "at": timezone.now()}
    Attachment.objects.create(subject=f"enterprises.Honour:{row.pk}", sha256="0" * 64, **told)
    assert attachments_of(row).count() == 1
    assert fetch_subject(city.office, "enterprises.Honour", row.pk) == row
