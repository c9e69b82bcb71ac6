"""How the lists of tasks and of records of work are narrowed. The choices stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.filters import FilterForm
from lianzhang.kernel.forms import set_rows
from lianzhang.plans.models import Duty, WorkKind
from lianzhang.registry.models import Chain, ResponsibleUnit

from .models import RecordState, TaskState

__all__ = ["RecordFilter", "RecordsWanted", "TaskFilter", "TasksWanted"]

MINE = [("todo", "等我办"), ("overdue", "超期"), ("open", "在办"), ("closed", "办结")]
RECORDS_MINE = [("todo", "等我办"), ("own", "本岗位登记的")]


@dataclass(frozen=True, slots=True)
class TasksWanted:
    """How the list is narrowed; blank narrows nothing. `mine` is one of MINE."""

    q: str = ""
    state: str = ""
    mine: str = ""
    chain: Chain | None = None
    lead: ResponsibleUnit | None = None
    duty: Duty | None = None


@dataclass(frozen=True, slots=True)
class RecordsWanted:
    """The same of records of work; `mine` is one of RECORDS_MINE."""

    q: str = ""
    state: str = ""
    mine: str = ""
    kind: WorkKind | None = None
    chain: Chain | None = None
    unit: ResponsibleUnit | None = None
    duty: Duty | None = None


Wanted = TypeVar("Wanted")


def _rows(label: str, code: str | None = "code") -> forms.ModelChoiceField:
    return forms.ModelChoiceField(queryset=None, label=label, required=False, empty_label="全部", to_field_name=code)


def _words(label: str, hint: str) -> forms.CharField:
    widget = forms.TextInput({"type": "search", "placeholder": hint})
    return forms.CharField(label=label, required=False, max_length=60, widget=widget)


class _Filter(FilterForm[Wanted]):
    def __init__(self, data: Mapping[str, Any], by: User, plan: int) -> None:
        super().__init__(data)
        set_rows(self, "chain", visible(by, Chain))
        set_rows(self, "duty", visible(by, Duty).filter(plan=plan))
        name = "lead" if "lead" in self.fields else "unit"
        set_rows(self, name, visible(by, ResponsibleUnit).select_related("organization", "region", "park"))


class TaskFilter(_Filter[TasksWanted]):
    reads = TasksWanted
    q = _words("任务", "任务或编号")
    state = forms.ChoiceField(choices=TaskState, required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(choices=MINE, required=False, widget=forms.HiddenInput)
    chain = _rows("产业链")
    lead = _rows("主办单位", None)
    duty = _rows("来自方案任务")


class RecordFilter(_Filter[RecordsWanted]):
    reads = RecordsWanted
    q = _words("记录", "做了什么")
    state = forms.ChoiceField(choices=RecordState, required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(choices=RECORDS_MINE, required=False, widget=forms.HiddenInput)
    kind = _rows("类别")
    chain = _rows("产业链")
    unit = _rows("单位", None)
    duty = _rows("算作")

    def __init__(self, data: Mapping[str, Any], by: User, plan: int) -> None:
        super().__init__(data, by, plan)
        set_rows(self, "kind", visible(by, WorkKind).filter(plan=plan))
