"""Times are kept in UTC and read in Shanghai, whatever clock the machine or the database shows."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from lianzhang.accounts.models import SignedIn, User
from lianzhang.records.models import AuditEvent

pytestmark = pytest.mark.django_db

# Half an hour after midnight in Shanghai: still the day before in UTC.
MOMENT = datetime(2023, 1, 1, 16, 30, tzinfo=UTC)


def kept(column: str, table: str) -> datetime:
    """What stands in the database itself, read as UTC."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute(f"SELECT {column} FROM {table}")
        found = cursor.fetchone()[0]
    moment = found if isinstance(found, datetime) else datetime.fromisoformat(found)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def test_a_moment_is_kept_in_utc_and_shown_in_shanghai(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("office")
    SignedIn.objects.update(since=MOMENT)
    assert kept("since", "accounts_signedin") == MOMENT
    assert "2023-01-02 00:30" in client.get("/my/sessions/").text


def test_a_day_of_the_log_is_a_day_of_shanghai(
    signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: MOMENT)
        AuditEvent.objects.create(at=MOMENT, by="夜班", action="export", subject="/x/")
    client = signed_in("audit_admin")
    cells = load_workbook(io.BytesIO(client.get("/audit/export.xlsx", {"account": ""}).content)).active.values
    assert [row[1] for row in cells if row[2] == "夜班"] == [datetime(2023, 1, 2, 0, 30)]
    for day, found in (("2023-01-01", False), ("2023-01-02", True)):
        page = client.get("/audit/", {"since": day, "until": day}).text
        assert ("夜班" in page) == found, day


def test_today_begins_at_midnight_in_shanghai(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: MOMENT)
    assert (settings.TIME_ZONE, settings.USE_TZ) == ("Asia/Shanghai", True)
    assert timezone.localdate() == date(2023, 1, 2)


def test_a_new_account_is_dated_by_shanghai(account: Callable[[str], User], signed_in: Callable[[str], Client]) -> None:
    User.objects.filter(pk=account("bank").pk).update(date_joined=MOMENT)
    page = signed_in("security_admin").get(f"/people/{account('bank').pk}/").text
    assert "2023-01-02建立" in re.sub(r"<[^>]+>", "", page)
