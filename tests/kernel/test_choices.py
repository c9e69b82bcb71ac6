"""A choice is drawn as the framework's templates draw it; what an option is found by, and what narrows it."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.forms.models import ModelChoiceIteratorValue

from lianzhang.kernel.choices import MANY, choice_made
from lianzhang.kernel.forms import Form, set_choices
from lianzhang.kernel.templatetags.links import control

AREA = SimpleNamespace(code="north")


class Before(forms.ChoiceField):
    """Says an area by its code."""

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "code", value)


class Placed(Form):
    narrowed_by = {"part": "area"}
    area = Before(choices=[("", "请选"), ("north", "北区")])
    part = forms.ChoiceField(choices=[])


def drawn(count: int) -> str:
    rows = [SimpleNamespace(pk=n, code=f"p{n}", area=AREA) for n in range(count - 1)]
    form = Placed({"part": "1"}, prefix="on")
    choices: Any = [(ModelChoiceIteratorValue(row.pk, row), f"汽车零件{row.pk}") for row in rows]
    set_choices(form, "part", [("", "还没有定"), ("北区", choices)])
    return control(form["part"])


def test_a_choice_among_many_is_searched_by_initials_and_code() -> None:
    html = drawn(MANY + 1)
    assert 'data-search="yes"' in html
    assert '<option value="1" data-find="QCLJ1 P1" data-of="north">' in html
    assert '<option value="" selected>' in html


def test_among_few_it_is_looked_through_and_narrowed_all_the_same() -> None:
    html = drawn(MANY)
    assert "data-search" not in html
    assert "data-find" not in html
    assert 'data-narrowed-by="on-area"' in html
    assert '<option value="1" data-of="north">' in html


GROUPED = [("", "全部"), ("厂<区", [("a&b", "甲<乙"), (2, "丙")]), ("z", "丁")]


class Plain(forms.Form):
    place = forms.ChoiceField(choices=GROUPED, required=False)
    needed = forms.ChoiceField(choices=[("x", "戊"), ("y", "己")])


def tags(html: str) -> list[tuple[str, ...]]:
    """Tags and texts in their order; of a tag its attributes in any order."""
    parts = re.findall(r"<[^>]*>|[^<]+", html)
    told = (re.findall(r'[\w/-]+(?:="[^"]*")?', part) if part[0] == "<" else [part.strip()] for part in parts)
    return [tuple(sorted(part)) for part in told if part != [""]]


@pytest.mark.parametrize(
    "data", [None, {"place": "a&b", "needed": "y"}, {"place": "2"}, {"place": "gone", "needed": ""}]
)
@pytest.mark.parametrize("name", ["place", "needed"])
def test_it_says_what_the_frameworks_templates_say(name: str, data: Any) -> None:
    bound = Plain(data)[name]
    attrs: dict[str, str | bool] = {"class": "form-select", "disabled": False, "title": '“"引"”'}
    assert tags(choice_made(bound, dict(attrs))) == tags(bound.as_widget(attrs=dict(attrs)))
