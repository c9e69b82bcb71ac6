"""What people type when they raise a problem. What may be raised is decided by the act."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import is_own_part, named_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import Form, TextField, day_field, set_choices, set_rows
from lianzhang.plans.models import Plan, ProblemKind
from lianzhang.records.api import ACCEPTED, BYTES_ALLOWED
from lianzhang.registry.api import bodies, body_of, key_of_body
from lianzhang.registry.models import Chain, Segment
from lianzhang.work.api import rows_in_sight

from .models import Source

__all__ = ["AmendForm", "RaiseForm", "UnitEndForm"]

# With one form; a row takes more of them later.
PAPERS = 5


class AmendForm(Form):
    """The words of a problem."""

    title = TextField(
        label="一句话说是什么问题", max_length=80, help_text="如“二期用地里有一条灌渠，改线没有单位牵头”。"
    )
    text = TextField(
        label="情况",
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
        help_text="什么事、卡在哪里、要谁帮什么、什么时候要。",
    )


class UnitEndForm(Form):
    """A unit that is no more, and who has its tasks from then on."""

    unit = forms.TypedChoiceField(label="撤销的单位", empty_value=None)
    ended = day_field("撤销日期")
    successor = forms.TypedChoiceField(
        label="承接单位",
        required=False,
        empty_value=None,
        help_text="它在办的问题转给承接单位，时限照计；留空的收回重新分办。",
    )
    source = TextField(label="依据", max_length=300, help_text="机构改革的文件和文号。")

    def __init__(self, *args: Any, city: int, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [("", "请选择"), *((key_of_body(body), str(body)) for body in bodies(city))]
        for name in ("unit", "successor"):
            set_choices(self, name, offered)
            cast(forms.TypedChoiceField, self.fields[name]).coerce = lambda key: body_of(key, city)


class FilesField(forms.FileField):
    """Several files chosen at once, none among them too."""

    widget = type("FilesInput", (forms.FileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, _initial: Any = None) -> list[Any]:
        chosen = data if isinstance(data, list | tuple) else [data] if data else []
        if len(chosen) > PAPERS:
            raise ValidationError(f"一次最多附{PAPERS}份；其余的提出以后再附。")
        return [super(FilesField, self).clean(each) for each in chosen]


class RaiseForm(AmendForm):
    """A new problem; a firm's own account raises its own and names no firm."""

    kind: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="类别", to_field_name="code", empty_label="请选择"
    )
    urgent = forms.BooleanField(label="急件：不马上办会停产、停工或误了期限", required=False)
    source = forms.ChoiceField(label="来源")
    firm = TextField(
        label="企业", max_length=120, required=False, help_text="写全称或统一社会信用代码；不涉及一家企业的留空。"
    )
    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产业链", required=False, to_field_name="code", empty_label="不清楚"
    )
    segment: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="环节", required=False, to_field_name="code", empty_label="不清楚"
    )
    papers = FilesField(
        label="附件",
        required=False,
        allow_empty_file=True,
        widget=FilesField.widget({"accept": ACCEPTED, "multiple": True}),
        help_text=f"现场照片、图纸、批文，最多{PAPERS}份，每份不超过{BYTES_ALLOWED // 1024 // 1024}MB。"
        "不要上传涉密和工作秘密材料。",
    )
    led_by = forms.CharField(required=False, max_length=160, widget=forms.HiddenInput)
    narrowed_by = {"segment": "chain"}
    field_order = ["title", "text", "kind", "urgent", "source", "firm", "chain", "segment", "papers"]

    def __init__(self, *args: Any, by: User, plan: Plan, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by, self.plan = by, plan
        set_rows(self, "kind", visible(by, ProblemKind).filter(plan=plan))
        set_rows(self, "chain", visible(by, Chain).filter(plans=plan))
        set_rows(self, "segment", visible(by, Segment).filter(chain__plans=plan).select_related("chain"))
        if is_own_part(by):
            del self.fields["source"], self.fields["firm"]
        else:
            set_choices(self, "source", [each for each in Source.choices if each[0] != Source.FIRM])

    def clean_led_by(self) -> Model | None:
        """The row in sight that is named like this (app.Model:pk)."""
        subject = self.cleaned_data["led_by"]
        return rows_in_sight([subject], self.by).get(subject) if subject else None

    def clean_firm(self) -> Enterprise | None:
        """The one firm in sight that bears this name or code."""
        return named_firm(self.cleaned_data["firm"], city=self.plan.city_id, by=self.by)

    def given(self) -> dict[str, Any]:
        """What `raise_problem` is to be told."""
        data = dict(self.cleaned_data)
        if is_own_part(self.by):
            return data | {"source": Source.FIRM, "enterprise": visible(self.by, Enterprise).first()}
        return data | {"enterprise": data.pop("firm")}
