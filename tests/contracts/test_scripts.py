"""Whatever stands in a text, a page shows it as text: in every column of every row, in every field of every form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import connection, models
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from lianzhang.access import limits
from lianzhang.accounts.models import User
from lianzhang.kernel.fields import KeysField
from lianzhang.records import guards
from lianzhang.records.actions import record

from .test_matrix import METHODS, address, rows, shared_out

__all__ = ["rows"]  # the fixture

SOURCES = Path(limits.__file__).parents[1]
FRONT = SOURCES.parents[1] / "frontend" / "src"
# Short enough for most columns; ends an attribute, then opens an element. `MARK` in a page is an element of ours.
PAYLOAD, MARK = "\"'><i x>{{7*7}}", "<i x"
# What an address would run when somebody follows it.
FOLLOWED, LINK = "javascript:alert(1)//", re.compile(r"""(?:href|src|action)=["']?\s*javascript:""")
WHO = ("office", "clerk", "district", "security_admin", "audit_admin", "system_admin")
# Columns that programs read, whose words never come from a person's keyboard.
READ_BY_PROGRAMS = {
    *("code", "kind", "role", "unit", "metric", "administers", "subject", "action", "reference", "key", "worker"),
    *("hash", "previous", "sha256", "file_sha256", "content_hash", "password", "session_key", "issuer", "industries"),
    *("item", "comparator", "register", "uscc", "industry", "search", "list", "query", "rule", "change", "stage"),
}
# Names of jobs; what the database itself holds to be blank in a draft.
FIXED = {"jobs.Job.name", "jobs.Scheduled.name", "supervision.SupervisionList.number"}

# What the database itself holds to be blank in some rows and filled in others: filled where it was.
FILLED_IN_SOME = {"plans.NeedField.options"}


def columns() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every text that a person or a plan's folder may have written."""
    for model in apps.get_models():
        if not model.__module__.startswith("lianzhang."):
            continue
        for field in model._meta.fields:
            text = isinstance(field, models.CharField | models.TextField) and not field.choices
            if text and field.name not in READ_BY_PROGRAMS and f"{model._meta.label}.{field.name}" not in FIXED:
                yield model, field


def keys_to_fill(model: type[models.Model], field: models.Field[Any, Any]) -> Iterable[Any]:
    """The rows in which a column may hold any text."""
    rows = model._default_manager.all()
    if f"{model._meta.label}.{field.name}" in FILLED_IN_SOME:
        rows = rows.exclude(**{field.name: ""})
    return rows.values_list("pk", flat=True)


def poison() -> set[str]:
    """The payload in every text of every row; where rows must differ, with the row's own number."""
    filled = set()
    guards.lower(connection)
    for model, field in columns():
        if isinstance(field, KeysField) or (field.max_length is not None and field.max_length < len(PAYLOAD) + 5):
            continue  # keys are no text, and no text as long as this fits
        for pk in keys_to_fill(model, field):
            text = FOLLOWED if "address" in field.name and field.max_length > 45 else PAYLOAD
            model._default_manager.filter(pk=pk).update(**{field.name: text + str(pk)})
            filled.add(f"{model._meta.label}.{field.name}")
    guards.raise_guards(connection)
    return filled


def assert_harmless(answer: HttpResponse, where: str) -> None:
    page = page_of(answer)
    assert MARK not in page, (where, page[page.index(MARK) - 200 :][:260])
    assert not LINK.search(page), where


def page_of(answer: HttpResponse) -> str:
    """What a browser would draw; a redirect or a file to keep is not drawn."""
    return answer.text if answer.get("Content-Type", "").startswith("text/html") else ""


@pytest.mark.once
@pytest.mark.usefixtures("quick_passwords")
def test_in_every_column_of_every_row(rows: dict[str, Any]) -> None:
    record("account.disable", "accounts.User:1", by=PAYLOAD, reason=PAYLOAD, changes={PAYLOAD: ["", PAYLOAD]})
    where = {who: [address(name, rows) for name in asked] for who, asked in shared_out(WHO, "GET").items()}
    people = {name: User.objects.get(username=name) for name in WHO}
    filled = poison()
    assert {"plans.Observation.note", "plans.Source.title", "accounts.User.label", "records.Attachment.name"} <= filled
    shown = 0
    for who, user in people.items():
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for each in where[who]:
            answer = client.get(each, headers={"HX-Request": "true"} if each.endswith("/reading/") else {})
            assert_harmless(answer, each)
            shown += "{{7*7}}" in page_of(answer)
    assert shown > 50, "the payload is hardly shown anywhere: this test proves nothing"


def fields() -> set[str]:
    """What any form of the house asks for, and what views read beside forms."""
    assert get_resolver().url_patterns  # with them the forms of every page are there
    asked = set(re.findall(r"\.(?:GET|POST)\.get\(\"(\w+)\"", "".join(map(_read, SOURCES.rglob("*.py")))))
    waiting = list(forms.BaseForm.__subclasses__())
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.startswith("lianzhang."):
            asked |= set(getattr(form, "base_fields", ()))  # a base of forms has none
    return asked


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.once
@pytest.mark.usefixtures("quick_passwords")
def test_in_every_field_of_every_form_and_filter(rows: dict[str, Any]) -> None:
    sent = dict.fromkeys(fields(), PAYLOAD)
    assert {"note", "holder", "label", "reason", "q", "next", "version", "source_title"} <= set(sent)
    refused = 0
    for method in METHODS:
        for name, asked in shared_out(WHO, method).items():
            client = Client(raise_request_exception=False)
            client.force_login(User.objects.get(username=name))
            for each in asked:
                where = address(each, rows)
                given = {**sent, "plan": rows["plan"].code} if method == "GET" else sent
                answer = getattr(client, method.lower())(where, given)
                assert_harmless(answer, f"{name} {method} {where}")
                refused += answer.status_code in (409, 422)
                if answer.status_code == 302 and not answer["Location"].startswith("/sign-in/"):
                    assert_harmless(client.get(answer["Location"]), f"after {name} {method} {where}")
                client.force_login(User.objects.get(username=name))  # who signed out is in again
    assert refused > 20, "hardly a form was reached: this test proves nothing"


def templates() -> list[Path]:
    return sorted(SOURCES.rglob("*.html"))


# Where text is put together as markup, after each part was escaped; the tests above read what comes of it.
TRUSTED = {"kernel/templatetags/formatting.py", "kernel/templatetags/links.py"}


def test_markup_is_made_in_two_files_alone() -> None:
    ways = re.compile(r"mark_safe|SafeString\(|\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off|html_safe")
    found = {path for path in (*templates(), *SOURCES.rglob("*.py")) if ways.search(_read(path))}
    assert {str(path.relative_to(SOURCES)) for path in found} <= TRUSTED


def test_the_front_end_writes_text_never_markup() -> None:
    ways = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc")
    assert [path.name for path in FRONT.rglob("*.ts") if ways.search(_read(path))] == []


def test_every_attribute_that_holds_a_value_is_quoted() -> None:
    """An unquoted value could end its attribute with a space, which escaping leaves alone."""
    bare = re.compile(r"<[a-z][^<>]*?\s[\w:.-]+=\{\{")
    assert [path.name for path in templates() if bare.search(_read(path))] == []


def test_a_name_typed_at_sign_in_and_what_a_browser_says_of_itself(rows: dict[str, Any]) -> None:
    Client().post("/sign-in/", {"username": PAYLOAD, "password": "x"})
    said = {"User-Agent": PAYLOAD, "X-Forwarded-For": PAYLOAD, "Referer": PAYLOAD}
    client = Client(headers=said)
    client.force_login(User.objects.get(username="audit_admin"))
    for where in (reverse("audit"), reverse("my_sessions"), f"/{PAYLOAD}/", f"/sign-in/?next={PAYLOAD}"):
        assert_harmless(client.get(where), where)
    assert "&lt;i x&gt;" in client.get(reverse("audit")).text
