"""What people type when they plan a meeting, ask for a decision, note who came. The acts decide what may be written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.forms import Form, TextField, day_field, set_choices, set_rows
from lianzhang.plans.models import Plan
from lianzhang.registry.api import Body, bodies, body_of, key_of_body
from lianzhang.registry.models import Post

from .models import Attendance, Presence

__all__ = ["AttendanceForm", "DecisionForm", "MeetingForm", "TakenForm"]


class MeetingForm(Form):
    """Day, place, who chairs, who is asked."""

    on = day_field("哪天开")
    time = forms.RegexField(
        r"^([01]\d|2[0-3]):[0-5]\d$",
        label="时间",
        required=False,
        help_text="如 15:00。",
        error_messages={"invalid": "时间要写成 15:00 这样。"},
    )
    room = TextField(label="地点", max_length=80, required=False)
    chair: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, label="主持", empty_label=None)
    posts: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        queryset=None, label="请哪些岗位", required=False, help_text="按方案选好了；专家只有请了才看得到这场会。"
    )

    def __init__(self, *args: Any, by: User, plan: Plan, asked: Iterable[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        usual = list(asked)
        every = visible(by, Post).filter(city=plan.city_id).select_related("rank").order_by("rank__order", "code")
        set_rows(self, "posts", every)
        set_rows(self, "chair", every.filter(pk__in=[post.pk for post in usual]) if usual else every)


class TakenForm(Form):
    """Something that the meeting decided."""

    title = TextField(label="议题", max_length=80)
    text = TextField(label="议定", max_length=1000, widget=forms.Textarea({"rows": 3}))
    lead = forms.ChoiceField(label="主办单位", required=False)
    deadline = day_field("期限")
    proof = TextField(label="怎样算办成", max_length=300, help_text="看什么文件、单据、数，如“首批装车单据”。")

    def __init__(self, *args: Any, city: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.city = city
        set_choices(self, "lead", [("", "请选择"), *((key_of_body(each), str(each)) for each in bodies(city))])

    def clean_lead(self) -> Body | None:
        """None chosen is refused by the act, in its own words."""
        return body_of(self.cleaned_data["lead"], self.city)


class DecisionForm(TakenForm):
    """Something that the meeting is asked to decide: the question, the advice, and what follows if it is agreed to."""

    question = TextField(
        label="请决定什么",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="一件事，带上事实和数：谁、缺什么、差多少。",
    )
    advice = TextField(label="建议", max_length=500, widget=forms.Textarea({"rows": 2}))
    field_order = ("title", "question", "advice", "text", "lead", "deadline", "proof")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = "照建议议定什么"


class AttendanceForm(Form):
    """A choice for each post that was asked."""

    def __init__(self, *args: Any, rows: Iterable[Attendance], **options: Any) -> None:
        super().__init__(*args, **options)
        for each in rows:
            first = Presence.PRESENT if each.presence == Presence.EXPECTED else each.presence
            self.fields[f"p{each.pk}"] = forms.ChoiceField(
                label=each.name, choices=Presence.choices[1:], initial=first, widget=forms.RadioSelect
            )

    def came(self) -> dict[int, str]:
        return {int(name[1:]): value for name, value in self.cleaned_data.items()}
