"""What people type when they agree on a visit, note one that was made, and write down what was promised."""

from __future__ import annotations

from typing import Any

from django import forms

from lianzhang.access.api import GOVERNING, acting, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import named_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import Form, TextField, day_field, set_choices, set_rows
from lianzhang.plans.models import Plan, VisitKind
from lianzhang.registry.api import Body, bodies, body_of, key_of_body
from lianzhang.registry.models import Chain, Post, Region

__all__ = ["PlanForm", "PromiseForm", "QuickForm", "WriteForm"]


def _choice(label: str, *, to: str | None = "code", empty: str = "不写", **more: Any) -> forms.ModelChoiceField:
    more = {"required": False} | more
    return forms.ModelChoiceField(queryset=None, label=label, to_field_name=to, empty_label=empty, **more)


def _text(label: str, most: int, help_text: str = "", *, rows: int = 3, required: bool = True) -> TextField:
    widget = forms.Textarea({"rows": rows})
    return TextField(label=label, max_length=most, widget=widget, help_text=help_text, required=required)


class _VisitForm(Form):
    """Whom one goes to, on what, led by which post."""

    kind = _choice("类别", empty="请选择", required=True)
    firm = TextField(
        label="本地企业", max_length=120, required=False, help_text="名录里的全称或统一社会信用代码；去外地的留空。"
    )
    target = TextField(label="目标企业", max_length=120, required=False, help_text="外地企业的名称；去本地企业的留空。")
    date = day_field("日期")
    topic = TextField(label="谈什么", max_length=120, help_text="一句话，如“来市设电池壳体厂”。")
    lead = _choice("带队", empty="请选择", required=True)
    chain = _choice("产业链")
    region = _choice("区域", to=None, help_text="本地企业的不必选；有意落在哪里的选哪里。")

    def __init__(self, *args: Any, by: User, plan: Plan, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by, self.plan = by, plan
        posts = visible(by, Post).filter(city=plan.city_id, rank__role__in=GOVERNING).order_by("rank__order", "code")
        active = acting(by)
        if active is not None and active.post is not None:
            own = list(visible(by, Chain).filter(pk__in=active.chains).values_list("code", flat=True)[:2])
            self.fields["lead"].initial = active.post.code
            self.fields["chain"].initial = own[0] if len(own) == 1 else None
            self.fields["region"].initial = active.region if active.role.acts_for == "place" else None
        for name in {"lead", "members"} & self.fields.keys():
            set_rows(self, name, posts)
        set_rows(self, "kind", visible(by, VisitKind).filter(plan=plan))
        set_rows(self, "chain", visible(by, Chain).filter(plans=plan))
        places = visible(by, Region).filter(city=plan.city_id).exclude(kind__in=("neighbour", "province"))
        set_rows(self, "region", places.order_by("code"))

    def clean_firm(self) -> Enterprise | None:
        """The one firm in sight that bears this name or code."""
        return named_firm(self.cleaned_data["firm"], city=self.plan.city_id, by=self.by)

    def given(self) -> dict[str, Any]:
        """What the act is to be told of the visit itself."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in OF_OTHERS}
        return data | {"enterprise": data.pop("firm")}


# Fields that say something of another row: of the paper, and of what was promised.
OF_OTHERS = ("paper", "promise", "unit", "deadline")


class PlanForm(_VisitForm):
    """A visit that is to come."""

    place = TextField(label="地点", max_length=120, required=False)
    members: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        queryset=None,
        label="参加",
        required=False,
        to_field_name="code",
        help_text="同去的岗位；由带队或参加的岗位登记去了没有。",
    )


class QuickForm(_VisitForm):
    """A visit that was made, with what came of it and one promise: two minutes on a phone."""

    asked = _text("对方提了什么", 2000, "没有提的写“没有提”。")
    result = _text("谈成什么", 2000, "没有谈成的照实写。")
    next_step = TextField(label="下一步", max_length=300, required=False)
    promise = TextField(
        label="承诺了什么", max_length=200, required=False, help_text="没有承诺的留空；一件以上的，登记后再加。"
    )
    unit = forms.ChoiceField(label="由谁兑现", required=False)
    deadline = day_field("兑现期限", required=False)
    paper = forms.FileField(label="照片或文件", required=False)
    field_order = ["kind", "firm", "target", "date", "topic", "asked", "result", "promise", "unit", "deadline"]

    def __init__(self, *args: Any, by: User, plan: Plan, **options: Any) -> None:
        super().__init__(*args, by=by, plan=plan, **options)
        set_choices(self, "unit", [("", "请选择"), *_units(plan.city_id)])

    def clean_unit(self) -> Body | None:
        return body_of(self.cleaned_data["unit"], self.plan.city_id)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        for name, words in (("unit", "请选由谁兑现。"), ("deadline", "请写什么时候兑现。")):
            if data.get("promise") and not data.get(name) and name not in self.errors:
                self.add_error(name, words)
        if not data.get("promise") and (data.get("unit") or data.get("deadline")):
            self.add_error("promise", "写了由谁兑现、期限，请写承诺什么。")
        return data

    def promised(self) -> dict[str, Any] | None:
        """What was promised; None for nothing."""
        data = self.cleaned_data
        named = {"text": data.get("promise"), "unit": data.get("unit"), "deadline": data.get("deadline")}
        return named if named["text"] else None


class WriteForm(Form):
    """What came of a visit."""

    asked = _text("对方提了什么", 2000, "没有提的写“没有提”。", rows=4)
    result = _text("谈成什么", 2000, "没有谈成的照实写。", rows=4)
    next_step = TextField(label="下一步", max_length=300, required=False, help_text="谁接着做什么。")
    next_on = day_field("下一步日期", required=False)
    notes = _text("内部备注", 1000, "只有看得到这次走访的岗位看得到；企业看不到。", required=False)


class PromiseForm(Form):
    """What was promised at a visit."""

    text = TextField(label="承诺什么", max_length=200, help_text="写到能看出兑现没有，如“6月底前接通二期供电”。")
    unit = forms.ChoiceField(label="由谁兑现")
    deadline = day_field("兑现期限", help_text="以后要改，须说明理由，改了几次一直列着。")

    def __init__(self, *args: Any, city: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.city = city
        set_choices(self, "unit", [("", "请选择"), *_units(city)])

    def clean_unit(self) -> Body | None:
        return body_of(self.cleaned_data["unit"], self.city)


def _units(city: int) -> list[tuple[str, str]]:
    return [(key_of_body(each), str(each)) for each in bodies(city)]
