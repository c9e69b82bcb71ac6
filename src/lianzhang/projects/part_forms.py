"""Forms of the steps that have a page of their own: a month, a milestone, what a project needs."""

from __future__ import annotations

from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.forms import Form, TextField, day_field, set_rows
from lianzhang.plans.models import ProjectKind, Trade

from .forms import month_of
from .models import Milestone, Need, Project

__all__ = ["PART_FORMS", "PartForm"]


class PartForm(Form):
    """What is written beside a project; `row` is the project."""

    def __init__(self, *args: Any, row: Project, by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.row, self.by = row, by
        self.offer()

    def offer(self) -> None:
        """Fill in what may be chosen."""


def _money(label: str) -> forms.DecimalField:
    return forms.DecimalField(label=f"{label}（万元）", required=False, max_digits=14, decimal_places=2)


class MonthForm(PartForm):
    month = forms.CharField(
        label="月份", max_length=7, help_text="如2023-05。", widget=forms.TextInput({"type": "month"})
    )
    planned = _money("计划投资")
    done = _money("完成投资")
    reason = TextField(
        label="说明", max_length=300, required=False, help_text="更正、负数、超过往常十倍的要写；其余可不填。"
    )

    def clean_month(self) -> Any:
        month = month_of(self.cleaned_data["month"])
        if month is None:
            raise forms.ValidationError("月份请写成2023-05这样。")
        return month


class MilestoneForm(PartForm):
    title = TextField(label="里程碑", max_length=60, help_text="如“主体封顶”。")
    baseline = day_field("原定日期", help_text="定了不再改；以后改的是预计日期。")


class MilestoneSetForm(PartForm):
    milestone: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, label="里程碑", empty_label="请选择")
    actual = day_field("实际日期", required=False, help_text="已经实现的填这里。")
    forecast = day_field("预计改到", required=False)
    reason = TextField(label="改期理由", max_length=300, required=False)

    def offer(self) -> None:
        set_rows(self, "milestone", visible(self.by, Milestone).filter(project=self.row, actual=None))


class NeedForm(PartForm):
    kind: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="要素", to_field_name="code", empty_label="请选择"
    )
    text = TextField(
        label="需要什么", max_length=300, required=False, help_text="写明数量，如“用地120亩，已落实80亩”；用工可不写。"
    )
    trade: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="工种", to_field_name="code", required=False, empty_label="不是用工"
    )
    posts = forms.IntegerField(
        label="岗位（个）", required=False, min_value=1, max_value=1_000_000, help_text="用工的写；没有定的留空。"
    )
    needed_by = day_field("什么时候要", required=False)

    def offer(self) -> None:
        plan = self.row.kind.plan_id
        set_rows(self, "kind", visible(self.by, ProjectKind).filter(plan=plan, what=ProjectKind.What.NEED))
        set_rows(self, "trade", visible(self.by, Trade).filter(plan=plan))


class NeedMetForm(PartForm):
    need: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, label="要素需求", empty_label="请选择")
    met_on = day_field("落实日期")

    def offer(self) -> None:
        set_rows(self, "need", visible(self.by, Need).filter(project=self.row, met_on=None))


# By the step whose page shows it.
PART_FORMS: dict[str, type[PartForm]] = {
    "report_month": MonthForm,
    "add_milestone": MilestoneForm,
    "set_milestone": MilestoneSetForm,
    "add_need": NeedForm,
    "meet_need": NeedMetForm,
}
