"""What a step asks for, as a form: one field for each `Ask`, made for its kind, read without judging.

What is wrong with an answer, the act says itself: after state and permission, and in the words of `Ask.fault`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lianzhang.access.api import acting
from lianzhang.kernel.forms import Form, TextField, day_field, refuse
from lianzhang.kernel.lifecycle import Ask, AskKind, Step
from lianzhang.registry.api import bodies, body_of, key_of_body
from lianzhang.registry.models import ResponsibleUnit

__all__ = ["StepForm"]

ONE_LINE = 120  # characters; a reference number or a place, no sentence
ROWS = 10  # of a list from which several are chosen


class StepForm(Form):
    """The answers to what `step` asks. `by` chooses among the bodies of its city; `of` tells rows of a page apart."""

    def __init__(self, step: Step, *, by: Any, data: Any = None, files: Any = None, of: str = "") -> None:
        super().__init__(data, files, auto_id=f"{step.name}{of}-%s")
        self.step, self.asks = step, step.asks
        for ask in step.asks:
            self.fields[ask.name] = FIELDS[ask.kind](ask, by)

    @property
    def given(self) -> dict[str, Any]:
        """The answers by name, as the act takes them; what cannot be read stays the text that was typed."""
        self.full_clean()
        return {ask.name: self.cleaned_data.get(ask.name, self._raw(ask)) for ask in self.asks}

    def answer(self, refused: ValidationError) -> None:
        """Say at each field what the act says of it, and nothing else."""
        self.full_clean()
        self.errors.clear()
        refuse(self, refused, {})

    def fill(self) -> None:
        """Show again what was typed, and say nothing of it."""
        self.full_clean()
        self.errors.clear()

    @property
    def typed(self) -> tuple[tuple[str, str], ...]:
        """Title and words of what was written, to be shown again where the step was not taken."""
        self.full_clean()
        told = ((ask, self._raw(ask)) for ask in self.asks)
        return tuple((ask.title, self._words(ask, raw)) for ask, raw in told if raw)

    def _raw(self, ask: Ask) -> Any:
        return self[ask.name].data

    def _words(self, ask: Ask, raw: Any) -> str:
        if ask.kind is AskKind.CHOICE:
            return ask.choices.get(raw, str(raw))
        chosen = self.cleaned_data.get(ask.name) if ask.kind in (AskKind.UNIT, AskKind.UNITS) else None
        return "、".join(map(str, chosen)) if isinstance(chosen, list) else str(chosen or raw)


def _text(ask: Ask, _by: Any) -> forms.Field:
    widget = forms.Textarea({"rows": 3, "cols": False}) if ask.most > ONE_LINE else forms.TextInput()
    return TextField(label=ask.title, max_length=ask.most, widget=widget, **_common(ask))


def _date(ask: Ask, _by: Any) -> forms.Field:
    return day_field(ask.title, **_common(ask))


def _choice(ask: Ask, _by: Any) -> forms.Field:
    choices = [("", "请选择"), *ask.choices.items()]
    return forms.ChoiceField(label=ask.title, choices=choices, **_common(ask))


class UnitField(forms.TypedChoiceField):
    """A body of the city that may be made responsible, as `organization:12`; the answer is the body itself."""

    def __init__(self, city: int | None, **options: Any) -> None:
        self.city = city
        super().__init__(
            choices=lambda: [("", "请选择"), *_offered(city)], coerce=self._body, empty_value=None, **options
        )

    def _body(self, key: str) -> Any:
        return body_of(key, self.city or 0)

    def valid_value(self, value: Any) -> bool:
        """One dissolved since the form was opened is read, so that the act can say who follows it."""
        return super().valid_value(value) or _dissolved(value, self.city)


class UnitsField(forms.TypedMultipleChoiceField):
    """Several of them."""

    def __init__(self, city: int | None, **options: Any) -> None:
        self.city = city
        widget = forms.SelectMultiple({"size": ROWS})
        super().__init__(
            choices=lambda: _offered(city), coerce=self._body, empty_value=[], **{"widget": widget, **options}
        )

    def _body(self, key: str) -> Any:
        return body_of(key, self.city or 0)

    def valid_value(self, value: Any) -> bool:
        return super().valid_value(value) or _dissolved(value, self.city)


def _dissolved(key: Any, city: int | None) -> bool:
    name, _, pk = str(key).partition(":")
    if body_of(str(key), city or 0) is None:
        return False
    return ResponsibleUnit.objects.filter(**{name: int(pk)}, ended__isnull=False).exists()


def _offered(city: int | None) -> list[tuple[str, str]]:
    return [(key_of_body(body), str(body)) for body in bodies(city)] if city else []


def _number(ask: Ask, _by: Any) -> forms.Field:
    return forms.IntegerField(label=ask.title, widget=forms.NumberInput({"min": 1, "max": ask.most}), **_common(ask))


def _city(by: Any) -> int | None:
    active = acting(by)
    return active.city if active else None


def _unit(ask: Ask, by: Any) -> forms.Field:
    return UnitField(_city(by), label=ask.title, **_common(ask))


def _units(ask: Ask, by: Any) -> forms.Field:
    return UnitsField(_city(by), label=ask.title, **_common(ask))


def _attachment(ask: Ask, _by: Any) -> forms.Field:
    return forms.FileField(label=ask.title, **_common(ask))


def _common(ask: Ask) -> dict[str, Any]:
    return {"required": ask.required}


FIELDS: dict[AskKind, Callable[[Ask, Any], forms.Field]] = {
    AskKind.TEXT: _text,
    AskKind.DATE: _date,
    AskKind.CHOICE: _choice,
    AskKind.NUMBER: _number,
    AskKind.UNIT: _unit,
    AskKind.UNITS: _units,
    AskKind.ATTACHMENT: _attachment,
}
