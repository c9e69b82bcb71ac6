"""What the team of a chain says of a segment: kept beside what is computed, never instead of it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from lianzhang.access.permissions import Permission
from lianzhang.access.row_policy import may
from lianzhang.accounts.models import User
from lianzhang.enterprises.revisions import touch
from lianzhang.kernel.seen import refuse_changed
from lianzhang.records.actions import record
from lianzhang.registry.models import Segment
from lianzhang.segments.models import SegmentJudgement

__all__ = ["judge_segment", "judgement_in_force", "judgement_texts"]


@transaction.atomic
def judge_segment(*, segment: Segment, verdict: str, reason: str, seen: str, by: User) -> SegmentJudgement:
    """Judge a segment from now on; earlier judgements stay.

    Raises Changed where another judgement came meanwhile, ValidationError by field.
    """
    locked = Segment.objects.select_for_update().get(pk=segment.pk)
    if not may(by, Permission.JUDGE_SEGMENT, locked):
        raise PermissionDenied
    before = judgement_in_force(locked)
    refuse_changed(seen, judgement_texts(before))
    if before and (before.verdict, before.reason) == (verdict, reason.strip()):
        raise ValidationError({"verdict": "与现在的判断相同，不必再判；情况有变化的，请写明新的理由。"})
    row = SegmentJudgement(segment=locked, verdict=verdict, reason=reason.strip(), by=by)
    row.full_clean()
    row.save()
    words = [before.get_verdict_display() if before else "", row.get_verdict_display()]
    record("segment.judge", locked, by=by, state=words, reason=row.reason)
    touch(locked.city_id)
    return row


def judgement_in_force(segment: Segment) -> SegmentJudgement | None:
    return segment.judgements.select_related("by").first()


def judgement_texts(row: SegmentJudgement | None) -> dict[str, str]:
    """What the page says of the judgement in force, by title."""
    return {"判断": row.get_verdict_display() if row else "", "理由": row.reason if row else ""}
