"""The lives of a pool and of each buyer's part in it, as tables. Once agreed, its need goes the way of all needs."""

from __future__ import annotations

from typing import Any

from lianzhang.market.models import MemberState, PoolState
from lianzhang.market.permissions import Permission
from lianzhang.work.api import Lifecycle, Step, reason

from . import needs

__all__ = ["POOL", "POOL_MEMBER"]

P, M = PoolState, MemberState
ENTER, CHECK = Permission.ENTER, Permission.CHECK
OWN = (needs.of_the_buyer,)


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


# fmt: off
POOL = Lifecycle("pool", dict(P.choices), (
    _step("propose", "提拼单", (), P.PROPOSED, ENTER, authors=True, who=(needs.of_a_firm,),
          effect="先由专班或链办核对写法；别家看不到是谁提的、要多少。", then="由{able}核对后征集。"),
    _step("call", "征集拼单", (), P.CALLING, ENTER, authors=True, who=(needs.carries,),
          effect="能参加的企业从此看得到写的这些；谁参加、要多少，企业之间互相看不到。",
          then="请几家企业，等它们各自答复。"),
    _step("change", "修改", (P.PROPOSED, P.CALLING), None, ENTER, authors=True, only_if_changed=True,
          who=(needs.of_who_entered,), needs=(needs.nobody_joined,), effect="能参加的企业看到的随之改。"),
    _step("open", "核对后征集", (P.PROPOSED,), P.CALLING, CHECK, decides=True, onwards=True,
          effect="能参加的企业从此看得到写的这些。", then="请几家企业，等它们各自答复。"),
    _step("agree", "定下来", (P.CALLING,), P.AGREED, CHECK, onwards=True,
          needs=(needs.enough, needs.somebody_leads, needs.all_answered),
          effect="各家的数量合成一件需求，由牵头的一家签约；没有答复的不算参加。", then="由另一人核对后发布。"),
    _step("drop", "了结", (P.PROPOSED, P.CALLING), P.DROPPED, ENTER, who=(needs.of_who_entered,),
          asks=(reason("为什么没有拼成"),), effect="不再征集；各家自己的需求照旧。"),
), title="拼单", unit="个")

POOL_MEMBER = Lifecycle("pool_member", dict(M.choices), (
    _step("invite", "请它参加", (), M.INVITED, ENTER, who=(needs.carries,), needs=(needs.calling,),
          effect="它从此看得到这个拼单；不答复不算参加。", then="等它答复。"),
    _step("enrol", "参加", (), M.JOINED, ENTER, authors=True, who=OWN, needs=(needs.takes_the_buyer,),
          effect="要多少只有本企业、专班和链办看得到。", then="等定下来；定下来以前可以改、可以退出。"),
    _step("join", "参加", (M.INVITED, M.DECLINED, M.LEFT, M.SILENT), M.JOINED, ENTER, authors=True, onwards=True,
          who=OWN, needs=(needs.calling,), effect="要多少只有本企业、专班和链办看得到。",
          then="等定下来；定下来以前可以改、可以退出。"),
    _step("change", "改数量", (M.JOINED,), None, ENTER, authors=True, only_if_changed=True, who=OWN,
          needs=(needs.still_open,), effect="按改过的合计。"),
    _step("decline", "不参加", (M.INVITED,), M.DECLINED, ENTER, who=OWN, needs=(needs.still_open,), at_once=True,
          effect="不算在内；还在征集的可以再参加。"),
    _step("leave", "退出", (M.JOINED,), M.LEFT, ENTER, who=OWN, needs=(needs.still_open,),
          effect="不算在内；定下来以后不能退。"),
    _step("lapse", "记没有答复", (M.INVITED,), M.SILENT, ENTER, by_hand=False,
          effect="到期没有答复，不算参加；还在征集的可以再参加。"),
    _step("receive", "记收到", (M.JOINED, M.RECEIVED), M.RECEIVED, ENTER, onwards=True, who=(needs.told_by_the_buyer,),
          needs=(needs.signed,), effect="凭本企业自己的、对方确认过的采购记录；近地配套率随这条采购变。",
          then="再有交付时再记；都收到了由牵头的一家、专班或链办记办成。"),
), title="拼单企业", unit="家")
# fmt: on
