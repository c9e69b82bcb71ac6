"""What must hold before a step on a need, a match or a follow-up: whose side it is of, what was said and shown."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM, acting
from lianzhang.work.api import need

from .capacities import draws_on
from .models import DONE, RUNNING, Answer, Event, FollowUp, Match, MatchState, Need, NeedState, Side
from .stages import next_stage

__all__ = [
    *("asked_side", "carried", "day_has_passed", "draws", "event_day_reached", "further_stage", "has_tables"),
    *("need_open", "nothing_agreed", "nothing_running", "of_answering_side", "of_asking_side", "of_either_side"),
    *(
        "asks_of_outcome",
        "asks_of_stays",
        "of_giving_side",
        "side_of",
        "something_delivered",
        "still_asked",
        "takes_up",
    ),
]


def side_of(row: Match, by: Any) -> Side | None:
    """On which side of a match somebody stands; None for those who carry it for both."""
    active = acting(by)
    if active is None or active.post is None:
        return None
    if active.role.acts_for == "firm":
        own = active.organization
        if own is not None and row.need.enterprise.organization_id == own:
            return Side.OWNER
        firm = row.enterprise
        return Side.PARTY if own is not None and firm and firm.organization_id == own else None
    return Side.PARTY if row.body_id == active.post.pk else None


def _carries(by: Any) -> bool:
    """The office and the chain's team carry a match for both sides."""
    active = acting(by)
    return by is SYSTEM or (active is not None and active.role.acts_for in ("city", "chains"))


@need("由需求方、专班或链办办理")
def of_asking_side(row: Match, by: Any) -> str:
    if _carries(by) or side_of(row, by) == Side.OWNER:
        return ""
    return "由需求方、专班或链办办理"


@need("由承接方办理")
def of_answering_side(row: Match, by: Any) -> str:
    return "" if side_of(row, by) == Side.PARTY else f"由承接方“{row.party}”办理"


@need("由承接方、专班或链办办理")
def of_giving_side(row: Match, by: Any) -> str:
    """Who asks does not choose from what it is given."""
    return "" if _carries(by) or side_of(row, by) == Side.PARTY else "由承接方、专班或链办选"


@need("这一类需求用得着登记的要素")
def draws(row: Match, _by: Any) -> str:
    return "" if draws_on(row.need) else "这一类需求不从登记的要素里出"


@need("由承接方办理；客户没有账号的由需求方、专班或链办代记")
def takes_up(row: Match, by: Any) -> str:
    """A listed customer that has no account here is met by others: its introduction is theirs to note."""
    met_outside = row.need.customer_id is not None and row.enterprise is not None and not row.enterprise.organization_id
    if met_outside and (_carries(by) or side_of(row, by) == Side.OWNER):
        return ""
    return "" if side_of(row, by) == Side.PARTY else f"由承接方“{row.party}”办理"


@need("由双方、专班或链办办理")
def of_either_side(row: Match, by: Any) -> str:
    return "" if _carries(by) or side_of(row, by) else "由双方、专班或链办办理"


@need("由被问的一方答复")
def asked_side(row: FollowUp, by: Any) -> str:
    return "" if by is SYSTEM or side_of(row.match, by) == row.side else f"由{row.get_side_display()}答复"


@need("问的是成了没有")
def asks_of_outcome(row: FollowUp, _by: Any) -> str:
    return "问的是还有几人在岗，请写人数" if row.months else ""


@need("由需求方、专班或链办答还有几人在岗")
def asks_of_stays(row: FollowUp, by: Any) -> str:
    if not row.months:
        return "问的是成了没有"
    return "" if _carries(by) or side_of(row.match, by) == row.side else "由需求方、专班或链办答"


@need("还没有签约或交付的")
def nothing_agreed(row: Need, _by: Any) -> str:
    agreed = row.matches.filter(state__in=(MatchState.AGREED, *DONE)) if row.pk else None
    return "已有签约或交付的对接，不能撤回；办成了的请记办成" if agreed and agreed.exists() else ""


@need("至少有一家已经交付")
def something_delivered(row: Need, _by: Any) -> str:
    return "" if row.matches.filter(state__in=DONE).exists() else "还没有一家交付；交付以后才算办成"


@need("有效期已过")
def day_has_passed(row: Need, _by: Any) -> str:
    return "" if row.valid_until < timezone.localdate() else f"要到{row.valid_until}以后"


@need("没有还在进行的签约和交付")
def nothing_running(row: Need, _by: Any) -> str:
    """While an open challenge is judged, its talks hold it as well."""
    held = (*RUNNING, *DONE) if row.bids_closed_on else (MatchState.AGREED, *DONE)
    return "还有在评审、签约或已交付的对接" if row.matches.filter(state__in=held).exists() else ""


@need("需求还在对接")
def need_open(row: Match, _by: Any) -> str:
    state = row.need.state
    return "" if state == NeedState.OPEN else f"这件需求已是“{NeedState(state).label}”"


@need("后面还有阶段")
def further_stage(row: Match, _by: Any) -> str:
    return "" if next_stage(row) else "这一段没有后面的阶段；请记签约、交付，或没有谈成"


@need("由专班或链办办理")
def carried(_row: Match, by: Any) -> str:
    return "" if _carries(by) else "由专班或链办安排到对接会上"


@need("到了举办的那天")
def event_day_reached(row: Event, _by: Any) -> str:
    return "" if row.day <= timezone.localdate() else f"要到{row.day}"


@need("在会上谈对接的")
def has_tables(row: Event, _by: Any) -> str:
    return "这一类不排桌次；登记参加的企业就行" if row.is_fair else ""


@need("还在等答复")
def still_asked(row: FollowUp, _by: Any) -> str:
    return "" if row.state == Answer.ASKED else "已经答复过"
