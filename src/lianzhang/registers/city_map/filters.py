"""What the map of the city is narrowed by. The choices stand in the address; what is no choice narrows nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from lianzhang.enterprises.models import ChainRole
from lianzhang.kernel.forms import Form, set_choices
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain

__all__ = ["MapFilter"]


class MapFilter(Form):
    chain = forms.ChoiceField(label="产业链", required=False)
    role = forms.ChoiceField(label="链上身份", required=False, choices=[("", "全部"), *ChainRole.choices])

    def __init__(self, vp: Viewpoint, data: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="filter-%s", use_required_attribute=False)
        chains = vp.chains
        self.chains = {row.code: row for row in vp.stated.name_all(chains)}
        options = [("", "全部"), *((code, row.name) for code, row in self.chains.items())]
        set_choices(self, "chain", options)

    @property
    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def on_chain(self) -> Chain | None:
        return self.chains.get(self.chosen.get("chain", ""))

    @property
    def in_role(self) -> str:
        return self.chosen.get("role", "")

    @property
    def words(self) -> str:
        """What is looked at: 汽车产业链的链主企业."""
        role = f"在营{ChainRole(self.in_role).label}企业" if self.in_role else "在营企业"
        return f"{self.on_chain}的{role}" if self.on_chain else role
