"""No administrator reads business: on no page, in no file, no refusal, and not by way of the log."""

from __future__ import annotations

import io
import zipfile
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection, transaction
from django.http import HttpResponse

from lianzhang.access.roles import ADMINISTRATORS
from lianzhang.access.row_policy import row_policies
from lianzhang.accounts.models import User
from lianzhang.kernel.fields import KeysField
from lianzhang.kernel.rooms import room_at
from lianzhang.plans.models import Observation
from lianzhang.records import guards
from lianzhang.records.actions import record
from lianzhang.records.models import Attachment, AuditEvent
from lianzhang.records.subjects import label_of
from tests.acting import at_work

from .test_matrix import METHODS, address, reached, rows
from .test_scripts import columns, keys_to_fill

__all__ = ["rows"]  # the fixture

# In every text of every row of business, and in every figure.
MARK, FIGURE = "密语", 7_654_321
SHOWN = (MARK, f"{FIGURE}", f"{FIGURE:,}")
# What administrators know besides accounts: cities, the posts that accounts act for, and the plan a city begins with,
# until it takes effect.
KNOWN = {"registry.Region", "registry.Rank", "registry.Post", "plans.FirstPlan"}
BUSINESS = [
    *(m for m in row_policies() if not room_at(m.__module__).administrative and m._meta.label not in KNOWN),  # type: ignore[union-attr]
    Attachment,
]


def mark_business() -> list[AuditEvent]:
    """Put the mark into each row, and tell in the log of each kind of row what was done to it."""
    guards.lower(connection)
    for model, field in columns():
        if model in BUSINESS and not isinstance(field, KeysField) and (field.max_length or 99) > len(MARK) + 5:
            for pk in keys_to_fill(model, field):
                model._default_manager.filter(pk=pk).update(**{field.name: f"{MARK}{pk}"})
    Observation.objects.update(value=FIGURE)
    guards.raise_guards(connection)
    facts = {"title": MARK, "file": f"{MARK}.pdf", "changes": {"value": ["", FIGURE], "name": [MARK, ""]}}
    about = [*(f"{label_of(model)}:1" for model in BUSINESS), "/firms/export.xlsx", "/attachments/1/"]
    return [record("export", each, by="a", **facts) for each in about]


def whole(answer: HttpResponse) -> str:
    """All that an answer holds, with the name of its file; of a workbook, each of its parts."""
    content = b"".join(answer) if answer.streaming else answer.content
    parts = [content]
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = [packed.read(name) for name in packed.namelist()]
    return unquote(answer.get("Content-Disposition", "")) + b"".join(parts).decode(errors="replace")


def shown(code: str, where: dict[str, list[str]]) -> list[str]:
    """Of the addresses, by method, those that show this account something of business; nothing written stays."""
    client, found = at_work(User.objects.get(username=code)), []
    cookies = client.cookies.output(header="", sep=";")
    for method, addresses in where.items():
        for each in addresses:
            with transaction.atomic():
                answer = whole(client.generic(method, each))
                transaction.set_rollback(True)
            client.cookies = SimpleCookie(cookies)  # who signed out is in again
            if any(word in answer for word in SHOWN):
                found.append(f"{method} {each}")
    return found


def asked(code: str, method: str, rows: dict[str, Any]) -> list[str]:
    """Refusals are the same for all three."""
    return [address(name, rows) for name in reached(code, method, refused=code == "audit_admin")]


@pytest.mark.once
@pytest.mark.usefixtures("quick_passwords")
def test_no_page_file_refusal_or_event_shows_an_administrator_a_row_of_business(rows: dict[str, Any]) -> None:
    where = {code: {method: asked(code, method, rows) for method in METHODS} for code in ADMINISTRATORS}
    log = [f"/audit/{event.pk}/" for event in mark_business()]
    proof = [address(name, rows) for name in ("firm", "firms", "observation", "statement", "attachment")]
    assert shown("office", {"GET": proof}) == [f"GET {each}" for each in proof]
    assert {code: found for code in ADMINISTRATORS if (found := shown(code, where[code]))} == {}
    assert shown("audit_admin", {"GET": log}) == []
