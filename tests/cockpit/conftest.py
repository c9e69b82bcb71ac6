"""What the front desks are looked at with: an office that is signed in, a second city, a page's text and links."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan

FOLDERS = Path(__file__).parents[1] / "plans" / "folders"


@pytest.fixture
def office(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("office")


@pytest.fixture
def linhai(db: None) -> Plan:
    """Another city's plan: other chains, seven checklist items, two chiefs on a chain, a cadence for each rank."""
    for code in ("linhai-2021-2023", "linhai-2024-2026"):
        load_folder(FOLDERS / code, by="tests")
    return Plan.objects.get(code="linhai-2024-2026")


def words(response: HttpResponse, within: str = "<main") -> str:
    """What the page says from `within` on, without tags and line breaks."""
    text = response.text[response.text.index(within) :]
    return unescape(re.sub(r"\s*\n\s*", "", re.sub(r"<[^>]+>", "", text)))


def links(response: HttpResponse) -> list[str]:
    return [unescape(href) for href in re.findall(r'href="([^"]+)"', response.text)]
