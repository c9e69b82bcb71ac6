"""Forms of the security administrator. They read what was typed; what may be done is decided by the actions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.forms import Form, TextField, day_field, set_choices, set_rows
from lianzhang.kernel.rooms import permission_words
from lianzhang.registry.models import Post, Region

from .roles import ADMINISTRATORS, roles
from .row_policy import row_policies, visible

__all__ = [
    *("AccountForm", "AssignForm", "BulkForm", "EndForm", "ExplainForm", "HandOverForm", "LabelForm", "ReasonForm"),
    "cities_with_posts",
]

BYTES_ALLOWED = 5 * 1024 * 1024
ENDINGS = (".xlsx", ".xls", ".et", ".csv")


def today() -> date:
    return timezone.localdate()


class LabelForm(Form):
    label = TextField(label="称谓", max_length=80, help_text="写岗位或单位，如“市经信局联系岗”，不写姓名。")
    email = forms.EmailField(label="邮箱", required=False)


class AccountForm(LabelForm):
    username = TextField(label="账号", max_length=150, help_text="登录时用；字母、数字和 . - _，建好后不改。")
    field_order = ["username", "label", "email"]


class ReasonForm(Form):
    reason = TextField(label="理由", max_length=300)


class EndForm(ReasonForm):
    ends = day_field("任岗止", initial=today, help_text="从这一天起不再任岗；写今天，立刻生效。")
    field_order = ["ends", "reason"]


class AssignForm(Form):
    """A post or an administrator's role, in one list."""

    acts_as = forms.ChoiceField(label="岗位")
    starts = day_field("任岗起", initial=today)
    source = TextField(label="依据", max_length=300, help_text="分工文件的名称和文号。")

    def __init__(self, *args: Any, by: User, **named: Any) -> None:
        super().__init__(*args, **named)
        self.by = by
        set_choices(self, "acts_as", assignment_choices(by))

    def chosen(self) -> dict[str, Any]:
        """What `assign` is to be told."""
        kind, _, key = self.cleaned_data["acts_as"].partition(":")
        given = {name: self.cleaned_data[name] for name in ("starts", "source")}
        if kind == "administers":
            return given | {"administers": key}
        return given | {"post": visible(self.by, Post).select_related("rank").get(pk=int(key))}


def assignment_choices(by: User) -> list[tuple[str, Any]]:
    """Posts that have a role, by rank; then the administrators."""
    posts = visible(by, Post).exclude(rank__role="").select_related("rank", "city")
    groups: dict[str, list[tuple[str, str]]] = {}
    for post in posts.order_by("city", "rank__order", "rank__code", "code"):
        groups.setdefault(f"{post.city} {post.rank}", []).append((f"post:{post.pk}", post.name))
    house = [(f"administers:{code}", roles()[code].title) for code in ADMINISTRATORS]
    return [("", "请选择"), *groups.items(), ("系统", house)]


def cities_with_posts(by: User) -> list[Region]:
    """The cities whose posts an account may act for."""
    rows = visible(by, Post).exclude(rank__role="").select_related("city").order_by("city", "pk")
    return list({post.city_id: post.city for post in rows}.values())


class BulkForm(Form):
    """A workbook with a row for each account, and the paper on which they rest."""

    file = forms.FileField(
        label="账号表",
        help_text="先下载模板，改好再传；一次最多200行。",
        allow_empty_file=True,
        error_messages=dict.fromkeys(("required", "missing", "invalid"), "请选一个文件"),
        widget=forms.FileInput({"accept": ",".join(ENDINGS)}),
    )
    starts = day_field("任岗起", initial=today)
    source = TextField(label="依据", max_length=300, help_text="分工文件的名称和文号。")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > BYTES_ALLOWED:
            raise forms.ValidationError(f"文件超过{BYTES_ALLOWED // 1024 // 1024}MB；请删去无关的表和图片再传")
        if not file.name.lower().endswith(ENDINGS):
            raise forms.ValidationError("只能上传账号表（.xlsx）；请先下载模板，改好再传")
        return file


class HandOverForm(Form):
    to = forms.ModelChoiceField(label="接任的账号", queryset=User.objects.none(), empty_label="请选择")
    on = day_field("交接日期", initial=today, help_text="从这一天起由接任的账号办理；写今天，立刻生效。")
    source = TextField(label="依据", max_length=300, help_text="分工调整文件的名称和文号。")

    def __init__(self, *args: Any, by: User, leaving: User, **named: Any) -> None:
        super().__init__(*args, **named)
        others = visible(by, User).filter(is_active=True).exclude(pk__in=[leaving.pk, by.pk]).order_by("label")
        set_rows(self, "to", others)


class ExplainForm(Form):
    """Whom, what, and which row; the row by its kind and number, as the address of its page shows it."""

    account = forms.ModelChoiceField(
        label="账号", queryset=User.objects.none(), to_field_name="username", empty_label="请选择"
    )
    permission = forms.ChoiceField(
        label="做什么",
        choices=lambda: [("", "只看"), *permission_words().items()],
        required=False,
    )
    kind = forms.ChoiceField(label="哪类记录", required=False)
    pk = forms.IntegerField(label="第几号", required=False, min_value=1, max_value=2**31)

    def __init__(self, *args: Any, by: User, **named: Any) -> None:
        super().__init__(*args, **named)
        set_rows(self, "account", visible(by, User).order_by("username"))
        kinds = sorted((model._meta.label_lower, str(model._meta.verbose_name)) for model in row_policies())
        set_choices(self, "kind", [("", "不论哪类"), *kinds])
