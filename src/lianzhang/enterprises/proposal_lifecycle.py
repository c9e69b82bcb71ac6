"""The life of what is asked for on a chain, as a table: it waits until whoever answers for the firm agrees or does not.

Nothing of it counts before: it is no row of the register, and gives nobody reach."""

from __future__ import annotations

from typing import Any

from lianzhang.access.api import may, visible
from lianzhang.kernel.vocabulary import spoken
from lianzhang.work.api import ClockRule, Lifecycle, Step, is_own, need, reason

from .models import Enterprise, FirmState, ProposalKind
from .models import ProposalState as State
from .permissions import Permission
from .scope import is_own_part

__all__ = ["ANSWER", "ANSWER_WORKDAYS", "PROPOSAL", "can_no_longer_be"]

EDIT = Permission.EDIT_ENTERPRISE
ANSWER, ANSWER_WORKDAYS = "answer", 20
ENDED = (FirmState.DEREGISTERED, FirmState.MOVED)


def can_no_longer_be(row: Any) -> str:
    """Why what is asked for cannot be any more: the firm is gone, or its place changed. Blank when it can."""
    firm, place = row.enterprise, row.membership
    if firm.merged_into_id:
        return f"企业已并入“{firm.merged_into}”"
    if firm.state in ENDED:
        return f"企业已{firm.get_state_display()}"
    if row.kind == ProposalKind.PUT:
        return ""
    if place is None:
        return "要改的在链记录已撤销"
    return "" if place.version == row.membership_version else "提请以后，要改的在链记录已有变动"


@need("企业看得到，又还不归这个岗位办理")
def _asks_others(row: Any, by: Any) -> str:
    if not visible(by, Enterprise).filter(pk=row.enterprise_id).exists():
        return "没有这家企业；请核对"
    own = may(by, EDIT, row.enterprise) and not is_own_part(by)
    return "这家企业归您现在的岗位办理，不必提请；请直接办理" if own else ""


@need("企业归这个岗位办理，又不是企业自己")
def _answers_for_firm(row: Any, by: Any) -> str:
    if may(by, EDIT, row.enterprise) and not is_own_part(by):
        return ""
    return spoken("由{office}、企业所在区域或企业现在的产业链专班答复")


@need("由提请的岗位办理")
def _asked_for_it(row: Any, by: Any) -> str:
    return "" if is_own(row, by) else f"由提请的“{row.post or row.entered_by}”撤回；不同意的请写明理由"


@need("企业还在名录里，要改的在链记录没有变动")
def _still_can_be(row: Any, _by: Any) -> str:
    why = can_no_longer_be(row)
    return f"{why}，不能照提请的办；请答复不同意，由对方核对后再提请" if why else ""


# fmt: off
PROPOSAL = Lifecycle("proposal", dict(State.choices), (
    Step(name="propose", title="提请", sources=(), to=State.WAITING, permission=EDIT, who=(_asks_others,),
         authors=True, starts=(ANSWER,), then="接下来由{able}答复；同意以前不是在链记录。",
         effect="同意以前不是在链记录：不计入任何合计和名单，也不让谁多看到、多办理一家企业。"),
    Step(name="agree", title="同意", sources=(State.WAITING,), to=State.AGREED, permission=EDIT,
         who=(_answers_for_firm,), needs=(_still_can_be,), decides=True, onwards=True, stops=(ANSWER,),
         effect="同意后成为在链记录，计入家数和产值；这条链的专班从此可以办理这家企业、查看联系电话。"),
    Step(name="decline", title="不同意", sources=(State.WAITING,), to=State.DECLINED, permission=EDIT,
         who=(_answers_for_firm,), asks=(reason("理由", "请写不同意的理由，如“主营不在这条链”。"),), decides=True,
         stops=(ANSWER,), then="到此办结；{duty}会看到理由，可以另行提请。",
         effect="什么也不改；提请的岗位会看到理由，可以另行提请。"),
    Step(name="withdraw", title="撤回", sources=(State.WAITING,), to=State.WITHDRAWN, permission=EDIT,
         who=(_asked_for_it,), stops=(ANSWER,), effect="不再等待同意；以后可以另行提请。"),
    Step(name="lapse", title="失效", sources=(State.WAITING,), to=State.LAPSED, permission=EDIT, by_hand=False,
         stops=(ANSWER,), effect=f"{ANSWER_WORKDAYS}个工作日没有答复，企业并入他家、注销或迁出，或在链记录变了。"),
), title="在链提请", unit="件",
   clocks=(ClockRule(name=ANSWER, title="答复", limit=lambda _row: ANSWER_WORKDAYS),))
# fmt: on
