"""What is done with a segment of a chain, as a table: its team judges it, as often as things change."""

from __future__ import annotations

from typing import Any

from lianzhang.segments.models import SegmentJudgement
from lianzhang.segments.permissions import Permission
from lianzhang.work.api import Ask, AskKind, Lifecycle, Step, reason

__all__ = ["SEGMENT"]

STANDING = "standing"
VERDICT = Ask(name="verdict", title="判断", kind=AskKind.CHOICE, choices=dict(SegmentJudgement.Verdict.choices))


def _state(_row: Any) -> str:
    return STANDING


# fmt: off
SEGMENT = Lifecycle("segment", {STANDING: "在图谱上"}, (
    Step(name="judge", title="判断强弱", sources=(STANDING,), to=None, permission=Permission.JUDGE_SEGMENT,
         asks=(VERDICT, reason("理由")), effect="判断与推算并列显示；以前的判断留存。"),
), title="环节", unit="环节", state=_state)
# fmt: on
