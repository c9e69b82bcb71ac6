"""The log as the audit administrator reads it: narrowed, newest first, each event in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils import timezone

from lianzhang.access.api import hold_rows
from lianzhang.kernel.forms import day_field
from lianzhang.kernel.rooms import act_words
from lianzhang.records.api import act_word, fact_word, model_of, value_word
from lianzhang.records.models import AuditEvent

__all__ = ["AuditFilter", "Line", "Page", "page_of"]

SHOWN = 100
LISTED = 50


class AuditFilter(forms.Form):
    since = day_field("从", required=False)
    until = day_field("到", required=False)
    account = forms.CharField(label="账号", required=False, max_length=150)
    action = forms.ChoiceField(label="动作", required=False, choices=lambda: [("", "全部"), *act_words().items()])
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
    def model(self) -> type[Model] | None:
        """What kind of row it is about; None where it is a page or the house itself."""
        return model_of(self.event.subject)

    @property
    def subject(self) -> str:
        pk = self.event.subject.partition(":")[2]
        return f"{self.model._meta.verbose_name} 第{pk}号" if self.model and pk else self.event.subject

    @property
    def facts(self) -> list[tuple[str, str]]:
        model = self.model
        return [(fact_word(model, name), _value_words(model, name, value)) for name, value in self.event.facts.items()]


def _value_words(model: type[Model] | None, name: str, value: Any) -> str:
    if isinstance(value, dict):
        return "；".join(
            f"{fact_word(model, part)}：{_value_words(model, part, inner)}" for part, inner in value.items()
        )
    if isinstance(value, list) and len(value) == 2 and not any(isinstance(part, dict | list) for part in value):
        return f"{_value_words(model, name, value[0])} → {_value_words(model, name, value[1])}"
    if isinstance(value, list):
        more = f"等{len(value)}项" if len(value) > LISTED else ""
        return "、".join(_value_words(model, name, part) for part in value[:LISTED]) + more
    return value_word(model, name, value)


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the log. `older` is the key to go on from: a place in the log, so late pages cost no more."""

    lines: list[Line]
    older: int | None


def page_of(rows: QuerySet[AuditEvent], before: int, by: Any) -> Page:
    hold_rows(by, SHOWN)
    events = list((rows.filter(pk__lt=before) if before else rows)[: SHOWN + 1])
    return Page([Line(event) for event in events[:SHOWN]], events[SHOWN - 1].pk if len(events) > SHOWN else None)
