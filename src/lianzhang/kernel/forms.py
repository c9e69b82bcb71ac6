"""What views do with a form over an act: do what it asks, or show at each field why it was refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

__all__ = [
    "CONFLICT",
    "UNPROCESSABLE",
    "back_to",
    "day_field",
    "obey",
    "refuse",
    "set_choices",
    "set_rows",
    "version_of",
]

UNPROCESSABLE, CONFLICT = 422, 409


def obey(form: forms.Form, act: Callable[[], Any], renamed: Mapping[str, str] | None = None) -> Any:
    """Do what a form asks if it was filled well, and return what came of it; None where it was refused."""
    if not form.is_valid():
        return None
    try:
        return act()
    except PermissionDenied:
        raise
    except ValidationError as refused:
        refuse(form, refused, renamed or {})
        return None


def refuse(form: forms.Form, refused: ValidationError, renamed: Mapping[str, str]) -> None:
    """Put each reason at its field; `renamed` maps fields of the act to those of the form."""
    by_field = refused.message_dict if hasattr(refused, "error_dict") else {"": refused.messages}
    for field, reasons in by_field.items():
        named = renamed.get(field, field)
        form.add_error(named if named in form.fields else None, reasons)


def version_of(request: HttpRequest, name: str = "version") -> int:
    """The version the person looked at; one that cannot be read is no version of anything."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def back_to(request: HttpRequest) -> HttpResponseRedirect:
    """To the page that the form stood on, as the form's `next` says; to the first page where that is none of ours."""
    page = request.POST.get("next", "")
    ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, {request.get_host()})
    return HttpResponseRedirect(page if ours else "/")


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day, typed or picked."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def set_choices(form: forms.Form, name: str, choices: Iterable[Any]) -> None:
    """Let a field of this form offer these pairs of value and word, or groups of them."""
    cast(forms.ChoiceField, form.fields[name]).choices = choices


def set_rows(form: forms.Form, name: str, rows: Any) -> None:
    """Let a field of this form offer these rows."""
    cast(forms.ModelChoiceField, form.fields[name]).queryset = rows
