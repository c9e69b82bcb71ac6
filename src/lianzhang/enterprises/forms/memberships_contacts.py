"""Forms for what hangs on a firm: contacts, bodies for research, places on chains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms

from lianzhang.enterprises.membership_actions import Placing
from lianzhang.enterprises.models import ChainRole, Contact, Membership, ResearchBody
from lianzhang.plans.api import Viewpoint

from .base import ActForm, SegmentChoice, day_field, offer_chains, one_of, words

__all__ = ["AskPlaceForm", "ContactForm", "EndPlaceForm", "PlaceForm", "ResearchBodyForm"]


class ContactForm(ActForm):
    post = words("岗位", 60, "写岗位，不写姓名，如“生产部负责人”。", required=True)
    phone = words("电话", 30)
    note = words("说明", 120)

    def __init__(self, data: Mapping[str, Any] | None = None, *, row: Contact | None = None, **named: Any) -> None:
        super().__init__(data, initial={"post": row.post, "note": row.note} if row else {}, **named)
        phone = self.fields["phone"]
        phone.required = row is None
        phone.help_text = f"现在是{row.masked}；不改就留空。" if row else "页面上只显示头尾几位，查看完整号码会留痕。"


class ResearchBodyForm(ActForm):
    name = words("机构名称", 120, required=True)
    kind = forms.ChoiceField(label="方式", choices=ResearchBody.Kind.choices)
    opened = day_field("建立日期", required=True)
    source = words("依据", 300)


class PlaceForm(ActForm):
    """A firm's place on a chain; `row` is the one that changes, `chain` the code of the one to begin with."""

    narrowed_by = {"segment": "chain"}
    wide = ("source",)
    chain = one_of("产业链", "请选", required=True)
    segment = SegmentChoice(label="环节", queryset=None, required=False)
    role = forms.ChoiceField(label="链上身份", choices=ChainRole.choices, initial=ChainRole.OTHER)
    share = forms.DecimalField(
        label="计入比例",
        max_digits=5,
        decimal_places=2,
        initial=100,
        help_text="这条链计入它产值的百分之几；几条链同时计的，合起来不超过100。",
    )
    starts = day_field("在链自", required=True)
    ends = day_field("在链止", "从这一天起不再在链；还在就留空。")
    source = words("依据", 300, "如“2022年产业链企业名单”。")

    def __init__(
        self, vp: Viewpoint, data: Mapping[str, Any] | None = None, *, row: Membership | None = None, **named: Any
    ) -> None:
        super().__init__(data, initial=self.of(row) if row else named.pop("initial", None), **named)
        chains = offer_chains(self, vp)
        cast(SegmentChoice, self.fields["segment"]).offer(vp, chains)

    @staticmethod
    def of(row: Membership) -> dict[str, Any]:
        plain = ("role", "share", "starts", "ends", "source", "version")
        return {name: getattr(row, name) for name in plain} | {"chain": row.chain_id, "segment": row.segment_id}

    @property
    def given(self) -> dict[str, Any]:
        return {"placing": Placing(**super().given)}


class AskPlaceForm(PlaceForm):
    """A place that is asked for: those who decide read why."""

    source = words("依据", 300, "写给同意的人看，如“2024年产业链企业名单第12家”。", required=True)

    @staticmethod
    def of(row: Membership) -> dict[str, Any]:
        return PlaceForm.of(row) | {"source": ""}


class EndPlaceForm(ActForm):
    wide = ("reason",)
    ends = day_field("在链止", "从这一天起不再在链。", required=True)
    reason = words("依据", 300, "如“转产，不再供货”。", required=True)
