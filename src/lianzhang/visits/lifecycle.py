"""The lives of visits and of promises, as tables. That a promise is overdue is no state: it follows from the day."""

from __future__ import annotations

from typing import Any

from lianzhang.work.api import Ask, AskKind, Lifecycle, Step, reason

from . import needs
from .models import PromiseState, Reply, VisitState
from .permissions import Permission

__all__ = ["PROMISE", "VISIT"]

V, P = VisitState, PromiseState
ENTER, CONFIRM = Permission.ENTER, Permission.CONFIRM
SPEAK, DECIDE, REPLY = Permission.SPEAK, Permission.DECIDE, Permission.REPLY

ON = Ask(name="on", title="哪天去的", kind=AskKind.DATE)
NEW_DAY = Ask(name="date", title="改到哪天", kind=AskKind.DATE)
SAID = Ask(name="said", title="办到哪一步、还差什么", most=500)
NEW_DEADLINE = Ask(name="deadline", title="改到哪天", kind=AskKind.DATE)
KEPT_ON = Ask(name="kept_on", title="哪天兑现", kind=AskKind.DATE)
PROOF = Ask(name="proof", title="凭什么认定", most=500, absent="请写看了什么：文件、到账单、对方的话")
PAPER = Ask(name="paper", title="凭据（文件或照片）", kind=AskKind.ATTACHMENT, required=False)
HEARD = Ask(name="heard", title="兑现了吗", kind=AskKind.CHOICE, choices=dict(Reply.choices))
WORDS = Ask(name="text", title="说明", required=False)


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


TOOK_PART = (needs.took_part,)
OTHERS = (needs.not_its_own,)

# fmt: off
VISIT = Lifecycle("visit", dict(V.choices), (
    _step("plan", "约定", (), V.PLANNED, ENTER, authors=True, effect="到日子以后登记去了没有。"),
    _step("record", "补记", (), V.WRITTEN, ENTER, authors=True,
          effect="登记的是已经去过的走访，由没有经手的账号确认。"),
    _step("hold", "登记已去", (V.PLANNED,), V.HELD, ENTER, who=TOOK_PART, onwards=True, asks=(ON,),
          effect="接着写对方提了什么、谈成什么、承诺了什么。"),
    _step("move", "改期", (V.PLANNED,), None, ENTER, who=TOOK_PART, asks=(NEW_DAY, reason("为什么改期")),
          effect="原定日期和改期次数一直列着。", then="到日子以后登记去了没有。"),
    _step("cancel", "取消", (V.PLANNED,), V.CANCELLED, ENTER, who=TOOK_PART, asks=(reason("为什么取消"),),
          effect="取消后不再办理，理由留存，不算走访。"),
    _step("write", "写记录", (V.HELD,), V.WRITTEN, ENTER, who=TOOK_PART, onwards=True, authors=True,
          effect="写对方提了什么、谈成什么、下一步；写了才能确认。"),
    _step("amend", "补充", (V.WRITTEN,), V.WRITTEN, ENTER, who=TOOK_PART, authors=True, only_if_changed=True,
          effect="确认以前都能补充。"),
    _step("confirm", "确认", (V.WRITTEN,), V.CONFIRMED, CONFIRM, decides=True, onwards=True,
          effect="确认了才算作方案任务的记录，从此不再改动。", then="走访办完了；承诺另有各自的期限。"),
    _step("return", "退回", (V.WRITTEN,), V.HELD, CONFIRM, decides=True, asks=(reason("退回的理由"),),
          effect="回到登记的岗位重写。"),
), title="走访", unit="次")

PROMISE = Lifecycle("promise", dict(P.choices), (
    _step("make", "承诺", (), P.OPEN, ENTER, authors=True,
          effect="从此列在该兑现的单位名下，到兑现或写明不能兑现为止。"),
    _step("keep", "认定兑现", (P.OPEN,), P.KEPT, DECIDE, who=OTHERS, needs=(needs.not_disputed,), onwards=True,
          asks=(KEPT_ON, PROOF, PAPER),
          effect="要有凭据：附文件，或由它转成的任务已核验，或对方说已兑现；依据对方企业也看得到。"),
    _step("say", "回话", (P.OPEN,), None, SPEAK, who=(needs.owes,), asks=(SAID,),
          effect="只是末次回话，不算兑现；对方企业也看得到。", then="由别的单位凭依据认定。"),
    _step("move", "改期", (P.OPEN,), None, DECIDE, who=OTHERS, asks=(NEW_DEADLINE, reason("为什么改期")),
          effect="原定期限和改期次数一直列着；理由对方企业也看得到。", then="由该兑现的单位接着办。"),
    _step("reply", "告诉兑现没有", (P.OPEN,), None, REPLY, who=(needs.is_party,), asks=(HEARD, WORDS),
          effect="您说没有兑现的，谁也不能认定兑现。", then="由{able}认定。"),
    _step("fail", "不能兑现", (P.OPEN,), P.BROKEN, DECIDE, who=OTHERS, asks=(reason("为什么不能兑现"),),
          effect="如实记下，理由对方看得到；不算兑现。"),
    _step("withdraw", "撤回", (P.OPEN,), P.WITHDRAWN, ENTER, who=(needs.made_it, needs.not_its_own),
          asks=(reason("为什么撤回"),), effect="记错的、并到别处的才撤回；理由留存。"),
), title="承诺", unit="件")
# fmt: on
