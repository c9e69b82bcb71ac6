"""What people choose on the pages of imports: a file to upload, and which batches to list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from lianzhang.accounts.models import User
from lianzhang.kernel.forms import Form, set_choices
from lianzhang.kernel.registers import registers
from lianzhang.kernel.workbooks import ENDINGS, USUAL, FileRefused, check_file
from lianzhang.records.api import clean_name

from .models import BatchState

__all__ = ["BatchFilter", "UploadForm"]

ALL = [("", "全部")]


class UploadForm(Form):
    file = forms.FileField(
        label="填好的表格",
        help_text=f".xlsx、.xls、.et 或 .csv，不超过{USUAL.size // 1024 // 1024}MB。",
        allow_empty_file=True,
        error_messages={"required": "请选一个文件", "missing": "请选一个文件", "invalid": "文件没有传上来；请重选"},
        widget=forms.FileInput({"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )

    def clean_file(self) -> tuple[str, bytes]:
        file = self.cleaned_data["file"]
        if file.size > USUAL.size:
            raise forms.ValidationError(f"文件超过{USUAL.size // 1024 // 1024}MB；请拆分后再传")
        name, content = clean_name(file.name), file.read()
        try:
            check_file(content, name)
        except FileRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return name, content


class BatchFilter(Form):
    register = forms.ChoiceField(label="名录", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[*ALL, *BatchState.choices])
    q = forms.CharField(label="文件名", required=False, max_length=60, widget=forms.TextInput({"type": "search"}))
    mine = forms.ChoiceField(label="上传", required=False, choices=[*ALL, ("yes", "我上传的")])

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="filter-%s", use_required_attribute=False)
        names: Any = [*ALL, *((each.code, each.title) for each in registers())]
        set_choices(self, "register", names)

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def conditions(self, by: User) -> dict[str, Any]:
        """As a queryset takes them."""
        chosen = self.chosen
        conditions: dict[str, Any] = {name: chosen[name] for name in ("register", "state") if name in chosen}
        if "q" in chosen:
            conditions["name__icontains"] = chosen["q"]
        return conditions | ({"uploaded_by": by.pk} if "mine" in chosen else {})
