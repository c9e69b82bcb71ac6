"""What an option is found by, and which choice before it narrows it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIteratorValue

from lianzhang.kernel.choices import MANY
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
