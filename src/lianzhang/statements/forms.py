"""The form for one statement: ten figures as people type them, each beside what was reported before."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms

from lianzhang.kernel.amounts import AmountError
from lianzhang.kernel.formatting import number
from lianzhang.kernel.forms import Form, TextField, set_choices
from lianzhang.kernel.periods import ANY, CUMULATIVE, Period
from lianzhang.statements.models import ITEMS, Statement

from .cumulative import bases, basis_of
from .doubts import Doubt
from .entries import Entry, faults, read_figure
from .filters import PeriodField
from .neighbours import Neighbours

__all__ = ["LockForm", "OtherPeriod", "StatementForm", "readable_figures"]


class Line(NamedTuple):
    """One figure in the form, beside the last period's and last year's, with what looks wrong about it."""

    field: forms.BoundField
    unit: str
    before: Decimal | None
    year_ago: Decimal | None
    doubts: list[Doubt]


class StatementForm(Form):
    """`row` is the statement edited or corrected. After `is_valid`, `entry` holds what was meant.

    Where the figures may be of the period alone or of the year so far, the form asks which, and `period` follows."""

    basis = forms.ChoiceField(label="口径", widget=forms.RadioSelect, required=False)
    note = TextField(label="说明", required=False, max_length=300, widget=forms.TextInput({"autocomplete": "off"}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        period: Period,
        data: Mapping[str, Any] | None = None,
        row: Statement | None = None,
        *,
        moves: bool = True,
    ) -> None:
        super().__init__(data, initial=_texts_of(row) if row else None, use_required_attribute=False)
        self.entry: Entry | None = None
        self.asked, self.bases = period, bases(period) if moves else {}
        if self.bases:
            set_choices(self, "basis", [(basis, _basis_words(basis, each)) for basis, each in self.bases.items()])
            self.initial.setdefault("basis", basis_of(period))
        else:
            del self.fields["basis"]
        for item, (title, _) in ITEMS.items():
            widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
            self.fields[item] = TextField(label=title, required=False, max_length=40, widget=widget)

    @property
    def period(self) -> Period:
        """What the figures are of, as far as the form says so."""
        chosen = self.data.get("basis", "") if self.is_bound else ""
        return self.bases.get(chosen, self.asked)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        figures = {item: self._figure(item, cleaned.get(item, "")) for item in ITEMS}
        unread = {item for item in ITEMS if item in self.errors}
        entry = Entry(figures, cleaned.get("note", ""))
        for item, message in faults(entry).items():
            # Where a figure could not be read, it is not true that none was filled in.
            if not unread or figures[item] is not None:
                self.add_error(item, message)
        if not self.errors:
            self.entry = entry
        return cleaned

    def _figure(self, item: str, text: str) -> Decimal | None:
        try:
            return read_figure(item, text)
        except AmountError as error:
            self.add_error(item, str(error))
            return None

    def lines(self, around: Neighbours, doubts: list[Doubt]) -> list[Line]:
        earlier, last_year = around.beside
        return [
            Line(
                *(self[item], unit, earlier.get(item), last_year.get(item)),
                [doubt for doubt in doubts if doubt.rule.items[0] == item],
            )
            for item, (_, unit) in ITEMS.items()
        ]

    def rebase(self, current: Statement) -> list[tuple[str, str, str]]:
        """Let what was typed stand over the row as it is now; where they differ: field, what stands, what was typed."""
        self.data = dict(self.data.items()) | {"version": str(current.version)}
        standing = _texts_of(current)
        differences = []
        for field in self.visible_fields():
            shown = dict(getattr(field.field, "choices", ()))
            now, typed = (str(value or "").strip() for value in (standing.get(field.name), field.data))
            now, typed = (str(shown.get(text, text)) for text in (now, typed))
            if now != typed:
                differences.append((str(field.label), now or "（空）", typed or "（空）"))
        return differences


def _basis_words(basis: str, period: Period) -> str:
    months = f"{period.start.month}—{period.end.month}月" if period.start.month < period.end.month else ""
    if basis == CUMULATIVE:
        return f"累计：从年初起，{period}{'' if months in str(period) else f'（{months}）'}"
    return f"当期：只是{period}{f'（{months}）' if months else ''}"


def _texts_of(row: Statement) -> dict[str, Any]:
    """A statement as the form shows it."""
    figures = {item: "" if value is None else number(value).replace("−", "-") for item, value in row.figures.items()}
    basis = basis_of(Period(row.period_start, row.period_end))
    return figures | {"note": row.note, "version": row.version, "basis": basis}


def readable_figures(data: Mapping[str, Any]) -> dict[str, Decimal | None]:
    """What can be read of a form that is still being filled in."""
    figures: dict[str, Decimal | None] = {}
    for item in ITEMS:
        try:
            figures[item] = read_figure(item, str(data.get(item, ""))[:40])
        except AmountError:
            figures[item] = None
    return figures


class OtherPeriod(Form):
    """A period that is not among those asked."""

    period = PeriodField(required=True)


class LockForm(Form):
    period = PeriodField(takes=[kind for kind in ANY if kind != "day"], required=True)
    reason = TextField(
        label="理由", max_length=300, widget=forms.Textarea({"rows": 2}), error_messages={"required": "请写锁定的理由"}
    )
