"""What the forms over a firm share: fields, a form that carries the version that was looked at, chains and segments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIteratorValue

from lianzhang.access.api import acting, visible
from lianzhang.kernel import forms as forms_of_all
from lianzhang.kernel.forms import Form, TextField, key_of, set_rows
from lianzhang.kernel.vocabulary import spoken
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Segment

__all__ = [
    *("ActForm", "ReasonForm", "SavedViewForm", "SegmentChoice", "day_field", "offer_chains", "one_of", "own_chains"),
    "words",
]


def day_field(label: str, help_text: str = "", *, required: bool = False) -> forms.DateField:
    """Most days of a firm's forms may be left out."""
    return forms_of_all.day_field(label, help_text=help_text, required=required)


def words(label: str, longest: int, help_text: str = "", *, required: bool = False, rows: int = 0) -> TextField:
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput({"autocomplete": "off"})
    return TextField(label=label, max_length=longest, help_text=help_text, required=required, widget=widget)


class ActForm(Form):
    """`wide` names the fields that take a whole row; `version` is that of the row which was looked at."""

    wide: tuple[str, ...] = ()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, **named: Any) -> None:
        super().__init__(data, auto_id="act-%s", use_required_attribute=False, **named)

    @property
    def given(self) -> dict[str, Any]:
        """What the act is told: everything but what belongs to the form itself."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @property
    def seen_version(self) -> int:
        """One that cannot be read is no version of anything."""
        return key_of(str(self.data.get("version", "")), -1)

    def rebase(self, standing: Mapping[str, Any], version: int) -> list[tuple[str, str, str]]:
        """Let what was typed stand over the row as it is now; where they differ: field, what stands, what was typed."""
        self.data = dict(self.data.items()) | {"version": str(version)}
        differences = []
        for field in self.visible_fields():
            now, typed = (_shown(field, value) for value in (standing.get(field.name), field.data))
            if now != typed:
                differences.append((str(field.label), now or "（空）", typed or "（空）"))
        return differences


def _shown(field: forms.BoundField, value: Any) -> str:
    if isinstance(field.field, forms.BooleanField):
        return "是" if value in (True, "on", "True", "true", "1") else "否"
    if isinstance(field.field, forms.DecimalField) and value not in (None, ""):
        try:
            return f"{Decimal(str(value)).normalize():f}"
        except ArithmeticError:
            return str(value)
    text = str(getattr(value, "pk", value) or "").strip()
    return dict(_flat(getattr(field.field, "choices", ()))).get(text, text)


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield str(value), str(label)


def one_of(label: str, empty: str, help_text: str = "", *, required: bool = False) -> forms.ModelChoiceField:
    """A choice among rows; which they are is said when the form is made, through the door."""
    return forms.ModelChoiceField(queryset=None, label=label, required=required, empty_label=empty, help_text=help_text)


class ReasonForm(ActForm):
    wide = ("reason",)
    reason = words("理由", 300, required=True)


def own_chains(vp: Viewpoint) -> Any:
    """The chains onto which one may put firms: of one's post where it keeps chains, else all of the plan."""
    rows, active = vp.chains, acting(vp.user)
    return rows.filter(pk__in=active.chains) if active and active.role.acts_for == "chains" else rows


def offer_chains(form: forms.Form, vp: Viewpoint) -> Any:
    """Let the field `chain` choose among them, or say why there are none."""
    chains = own_chains(vp)
    set_rows(form, "chain", chains)
    if vp.plan is None and not chains.exists():
        form.fields["chain"].help_text = spoken("产业链随方案载入，{own}还没有方案；可以以后再放。")
    return chains


class SegmentChoice(forms.ModelChoiceField):
    """Segments of several chains, each under its chain's name."""

    def offer(self, vp: Viewpoint, chains: Any) -> None:
        rows = visible(vp.user, Segment).filter(chain__in=chains).select_related("chain")
        self.queryset = rows.order_by("chain__code", "place", "order", "code")
        groups: dict[str, list[tuple[ModelChoiceIteratorValue, str]]] = {}
        for row in self.queryset:
            groups.setdefault(str(row.chain), []).append((ModelChoiceIteratorValue(row.pk, row), str(row)))
        self.choices = [("", "还没有定"), *groups.items()]


class SavedViewForm(Form):
    title = TextField(label="名称", max_length=40)
    query = TextField(max_length=1000, required=False)
