"""What people type when a target is broken down. What may be drafted is decided by the act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from lianzhang.kernel.forms import Form, TextField, day_field, key_of
from lianzhang.plans.models import Target
from lianzhang.registry.api import Body, key_of_body
from lianzhang.registry.models import Chain

from .models import TargetShare
from .share_actions import Part, read_value

__all__ = ["PaperForm", "PartsForm", "key_of_receiver"]

Receiver = Body | Chain


def key_of_receiver(receiver: Receiver) -> str:
    return f"chain-{receiver.pk}" if isinstance(receiver, Chain) else key_of_body(receiver).replace(":", "-")


class PaperForm(Form):
    """A paper or list that shows an area has what it must have."""

    title = TextField(label="文件或名单", max_length=200, help_text="如“产业链工作机制方案”；名单写职务不写姓名。")
    date = day_field("印发或成立日期")
    source = TextField(label="依据", max_length=300, help_text="文号、印发单位，或公布的网页。")


class PartsForm(Form):
    """A number for each receiver, blank for none, and the paper by which they get it."""

    due = day_field("期限", help_text="不晚于目标的期限。")
    paper_title = TextField(label="依据文件", max_length=200, help_text="如“2023年目标任务分解表”。")
    paper_number = TextField(label="文号", max_length=80, required=False)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        target: Target,
        receivers: Sequence[Receiver],
        drafts: Mapping[str, TargetShare],
        issued: Mapping[str, TargetShare],
    ) -> None:
        super().__init__(data, auto_id="parts-%s")
        self.target, self.drafts, self.issued = target, drafts, issued
        self.receivers = {key_of_receiver(each): each for each in receivers}
        first = next(iter(drafts.values()), None)
        self.initial = {"due": first.due if first else target.due}
        if first:
            self.initial |= {"paper_title": first.paper_title, "paper_number": first.paper_number}
        for key, receiver in self.receivers.items():
            if key not in issued:
                self.fields[key] = TextField(label=str(receiver), max_length=40, required=False)
                if key in drafts:
                    self.initial[key] = f"{drafts[key].value.normalize():f}"

    @property
    def rows(self) -> list[tuple[Any, str, TargetShare | None]]:
        """The fields of receivers, each with the version of its draft; those issued already as they stand."""
        return [
            (self[key] if key in self.fields else None, self._version(key), self.issued.get(key))
            for key in self.receivers
        ]

    def _version(self, key: str) -> str:
        return str(self.drafts[key].version) if key in self.drafts else ""

    @property
    def paper_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("due", "paper_title", "paper_number")]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for key in self.receivers:
            if text := data.get(key):
                try:
                    data[key] = read_value(self.target, text)
                except ValidationError as wrong:
                    self.add_error(key, wrong)
        return data

    @property
    def parts(self) -> dict[Receiver, Part]:
        """What was given for each receiver, beside the draft that the form was opened with."""
        given = {key: self.cleaned_data.get(key) for key in self.receivers if key in self.fields}
        return {
            self.receivers[key]: Part(value if isinstance(value, Decimal) else None, self._opened(key))
            for key, value in given.items()
        }

    def _opened(self, key: str) -> int:
        return key_of(self.data.get(f"version-{key}"), -1)
