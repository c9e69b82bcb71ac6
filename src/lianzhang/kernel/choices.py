"""A choice as a form shows it: among many it is searched (combobox.ts), and a choice before it may narrow it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .initials import likely_initials

__all__ = ["MANY", "choice_made", "is_choice"]

MANY = 15  # more than so many are searched for rather than looked through


class Chosen(forms.Select):
    """The options of a field, each with what it is found by and the choice it belongs to."""

    def __init__(self, bound: forms.BoundField) -> None:
        widget: Any = bound.field.widget
        super().__init__(widget.attrs, list(widget.choices))  # a list: rows are fetched once
        self.is_required = widget.is_required
        self.searched = sum(1 for _ in _flat(self.choices)) > MANY
        self.before = _before(bound)
        if self.searched:
            self.attrs["data-search"] = "yes"
        if self.before:
            self.attrs["data-narrowed-by"] = self.before.html_name

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002
    ) -> SafeString:
        """What the framework makes of it with a template for each option, ten times sooner."""
        widget = self.get_context(name, value, attrs)["widget"]
        groups = format_html_join("", "{}", ((_group(title, options),) for title, options, _ in widget["optgroups"]))
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(widget["attrs"]), groups)

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **more: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **more)
        row = getattr(value, "instance", None)
        if row is None and not value:
            return option
        if self.searched:
            option["attrs"]["data-find"] = " ".join(
                [*likely_initials(str(label)), str(getattr(row, "code", "")).upper()]
            )
        if self.before and row is not None:
            field = self.before.field
            option["attrs"]["data-of"] = str(field.prepare_value(getattr(row, self.before.name)))
        return option


def _group(title: str | None, options: Iterable[Mapping[str, Any]]) -> SafeString:
    told = ((str(each["value"]), flatatt(each["attrs"]), each["label"]) for each in options)
    made = format_html_join("", '<option value="{}"{}>{}</option>', told)
    return format_html('<optgroup label="{}">{}</optgroup>', title, made) if title else made


def is_choice(bound: forms.BoundField) -> bool:
    """Whether it is one choice from a list that drops down."""
    return type(bound.field.widget) is forms.Select


def choice_made(bound: forms.BoundField, attrs: dict[str, str | bool]) -> SafeString:
    return bound.as_widget(Chosen(bound), attrs=attrs)


def _before(bound: forms.BoundField) -> forms.BoundField | None:
    name = getattr(bound.form, "narrowed_by", {}).get(bound.name)
    return bound.form[name] if name else None


def _flat(choices: Iterable[Any]) -> Iterator[Any]:
    for value, label in choices:
        yield from label if isinstance(label, (list, tuple)) else (value,)
