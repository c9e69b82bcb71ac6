"""What must hold before a step on an open challenge: answers closed, no interest, all judged, announced."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.access.api import acting
from lianzhang.work.api import need

from .interests import has_judged, owning, taking_part
from .judging import standings_of
from .models import DONE, RUNNING, Juror, JurorState, Match, MatchState, Need, Result, Score
from .needs import of_asking_side
from .stages import next_need_stage, next_stage

__all__ = [
    *("all_judged", "announced", "announced_before", "apart_from_it", "apart_from_judging", "bids_closed", "bids_open"),
    *("further_need_stage", "judged_kind", "long_enough", "no_interest_declared", "nobody_left", "nothing_signed"),
    *("one_signed", "others_waiting"),
    *("not_announced", "not_the_solver", "sits", "somebody_answers", "stages_walked", "walked_to_the_last"),
]


def _need_of(row: Any) -> Need:
    given: Need = row if isinstance(row, Need) else row.need
    return given


@need("这一类需求要评审")
def judged_kind(row: Any, _by: Any) -> str:
    return "" if _need_of(row).kind.judges else "这一类需求不评审"


# --- until it is open
@need("发布前还有阶段")
def further_need_stage(row: Need, _by: Any) -> str:
    return "" if next_need_stage(row) else "发布前的阶段都走过了；请核对后发布，或退回"


@need("这一阶段够了天数")
def long_enough(row: Need, _by: Any) -> str:
    least, since = row.stage.least if row.stage else None, row.staged_on
    past = (timezone.localdate() - since).days if since else 0
    return f"“{row.stage}”至少{least}天，还差{least - past}天" if least and past < least else ""


@need("发布前的阶段都走过了")
def stages_walked(row: Need, _by: Any) -> str:
    ahead = next_need_stage(row)
    return f"还要先走“{ahead}”" if ahead else ""


# --- answers come, and are closed
@need("还在收报名")
def bids_open(row: Any, _by: Any) -> str:
    closed = _need_of(row).bids_closed_on
    return f"{closed}起不再收报名" if closed else ""


@need("已截止报名")
def bids_closed(row: Any, _by: Any) -> str:
    return "" if _need_of(row).bids_closed_on else "还在收报名；截止以后才评审"


@need("有人报名")
def somebody_answers(row: Need, _by: Any) -> str:
    return "" if row.matches.filter(state=MatchState.TALKING).exists() else "还没有人揭榜；没有人揭的请撤回，或等到期"


@need("报过名的都已了结")
def nobody_left(row: Need, _by: Any) -> str:
    return (
        "还有报名在评审或签约；没有选上的请先了结" if row.matches.filter(state__in=(*RUNNING, *DONE)).exists() else ""
    )


@need("报名的一方没有参加过评审")
def apart_from_judging(row: Match, by: Any) -> str:
    judged = row.need.kind.judges and has_judged(row.need, row.enterprise, row.body, by)
    return "这一家、它的单位或它的账号参加过这件需求的评审，不能再承接" if judged else ""


# --- judging
@need("评审的人和这件需求、和报名的各方没有关系")
def apart_from_it(row: Any, by: Any) -> str:
    active, given = acting(by), _need_of(row)
    if active is None or active.post is None:
        return "由评审专家办理"
    owned = Need.objects.filter(owning(active), pk=given.pk).exists()
    if owned or Match.objects.filter(taking_part(active), need=given).exists():
        return "您或您的单位是需求方，或报了名、办过报名，不能评审"
    others = Juror.objects.filter(need=given, authors__includes=by.pk).exclude(post=active.post)
    scored = Score.objects.filter(match__need=given, authors__includes=by.pk).exclude(post=active.post)
    return "您的账号已从另一个岗位评过" if others.exists() or scored.exists() else ""


@need("参加了这件需求的评审")
def sits(row: Match, by: Any) -> str:
    active = acting(by)
    seats = Juror.objects.filter(need=row.need_id, state=JurorState.SITTING)
    seated = active is not None and active.post is not None and seats.filter(post=active.post).exists()
    return "" if seated else "由参加这件需求评审的专家办理"


@need("没有声明和这一家有利害关系")
def no_interest_declared(row: Match, by: Any) -> str:
    active = acting(by)
    declared = active and row.scores.filter(post=active.post, conflict=True).exists()
    return "您已声明和这一家有利害关系，不能评它" if declared else ""


@need("评审结果还没有公布")
def not_announced(row: Any, _by: Any) -> str:
    return "评审结果已经公布，不再改" if _need_of(row).announced_on else ""


@need("评审结果公布过")
def announced(row: Need, _by: Any) -> str:
    return "" if row.announced_on else "评审结果还没有公布"


@need("各家都评完了")
def all_judged(row: Need, _by: Any) -> str:
    matches = list(row.matches.filter(state=MatchState.TALKING).select_related("enterprise", "body"))
    jurors, scores = row.jurors.select_related("post"), Score.objects.filter(match__in=matches)
    told = standings_of(row, matches, jurors, scores, Result.objects.filter(match__in=matches))
    undone = next((each for each in matches if told[each.pk].rank is None), None)
    if undone is not None:
        return f"“{undone.party}”还没有评完：{told[undone.pk].told}"
    return "" if matches else "没有要评的报名"


@need("还没有签约的")
def nothing_signed(row: Need, _by: Any) -> str:
    signed = row.matches.filter(agreed_on__isnull=False).exists()
    return "已按这个结果签约，评审结果不能收回" if signed else ""


@need("有一家签了约")
def one_signed(row: Need, _by: Any) -> str:
    signed = row.matches.filter(state__in=(MatchState.AGREED, *DONE)).exists()
    return "" if signed else "还没有签约的；签了约再了结其余的"


@need("还有没有选上的")
def others_waiting(row: Need, _by: Any) -> str:
    return "" if row.matches.filter(state=MatchState.TALKING).exists() else "没有还在等的报名"


# --- signed, tested, applied
@need("评审结果公布了")
def announced_before(row: Match, _by: Any) -> str:
    if not row.need.kind.judges:
        return ""
    return "" if row.need.announced_on and Result.objects.filter(match=row.pk).exists() else "评审结果还没有公布"


@need("由需求方、专班或链办办理")
def not_the_solver(row: Match, by: Any) -> str:
    """Who solves a challenge does not say of themselves that it was tested."""
    return of_asking_side(row, by) if row.need.kind.judges else ""


@need("签约以后的阶段都走过了")
def walked_to_the_last(row: Match, _by: Any) -> str:
    ahead = next_stage(row) if row.need.kind.judges else None
    return f"还要先到“{ahead}”" if ahead else ""
