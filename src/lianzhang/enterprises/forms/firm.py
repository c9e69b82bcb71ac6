"""Forms of the firm itself: they read what was typed; what may be recorded is decided by the acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.enterprises.membership_actions import Placing
from lianzhang.enterprises.models import ChainRole, CoordinateSystem, Enterprise, FirmState
from lianzhang.kernel.forms import set_rows
from lianzhang.kernel.vocabulary import spoken_lazy
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Organization, Park, Region

from .base import ActForm, day_field, offer_chains, one_of, words

__all__ = ["AboveScaleForm", "FirmForm", "FormerNameForm", "NewFirmForm", "OwnPartForm", "RenameForm", "StateForm"]


class OwnPartForm(ActForm):
    """What a firm's own account fills in."""

    wide: tuple[str, ...] = ("address", "scope")
    address = words("地址", 200)
    scope = words("经营范围", 1000, "照营业执照写；系统据此推荐环节。", rows=4)

    @classmethod
    def of(cls, firm: Enterprise) -> dict[str, Any]:
        """The firm as the form shows it."""
        return {name: getattr(firm, name) for name in (*cls.base_fields, "version") if hasattr(firm, name)}


class FirmForm(OwnPartForm):
    wide: tuple[str, ...] = ("address", "scope", "source", "source_address")
    uscc = words("统一社会信用代码", 18, "18位，照营业执照；不知道就留空，以后补。")
    outside = forms.BooleanField(label=spoken_lazy("{outside}企业"), required=False)
    region = one_of("区域", "没有写明")
    park = one_of("园区", "不在园区")
    outside_place = words(spoken_lazy("{outside}所在地"), 60, spoken_lazy("只有{outside}企业填，如“湖北十堰”。"))
    industry = words("行业代码", 5, "GB/T 4754-2017，最好四位，如3670；不知道就留空。")
    founded = day_field("成立日期")
    longitude = forms.DecimalField(label="经度", required=False, max_digits=9, decimal_places=6)
    latitude = forms.DecimalField(label="纬度", required=False, max_digits=9, decimal_places=6)
    coordinates = forms.ChoiceField(
        label="坐标系", required=False, choices=[("", "没有坐标"), *CoordinateSystem.choices]
    )
    organization = one_of("账号单位", "没有", "企业自己的账号任在这个单位的岗位上，才能填自己的部分。")
    source = words("来源", 300, "名单、文件或走访，如“2022年规上企业名录”。")
    source_address = forms.URLField(label="来源网址", max_length=400, required=False, assume_scheme="https")

    field_order = [
        *("uscc", "outside", "region", "park", "outside_place", "industry", "founded", "address", "scope"),
        *("longitude", "latitude", "coordinates", "organization", "source", "source_address"),
    ]

    def __init__(self, vp: Viewpoint, data: Mapping[str, Any] | None = None, **named: Any) -> None:
        super().__init__(data, **named)
        city = vp.city.pk
        offered = {
            "region": visible(vp.user, Region).filter(parent=city).order_by("code"),
            "park": visible(vp.user, Park).filter(city=city).order_by("code"),
            "organization": visible(vp.user, Organization).filter(city=city, kind="enterprise").order_by("code"),
        }
        for name, rows in offered.items():
            set_rows(self, name, rows)

    @classmethod
    def of(cls, firm: Enterprise) -> dict[str, Any]:
        keys = {name: getattr(firm, f"{name}_id") for name in ("region", "park", "organization")}
        return super().of(firm) | keys


class NewFirmForm(FirmForm):
    """A firm, at once on a chain: who keeps one chain alone can only enter firms of it."""

    wide = ("name", *FirmForm.wide)
    name = words("企业名称", 120, "与营业执照一致的全称。", required=True)
    chain = one_of("产业链", "先不上链")
    role = forms.ChoiceField(label="链上身份", choices=ChainRole.choices, required=False, initial=ChainRole.OTHER)
    starts = day_field("在链自", "选了产业链就填。")

    field_order = ["name", *FirmForm.field_order, "chain", "role", "starts"]

    def __init__(self, vp: Viewpoint, data: Mapping[str, Any] | None = None, **named: Any) -> None:
        super().__init__(vp, data, **named)
        offer_chains(self, vp)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("chain") and not cleaned.get("starts"):
            self.add_error("starts", "请填从哪天起在这条链上")
        return cleaned

    @property
    def given(self) -> dict[str, Any]:
        fields = super().given
        chain, role, starts = (fields.pop(name) for name in ("chain", "role", "starts"))
        return fields | {"placing": Placing(chain, starts, role or ChainRole.OTHER) if chain else None}


class RenameForm(ActForm):
    wide = ("name",)
    name = words("新名称", 120, "与营业执照一致的全称。", required=True)
    until = day_field("旧名称用到", "名称变更登记的那一天；不知道就留空。")
    correction = forms.BooleanField(
        label="只是更正错字，不留曾用名", required=False, help_text="企业真的改过名的，不要勾。"
    )


class StateForm(ActForm):
    wide = ("reason",)
    state = forms.ChoiceField(label="状态", choices=FirmState.choices)
    leaves = day_field("离链日期", "注销或迁出时填：从这一天起不再计入它所在的产业链。")
    reason = words("依据", 300, "如“市场监管部门注销公告”。", required=True)


class FormerNameForm(ActForm):
    name = words("曾用名", 120, required=True)
    until = day_field("用到", "不知道就留空。")
    note = words("说明", 120)


class AboveScaleForm(ActForm):
    years = words("规上年份", 200, "用逗号或空格隔开，如 2021 2022 2023；全部删掉就是没有。")

    def clean_years(self) -> list[int]:
        parts = self.cleaned_data["years"].replace("，", " ").replace(",", " ").replace("、", " ").split()
        wrong = next((part for part in parts if not (part.isascii() and part.isdigit() and len(part) == 4)), "")
        if wrong:
            raise forms.ValidationError(f"“{wrong}”不是年份；请写四位数字，如2022")
        return sorted({int(part) for part in parts})
