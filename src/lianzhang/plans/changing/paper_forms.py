"""What people type while they look through a draft: the paper itself, and the fields of one proposal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from lianzhang.access.api import SYSTEM, visible
from lianzhang.drafting.api import ENDINGS, Draft, ReadPaper, read_paper
from lianzhang.kernel.forms import Form, TextField, day_field, set_choices
from lianzhang.kernel.sheets import CellError
from lianzhang.plans.folder.tables import PLAN
from lianzhang.plans.models import Comparator, Duty, Measure, Plan, Target, Window
from lianzhang.plans.viewpoint import Viewpoint

from .forms import paper_field
from .proposals import KINDS, Proposed
from .same_rows import Offered

__all__ = ["PASTED", "FinishForm", "PaperForm", "ProposalForm", "form_of"]

PASTED = "贴上的原文.txt"
BYTES_ALLOWED = 20 * 1024 * 1024
ACCEPTED = ",".join(f".{each}" for each in ENDINGS)
KINDS_READ = "、".join(f".{each}" for each in ENDINGS)
NAME_MOST, DUTY_MOST = (model._meta.get_field("name").max_length for model in (Target, Duty))


class PaperForm(Form):
    file = forms.FileField(
        label="方案原文",
        help_text=f"{KINDS_READ}，不超过{BYTES_ALLOWED // 1024 // 1024}MB；扫描件没有文字，读不出来。",
        allow_empty_file=True,
        required=False,
        widget=forms.FileInput({"accept": ACCEPTED}),
    )
    text = TextField(label="或者贴上原文", required=False, max_length=1_000_000, widget=forms.Textarea({"rows": 8}))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        if bool(file) == bool((data.get("text") or "").strip()) and not self.errors:
            self.add_error("file", "选一个文件，或贴上原文，只做一样" if file else "请选一个文件，或贴上原文")
        if file and file.size > BYTES_ALLOWED:
            self.add_error("file", f"文件超过{BYTES_ALLOWED // 1024 // 1024}MB；请只留方案正文")
        return data

    def read(self) -> ReadPaper:
        """What was sent, as text. Raises PaperRefused."""
        file = self.cleaned_data["file"]
        name, content = (file.name, file.read()) if file else (PASTED, self.cleaned_data["text"].encode())
        return read_paper(name, content)


class ProposalForm(Form):
    """The fields of one kind of proposal; what is typed is kept as texts."""

    same = forms.ChoiceField(
        label="是现有的哪一条",
        required=False,
        help_text="选了现有的，写进那份方案时改的就是那一条；选“新的一条”，另加一条。",
    )

    def __init__(self, sent: Any, *, initial: dict[str, Any], offered: Offered | None) -> None:
        super().__init__(sent, initial=initial)
        if offered is None:
            del self.fields["same"]
        else:
            set_choices(self, "same", offered.choices)
            self.initial["same"] = offered.now
            self.order_fields(["name", "same"])

    def cells(self, read: Any) -> dict[str, str] | None:
        """What stands in the fields; None where that is what was `read`."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "same"}
        unchanged = all(_plain(value) == _plain(getattr(read, name)) for name, value in data.items())
        return None if unchanged else {name: _text(value) for name, value in data.items()}

    def same_row(self) -> dict[str, str]:
        """Which row of the plan a person said it is, as it is kept."""
        return {"same": self.cleaned_data["same"]} if "same" in self.fields else {}


class NameForm(ProposalForm):
    name = TextField(label="名称", max_length=NAME_MOST)


class TargetForm(ProposalForm):
    name = TextField(label="目标", max_length=NAME_MOST)
    comparator = forms.ChoiceField(label="要求", choices=Comparator.choices)
    value = forms.DecimalField(label="目标值", max_digits=16, decimal_places=4)
    value_max = forms.DecimalField(label="上限", max_digits=16, decimal_places=4, required=False)
    unit = TextField(label="单位", max_length=20)
    measure = forms.ChoiceField(label="计量", choices=Measure.choices)
    window = forms.ChoiceField(label="期", choices=[("", "不分期"), *Window.choices], required=False)
    due = day_field("期限", required=False)
    strive = forms.BooleanField(label="力争", required=False)


class DutyForm(ProposalForm):
    name = TextField(label="任务", max_length=DUTY_MOST, widget=forms.Textarea({"rows": 3}))
    responsible = TextField(label="责任主体", max_length=200, required=False)
    cadence = forms.ChoiceField(label="频次", choices=[("", "没有写"), *Window.choices], required=False)
    due = day_field("期限", required=False)


FORMS: dict[str, type[ProposalForm]] = {"targets": TargetForm, "duties": DutyForm}


def form_of(proposed: Proposed, sent: Any = None, *, offered: Offered | None = None) -> ProposalForm | None:
    """None for what can only be kept or dropped. `offered`: the rows of the plan that it may be."""
    names = KINDS[proposed.kind][1]
    if not names:
        return None
    initial = {name: getattr(proposed.row, name) for name in names}
    return FORMS.get(proposed.kind, NameForm)(sent, initial=initial, offered=offered)


def _text(value: Any) -> str:
    if value is True:
        return "yes"
    return "" if value in (None, False) else f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _plain(value: Any) -> str:
    """A text as it is compared: fields leave out blanks that nobody sees."""
    return "".join(_text(value).split())


NEW = "new"
OF_NEW = "只有另立一份才用。"
CODE = next(column for column in PLAN.columns if column.key == "id")


class FinishForm(Form):
    """Into which plan what was kept is written."""

    into = forms.ChoiceField(
        label="写进哪一份方案",
        help_text="写进已有的：它的职务、单位、职级和原文没有写到的都照旧留着。另立一份：别的方案一处不动。",
    )
    paper = paper_field("写文件名和文号，目标值改了的写在依据里。")
    day = day_field("改了的目标值自何日起", help_text="写进已有的才用；这一天以前仍按原来的目标值判断。")
    starts = day_field("新方案从哪天起", required=False, help_text=OF_NEW)
    ends = day_field("到哪天止", required=False, help_text=OF_NEW)
    code = TextField(label="新方案的编号", max_length=40, required=False, help_text=f"{OF_NEW}生效以后不改。")

    def __init__(
        self, sent: Any, *, plans: list[Plan], read: Draft, viewpoint: Viewpoint, initial: dict[str, Any]
    ) -> None:
        self.plans = {plan.code: plan for plan in plans}
        fitting = [each for each in plans if each.starts <= read.period.ends and read.period.starts <= each.ends]
        looked_at = viewpoint.plan if viewpoint.plan in fitting else next(iter(fitting), None)
        super().__init__(sent, initial={"into": looked_at.code if looked_at else NEW, **initial})
        set_choices(self, "into", [*((each.code, str(each)) for each in plans), (NEW, "另立一份方案")])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("into") == NEW and "code" not in self.errors:
            try:
                data["code"] = CODE.read(data.get("code") or "")
            except CellError as error:
                self.add_error("code", str(error))
            else:
                if not (data.get("starts") and data.get("ends") and data["starts"] < data["ends"]):
                    self.add_error("ends", "另立一份要有起止日期，起在前，止在后")
                if not data["code"]:
                    self.add_error("code", "另立一份要有编号，如 xiangyang-2027-2029")
                elif visible(SYSTEM, Plan).filter(code=data["code"]).exists():
                    self.add_error("code", f"已有方案的编号是“{data['code']}”；请换一个，或写进那一份")
        return data

    def given(self) -> dict[str, Any]:
        into = self.plans.get(self.cleaned_data["into"])
        said = {name: self.cleaned_data[name] for name in ("paper", "day")}
        if into is None:
            said |= {name: self.cleaned_data[name] for name in ("code", "starts", "ends")}
        return {"into": into, **said}
