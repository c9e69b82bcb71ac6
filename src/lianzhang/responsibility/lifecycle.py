"""The lives of a responsibility and of a share of a target, as tables."""

from __future__ import annotations

from lianzhang.plans.api import in_use
from lianzhang.work.api import GONE, Ask, AskKind, Lifecycle, Step, reason

from . import needs
from .models import ISSUED, ShareState
from .models import ResponsibilityState as R
from .permissions import Permission

__all__ = ["PAPER", "RESPONSIBILITY", "SHARE"]

S = ShareState
ASSIGN, DRAFT, ISSUE, ANSWER = (
    *(Permission.ASSIGN, Permission.DRAFT_SHARE),
    *(Permission.ISSUE_SHARE, Permission.ANSWER_SHARE),
)

UNIT = Ask(name="lead", title="责任单位", kind=AskKind.UNIT)
HELPERS = Ask(name="helpers", title="配合单位", kind=AskKind.UNITS, required=False)
PAPER = (
    Ask(name="paper_title", title="依据文件", most=200, absent="请写依据的文件，如“重点任务分工方案”"),
    Ask(name="paper_number", title="文号", most=80, required=False),
)
STARTS = Ask(name="starts", title="起始日期", kind=AskKind.DATE)
ENDED = Ask(name="ended", title="终止日期", kind=AskKind.DATE)
# A number as people write it: kernel/amounts.py reads it.
VALUE = Ask(name="value", title="调整后的数", most=40, absent="请写调整后的数")

# fmt: off
RESPONSIBILITY = Lifecycle("responsibility", dict(R.choices), (
    Step(name="assign", title="指定责任单位", sources=(), to=R.IN_FORCE, permission=ASSIGN,
         asks=(UNIT, HELPERS, *PAPER, STARTS),
         effect="从起始日期起由这个单位负责；原来指定的到前一天为止，留在历史里。",
         then="目标和任务的页面上写着由谁负责。"),
    Step(name="end", title="解除责任", sources=(R.IN_FORCE,), to=R.ENDED, permission=ASSIGN,
         asks=(ENDED, reason("解除的理由", "请写解除的理由，如“职责已划转”")),
         effect="从终止日期起不再由它负责；没有另行指定的，按方案写明的单位，方案没有写的就是无人负责。",
         then="要由别的单位负责的，请另行指定。"),
    Step(name="withdraw", title="撤回", sources=(R.IN_FORCE, R.ENDED), to=R.WITHDRAWN, permission=ASSIGN,
         needs=(needs.not_replaced,), asks=(reason("撤回的理由", "请写哪里记错了"),),
         effect="记错的才撤回：这一条不再算数，被它接替的恢复有效。", then="记错的这一条不再算数。"),
    Step(name="cede", title="被接替", sources=(R.IN_FORCE,), to=R.ENDED, permission=ASSIGN, by_hand=False,
         effect="另有单位负责，到前一天为止。"),
    Step(name="restore", title="恢复", sources=(R.ENDED,), to=R.IN_FORCE, permission=ASSIGN, by_hand=False,
         effect="接替它的已撤回，接着有效。"),
), title="责任分工", needs=(in_use,))

SHARE = Lifecycle("share", dict(S.choices), (
    Step(name="draft", title="拟定", sources=(), to=S.DRAFT, permission=DRAFT, authors=True,
         effect="拟定后由另一个账号核对并下达。", then="拟定的还没有下达；由另一个账号核对下达。"),
    Step(name="edit", title="改拟定的数", sources=(S.DRAFT,), to=None, permission=DRAFT, by_hand=False, authors=True,
         only_if_changed=True, effect="下达以前可以改。"),
    Step(name="discard", title="删去", sources=(S.DRAFT,), to=GONE, permission=DRAFT, by_hand=False,
         effect="下达以前可以删去。"),
    Step(name="issue", title="下达", sources=(S.DRAFT,), to=S.ISSUED, permission=ISSUE, by_hand=False, decides=True,
         effect="一个目标的各部分一次下达；合计和总数对照，超出的写明理由。"),
    Step(name="accept", title="签收", sources=(S.ISSUED,), to=S.ACCEPTED, permission=ANSWER, who=(needs.receives,),
         onwards=True, effect="按这个数承担；没有回应的一直标着“没有回应”。", then="已签收，按期填报实际值。"),
    Step(name="dispute", title="提出异议", sources=(S.ISSUED,), to=S.DISPUTED, permission=ANSWER, who=(needs.receives,),
         needs=(needs.not_disputed,), asks=(reason("异议的理由和建议的数"),),
         effect="只能提一次，由下达的岗位裁定；裁定以前照下达的数看。"),
    Step(name="uphold", title="维持", sources=(S.DISPUTED,), to=S.UPHELD, permission=ISSUE,
         who=(needs.rules_on_another,), asks=(reason("维持的理由"),), onwards=True,
         effect="仍按下达的数承担，不再变更。", then="按下达的数承担，不再变更。"),
    Step(name="change", title="调整", sources=(S.DISPUTED,), to=S.CHANGED, permission=ISSUE,
         who=(needs.rules_on_another,), asks=(VALUE, reason("调整的理由")),
         effect="按调整后的数承担，不再变更；合计超出总数的照样要写理由。", then="按调整后的数承担，不再变更。"),
    Step(name="withdraw", title="收回", sources=ISSUED, to=S.WITHDRAWN, permission=ISSUE, asks=(reason("收回的理由"),),
         effect="不再由它承担，合计里减去；历史留存。", then="要另行分解的，请重新拟定。"),
), title="目标分解", needs=(in_use,))
# fmt: on
