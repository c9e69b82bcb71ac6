"""How the list of figures is narrowed. The choices stand in the address; what is no choice is said at its field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_choices
from lianzhang.kernel.periods import Period, PeriodError, read_period
from lianzhang.plans.models import Duty, Observation, Plan, PlanChain, Relation, Target
from lianzhang.work.models import ReportState

from .queries import Wanted

__all__ = ["FigureFilter", "find_subject"]

MINE = [("decide", "待我确认"), ("returned", "退回我的"), ("drafts", "我的草稿"), ("all", "我录入的")]


def find_subject(plan: Plan, params: Mapping[str, str], by: Any) -> Target | Duty | None:
    """The target or duty in sight that an address names by its code, as `target=` or `duty=`."""
    if params.get("duty"):
        return visible(by, Duty).filter(plan=plan, code=params["duty"]).select_related("clause").first()
    targets = visible(by, Target).filter(plan=plan, code=params.get("target", ""))
    related = targets.select_related("clause", "chain", "group")
    return related.prefetch_related("goals__chain", "goals__group").first()


class FigureFilter(FilterForm[Wanted]):
    reads = Wanted
    q = forms.CharField(label="名称", required=False, max_length=60, widget=forms.TextInput({"type": "search"}))
    target = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    duty = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    state = forms.ChoiceField(choices=ReportState, required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    chain = forms.ChoiceField(label="产业链", required=False)
    relation = forms.ChoiceField(label="与目标的关系", required=False, choices=[("", "全部"), *Relation.choices])
    period = forms.CharField(
        label="时期", required=False, max_length=40, widget=forms.TextInput({"placeholder": "如 2022、2022Q3"})
    )
    by = forms.ChoiceField(label="录入", required=False)

    def __init__(self, plan: Plan, data: Mapping[str, Any], by: User) -> None:
        super().__init__(data)
        self.plan, self.reader = plan, by
        links = visible(by, PlanChain).filter(plan=plan).select_related("chain")
        self._offer("chain", [(link.chain.code, link.name or link.chain.name) for link in links])
        people = User.objects.filter(pk__in=visible(by, Observation).filter(plan=plan).values("entered_by"))
        self._offer("by", [(str(person.pk), str(person)) for person in people.order_by("username")])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        set_choices(self, name, [("", "全部"), *choices])

    def clean_period(self) -> Period | None:
        text = self.cleaned_data["period"]
        try:
            return read_period(text) if text else None
        except PeriodError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        named = {name: cleaned.pop(name, "") for name in ("target", "duty")}
        return cleaned | {"subject": find_subject(self.plan, named, self.reader) if any(named.values()) else None}

    def clean_by(self) -> int | None:
        return int(self.cleaned_data["by"] or 0) or None
