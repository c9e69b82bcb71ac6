"""What people type to declare a register complete, or to take that back."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from lianzhang.access.api import acting, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.forms import Form, TextField, set_choices, set_rows
from lianzhang.kernel.periods import Period, PeriodError, read_period
from lianzhang.kernel.vocabulary import spoken_lazy
from lianzhang.registry.api import REGISTERS
from lianzhang.registry.models import Region

from .actions import kind_words

__all__ = ["CoverageForm", "WithdrawForm"]


class CoverageForm(Form):
    register = forms.ChoiceField(label="台账")
    region: Any = forms.ModelChoiceField(
        label="范围", queryset=None, required=False, to_field_name="code", empty_label=spoken_lazy("{whole}")
    )
    period = TextField(label="时期", max_length=40, help_text="如 2023、2023Q4、2021..2023；只能写已过去的。")
    note = TextField(
        label="依据",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=spoken_lazy("凭什么说齐全，如“已与{level}统计局名单逐家核对”。"),
    )

    def __init__(self, *args: Any, by: User, city: Region, **options: Any) -> None:
        super().__init__(*args, **options)
        self.city = city
        set_choices(self, "register", _registers(city.pk))
        regions, own = visible(by, Region).filter(parent=city), _own_region(by)
        set_rows(self, "region", regions if own is None else regions.filter(pk=own))
        if own is not None:
            region = cast(forms.ModelChoiceField, self.fields["region"])
            region.required, region.empty_label = True, None

    def clean_period(self) -> Period:
        try:
            return read_period(self.cleaned_data["period"])
        except PeriodError as error:
            raise forms.ValidationError(str(error)) from error

    def given(self) -> dict[str, Any]:
        register, _, kind = self.cleaned_data["register"].partition(":")
        return {**self.cleaned_data, "city": self.city, "register": register, "kind": kind}


def _own_region(by: User) -> int | None:
    """The region of a post that answers for one; the office answers for the whole city."""
    active = acting(by)
    return active.region if active else None


def _registers(city: int) -> list[tuple[str, Any]]:
    """Each register as a whole, then its kinds."""
    choices: list[tuple[str, Any]] = []
    for code, title in REGISTERS.items():
        kinds = [(f"{code}:{kind}", f"{title}：{word}") for kind, word in kind_words(code, city).items()]
        whole = (f"{code}:", f"{title}（全部）" if kinds else title)
        choices.append((title, [whole, *kinds]) if kinds else whole)
    return choices


class WithdrawForm(Form):
    reason = TextField(label="撤回理由", max_length=300, help_text="如“发现漏登三家，补齐后再申报”。")
