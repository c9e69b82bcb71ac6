"""What people type to change a plan: a workbook, or a few fields for one row. The acts decide what may be written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.forms import Form, TextField, day_field, set_choices, set_rows
from lianzhang.plans.models import Comparator, Plan, Target
from lianzhang.plans.workbook import BYTES_ALLOWED, ENDINGS
from lianzhang.plans.workbook.names import new_ids
from lianzhang.registry.models import Chain, Rank

from .actions import PAPER_MOST
from .edits import Edit, added

__all__ = ["ChangedWorkbookForm", "DefinitionForm", "EditForm", "PostForm", "ReviseForm", "WorkbookForm", "paper_field"]


def paper_field(help_text: str = "写文号，或哪次会议定的。", **options: Any) -> TextField:
    """By which paper a plan is changed."""
    return TextField(label="依据哪份文件", max_length=PAPER_MOST, help_text=help_text, **options)


class WorkbookForm(Form):
    file = forms.FileField(
        label="方案工作簿",
        help_text=f".xlsx，不超过{BYTES_ALLOWED // 1024 // 1024}MB。",
        allow_empty_file=True,
        error_messages={"required": "请选一个文件", "missing": "请选一个文件", "invalid": "文件没有传上来；请重选"},
        widget=forms.FileInput({"accept": ",".join(ENDINGS)}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > BYTES_ALLOWED:
            raise forms.ValidationError(f"文件超过{BYTES_ALLOWED // 1024 // 1024}MB；请删去无关的表和图片再传")
        if not file.name.lower().endswith(ENDINGS):
            raise forms.ValidationError("只能上传方案工作簿（.xlsx）；请先导出，改好再传")
        return file


class ChangedWorkbookForm(WorkbookForm):
    """A workbook that changes a plan which stands, or brings a further one."""

    paper = paper_field("写文号，或哪次会议定的；只改错字的可以空着。", required=False)


class EditForm(Protocol):
    """A form that says which rows of the plan change, and by which paper from which day."""

    cleaned_data: dict[str, Any]

    @property
    def title(self) -> str:
        """What the change is called."""

    def edits(self) -> list[Edit]: ...


class ReviseForm(Form):
    """A goal's value from a day on; what was asked before that day stays as it was."""

    place = forms.ChoiceField(label="对谁", required=False)
    comparator = forms.ChoiceField(label="要求", choices=Comparator.choices)
    value = forms.DecimalField(label="新的目标值", max_digits=16, decimal_places=4)
    value_max = forms.DecimalField(
        label="上限", max_digits=16, decimal_places=4, required=False, help_text="只有“区间”要写。"
    )
    day = day_field("自何日起", help_text="这一天以前仍按原来的目标值判断。")
    paper = paper_field()

    def __init__(self, sent: Any, *, target: Target, places: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(sent, **options)
        self.target = target
        self.fields["value"].label = f"新的目标值（{target.unit}）"
        offered = list(places)
        if offered:
            set_choices(self, "place", [("", "所有的"), *offered])
        else:
            del self.fields["place"]

    def edits(self) -> list[Edit]:
        data = self.cleaned_data
        kind, _, code = data.get("place", "").partition(":")
        cells = {kind: code} if kind else {}
        value_max = "" if data["value_max"] is None else f"{data['value_max']:f}"
        return [
            added(
                "goals",
                target=self.target.code,
                comparator=data["comparator"],
                value=f"{data['value']:f}",
                value_max=value_max,
                effective_from=data["day"].isoformat(),
                reason=data["paper"],
                **cells,
            )
        ]

    @property
    def title(self) -> str:
        return f"修订目标值：{self.target.name}"


class DefinitionForm(Form):
    """How a target is counted, from a day on."""

    text = TextField(label="口径", max_length=1000, widget=forms.Textarea({"rows": 4}), help_text="从这一天起怎么算。")
    day = day_field("自何日起")
    paper = paper_field()

    def __init__(self, sent: Any, *, target: Target, **options: Any) -> None:
        super().__init__(sent, **options)
        self.target = target

    def edits(self) -> list[Edit]:
        data = self.cleaned_data
        return [
            added("definitions", target=self.target.code, effective_from=data["day"].isoformat(), text=data["text"])
        ]

    @property
    def title(self) -> str:
        return f"改口径：{self.target.name}"


class PostForm(Form):
    """A further post, such as a chain's chief, and who holds it."""

    name = TextField(label="职务", max_length=100, help_text="只写职务，如“汽车产业链链长”，不写人名。")
    rank: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="职级", to_field_name="code", empty_label="请选择"
    )
    chains: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        queryset=None,
        label="管哪条产业链",
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        help_text="不选是管全部。",
    )
    holder = TextField(
        label="由谁担任", max_length=100, required=False, help_text="写现任的公职，不写人名；没有定的不填。"
    )
    day = day_field("自何日起")
    paper = paper_field()

    def __init__(self, sent: Any, *, plan: Plan, by: User, **options: Any) -> None:
        super().__init__(sent, **options)
        self.plan = plan
        set_rows(self, "rank", visible(by, Rank).filter(city=plan.city_id).order_by("order", "code"))
        set_rows(self, "chains", visible(by, Chain).filter(city=plan.city_id).order_by("code"))

    def edits(self) -> list[Edit]:
        data = self.cleaned_data
        (code,) = new_ids([data["name"]], set())
        chains = ";".join(each.code for each in data["chains"])
        edits = [added("posts", id=code, name=data["name"], rank=data["rank"].code, chains=chains)]
        if data["holder"]:
            started = {"starts": data["day"].isoformat(), "source": data["paper"]}
            edits.append(added("appointments", post=code, holder=data["holder"], **started))
        return edits

    @property
    def title(self) -> str:
        return f"加一个职务：{self.cleaned_data['name']}"
