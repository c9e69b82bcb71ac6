"""What must hold before a step on a consultation or an opinion: whose it is, and what was said by then."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM, acting
from lianzhang.work.api import need

from .models import Consultation, Opinion, OpinionState, State

__all__ = [
    *("answered", "asked_by_own_post", "day_has_passed", "nothing_answered", "nothing_waited_for", "of_another"),
    *("extendable", "extension_asked", "own_opinion", "still_open"),
]


@need("由提问的岗位或链办办理")
def asked_by_own_post(row: Consultation, by: Any) -> str:
    active = acting(by)
    if by is SYSTEM or (active and active.post and (active.post.pk == row.post_id or active.role.acts_for == "city")):
        return ""
    return f"由提问的“{row.post or row.asked_by}”或链办办理"


@need("由没有答复这一题的账号办理")
def of_another(row: Consultation, by: Any) -> str:
    given = Opinion.objects.filter(consultation=row).only("authors") if row.pk else ()
    own = any(by.pk in each.authors for each in given)
    return "答复的专家不能写自己的意见采用没有；请由别的账号办理" if own else ""


@need("至少一位专家答复了")
def answered(row: Consultation, _by: Any) -> str:
    return "" if row.answers else "还没有专家答复；不用再等的请撤回"


@need("还没有专家答复")
def nothing_answered(row: Consultation, _by: Any) -> str:
    return "已有专家答复，不能撤回；请写明采用没有" if row.answers else ""


@need("要答复的日子已过")
def day_has_passed(row: Consultation, _by: Any) -> str:
    return "" if row.wanted_by < timezone.localdate() else f"要到{row.wanted_by}以后"


@need("没有专家答复，也不再等谁")
def nothing_waited_for(row: Consultation, _by: Any) -> str:
    return "还在等专家答复，或已有答复" if row.waits_for or row.answers else ""


@need("有专家申请延期")
def extension_asked(row: Consultation, _by: Any) -> str:
    return "" if row.asked_day else "没有专家申请延期"


@need("还没有延过期，也没有申请，原定的日子还没有过")
def extendable(row: Opinion, _by: Any) -> str:
    asked = row.consultation
    if asked.put_off:
        return "这一题已延过一次，不能再延"
    if asked.wanted_by < timezone.localdate():
        return "原定的日子已过，请直接答复"
    return "延期还在等提问的一方决定" if asked.asked_day else ""


@need("由请的那位专家办理")
def own_opinion(row: Opinion, by: Any) -> str:
    active = acting(by)
    if by is SYSTEM or (active and active.post and active.post.pk == row.post_id):
        return ""
    return f"由请的“{row.post or '专家'}”办理"


@need("征询还没有办结")
def still_open(row: Opinion, _by: Any) -> str:
    state = row.consultation.state
    return "" if state == State.OPEN else f"这次咨询已是“{State(state).label}”，不再收意见"


def is_late(row: Opinion) -> bool:
    """Whether an answer came after the day on which it was wanted."""
    said = row.said_at
    return (
        row.state == OpinionState.ANSWERED
        and said is not None
        and (timezone.localtime(said).date() > row.consultation.wanted_by)
    )
