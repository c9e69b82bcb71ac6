"""What no browser types into a form of ours is refused at every address, in words, before anything is done with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

import lianzhang
from lianzhang.accounts.models import User
from tests.acting import at_work

from .test_fuzz import FIELDS
from .test_matrix import METHODS, address, names, reached, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

__all__ = ["rows"]  # the fixture

FIELDS_ALLOWED = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
FORM = "application/x-www-form-urlencoded"
MORE = ("seen", "firm", "batch", "former", "body", "kept", "query", "stage", "reason", "rule", "former_names")
EVERY = sorted({*FIELDS, *MORE})
HALF = "%ED%A0%80"  # half of a letter, as no UTF-8 writes it


def filled(text: str) -> str:
    return "&".join(f"{name}={text}" for name in EVERY)


SENT = {
    "a NUL": (f"{filled('a%00b')}&a%00b=1", {400}),
    "what nobody sees": (filled(HALF + quote("a\u202e\u200bb")), None),
    "very many fields": ("&".join(f"f{n}=1" for n in range(FIELDS_ALLOWED + 1)), {400}),
}


@pytest.mark.parametrize("what", SENT)
def test_to_every_address(rows: dict[str, Any], what: str) -> None:
    body, allowed = SENT[what]
    told = {}
    takes = {method: set(reached("office", method)) for method in METHODS}
    for who in ("office", None):
        client = at_work(User.objects.get(username=who)) if who else Client(raise_request_exception=False)
        for name in sorted(set(names())):
            where, answers = address(name, rows), []
            with transaction.atomic():
                if allowed or name in takes["POST"]:
                    answers.append(client.post(where, body, content_type=FORM))
                if allowed is None and name in takes["GET"]:
                    answers.append(client.get(f"{where}?{body[:3000]}"))
                transaction.set_rollback(True)
            for answer in answers:
                if answer.status_code >= 500 or (who and allowed and answer.status_code not in allowed):
                    told[who, where, answer.request["REQUEST_METHOD"]] = answer.status_code
    assert not told


def test_a_form_of_too_many_fields_is_told_what_to_do(client: Client) -> None:
    client.force_login(User.objects.create_user("clerk"))
    answer = client.post("/sign-out/", SENT["very many fields"][0], content_type=FORM)
    assert answer.status_code == 400
    assert "一次提交的项太多" in answer.content.decode()


def test_what_is_typed_to_be_kept_goes_through_the_field_that_refuses_unseen_letters() -> None:
    """A search keeps nothing; a password and a code are shown to nobody; a month and a row's name are read."""
    besides = {"accounts/forms.py", "exchange/forms.py", "kernel/forms.py", "operations/audit.py"}
    besides |= {"problems/forms.py", "projects/part_forms.py"}
    source = Path(lianzhang.__file__).parent
    plain = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if not path.name.endswith("filters.py") and "forms.CharField" in path.read_text(encoding="utf-8")
    }
    assert plain == besides


@pytest.mark.parametrize(("name", "field"), [("firms_new", "name"), ("honours_new", "subject_name")])
def test_a_name_with_unseen_letters_is_refused_at_its_field(rows: dict[str, Any], name: str, field: str) -> None:
    client = Client()
    client.force_login(User.objects.get(username="office"))
    answer = client.post(address(name, rows), {field: "甲\u202e厂"})
    assert answer.status_code == 422
    assert "有看不见的字符" in answer.content.decode()
