"""How the list of firms is narrowed and sorted. All of it stands in the address, so that a view can be sent or kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.enterprises.models import ChainRole, Enterprise, FirmState, ProposalState
from lianzhang.enterprises.parts import list_filters, list_sorts
from lianzhang.enterprises.queries.listing import ORDERS, Wanted
from lianzhang.enterprises.queries.proposals import WantedProposals
from lianzhang.kernel.forms import Form, set_choices, set_rows
from lianzhang.kernel.sorting import ORDER, known_order
from lianzhang.kernel.vocabulary import spoken_lazy
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.api import is_code, normal
from lianzhang.registry.models import Chain, Park, Region, Segment

__all__ = ["FirmFilter", "ProposalFilter"]

WHERE = [("", "全部"), ("inside", spoken_lazy("{inside}")), ("outside", spoken_lazy("{outside}"))]
BY_NAME, BY_CHANGE = ("", "名称"), ("changed", "最近改动")
MISSING = [
    ("", "不限"),
    ("uscc", "缺统一社会信用代码"),
    ("industry", "缺行业代码"),
    ("region", "缺区域"),
    ("chain", "不在任何链上"),
    ("segment", "在链而缺环节"),
]
# What most people narrow by; the rest folds away until it is used.
USUAL = ("q", "chain", "role", "region", "sort")
# What other rooms add stands before these.
LAST = ("where", "missing", "sort")


def _choice(label: str, choices: Any = ()) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=choices)


class FirmFilter(Form):
    q = forms.CharField(
        label="名称、首字母或代码",
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "placeholder": "如 宏远、HYJX、91420600"}),
    )
    chain = _choice("产业链")
    segment = _choice("环节")
    role = _choice("链上身份", [("", "全部"), *ChainRole.choices])
    region = _choice("区域")
    park = _choice("园区")
    industry = forms.CharField(
        label="行业代码", required=False, max_length=5, widget=forms.TextInput({"placeholder": "如 36、3670"})
    )
    state = _choice("状态", [("", "全部"), *FirmState.choices])
    scale = forms.IntegerField(label="规上年份", required=False, min_value=1998, max_value=2100)
    where = _choice(spoken_lazy("{inside}{outside}"), WHERE)
    missing = _choice("缺什么", MISSING)
    sort = _choice("排序")

    def __init__(self, vp: Viewpoint, data: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="filter-%s", use_required_attribute=False)
        self.vp, city = vp, vp.city.pk
        chains = vp.chains
        self.chains = {row.code: row for row in vp.stated.name_all(chains)}
        regions = visible(vp.user, Region).filter(parent=city).order_by("code")
        parks = visible(vp.user, Park).filter(city=city).order_by("code")
        self.segments = self._segments(data.get("chain", ""))
        self._offer("chain", [(code, row.name) for code, row in self.chains.items()])
        self._offer("segment", [(row.code, row.name) for row in self.segments])
        self._offer("region", [(row.code, row.name) for row in regions])
        self._offer("park", [(row.code, row.name) for row in parks])
        sorts = [(sort.code, sort.title) for sort in list_sorts().values()]
        set_choices(self, "sort", [BY_NAME, *sorts, BY_CHANGE])
        self.fields |= {code: each.field(vp) for code, each in list_filters().items()}
        self.order_fields([*(name for name in self.fields if name not in LAST), *LAST])

    def _segments(self, chain: str) -> list[Segment]:
        """The segments of the chain that was chosen: those of all chains would be hundreds."""
        if chain not in self.chains:
            return []
        rows = visible(self.vp.user, Segment).filter(chain=self.chains[chain])
        segments = self.vp.stated.name_all(self.vp.stated.concerned(rows))
        return sorted(segments, key=lambda each: (each.place, each.order))

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        set_choices(self, name, [("", "全部"), *choices])

    def clean_industry(self) -> str:
        code = normal(self.cleaned_data["industry"])
        if code and not is_code(code):
            raise forms.ValidationError("没有这个行业代码；可写前几位，如36")
        return code

    @property
    def wanted(self) -> Wanted:
        """What is asked for, as far as it can be read."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        further = tuple((code, asked.pop(code)) for code in list_filters() if code in asked)
        order = self.data.get(ORDER, "")
        known = known_order(order, {*ORDERS, *list_sorts()})
        return Wanted(**asked, further=further, order=order if known else "")

    @property
    def usual(self) -> list[forms.BoundField]:
        return [self[name] for name in USUAL]

    @property
    def further(self) -> list[forms.BoundField]:
        """Without a chain there are no segments to choose from."""
        return [field for field in self if field.name not in USUAL and (field.name != "segment" or self.segments)]

    @property
    def narrows_further(self) -> bool:
        return any(self.data.get(field.name) for field in self.further)

    @property
    def narrows(self) -> bool:
        return self.wanted.narrows


class ProposalFilter(Form):
    """How the list of what is asked for on chains is narrowed; all but the chain by links."""

    mine = forms.ChoiceField(
        choices=[("decide", "待我同意"), ("own", "我提请的"), ("declined", "没有同意")],
        required=False,
        widget=forms.HiddenInput,
    )
    state = forms.ChoiceField(choices=ProposalState, required=False, widget=forms.HiddenInput)
    firm: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, required=False, widget=forms.HiddenInput)
    chain: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="产业链", required=False, empty_label="全部", to_field_name="code"
    )

    def __init__(self, data: Mapping[str, Any], by: Any) -> None:
        super().__init__(data, auto_id="filter-%s", use_required_attribute=False)
        set_rows(self, "firm", visible(by, Enterprise))
        set_rows(self, "chain", visible(by, Chain))

    @property
    def wanted(self) -> WantedProposals:
        """What is asked for, as far as it can be read."""
        self.is_valid()
        return WantedProposals(**{name: value for name, value in self.cleaned_data.items() if value})
