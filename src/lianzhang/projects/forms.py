"""What people type of a project. What may be written is decided by the acts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from lianzhang.access.api import acting, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import named_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import Form, TextField, day_field, set_choices, set_rows
from lianzhang.kernel.vocabulary import spoken_lazy
from lianzhang.plans.models import Plan, ProjectKind
from lianzhang.registry.api import Body, bodies, body_of, key_of_body
from lianzhang.registry.models import Chain, Park, Post, Region, Segment

from .models import Project

__all__ = ["ContentForm", "EnterForm", "initial_of", "month_of"]


def _rows(label: str, to: str | None = "code", empty: str = "还没有定", **more: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        queryset=None, label=label, required=False, to_field_name=to, empty_label=empty, **more
    )


def _money(label: str, help_text: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=f"{label}（万元）", required=False, max_digits=14, decimal_places=2, help_text=help_text
    )


class ContentForm(Form):
    """What a project says of itself."""

    name = TextField(label="项目名称", max_length=80, help_text="如“年产20万套制动总成项目”。")
    text = TextField(label="建设内容", max_length=1000, required=False, widget=forms.Textarea({"rows": 3}))
    marks = forms.MultipleChoiceField(
        label="标记", required=False, widget=forms.CheckboxSelectMultiple, help_text="可多选；每项目标里只计一次。"
    )
    investor = TextField(label="投资方", max_length=120, required=False, help_text="写全称；首报看投资方，不看项目名。")
    uscc = TextField(label="投资方统一社会信用代码", max_length=18, required=False)
    chain = _rows("产业链")
    segment = _rows("环节")
    fills_gap = forms.BooleanField(label=spoken_lazy("补缺失环节：{own}现在没有企业做"), required=False)
    region = _rows("落户区域")
    park = _rows("落户园区")
    firm = TextField(label="项目企业", max_length=120, required=False, help_text="落地后写名录里的全称或代码。")
    sponsor = _rows("包保领导（职务）", to=None)
    planned = _money("计划总投资")
    contract = _money("合同额", "签约合同写的投资额。")
    arrived = _money("到位资金", "累计到账的；不能超过合同额。")
    jobs = forms.IntegerField(label="用工（人）", required=False, min_value=0, max_value=1_000_000)
    output = _money("达产年产值")
    filing_number = TextField(label="备案号", max_length=60, required=False)
    filed_on = day_field("备案日期", required=False)
    planned_start = day_field("计划开工", required=False)
    planned_completion = day_field("计划竣工", required=False)
    in_statistics_on = day_field("纳统日期", required=False, help_text="进了统计库的那天；开工不等于纳统。")
    narrowed_by = {"segment": "chain"}

    def __init__(self, *args: Any, by: User, plan: Plan, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by, self.plan = by, plan
        marks = visible(by, ProjectKind).filter(plan=plan, what=ProjectKind.What.MARK)
        set_choices(self, "marks", list(marks.values_list("code", "name")))
        set_rows(self, "chain", visible(by, Chain).filter(plans=plan))
        set_rows(self, "segment", visible(by, Segment).filter(chain__plans=plan).select_related("chain"))
        set_rows(self, "region", visible(by, Region).filter(parent=plan.city_id))
        set_rows(self, "park", visible(by, Park).filter(city=plan.city_id))
        set_rows(self, "sponsor", visible(by, Post).filter(city=plan.city_id).select_related("rank"))

    def clean_firm(self) -> Enterprise | None:
        """The one firm in sight that bears this name or code."""
        return named_firm(self.cleaned_data["firm"], city=self.plan.city_id, by=self.by)

    def clean_marks(self) -> str:
        chosen = self.cleaned_data["marks"]
        return f"|{'|'.join(chosen)}|" if chosen else ""

    def given(self) -> dict[str, Any]:
        """What the acts are to be told."""
        data = dict(self.cleaned_data)
        return data | {"enterprise": data.pop("firm")}


class EnterForm(ContentForm):
    """A new project: a lead, or a local firm's own from its approval on."""

    kind = _rows("类别", empty="请选择")
    unit = forms.TypedChoiceField(label="责任单位", required=False, empty_value=None)
    field_order = ["name", "kind", "text", "marks", "investor", "uscc", "unit"]

    def __init__(self, *args: Any, by: User, plan: Plan, **options: Any) -> None:
        super().__init__(*args, by=by, plan=plan, **options)
        set_rows(self, "kind", visible(by, ProjectKind).filter(plan=plan, what=ProjectKind.What.KIND))
        self.fields["kind"].required = True
        self.fields["kind"].help_text = "新建从线索报起；改扩建等本地企业自己的项目从立项登记。"
        active = acting(by)
        if active and active.role.acts_for in ("city", "chains"):
            offered = [("", "本单位"), *((key_of_body(body), str(body)) for body in bodies(plan.city_id))]
            set_choices(self, "unit", offered)
            self.fields["unit"].coerce = self._body  # type: ignore[attr-defined]
        else:
            del self.fields["unit"]

    def _body(self, key: str) -> Body | None:
        return body_of(key, self.plan.city_id)


def initial_of(row: Project) -> dict[str, Any]:
    """What the form shows of a row."""
    plain = (*("name", "text", "investor", "uscc", "fills_gap", "planned", "contract", "arrived", "jobs", "output"),)
    days = ("filing_number", "filed_on", "planned_start", "planned_completion", "in_statistics_on")
    coded = {name: getattr(getattr(row, name), "code", None) for name in ("chain", "segment", "region", "park")}
    firm = (row.enterprise.uscc or row.enterprise.name) if row.enterprise else ""
    told: dict[str, Any] = {name: getattr(row, name) for name in (*plain, *days)}
    return told | coded | {"marks": list(row.mark_codes), "firm": firm, "sponsor": row.sponsor_id}


def month_of(text: str) -> date | None:
    """2023-05 as its first day; None where it is no month."""
    year, _, month = text.partition("-")
    if year.isascii() and year.isdigit() and len(year) == 4 and month.isascii() and month.isdigit():
        return date(int(year), int(month), 1) if 1 <= int(month) <= 12 and int(year) else None
    return None
