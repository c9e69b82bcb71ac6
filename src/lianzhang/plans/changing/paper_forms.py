"""What people type while they look through a draft: the paper itself, and the fields of one proposal."""

from __future__ import annotations

from typing import Any

from django import forms

from lianzhang.drafting.api import ENDINGS, ReadPaper, read_paper
from lianzhang.kernel.forms import Form, TextField, day_field
from lianzhang.plans.models import Comparator, Duty, Measure, Target, Window

from .proposals import KINDS, Proposed

__all__ = ["PaperForm", "form_of"]

PASTED = "贴上的原文.txt"
BYTES_ALLOWED = 20 * 1024 * 1024
ACCEPTED = ",".join(f".{each}" for each in ENDINGS)
KINDS_READ = "、".join(f".{each}" for each in ENDINGS)
NAME_MOST, DUTY_MOST = (model._meta.get_field("name").max_length for model in (Target, Duty))


class PaperForm(Form):
    file = forms.FileField(
        label="方案原文",
        help_text=f"{KINDS_READ}，不超过{BYTES_ALLOWED // 1024 // 1024}MB；扫描件没有文字，读不出来。",
        allow_empty_file=True,
        required=False,
        widget=forms.FileInput({"accept": ACCEPTED}),
    )
    text = TextField(label="或者贴上原文", required=False, max_length=1_000_000, widget=forms.Textarea({"rows": 8}))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        if bool(file) == bool((data.get("text") or "").strip()) and not self.errors:
            self.add_error("file", "选一个文件，或贴上原文，只做一样" if file else "请选一个文件，或贴上原文")
        if file and file.size > BYTES_ALLOWED:
            self.add_error("file", f"文件超过{BYTES_ALLOWED // 1024 // 1024}MB；请只留方案正文")
        return data

    def read(self) -> ReadPaper:
        """What was sent, as text. Raises PaperRefused."""
        file = self.cleaned_data["file"]
        name, content = (file.name, file.read()) if file else (PASTED, self.cleaned_data["text"].encode())
        return read_paper(name, content)


class ProposalForm(Form):
    """The fields of one kind of proposal; what is typed is kept as texts."""

    def cells(self) -> dict[str, str]:
        return {name: _text(value) for name, value in self.cleaned_data.items()}


class NameForm(ProposalForm):
    name = TextField(label="名称", max_length=NAME_MOST)


class TargetForm(ProposalForm):
    name = TextField(label="目标", max_length=NAME_MOST)
    comparator = forms.ChoiceField(label="要求", choices=Comparator.choices)
    value = forms.DecimalField(label="目标值", max_digits=16, decimal_places=4)
    value_max = forms.DecimalField(label="上限", max_digits=16, decimal_places=4, required=False)
    unit = TextField(label="单位", max_length=20)
    measure = forms.ChoiceField(label="计量", choices=Measure.choices)
    window = forms.ChoiceField(label="期", choices=[("", "不分期"), *Window.choices], required=False)
    due = day_field("期限", required=False)
    strive = forms.BooleanField(label="力争", required=False)


class DutyForm(ProposalForm):
    name = TextField(label="任务", max_length=DUTY_MOST, widget=forms.Textarea({"rows": 3}))
    responsible = TextField(label="责任主体", max_length=200, required=False)
    cadence = forms.ChoiceField(label="频次", choices=[("", "没有写"), *Window.choices], required=False)
    due = day_field("期限", required=False)


FORMS: dict[str, type[ProposalForm]] = {"targets": TargetForm, "duties": DutyForm}


def form_of(proposed: Proposed, sent: Any = None) -> ProposalForm | None:
    """None for what can only be kept or dropped."""
    names = KINDS[proposed.kind][1]
    if not names:
        return None
    initial = {name: getattr(proposed.row, name) for name in names}
    return FORMS.get(proposed.kind, NameForm)(sent, initial=initial)


def _text(value: Any) -> str:
    if value is True:
        return "yes"
    return "" if value in (None, False) else str(value)
