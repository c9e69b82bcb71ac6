"""What views do with a form over an act: do what it asks, or show at each field why it was refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from .folding import UnseenLetter, clean
from .form_words import in_our_words
from .periods import EARLIEST, LATEST, is_our_year
from .stale import RowGone

__all__ = [
    "CONFLICT",
    "UNPROCESSABLE",
    "Form",
    "FormOfOurs",
    "TextField",
    "back_to",
    "day_field",
    "key_of",
    "money_of",
    "obey",
    "refuse",
    "set_choices",
    "set_rows",
    "typed_in",
    "version_of",
    "words_sent",
]

UNPROCESSABLE, CONFLICT = 422, 409
# Of what is shown again: texts, and characters of each.
MOST, LONGEST = 20, 2_000


class FormOfOurs(forms.BaseForm):
    """What every form owes its user: each fault in our own words, and all of them told at once (`<c-errors>`).

    `narrowed_by`: a choice, and the choice before it in the form by which it is narrowed (choices.py)."""

    narrowed_by: Mapping[str, str] = {}

    def add_error(self, field: str | None, error: Any) -> None:
        refused = error if isinstance(error, ValidationError) else ValidationError(error)
        super().add_error(field, in_our_words(self, field, refused))

    @property
    def to_mend(self) -> list[tuple[str, str]]:
        """All that is wrong: the id of the input where it is mended, blank where none is, and in words."""
        told = [("", str(message)) for message in self.non_field_errors()]
        for bound in self:
            anchor = "" if bound.is_hidden else bound.auto_id
            told += [(anchor, _naming(bound, str(message))) for message in bound.errors]
        return told


class Form(FormOfOurs, forms.Form):
    """The form that forms of the house are made from."""


def _naming(bound: forms.BoundField, message: str) -> str:
    """Away from its field, a message says which one it is about."""
    return message if str(bound.label) in message else f"{bound.label}：{message}"


class TextField(forms.CharField):
    """Text that somebody types and others read: kept clean as a sheet's is (folding.py), or refused at its place."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not isinstance(text, str):
            return text
        try:
            return clean(text, lines=isinstance(self.widget, forms.Textarea)) or self.empty_value
        except UnseenLetter as error:
            raise ValidationError(f"{error}。", code="unseen") from None


def obey(form: forms.Form, act: Callable[[], Any], renamed: Mapping[str, str] | None = None) -> Any:
    """Do what a form asks if it was filled well, and return what came of it; None where it was refused."""
    if not form.is_valid():
        return None
    try:
        return act()
    except PermissionDenied:
        raise
    except RowGone as gone:
        gone.typed = typed_in(form)
        raise
    except ValidationError as refused:
        refuse(form, refused, renamed or {})
        return None


def refuse(form: forms.Form, refused: ValidationError, renamed: Mapping[str, str]) -> None:
    """Put each reason at its field; `renamed` maps fields of the act to those of the form."""
    by_field: Mapping[str, Any] = refused.error_dict if hasattr(refused, "error_dict") else {"": refused.error_list}
    for field, reasons in by_field.items():
        named = renamed.get(field, field)
        form.add_error(named if named in form.fields else None, ValidationError(reasons))


def typed_in(form: forms.Form) -> tuple[tuple[str, str], ...]:
    """Label and words of what was filled in, to be shown again where the form itself cannot be."""
    shown = [(str(field.label), _as_read(field)) for field in form.visible_fields() if field.widget_type != "password"]
    return tuple((label, words) for label, words in shown if words)


def _as_read(field: forms.BoundField) -> str:
    """A choice by its word, as the form offered it."""
    value, choices = str(field.data or ""), getattr(field.field, "choices", ())
    return next((str(word) for code, word in choices if str(code) == value), value) if value else ""


def words_sent(request: HttpRequest) -> list[str]:
    """The words among all that a form sent: what is written in Chinese, for codes and numbers are ours.

    Nothing of an address that no view answers: what comes there is not read."""
    if request.method != "POST" or request.resolver_match is None:
        return []
    sent = (text for name, texts in request.POST.lists() if "password" not in name for text in texts)
    return [text[:LONGEST] for text in sent if any(each.isalpha() and not each.isascii() for each in text)][:MOST]


def key_of(text: str | None, otherwise: int = 0) -> int:
    """The key that an address or a form names; `otherwise` where it is none that a database can hold.

    Not int(text): that takes other scripts' digits and blanks, and fails at thousands of digits."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else otherwise


def version_of(request: HttpRequest, name: str = "version") -> int:
    """The version the person looked at; one that cannot be read is no version of anything."""
    return key_of(request.POST.get(name), -1)


def back_to(request: HttpRequest) -> HttpResponseRedirect:
    """To the page that the form stood on, as the form's `next` says; to the first page where that is none of ours."""
    page = request.POST.get("next", "")
    ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, {request.get_host()})
    return HttpResponseRedirect(page if ours else "/")


def money_of(text: str | None, field: str) -> Decimal | None:
    """An amount in 万元 as a person writes it; None for a blank. Raises ValidationError at `field`."""
    plain = (text or "").strip().replace(",", "").replace("，", "")
    if not plain:
        return None
    try:
        value = Decimal(plain).quantize(Decimal("0.01"))
    except InvalidOperation:
        value = Decimal(-1)
    if not 0 <= value < 10**12:
        raise ValidationError({field: "金额请写成数字，单位万元，如1280.5。"})
    return value


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day, typed or picked, of one of our years."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[_in_our_time], **more)


def _in_our_time(day: date) -> None:
    if not is_our_year(day.year):
        raise ValidationError(f"没有{day.year}年的事；请写{EARLIEST}年至{LATEST}年的日期")


def set_choices(form: forms.Form, name: str, choices: Iterable[Any]) -> None:
    """Let a field of this form offer these pairs of value and word, or groups of them."""
    cast(forms.ChoiceField, form.fields[name]).choices = choices


def set_rows(form: forms.Form, name: str, rows: Any, told: Callable[[Any], str] | None = None) -> None:
    """Let a field of this form offer these rows, each by the words `told` has for it."""
    field = cast(forms.ModelChoiceField, form.fields[name])
    field.queryset = rows
    if told is not None:
        field.label_from_instance = told  # type: ignore[method-assign,assignment]
