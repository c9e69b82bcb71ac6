"""The form by which a segment is judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from lianzhang.kernel.forms import Form, TextField
from lianzhang.segments.models import SegmentJudgement

__all__ = ["JudgeForm"]


class JudgeForm(Form):
    verdict = forms.ChoiceField(
        label="专班的判断",
        choices=SegmentJudgement.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个判断。"},
    )
    reason = TextField(
        label="理由",
        max_length=300,
        help_text="说清楚为什么与推算相同或不同，如“两家企业已停产线，新项目年底投产”。",
        error_messages={"required": "请写理由：别人要靠它看懂这个判断。"},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **named: Any) -> None:
        super().__init__(data, auto_id="judge-%s", **named)
