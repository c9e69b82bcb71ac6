"""Whatever is sent to an address, the answer is never an error of ours."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianzhang.accounts.models import User

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
        "seat",
        "assignment",
        "to",
        "on",
    ),
    *("on", "username", "label", "email", "active", "token", "old_password", "new_password1", "account", "permission"),
    *("since", "until", "action", "subject", "before", "next", "as", "clause", "owner", "sort", "unknown[]"),
)
HOSTILE = (
    *("", " ", "0", "-1", "1e309", "9" * 40, "\x00", "\ud7ff", "'\"><script>alert(1)</script>", "../../etc/passwd"),
    *("%", "_", "\\", "NaN", "２０２２", "2022-13-45", "9999-12-31", "0001-01-01", "2022Q9", "约30家", "突破−5亿元"),
    *("city", "chain:x", "post:x", "post:99999999999999999999", "administers:root", "plans.observation", "a" * 5000),
    *("true", "None", "[]", "{}", "=1+1", "' OR 1=1 --", "http://[", "javascript:alert(1)", "\u202e", "🀄", "1;2"),
)
VALUES = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40), st.integers().map(str), st.dates().map(str))
ASKED = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6)
WHO = ("office", "clerk", "lead", "district", "bank", "security_admin", "audit_admin", "system_admin")


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_input_breaks_an_address(rows: dict[str, Any], data: st.DataObject) -> None:
    who = data.draw(st.sampled_from(WHO))
    for name in sorted(set(names())):
        asked, sent = data.draw(ASKED), data.draw(ASKED)
        where = address(name, rows)
        for method in ("get", "post"):
            client = Client(raise_request_exception=False)
            client.force_login(User.objects.get(username=who))
            with transaction.atomic():
                given_ = asked if method == "get" else sent
                answer = getattr(client, method)(where, given_)
                transaction.set_rollback(True)
            assert answer.status_code < 500, (who, method, where, given_)


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
