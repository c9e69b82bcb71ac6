"""The log as the audit administrator reads it: narrowed, newest first, each event in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from lianzhang.kernel.figures import moment
from lianzhang.kernel.sheets import Column, Sheet, write_workbook
from lianzhang.records.models import AuditEvent
from lianzhang.records.words import ACTS, act_word

from .forms import day_field

__all__ = ["AuditFilter", "Line", "Page", "audit_workbook", "line_of", "page_of"]

SHOWN = 100
EXPORTED = 100_000
FACTS = {
    "changes": "改动",
    "reason": "理由",
    "source": "依据",
    "file": "文件",
    "asked": "筛选",
    "state": "状态",
    "kind": "类别",
    "allowed": "每分钟限",
}


class AuditFilter(forms.Form):
    since = day_field("从", required=False)
    until = day_field("到", required=False)
    account = forms.CharField(label="账号", required=False, max_length=150)
    action = forms.ChoiceField(label="动作", required=False, choices=[("", "全部"), *ACTS.items()])
    subject = forms.CharField(
        label="对象", required=False, max_length=160, widget=forms.TextInput({"placeholder": "如 plans.Observation:12"})
    )
    reference = forms.CharField(label="查询编号", required=False, max_length=16)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="filter-%s", use_required_attribute=False)

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked for, as far as it can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def events(self) -> QuerySet[AuditEvent]:
        rows, asked = AuditEvent.objects.order_by("-pk"), self.asked
        zone = timezone.get_current_timezone()
        if since := asked.pop("since", None):
            rows = rows.filter(at__gte=datetime.combine(since, time.min, zone))
        if until := asked.pop("until", None):
            rows = rows.filter(at__lt=datetime.combine(until + timedelta(days=1), time.min, zone))
        if reference := asked.pop("reference", ""):
            rows = rows.filter(reference=reference.strip().upper())
        return rows.filter(**{name: value.strip() for name, value in asked.items()})


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words."""

    event: AuditEvent

    @property
    def word(self) -> str:
        return act_word(self.event.action)

    @property
    def subject(self) -> str:
        label, _, pk = self.event.subject.partition(":")
        try:
            return f"{apps.get_model(label)._meta.verbose_name} 第{pk}号" if pk else self.event.subject
        except (LookupError, ValueError):
            return self.event.subject

    @property
    def facts(self) -> list[tuple[str, str]]:
        return [(FACTS.get(name, name), _said(value)) for name, value in self.event.facts.items()]


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "；".join(f"{name}：{_said(part)}" for name, part in value.items())
    if isinstance(value, list) and len(value) == 2 and not any(isinstance(part, dict | list) for part in value):
        return f"{_said(value[0])} → {_said(value[1])}"
    if isinstance(value, list):
        return "、".join(_said(part) for part in value[:50]) + (f"等{len(value)}项" if len(value) > 50 else "")
    return {True: "是", False: "否", None: "（空）", "": "（空）"}.get(value, str(value))


def line_of(event: AuditEvent) -> Line:
    return Line(event)


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the log. `older` is the key to go on from: a place in the log, so late pages cost no more."""

    lines: list[Line]
    older: int | None


def page_of(rows: QuerySet[AuditEvent], before: int | None) -> Page:
    found = list((rows.filter(pk__lt=before) if before else rows)[: SHOWN + 1])
    return Page([Line(event) for event in found[:SHOWN]], found[SHOWN - 1].pk if len(found) > SHOWN else None)


COLUMNS = ("编号", "时间", "经办", "账号", "岗位", "动作", "对象", "内容", "来自", "查询编号", "校验值")
SHEET = Sheet("审计记录", tuple(Column(title, title) for title in COLUMNS), max_rows=EXPORTED)


def audit_workbook(rows: QuerySet[AuditEvent]) -> bytes:
    """The newest events of a narrowed log."""
    return write_workbook(SHEET, (_row(Line(event)) for event in rows[:EXPORTED].iterator(5_000)))


def _row(line: Line) -> dict[str, str]:
    event = line.event
    told = "；".join(f"{name}：{value}" for name, value in line.facts)
    cells = (str(event.pk), moment(event.at), event.by, event.account, event.post, line.word, line.subject, told)
    return dict(zip(COLUMNS, (*cells, event.address, event.reference, event.hash), strict=True))
