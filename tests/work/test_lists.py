"""Lists that are narrowed by tabs: where each leads, and which of them stands."""

from __future__ import annotations

import re
from html import unescape
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import RequestFactory
from django_cotton import render_component

from lianzhang.plans.models import Observation
from lianzhang.statements.models import Statement
from lianzhang.work.reports import ListWork


@pytest.mark.parametrize(
    ("asked", "tab", "stands"),
    [
        ({}, {}, True),
        ({"mine": "decide"}, {"mine": "decide"}, True),
        ({"mine": "decide"}, {}, False),
        ({"mine": "decide"}, {"state": "draft"}, False),
        ({"state": "draft"}, {"state": "draft"}, True),
    ],
)
def test_a_tab_stands_where_the_list_is_narrowed_by_it(asked: Any, tab: Any, stands: bool) -> None:
    request = RequestFactory().get("/statements/", {**asked, "q": "厂", "page": "3"})
    narrowing = SimpleNamespace(wanted=SimpleNamespace(**{"state": "", "mine": ""} | asked))
    shown = render_component(request, "list_tab", filter=narrowing, count="4", **tab)
    assert ("aria-current" in shown) is stands
    (address,) = re.findall(r'href="/statements/\?(.*?)"', shown)
    assert parse_qs(unescape(address)) == {"q": ["厂"]} | {name: [value] for name, value in tab.items()}


def test_a_list_counts_each_state_that_its_rows_may_have() -> None:
    work = ListWork(counts={"draft": 2, "confirmed": 3}, to_decide=0)
    assert work.total == 5
    assert [(each.word, each.rows) for each in work.states if each.rows] == [("草稿", 2), ("已确认", 3)]
    states = dict(Statement._meta.get_field("state").choices or ())
    assert states == dict(Observation._meta.get_field("state").choices or ()) == dict(work.of.choices)
