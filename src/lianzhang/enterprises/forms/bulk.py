"""The form of a bulk edit: which change, and to what. Only what belongs to the change is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

from django import forms

from lianzhang.access.api import acting, visible
from lianzhang.enterprises.bulk import CHANGES, ON_CHAIN, Asked
from lianzhang.enterprises.membership_actions import Placing
from lianzhang.enterprises.models import ChainRole, FirmState
from lianzhang.kernel.forms import Form, set_choices, set_rows
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Park, Region

from .base import SegmentChoice, day_field, one_of, own_chains, words

__all__ = ["BulkForm"]

CHOICES = [("", "请选"), *CHANGES.items()]
ASKS = {
    "region": ("region",),
    "park": ("park",),
    "state": ("state",),
    "membership": ("chain", "starts"),
    "proposal": ("chain", "starts", "source"),
    "above_scale": ("year",),
}


class BulkForm(Form):
    """After `is_valid`, `asked` holds what was meant."""

    narrowed_by = {"segment": "chain"}
    change = forms.ChoiceField(label="改什么", choices=CHOICES)
    region = one_of("区域", "不改")
    park = one_of("园区", "不改")
    state = forms.ChoiceField(label="状态", choices=[("", "不改"), *FirmState.choices], required=False)
    chain = one_of("产业链", "不改")
    segment = SegmentChoice(label="环节", queryset=None, required=False)
    role = forms.ChoiceField(label="链上身份", choices=ChainRole.choices, required=False, initial=ChainRole.OTHER)
    share = forms.DecimalField(
        label="计入比例（%）", max_digits=5, decimal_places=2, min_value=0, max_value=100, required=False, initial=100
    )
    starts = day_field("在链自", "已在这条链上的，只改环节和身份。")
    source = words("依据", 300, "写给同意的人看，如“2024年产业链企业名单”。")
    year = forms.IntegerField(label="规上年份", required=False)

    def __init__(self, vp: Viewpoint, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="bulk-%s", use_required_attribute=False)
        city, chains, active = vp.city.pk, own_chains(vp), acting(vp.user)
        if active is None or active.role.acts_for != "chains":  # any other answers for all firms that it sees
            set_choices(self, "change", [pair for pair in CHOICES if pair[0] != "proposal"])
        offered = {
            "region": visible(vp.user, Region).filter(parent=city).order_by("code"),
            "park": visible(vp.user, Park).filter(city=city).select_related("region").order_by("code"),
            "chain": chains,
        }
        for name, rows in offered.items():
            set_rows(self, name, rows)
        cast(SegmentChoice, self.fields["segment"]).offer(vp, chains)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ASKS.get(cleaned.get("change", ""), ()):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, f"“{CHANGES[cleaned['change']]}”要选这一项")
        return cleaned

    @property
    def asked(self) -> Asked:
        given = self.cleaned_data
        change = given["change"]
        if change in ON_CHAIN:
            role = given["role"] or ChainRole.OTHER
            share = Decimal(100) if given["share"] is None else given["share"]
            placing = Placing(given["chain"], given["starts"], role, given["segment"], share=share)
            placing = replace(placing, source=given["source"]) if change == "proposal" else placing
            return Asked(change, placing=placing)
        return Asked(change, **{name: given[name] for name in ASKS[change]})
