"""What people type when they assign a task or record work. What may be written is decided by the acts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from lianzhang.access.api import acting, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.forms import Form, TextField, day_field, set_choices, set_rows
from lianzhang.plans.models import Duty, Plan, Target, Window, WorkKind, WorkTopic
from lianzhang.registry.api import Body, bodies, body_of, key_of_body
from lianzhang.registry.models import Chain, Region
from lianzhang.work.api import Step

from .models import OPEN, Task

__all__ = ["AmendForm", "AttendanceForm", "RecordForm", "TaskForm"]


def _choice(label: str, *, to: str | None = "code", empty: str = "不限", **more: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        queryset=None, label=label, required=False, to_field_name=to, empty_label=empty, **more
    )


def _of_city(plan: Plan, by: User) -> QuerySet[Region]:
    return visible(by, Region).filter(city=plan.city_id).exclude(kind__in=("neighbour", "province"))


class TaskForm(Form):
    """A new task: what, who, until when, and what shows it done."""

    title = TextField(label="要办成什么", max_length=80, help_text="一句话，如“编成汽车链的年度工作方案”。")
    text = TextField(label="要做什么", max_length=2000, widget=forms.Textarea({"rows": 4}))
    proof = TextField(
        label="怎么算办成", max_length=300, help_text="看什么文件、什么结果，如“印发的方案文件”。没有它不能报办结。"
    )
    lead = forms.ChoiceField(label="主办单位")
    helpers = forms.MultipleChoiceField(label="协办单位", required=False)
    deadline = day_field("期限", help_text="以后要改，须说明理由、经批准，改了几次一直列着。")
    cadence = forms.ChoiceField(
        label="频次", required=False, help_text="选了频次的，到期限为止每一期都要有已确认的工作记录。"
    )
    duty = _choice("来自方案任务", empty="不是")
    target = _choice("来自方案目标", empty="不是")
    chain = _choice("产业链")
    region = _choice("区域", to=None)

    def __init__(self, *args: Any, by: User, plan: Plan, **options: Any) -> None:
        super().__init__(*args, **options)
        self.city = plan.city_id
        named = [(key_of_body(each), str(each)) for each in bodies(self.city)]
        set_choices(self, "lead", [("", "请选择"), *named])
        set_choices(self, "helpers", named)
        set_choices(self, "cadence", [("", "只办一次"), *((code, f"每{word}") for code, word in Window.choices)])
        set_rows(self, "duty", visible(by, Duty).filter(plan=plan))
        set_rows(self, "target", visible(by, Target).filter(plan=plan))
        set_rows(self, "chain", visible(by, Chain).filter(plans=plan))
        set_rows(self, "region", _of_city(plan, by))

    def clean_lead(self) -> Body | None:
        return body_of(self.cleaned_data["lead"], self.city)

    def clean_helpers(self) -> list[Body]:
        return [body for key in self.cleaned_data["helpers"] if (body := body_of(key, self.city))]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("duty") and self.cleaned_data.get("target"):
            self.add_error("target", "方案任务和方案目标只选一个。")
        return self.cleaned_data


class AmendForm(Form):
    """A task written anew, as far as `step` asks for it; as it stands before."""

    title = TextField(label="要办成什么", max_length=80)
    proof = TextField(label="怎么算办成", max_length=300)
    deadline = day_field("期限")
    reason = TextField(label="为什么改", max_length=500, widget=forms.Textarea({"rows": 3}))

    def __init__(self, sent: Any, *, step: Step, row: Task) -> None:
        super().__init__(sent, initial={name: getattr(row, name) for name in ("title", "proof", "deadline")})
        for name in set(self.fields) - {ask.name for ask in step.asks}:
            del self.fields[name]


class RecordForm(Form):
    """A record of work."""

    kind = _choice("类别", empty="请选择")
    topic = _choice("专题", empty="都不是", help_text="属于其中一类的请选；有专题的要记到场名单，没有名单不算办过。")
    title = TextField(label="做了什么", max_length=80, help_text="一句话，如“到三家企业讲首席质量官制度”。")
    date = day_field("日期")
    result = TextField(
        label="有什么结果",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="几家企业、解决了什么、省了多少；没有结果也照实写。",
    )
    unit = forms.ChoiceField(label="单位", required=False)
    chain = _choice("产业链")
    region = _choice("区域", to=None)
    saved = forms.DecimalField(
        label="节约金额（万元）",
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    saved_firms = forms.IntegerField(label="多少家企业", required=False, min_value=0, max_value=1_000_000)
    duty = _choice("算作哪项方案任务的记录", empty="按类别", help_text="类别只对应一项任务的，不必选。")
    task = _choice("为哪件任务", to=None, empty="不是")
    source = TextField(
        label="来源", max_length=300, required=False, help_text="文件名称和文号、报道的网址；有附件的可以不写。"
    )
    paper = forms.FileField(label="文件或照片", required=False)
    narrowed_by = {"topic": "kind"}

    def __init__(self, *args: Any, by: User, plan: Plan, **options: Any) -> None:
        super().__init__(*args, **options)
        self.city = plan.city_id
        self.fields["kind"].required = True
        named = [(key_of_body(each), str(each)) for each in _own_bodies(by, self.city)]
        set_choices(self, "unit", named if len(named) == 1 else [("", "不写"), *named])
        set_rows(self, "kind", visible(by, WorkKind).filter(plan=plan))
        self._ask_what_was_saved(visible(by, WorkKind).filter(plan=plan, saves=True))
        topics = visible(by, WorkTopic).filter(plan=plan).select_related("kind")
        if topics.exists():
            set_rows(self, "topic", topics)
        else:
            del self.fields["topic"]
        set_rows(self, "chain", visible(by, Chain).filter(plans=plan))
        set_rows(self, "region", _of_city(plan, by))
        set_rows(self, "duty", visible(by, Duty).filter(plan=plan, work_kinds__plan=plan).distinct())
        set_rows(self, "task", visible(by, Task).filter(state__in=OPEN).order_by("due", "pk"))

    def _ask_what_was_saved(self, kinds: QuerySet[WorkKind]) -> None:
        """Only where a kind of the plan says so."""
        names = "、".join(each.name for each in kinds)
        if not names:
            del self.fields["saved"], self.fields["saved_firms"]
            return
        self.fields["saved"].help_text = f"{names}填：企业一共少花了多少；不清楚的留空，没有的写0。别的类别不填。"

    def clean_unit(self) -> Body | None:
        return body_of(self.cleaned_data["unit"], self.city)

    def given(self) -> dict[str, Any]:
        """What the act is to be told of the record itself."""
        return {name: value for name, value in self.cleaned_data.items() if name != "paper"}


class AttendanceForm(Form):
    """Who came, a line each."""

    lines = TextField(
        label="企业和姓名",
        max_length=100_000,
        required=False,
        widget=forms.Textarea({"rows": 14}),
        help_text="每行一人，中间一个逗号，如“某某公司,财务负责人”；没有企业的写“,姓名”。企业写名录里的全称或代码。",
    )
    sheet = forms.FileField(
        label="再从表格读入", required=False, help_text="Excel或CSV，两列：企业、姓名；接在上面的名单后面。"
    )


def _own_bodies(by: User, city: int) -> Iterable[Body]:
    """Those that the post speaks for; who keeps the whole city's records may name any."""
    active = acting(by)
    if active is None:
        return []
    if active.role.acts_for == "city":
        return bodies(city)
    place = ("park", active.park) if active.park else ("region", active.region)
    own = {f"organization:{active.organization}", f"{place[0]}:{place[1]}" if active.role.acts_for == "place" else ""}
    return [body for key in own if (body := body_of(key, city))]
