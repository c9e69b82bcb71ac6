"""Whatever is sent to an address, the answer is never an error of ours."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianzhang.accounts.models import User
from tests.acting import at_work

from .test_matrix import address, names, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

__all__ = ["rows"]  # the fixture

# What pages and forms ask for, and what nobody asked for.
FIELDS = (
    *("q", "at", "plan", "page", "state", "mine", "chain", "relation", "period", "by", "target", "duty", "kind", "pk"),
    *("scope", "scope_text", "value", "unit", "quantity", "nature", "source", "source_title", "source_date", "note"),
    *(
        "version",
        "reason",
        "ends",
        "starts",
        "holder",
        "organization",
        "title",
        "date",
        "acts_as",
        "assignment",
        "to",
        "on",
    ),
    *("on", "username", "label", "email", "active", "token", "old_password", "new_password1", "account", "permission"),
    *("since", "until", "action", "subject", "before", "next", "as", "clause", "owner", "sort", "unknown[]"),
    *(
        "segment",
        "role",
        "region",
        "park",
        "industry",
        "scale",
        "honour",
        "where",
        "missing",
        "firm",
        "granted",
        "share",
    ),
    *(
        "output",
        "revenue",
        "register",
        "item",
        "year",
        "chains",
        "uscc",
        "name",
        "longitude",
        "phone",
        "verdict",
        "tab",
    ),
)
HOSTILE = (
    *("", " ", "0", "-1", "1e309", "9" * 40, "\x00", "\ud7ff", "'\"><script>alert(1)</script>", "../../etc/passwd"),
    *("%", "_", "\\", "NaN", "２０２２", "2022-13-45", "9999-12-31", "0001-01-01", "2022Q9", "约30家", "突破−5亿元"),
    *("city", "chain:x", "post:x", "post:99999999999999999999", "administers:root", "plans.observation", "a" * 5000),
    *("true", "None", "[]", "{}", "=1+1", "' OR 1=1 --", "http://[", "javascript:alert(1)", "\u202e", "🀄", "1;2"),
)
WHO = ("office", "clerk", "lead", "district", "enterprise", "bank", "security_admin", "audit_admin", "system_admin")
ADDRESSES = 30  # of an example: so many hold what one example may draw


def hostile_form(chance: Random) -> dict[str, str]:
    """Up to six fields, each with what nobody should send, or with anything."""
    anything = "".join(chr(chance.randrange(32, 0x2FFF)) for _ in range(chance.randrange(40)))
    return {chance.choice(FIELDS): chance.choice((*HOSTILE, anything)) for _ in range(chance.randrange(7))}


@settings(max_examples=16, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), who=st.sampled_from(WHO))
def test_no_input_breaks_an_address(rows: dict[str, Any], seed: int, who: str) -> None:
    chance = Random(seed)
    client = at_work(User.objects.get(username=who))
    for name in chance.sample(sorted(set(names())), ADDRESSES):
        where = address(name, rows)
        for method in ("get", "post"):
            sent = hostile_form(chance)
            with transaction.atomic():
                answer = getattr(client, method)(where, sent)
                transaction.set_rollback(True)
            assert answer.status_code < 500, (who, method, where, sent)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400), name=st.sampled_from(["a.xlsx", "a.csv", "a.xls", "a.pdf", "\x00.csv", "无"]))
def test_no_file_breaks_an_upload(rows: dict[str, Any], content: bytes, name: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username="clerk"))
    with transaction.atomic():
        answer = client.post("/observations/import/", {"file": SimpleUploadedFile(name or "a", content)})
        transaction.set_rollback(True)
    assert answer.status_code < 500


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.text(max_size=60))
def test_no_path_breaks_the_house(rows: dict[str, Any], path: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username="office"))
    for before in ("/", "/targets/", "/chains/", "/observations/", "/posts/"):
        assert client.get(before + path.replace("\\", "").replace("/", "").strip(".") + "/").status_code < 500
