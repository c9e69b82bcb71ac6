"""What each act and each fact is called on the screens: the rooms say it of their own, this table of what all share."""

from __future__ import annotations

from typing import Any

from django.db.models import Field, Model

from lianzhang.kernel.rooms import act_words, fact_words

__all__ = ["FACTS", "act_word", "fact_word", "field_of", "value_word"]

# Facts that several rooms tell, and that are no field of the row or are called otherwise there.
FACTS: dict[str, str] = {
    "action": "动作",
    "chain": "产业链",
    "city": "城市",
    "changes": "改动",
    "counts": "写入",
    "field": "列",
    "file": "文件",
    "kind": "类别",
    "new": "新",
    "old": "原",
    "period": "时期",
    "pk": "编号",
    "plan": "方案",
    "post": "岗位",
    "reason": "理由",
    "register": "名录",
    "replaces": "更正",
    "row": "行",
    "rows": "写入的行",
    "sha256": "文件校验值",
    "source": "依据",
    "state": "状态",
    "subject": "目标或任务",
    "table": "表",
    "title": "名称",
    "worksheet": "工作表",
}
VALUES = {True: "是", False: "否", None: "（空）", "": "（空）"}
# What a load did to a row of the plan's tables.
LOADED = {"added": "新增", "changed": "修改", "removed": "删除", "kept": "保留"}


def act_word(action: str) -> str:
    return act_words().get(action, action)


def field_of(model: type[Model] | None, name: str) -> Field[Any, Any] | None:
    fields = model._meta.fields if model else ()
    return next((field for field in fields if field.name == name), None)


def fact_word(model: type[Model] | None, name: str) -> str:
    """The house's own word, else what the field of the row is called."""
    field = field_of(model, name)
    return fact_words().get(name) or FACTS.get(name) or (str(field.verbose_name) if field else name)


def value_word(model: type[Model] | None, name: str, value: Any) -> str:
    """A choice by its title, yes and no as words, anything else as it stands."""
    if name == "action" and value in LOADED:
        return LOADED[value]
    field = field_of(model, name)
    titles = dict(field.flatchoices) if field is not None else {}
    return str(titles.get(value) or VALUES.get(value, value))
