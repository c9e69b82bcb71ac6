"""How the lists of the quality page are narrowed. The choices stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.forms import Form, set_choices
from lianzhang.registry.models import Region
from lianzhang.statements.api import RULES, PeriodField

from .lacking import LACKS, answered
from .queries import NOWHERE, Criteria

__all__ = ["QualityFilter"]


class QualityFilter(Form):
    """`of` names the fields of the list: a firm lacks something, a statement breaks a rule."""

    lack = forms.ChoiceField(
        label="缺什么", required=False, choices=[("", "不限"), *((each.code, each.title) for each in LACKS.values())]
    )
    rule = forms.ChoiceField(
        label="疑问", required=False, choices=[("", "全部"), *((rule.code, rule.title) for rule in RULES)]
    )
    period = PeriodField()
    region = forms.ChoiceField(label="区域", required=False)

    def __init__(self, data: Mapping[str, Any], by: User, *of: str) -> None:
        super().__init__(data, auto_id="filter-%s", use_required_attribute=False)
        regions = visible(by, Region).filter(pk__in=answered(by).values("region")).order_by("code")
        choices = [("", "全部"), *((each.code, each.name) for each in regions), (NOWHERE, "没有写明区域")]
        set_choices(self, "region", choices)
        for name in {"lack", "rule", "period"} - set(of):
            del self.fields[name]

    @property
    def criteria(self) -> Criteria:
        """What is asked for, as far as it can be read."""
        self.is_valid()
        return Criteria(**{name: value for name, value in self.cleaned_data.items() if value})
