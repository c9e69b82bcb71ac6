"""The day one looks from applies to a page, or the page says that it does not (`Room.dated_pages`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from lianzhang.accounts.models import User
from lianzhang.kernel.rooms import dated_pages
from tests.conftest import IN_FORCE

from .test_matrix import address, names, one_of_each, reached

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# What differs for every request, and the day as it stands in addresses and forms.
PASSING = (
    r'<p class="paper-head">.*?</p>',
    r'name="(csrfmiddlewaretoken|opened_for|at)" value="[^"]*"',
    r"(\?|&|&amp;)at=[^&\"' ]*",
)
SAID = "这一页照现在登记的列"


def main_of(text: str) -> str:
    found = re.search(r"<main.*?</main>", text, re.DOTALL)
    main = found[0] if found else ""
    for passing in PASSING:
        main = re.sub(passing, "", main, flags=re.DOTALL)
    return main


def test_pages_tell_of_the_day_looked_from_or_say_that_they_do_not(
    account: Callable[..., User], on_day: Callable[[str], None], settings: Settings, tmp_path: Path
) -> None:
    on_day(IN_FORCE)
    settings.VAR = tmp_path
    rows = one_of_each(account)
    client = Client()
    client.force_login(User.objects.get(username="office"))
    dated, silent = [], []
    for name in reached("office", "GET"):
        where = address(name, rows)
        earlier, later = (client.get(where, {"at": at}) for at in ("2024-03-31", "2026-12-31"))
        if earlier.status_code != 200 or "text/html" not in earlier["Content-Type"] or name in dated_pages():
            continue
        if main_of(earlier.text) != main_of(later.text):
            dated.append(name)
        if 'class="menu as-of"' in later.text and SAID not in later.text:
            silent.append(name)
    assert dated == [], "these pages follow the day: declare them in their room's dated_pages"
    assert silent == []


def test_only_pages_that_exist_are_declared_as_dated() -> None:
    assert dated_pages() <= set(names())
