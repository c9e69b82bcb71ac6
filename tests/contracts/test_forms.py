"""What every form owes its user: all that is wrong at once, in our own words, led to from the top of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.db import transaction
from django.forms import BaseForm
from django.urls import get_resolver

from lianzhang.accounts.models import User
from lianzhang.kernel.forms import FormOfOurs
from tests.acting import at_work

from .test_fuzz import FIELDS
from .test_matrix import address, names, rows, shared_out
from .test_templates import SOURCES, TEMPLATES

__all__ = ["rows"]  # the fixture

EXTENDED = re.compile(r"<form\b(?:[^>{]|\{%.*?%\}|\{\{.*?\}\})*>", re.DOTALL)
# Everything that is wrong with such a text: no date, number, address, choice; and longer than any field takes.
SENT = {"nothing": "", "what no field takes": "？" * 2_000}


def kinds(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from kinds(each)


DJANGOS = {
    str(words)
    for kind in {forms.Field, *kinds(forms.Field)}
    if kind.__module__.startswith("django.")
    for words in kind.default_error_messages.values()
    if str(words) and "%" not in str(words)
}


class Page(HTMLParser):
    """Ids, links within each summary, and what describes inputs and groups of them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.led_to: set[str] = set()
        self.describing: set[str] = set()
        self.inside = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "div":
            self.inside += bool(self.inside) or "errors" in given.get("class", "").split()
        if tag == "a" and self.inside:
            self.led_to.add(given["href"].removeprefix("#"))
        self.describing |= set(given.get("aria-describedby", "").split())

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self.inside:
            self.inside -= 1

    @property
    def faults(self) -> list[str]:
        """Faults at fields that the top does not lead to, links that lead nowhere, faults that describe no input."""
        told = {each for each in self.ids if each.endswith("_error")}
        unled = {each.removesuffix("_error") for each in told} - self.led_to
        return sorted(unled | (self.led_to - self.ids) | (told - self.describing))


def test_every_form_is_made_from_that_of_the_house() -> None:
    list(names(get_resolver()))
    strange = {each for each in kinds(BaseForm) if each.__module__.startswith("lianzhang.")} - {
        FormOfOurs,
        *kinds(FormOfOurs),
    }
    assert strange == set()


def test_no_form_is_held_back_by_the_browser_in_its_own_tongue() -> None:
    held = {
        str(path.relative_to(SOURCES))
        for path in TEMPLATES
        for tag in EXTENDED.findall(path.read_text(encoding="utf-8"))
        if "novalidate" not in tag
    }
    assert held == set()


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.usefixtures("quick_passwords")
@pytest.mark.parametrize("what", SENT)
def test_a_form_that_is_refused_leads_to_every_fault_in_our_words(rows: dict[str, Any], what: str) -> None:
    sent, told, seen = dict.fromkeys(FIELDS, SENT[what]), {}, set()
    for who, asked in shared_out(("office", "clerk", "security_admin"), "POST").items():
        client = at_work(User.objects.get(username=who), raises=True)
        for name in asked:
            where = address(name, rows)
            with transaction.atomic():
                answer = client.post(where, sent)
                transaction.set_rollback(True)
            if answer.status_code not in (400, 409, 422):
                continue
            text = answer.content.decode()
            page = Page(text)
            if page.led_to:
                seen.add(name)
            if faults := [*page.faults, *(words for words in DJANGOS if words in text)]:
                told[who, name] = faults
    assert told == {}
    assert len(seen) > 15
