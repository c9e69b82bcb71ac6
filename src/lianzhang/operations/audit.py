"""The log as the audit administrator reads it: narrowed, newest first, each event in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.urls import Resolver404, resolve
from django.utils import timezone

from lianzhang.access.api import hold_rows
from lianzhang.kernel.forms import Form, day_field
from lianzhang.kernel.rooms import act_words, room_at
from lianzhang.records.api import act_word, fact_word, model_of, shared_of, value_word
from lianzhang.records.models import Attachment, AuditEvent

__all__ = ["AuditFilter", "Line", "Page", "lines_of", "page_of"]

# Facts that say nothing of what a row of business holds.
OPEN = {"city", "allowed"}
# Of an event about accounts and posts, what names rows of business: the work that went along with a post.
NAMES = {"moved": ("title",)}
# Pages of an administrative room that hand out what belongs to business: the papers of any row.
PAPERS = "lianzhang.access.views.attachments"
SHOWN = 100
LISTED = 50


class AuditFilter(Form):
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

    @cached_property
    def shared(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Of acts on many rows at once, by subject and action, what they did to the row asked for."""
        return shared_of(self.asked.get("subject", "").strip())

    def events(self) -> QuerySet[AuditEvent]:
        rows, asked = AuditEvent.objects.order_by("-pk"), self.asked
        zone = timezone.get_current_timezone()
        if since := asked.pop("since", None):
            rows = rows.filter(at__gte=datetime.combine(since, time.min, zone))
        if until := asked.pop("until", None):
            rows = rows.filter(at__lt=datetime.combine(until + timedelta(days=1), time.min, zone))
        if subject := asked.pop("subject", "").strip():
            rows = rows.filter(reduce(or_, map(_of, self.shared.items()), Q(subject=subject)))
        if reference := asked.pop("reference", ""):
            rows = rows.filter(reference=reference.strip().upper())
        return rows.filter(**{name: value.strip() for name, value in asked.items()})


def _of(shared: tuple[tuple[str, str], Any]) -> Q:
    (subject, action), _ = shared
    return Q(subject=subject, action=action)


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words. `told` is where the row asked for stands in it, where it is about many at once."""

    event: AuditEvent
    told: tuple[str, ...] = ()

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
    def business(self) -> bool:
        """Whether it is about a row or page of business, of which its reader learns who did what, and not to what."""
        module = self.model.__module__ if self.model else _module_at(self.event.subject)
        room = room_at(module)
        return room is None or not room.administrative or self.model is Attachment or module == PAPERS

    @property
    def facts(self) -> list[tuple[str, str]]:
        model = self.model
        told = {name: value for name, value in self.event.facts.items() if not self.business or name in OPEN}
        return [(fact_word(model, name), _value_words(model, name, value)) for name, value in told.items()]


def _module_at(subject: str) -> str:
    """Where the page of an address lies; of what is no address, the room that it names, such as `accounts.sign_in`."""
    if not subject.startswith("/"):
        return f"lianzhang.{subject.partition('.')[0]}"
    try:
        return str(resolve(subject).func.__module__)
    except Resolver404:
        return ""


def _value_words(model: type[Model] | None, name: str, value: Any, hidden: Collection[str] = ()) -> str:
    hidden = hidden or NAMES.get(name, ())
    if isinstance(value, dict):
        told = ((part, inner) for part, inner in value.items() if part not in hidden)
        return "；".join(f"{fact_word(model, part)}：{_value_words(model, part, inner)}" for part, inner in told)
    if isinstance(value, list) and len(value) == 2 and not any(isinstance(part, dict | list) for part in value):
        return f"{_value_words(model, name, value[0])} → {_value_words(model, name, value[1])}"
    if isinstance(value, list):
        more = f"等{len(value)}项" if len(value) > LISTED else ""
        return "、".join(_value_words(model, name, part, hidden) for part in value[:LISTED]) + more
    return value_word(model, name, value)


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the log. `older` is the key to go on from: a place in the log, so late pages cost no more."""

    lines: list[Line]
    older: int | None


def page_of(narrowing: AuditFilter, before: int | None, by: Any) -> Page:
    hold_rows(by, SHOWN)
    rows = narrowing.events()
    events = list((rows.filter(pk__lt=before) if before else rows)[: SHOWN + 1])
    return Page(list(lines_of(narrowing, events[:SHOWN])), events[SHOWN - 1].pk if len(events) > SHOWN else None)


def lines_of(narrowing: AuditFilter, events: Iterable[AuditEvent]) -> Iterator[Line]:
    return (Line(event, narrowing.shared.get((event.subject, event.action), ())) for event in events)
