"""Advice leads somewhere: what a column or a field names as a way of writing, it takes itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django import forms

from lianzhang.kernel.amounts import AmountError
from lianzhang.kernel.periods import PeriodError
from lianzhang.kernel.registers import registers
from lianzhang.kernel.sheets import CellError, Column
from lianzhang.plans.observations.forms import FigureForm
from lianzhang.plans.observations.places import Places
from lianzhang.plans.observations.sheets import fill_in_sheet
from lianzhang.statements.entries import read_figure
from lianzhang.statements.forms import LockForm, OtherPeriod
from lianzhang.statements.models import ITEMS
from tests.enterprises.world import City
from tests.plans.world import World

MISTAKEN = ("abc", "三十", "去年", "1.2E+05", "(12.5)", "约30", "30多", "30以上", "30只", "2023H1", "2023-08-30")
MISTAKEN += ("2023-02..2023-04", "23年", "2023.1", "2023年三季度累计", "2023年1—9月", "三季度", "2021/13/45")
NAMED = re.compile(r"写成 ([^；，。]+)")


def named(words: str) -> Iterator[str]:
    """The ways of writing that a refusal names."""
    for listed in NAMED.findall(words):
        yield from filter(None, re.split("、| 或 ", listed.removesuffix(" 这样").removesuffix(" 等")))


def leading_nowhere(reads: Callable[[str], Any], examples: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """What is named, by an example or in a refusal, and refused."""
    nowhere = [("example", each) for each in examples if each and _refusal(reads, each)]
    for mistaken in MISTAKEN:
        words = _refusal(reads, mistaken)
        nowhere += [(words, each) for each in named(words) if _refusal(reads, each)]
    return nowhere


def _refusal(reads: Callable[[str], Any], text: str) -> str:
    try:
        reads(text)
    except (AmountError, CellError, PeriodError) as error:
        return str(error)
    except forms.ValidationError as error:
        return "；".join(error.messages)
    return ""


def in_help(column: Column) -> tuple[str, ...]:
    """Writings that a column's help lists, from their first figure on."""
    return tuple(each for each in re.split("、| 或 | 这样写|[。；]", column.help) if re.match(r"\d{4}", each))


@pytest.mark.django_db
def test_every_column_takes_what_it_names() -> None:
    city, world = City(), World()
    sheets = [each.sheet(city.region.pk) for each in registers()] + [fill_in_sheet(world.plan, Places(world.plan))]
    columns = [(sheet.name, column) for sheet in sheets for column in sheet.columns]
    assert len(columns) > 40
    for sheet, column in columns:
        examples = (column.example, *in_help(column)) if not column.choices else ()
        assert leading_nowhere(column.read, examples) == [], (sheet, column.title)


@pytest.mark.parametrize("item", ITEMS)
def test_every_figure_of_a_statement_takes_what_it_names(item: str) -> None:
    assert leading_nowhere(lambda text: read_figure(item, text)) == []


@pytest.mark.parametrize("form", [LockForm, OtherPeriod])
def test_every_field_for_a_period_takes_what_it_names(form: type[forms.Form]) -> None:
    field = form().fields["period"]
    placeholder = field.widget.attrs["placeholder"].removeprefix("如 ").split("、")
    required = field.error_messages["required"].removeprefix("请写时期，如 ")
    assert leading_nowhere(field.clean, (*placeholder, required)) == []


@pytest.mark.django_db
def test_the_form_of_a_figure_takes_what_it_names() -> None:
    world = World()
    form = FigureForm(world.plan, world.target())
    helped = re.findall(r"如 ([^。]+)", str(form.fields["period"].help_text))[0].split("、")
    form.cleaned_data = {}

    def reads(text: str) -> Any:
        form.cleaned_data = {"period": text}
        return form.clean_period()

    assert leading_nowhere(reads, tuple(helped)) == []
