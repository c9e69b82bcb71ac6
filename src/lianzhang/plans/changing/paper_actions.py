"""What may be done with a plan that is being drafted from its paper. Each act is one transaction and one event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.drafting.api import Draft, draft
from lianzhang.plans.models import ChangeState, PaperDraft, Plan
from lianzhang.plans.permissions import Permission
from lianzhang.plans.workbook.names import new_ids
from lianzhang.records.api import HistoryWords
from lianzhang.registry.models import Chain, Region
from lianzhang.work.api import (
    GONE,
    Lifecycle,
    Step,
    Workflow,
    action,
    create_row,
    need,
    reason,
    register_workflow,
    take_step,
)

from .actions import PAPER_MOST, upload_change, withdraw_change
from .adopting import adopted, register_of
from .filling import Revision, filled, shared_part
from .previews import content_of
from .proposals import DROPPED, Decision, decided_content, proposals_of
from .same_rows import said_of_rows

__all__ = [
    *("DRAFT_RELATED", "DRAFT_VERBS", "PAPER_DRAFT", "drafted", "finish_draft", "free_code", "judge"),
    *("paper_of", "revised_from", "upload_paper"),
]

S = PaperDraft.State
PROPOSE = Permission.PROPOSE_CHANGE
DRAFT_RELATED = ("city", "post", "entered_by", "change")
OUT_OF_REACH = "这座城市的方案不归您现在的岗位起草；请由{able}起草。"


def drafted(row: PaperDraft) -> Draft:
    """What the rules read in its text, worked out once for a row."""
    kept: Draft | None = getattr(row, "_drafted", None)
    if kept is None:
        kept = draft(row.text)
        row._drafted = kept  # type: ignore[attr-defined]
    return kept


@need("每一条都看过")
def all_seen(row: PaperDraft, _by: Any) -> str:
    left = sum(each.open for each in proposals_of(drafted(row), row.decisions))
    return f"还有{left}条没有看：收下、改好再收，或丢掉" if left else ""


@need("收下了至少一条")
def some_kept(row: PaperDraft, _by: Any) -> str:
    rows = proposals_of(drafted(row), row.decisions)
    return "" if any(each.fate.state != DROPPED for each in rows) else "一条也没有收下，做不成方案"


@need("做成的方案还没有生效")
def not_in_force(row: PaperDraft, _by: Any) -> str:
    if row.change and row.change.state == ChangeState.APPLIED:
        return "做成的方案已经生效；要再改，在“方案修改”里提出"
    return ""


# fmt: off
PAPER_DRAFT = Lifecycle("paper_draft", dict(S.choices), (
    Step(name="upload", title="上传原文", sources=(), to=S.OPEN, permission=PROPOSE, authors=True,
         effect="按规则读出目标、任务和职务，方案一处也不改。", then="逐条对照原文：收下、改好再收，或丢掉。"),
    Step(name="judge", title="定一条", sources=(S.OPEN,), to=None, permission=PROPOSE, authors=True, by_hand=False,
         quiet=True, effect="随时可以再改。", then="没看的接着看；都看过了，做成方案。"),
    Step(name="finish", title="做成方案", sources=(S.OPEN,), to=S.DONE, permission=PROPOSE, authors=True, onwards=True,
         needs=(all_seen, some_kept), effect="收下的写进一份方案，成为一份待核对的修改。",
         then="看清会改什么，再提交给另一个人核对。"),
    Step(name="reopen", title="再改", sources=(S.DONE,), to=S.OPEN, permission=PROPOSE, authors=True,
         needs=(not_in_force,), effect="做成的那份修改撤回，逐条的决定都还在。", then="改好再做成方案。"),
    Step(name="withdraw", title="不起草了", sources=(S.OPEN,), to=GONE, permission=PROPOSE,
         asks=(reason("为什么不起草了", "请写理由，如“拿到的不是定稿”。"),), effect="原文和逐条的决定都不再有。"),
), title="方案起草", unit="份")
# fmt: on


@action
def upload_paper(*, city: Region, name: str, text: str, notes: Iterable[str], by: User) -> PaperDraft:
    """Store a paper's text, to be looked through."""
    row = PaperDraft(
        city=city, name=name[-200:], text=text, notes=list(notes), entered_by=by, entered_at=timezone.now()
    )
    with create_row(row, "upload", by=by, out_of_reach=OUT_OF_REACH):
        pass
    return row


@action
def judge(*, row: PaperDraft, version: int, by: User, decisions: Mapping[str, Decision | None]) -> PaperDraft:
    """What a person decided of some proposals, by key; None takes a decision back."""
    with take_step(row, "judge", by=by, version=version) as act:
        known = {each.key for each in proposals_of(drafted(act.row), {})}
        if unknown := set(decisions) - known:
            raise ValidationError(f"原文里没有读出这一条（{next(iter(unknown))[:40]}）；请重新打开这一页。")
        now = {**act.row.decisions, **{key: value for key, value in decisions.items() if value is not None}}
        act.row.decisions = {key: value for key, value in now.items() if decisions.get(key, value) is not None}
    return act.row


@action
def finish_draft(
    *,
    row: PaperDraft,
    version: int,
    by: User,
    into: Plan | None = None,
    code: str = "",
    paper: str = "",
    day: date | None = None,
    starts: date | None = None,
    ends: date | None = None,
) -> PaperDraft:
    """Write what was kept as a change: of the plan `into`, whose goals have other values from `day` on by `paper`; or
    of plans, as a further one with the id `code`, of the years from `starts` to `ends`."""
    with take_step(row, "finish", by=by, version=version) as act:
        read, city = drafted(act.row), act.row.city
        if starts and ends:
            read = replace(read, period=replace(read.period, starts=starts, ends=ends))
        paper = paper.strip() or paper_of(act.row)
        register = Chain.objects.filter(city=city).order_by("code").values_list("name", flat=True)
        content = decided_content(read, act.row.decisions, code or free_code(act.row), register)
        before = into or Plan.objects.filter(city=city).exclude(content=None).order_by("ends").last()
        stands = content_of(before) if before else None
        if into is not None and stands is None:
            raise ValidationError({"into": "还没有留下这份方案的内容；请先再载入一次。"})
        if stands is None:
            content = adopted(content, city)
        elif into is None:
            content = filled(content, shared_part(stands, content), register_of(city), revision=None)
        else:
            same = said_of_rows(read, act.row.decisions, content)
            revision = Revision((day or revised_from(read, into)).isoformat(), paper)
            content = filled(content, stands, register_of(city), same=same, revision=revision)
        act.row.change = upload_change(city=city, plan=into, content=content, by=by, name=act.row.name, paper=paper)
    return act.row


def paper_of(row: PaperDraft) -> str:
    """What it is called where it is a reason."""
    return (drafted(row).paper.title or row.name)[:PAPER_MOST]


def revised_from(read: Draft, plan: Plan) -> date:
    """From when on goals of a plan have other values: with the years of the paper; within the plan's, from today."""
    starts = read.period.starts
    return starts if starts > plan.starts else min(timezone.localdate(), plan.ends)


def free_code(row: PaperDraft) -> str:
    """By city and years, as such plans are called; counted where one is."""
    period = drafted(row).period
    (place,) = new_ids([row.city.name], set())
    usual = f"{place}-{period.starts.year}-{period.ends.year}"
    taken = set(Plan.objects.filter(code__startswith=usual).values_list("code", flat=True))
    return next(code for code in (usual, *(f"{usual}-{at}" for at in range(2, len(taken) + 3))) if code not in taken)


@action
def reopen_draft(*, row: PaperDraft, version: int, by: User) -> PaperDraft:
    """Judge on: the change that was made of it goes."""
    with take_step(row, "reopen", by=by, version=version) as act:
        change, act.row.change = act.row.change, None
    if change is not None:
        withdraw_change(row=change, version=change.version, reason="重新起草", by=by)
    return act.row


@action
def withdraw_draft(*, row: PaperDraft, version: int, reason: str, by: User) -> None:
    with take_step(row, "withdraw", by=by, version=version, reason=reason):
        pass


DRAFT_VERBS: dict[str, Callable[..., Any]] = {"reopen": reopen_draft, "withdraw": withdraw_draft}

register_workflow(
    Workflow(
        model=PaperDraft,
        lifecycle=PAPER_DRAFT,
        page="paper_draft",
        list_page="plan_changes",
        verbs=DRAFT_VERBS,
        related=DRAFT_RELATED,
        describe=lambda row: {"name": row.name, "decided": str(len(row.decisions))},
        texts=lambda row: {"文件名": row.name},
        history=HistoryWords(facts={"reason": "理由"}, fields={"name": "文件名", "decided": "定了几条"}),
    )
)
