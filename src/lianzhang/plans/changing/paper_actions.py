"""What may be done with a plan that is being drafted from its paper. Each act is one transaction and one event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.drafting.api import Draft, draft
from lianzhang.plans.models import PaperDraft
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

from .actions import upload_change
from .adopting import adopted
from .proposals import Decision, decided_content, proposals_of

__all__ = ["DRAFT_RELATED", "PAPER_DRAFT", "drafted", "finish_draft", "judge", "upload_paper"]

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


# fmt: off
PAPER_DRAFT = Lifecycle("paper_draft", dict(S.choices), (
    Step(name="upload", title="上传原文", sources=(), to=S.OPEN, permission=PROPOSE, authors=True,
         effect="按规则读出目标、任务和职务，方案一处也不改。", then="逐条对照原文：收下、改好再收，或丢掉。"),
    Step(name="judge", title="定一条", sources=(S.OPEN,), to=None, permission=PROPOSE, authors=True,
         effect="随时可以再改。", then="接着看下一条。"),
    Step(name="finish", title="做成方案", sources=(S.OPEN,), to=S.DONE, permission=PROPOSE, authors=True, onwards=True,
         needs=(all_seen,), effect="收下的写成一份方案，成为一份待核对的修改。",
         then="看清会改什么，再提交给另一个人核对。"),
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
def finish_draft(*, row: PaperDraft, version: int, by: User) -> PaperDraft:
    """Write what was kept as a change of plans: a plan that comes new."""
    with take_step(row, "finish", by=by, version=version) as act:
        read = drafted(act.row)
        years = (read.period.starts.year, read.period.ends.year)
        (place,) = new_ids([act.row.city.name], set())
        register = Chain.objects.filter(city=act.row.city).order_by("code").values_list("name", flat=True)
        plan = decided_content(read, act.row.decisions, f"{place}-{years[0]}-{years[1]}", register)
        content = adopted(plan, act.row.city)
        act.row.change = upload_change(city=act.row.city, plan=None, name=act.row.name, content=content, by=by)
    return act.row


@action
def withdraw_draft(*, row: PaperDraft, version: int, reason: str, by: User) -> None:
    with take_step(row, "withdraw", by=by, version=version, reason=reason):
        pass


DRAFT_VERBS: dict[str, Callable[..., Any]] = {"finish": finish_draft, "withdraw": withdraw_draft}

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
