"""What a run is asked with: over which purchases; in a stress test who stops, how much, how long."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import folded, named_firm
from lianzhang.kernel.forms import Form, TextField, set_choices, set_rows
from lianzhang.kernel.periods import Period
from lianzhang.kernel.vocabulary import spoken
from lianzhang.registry.models import Region
from lianzhang.supply.models import Product
from lianzhang.supply.rates.lines import Lines, lines_of, years_recorded

from .stops import FIRMS, Sight, Stop, by_product, by_region, sight_of

__all__ = ["RiskForm", "StressForm", "year_of"]

MOST_FIRMS = 30
EPSILONS = [("0.05", "变化小于5%为止"), ("0.01", "变化小于1%为止"), ("0.001", "变化小于0.1%为止")]
PARTS = [("100", "全停"), ("75", "停四分之三"), ("50", "停一半"), ("25", "停四分之一")]
MONTHS = [(str(each), f"{each}个月") for each in (1, 2, 3, 6, 12)]


def year_of(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


class RiskForm(Form):
    """Over which purchases the stop of each firm is reckoned."""

    year = forms.TypedChoiceField(label="用哪一年的采购", coerce=int)
    epsilon = forms.TypedChoiceField(label="算到", choices=EPSILONS, coerce=float, initial="0.01")

    def __init__(self, *args: Any, city: int, at: date, **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "year", [(str(year), f"{year}年") for year in years_recorded(city, at)])

    @property
    def period(self) -> Period:
        return year_of(self.cleaned_data["year"])


class StressForm(RiskForm):
    """Who stops: firms by name, or a district, or those who make a product; as far as one sees their purchases."""

    firms = TextField(
        label="停谁", required=False, max_length=2_000, widget=forms.Textarea({"rows": 3}),
        help_text="一行一家，写名称或统一社会信用代码；名录里没有的供应商，照采购清单上的名称写。",
    )  # fmt: skip
    region: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="或停一个区域", required=False, empty_label="不按区域", to_field_name="code"
    )
    product: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="或停一种产品", required=False, empty_label="不按产品", to_field_name="code",
        help_text="停以它为主要产品的供应商。",
    )  # fmt: skip
    part = forms.TypedChoiceField(label="停多少", choices=PARTS, coerce=int, initial="100")
    months = forms.TypedChoiceField(label="停多久", choices=MONTHS, coerce=int, initial="1")
    second = forms.BooleanField(label="同时看有第二家供一半会怎样", required=False)
    title = TextField(label="名称", max_length=120, required=False, help_text="不写就按停谁、停多久取名。")
    field_order = ["firms", "region", "product", "part", "months", "year", "epsilon", "second", "title"]

    def __init__(self, *args: Any, by: User, city: int, at: date, **options: Any) -> None:
        super().__init__(*args, city=city, at=at, **options)
        self.by, self.city = by, city
        places = visible(by, Region).filter(city=city).exclude(kind__in=("neighbour", "province"))
        set_rows(self, "region", places.order_by("code"))
        set_rows(self, "product", visible(by, Product).filter(city=city).order_by("code"))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        chosen = [name for name in ("firms", "region", "product") if data.get(name)]
        if len(chosen) != 1 and not self.errors:
            self.add_error("firms", "请写停哪几家，或选一个区域、一种产品；三样里只用一样。")
        elif not self.errors:
            self._choose(chosen[0])
        if data.get("second") and chosen and chosen[0] != "firms":
            self.add_error("second", "第二家只对写明的企业算；按区域、产品停的请不勾。")
        return data

    def _choose(self, how: str) -> None:
        lines = lines_of(self.city, self.period)
        sight = sight_of(self.by, self.city)
        try:
            self.cleaned_data["stop"] = self._named(lines, sight) if how == "firms" else self._broad(how, lines, sight)
        except ValidationError as refused:
            self.add_error(how, refused)

    def _broad(self, how: str, lines: Lines, sight: Sight) -> Stop:
        row = self.cleaned_data[how]
        stop = by_region(lines, row) if how == "region" else by_product(lines, row)
        if not len(stop):
            raise ValidationError(f"{self.period}的采购记录里，“{row}”没有可停的企业；请换一个。")
        seen = sight.within(stop)
        if not len(seen):
            raise ValidationError(spoken(f"“{row}”的企业，采购您都看不到，不能推演；请{{office}}推演。"))
        return seen

    def _named(self, lines: Lines, sight: Sight) -> Stop:
        names = list(dict.fromkeys(filter(None, map(str.strip, self.cleaned_data["firms"].splitlines()))))
        if len(names) > MOST_FIRMS:
            raise ValidationError(f"一次最多停{MOST_FIRMS}家；再多请按区域或产品停。")
        strangers = {folded(name): name for name in lines.strangers}
        firms: dict[int, str] = {}
        unknown: dict[str, None] = {}
        for name in names:
            if stranger := strangers.get(folded(name)):
                unknown[stranger] = None
            elif firm := named_firm(name, city=self.city, by=self.by):
                firms[firm.pk] = firm.name
        called = "、".join([*firms.values(), *unknown][:2]) + (f"等{len(names)}家" if len(names) > 2 else "")
        stop = Stop(FIRMS, called, tuple(firms), tuple(unknown))
        self._refuse_out_of_sight(stop, sight.within(stop), firms)
        return stop

    def _refuse_out_of_sight(self, stop: Stop, seen: Stop, names: dict[int, str]) -> None:
        hidden = [names[key] for key in stop.firms if key not in seen.firms]
        hidden += [name for name in stop.strangers if name not in seen.strangers]
        if hidden:
            raise ValidationError(spoken(f"“{hidden[0]}”的采购您看不到，不能推演它停供；请{{office}}推演。"))
