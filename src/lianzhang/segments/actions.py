"""What the team of a chain says of a segment: kept beside what is computed, never instead of it."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from lianzhang.accounts.models import User
from lianzhang.enterprises.api import touch
from lianzhang.registry.models import Segment
from lianzhang.segments.models import SegmentJudgement
from lianzhang.work.api import Workflow, action, register_workflow, take_step

from .lifecycle import SEGMENT

__all__ = ["judge_segment", "judgement_in_force", "judgement_texts"]


@action
def judge_segment(*, segment: Segment, verdict: str, reason: str, seen: str, by: User) -> SegmentJudgement:
    """Judge a segment from now on; earlier judgements stay.

    Raises StaleRow where another judgement came meanwhile, ValidationError by field.
    """
    with take_step(segment, "judge", by=by, seen=seen, verdict=verdict, reason=reason) as act:
        before = judgement_in_force(act.row)
        if before and (before.verdict, before.reason) == (verdict, reason.strip()):
            raise ValidationError({"verdict": "与现在的判断相同，不必再判；情况有变化的，请写明新的理由。"})
        row = SegmentJudgement(segment=act.row, verdict=verdict, reason=reason.strip(), by=by)
        row.full_clean()
        row.save()
        act.facts["state"] = [before.get_verdict_display() if before else "", row.get_verdict_display()]
    return row


def judgement_in_force(segment: Segment) -> SegmentJudgement | None:
    return segment.judgements.select_related("by").first()


def judgement_texts(row: SegmentJudgement | None) -> dict[str, str]:
    """What the page says of the judgement in force, by title."""
    return {"判断": row.get_verdict_display() if row else "", "理由": row.reason if row else ""}


register_workflow(
    Workflow(
        model=Segment,
        lifecycle=SEGMENT,
        page="segment",
        touch=lambda row: touch(row.city_id),
        texts=lambda row: judgement_texts(judgement_in_force(row)),
    )
)
