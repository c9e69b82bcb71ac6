"""The life of an application, of what was awarded upon it, of each payment, and of what a bank reports, as tables.

Through which levels an application goes is the plan's table; here stands what may be done at any of them."""

from __future__ import annotations

from typing import Any

from lianzhang.work.api import GONE, Ask, AskKind, ClockRule, Lifecycle, Step, reason

from . import needs
from .levels import next_level
from .models import ApplicationState, AwardState, BalanceState, BudgetReview, PaymentState
from .permissions import Permission

__all__ = ["APPLICATION", "AWARD", "BUDGET_REVIEW", "LOAN_BALANCE", "PAYMENT"]

A, W, P, B, V = ApplicationState, AwardState, PaymentState, BalanceState, BudgetReview.State
ENTER, DECIDE, KEEP, PAY = Permission.ENTER, Permission.DECIDE, Permission.KEEP_AWARD, Permission.PAY

AMOUNT = Ask(name="amount", title="批准金额（万元，不写就照申请的）", required=False, most=20)
DECIDED = Ask(name="day", title="批准日期（不写就是今天）", kind=AskKind.DATE, required=False)
WORDS = Ask(name="reason", title="意见", required=False)
PAID = Ask(name="day", title="拨付日期", kind=AskKind.DATE)
PAPER = Ask(name="paper", title="下达文号或凭证", most=200)
RECOVERED = Ask(name="day", title="追回日期", kind=AskKind.DATE)
UNTIL = Ask(name="valid_until", title="有效期至", kind=AskKind.DATE)
SOURCE = Ask(name="reason", title="凭哪份文件")


MONEY_IN = Ask(name="amount", title="金额（万元，没有的写0）", most=20)
MONEY_BACK = Ask(name="amount", title="收回的金额（万元）", most=20)
ON = Ask(name="day", title="日期", kind=AskKind.DATE)
VOUCHER = Ask(name="paper", title="凭证", most=200)


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


def _onwards(row: Any) -> str:
    later = next_level(row)
    return f"报到“{later}”，从今天起算它的时限。" if later else ""


STAKE = (needs.is_stake,)  # of a fund alone
AT_LEVEL: dict[str, Any] = {"who": (needs.before_own_level,), "decides": True}

# fmt: off
APPLICATION = Lifecycle("application", dict(A.choices), (
    _step("enter", "填写", (), A.DRAFT, ENTER, authors=True,
          effect="存成草稿，只有本企业看得到。", then="附上材料，在截止以前报出。"),
    _step("change", "修改", (A.DRAFT, A.RETURNED), None, ENTER, authors=True, only_if_changed=True,
          effect="改的只是这一份，还没有报出。", then="附上材料，在截止以前报出。"),
    _step("submit", "报出", (A.DRAFT, A.RETURNED), A.SUBMITTED, ENTER, authors=True, onwards=True,
          needs=(needs.window_open, needs.said_well, needs.not_paid_twice, needs.papers_there, needs.meets_all),
          starts=("level",), effect="报到审核的一层，从今天起算它的时限；退回过的回到退回的那一层。",
          then="由审核的一方办理。"),
    _step("pass_on", "通过，报上一层", (A.SUBMITTED,), None, DECIDE, **AT_LEVEL, onwards=True, asks=(WORDS,),
          needs=(needs.not_of_own_unit, needs.further_level), starts=("level",),
          effect_on=_onwards, effect="报到后面的一层。", then="由后面的一层办理。"),
    _step("approve", "批准", (A.SUBMITTED,), A.APPROVED, DECIDE, **AT_LEVEL, onwards=True, asks=(AMOUNT, DECIDED),
          needs=(needs.not_of_own_unit, needs.last_level, needs.not_paid_twice), stops=("level",),
          effect="记下批准的金额和有效期；授予称号的，称号一起登记。", then="由责任单位按承诺的时限拨付。"),
    _step("give_back", "退回", (A.SUBMITTED,), A.RETURNED, DECIDE, **AT_LEVEL, asks=(reason("退回理由"),),
          needs=(needs.not_of_own_unit,), stops=("level",), effect="退给企业补正，理由一起给；补正后回到这一层。",
          then="由企业补正：正式截止以前，至少十个工作日。"),
    _step("refuse", "不予通过", (A.SUBMITTED,), A.REFUSED, DECIDE, **AT_LEVEL, asks=(reason("不予通过的理由"),),
          needs=(needs.not_of_own_unit,), stops=("level",), effect="到此了结，理由给企业看。"),
    _step("withdraw", "撤回", (A.DRAFT, A.SUBMITTED, A.RETURNED), A.WITHDRAWN, ENTER, asks=(reason("撤回原因"),),
          stops=("level",), effect="到此了结；窗口还开着的可以另填一件。"),
    _step("lapse", "记过期", (A.DRAFT, A.RETURNED), A.LAPSED, ENTER, needs=(needs.day_has_passed,), by_hand=False,
          effect="截止以前没有报出；填的还在，可以照着重填。"),
), title="申报", unit="件", clocks=(
    ClockRule(name="level", title="审核", limit=lambda row: row.level.workdays if row.level else None),
))

AWARD = Lifecycle("award", dict(W.choices), (
    _step("grant", "批准", (), W.HELD, DECIDE, by_hand=False, effect="一件申报一个批准。"),
    _step("recheck", "记复核通过", (W.HELD,), None, KEEP, needs=(needs.limited,), asks=(UNTIL, SOURCE),
          effect="有效期延到这一天；授予的称号一起延。"),
    _step("remove", "撤销", (W.HELD,), W.REMOVED, KEEP, asks=(reason("撤销理由"),),
          effect="从今天起不再有效：没有拨的取消，授予的称号一起取消；已拨的另记追回。"),
    _step("match", "记社会资本投入", (W.HELD,), None, PAY, who=STAKE, asks=(MONEY_IN, ON, VOUCHER),
          effect="算进放大倍数；没有跟投的写0，不写的算作不清楚。"),
    _step("get_back", "记收回一部分", (W.HELD,), None, PAY, who=STAKE, needs=(needs.paid_in,),
          asks=(MONEY_BACK, ON, VOUCHER), effect="分红或退出一部分；基金还持有其余的。"),
    _step("exit", "记退出", (W.HELD,), W.EXITED, PAY, who=STAKE, needs=(needs.paid_in, needs.nothing_planned),
          asks=(MONEY_BACK, ON, VOUCHER), effect="基金不再持有；写最后一次收回的金额。"),
    _step("write_off", "记核销", (W.HELD,), W.WRITTEN_OFF, PAY, who=STAKE,
          needs=(needs.paid_in, needs.nothing_planned), asks=(ON, reason("核销原因和依据")),
          effect="没有收回的算作损失，单列出来。"),
), title="批准", unit="项")

PAYMENT = Lifecycle("payment", dict(P.choices), (
    _step("plan", "安排拨付", (), P.PLANNED, PAY, needs=(needs.money_still_held,),
          effect="从预算里留出这一笔；加起来不超过批准的，也不超过预算。", then="拨了记已拨付。"),
    _step("pay", "记已拨付", (P.PLANNED,), P.PAID, PAY, asks=(PAID, PAPER), needs=(needs.money_still_held,),
          onwards=True, effect="企业看到钱已拨付。", then="还没拨完的接着安排。"),
    _step("recover", "记追回", (P.PAID,), P.RECOVERED, PAY, asks=(RECOVERED, reason("追回原因")),
          effect="不再算已拨付，金额回到预算。"),
    _step("cancel", "取消", (P.PLANNED,), P.CANCELLED, PAY, asks=(reason("取消原因"),),
          effect="留出的金额回到预算；承诺还在。"),
), title="拨付", unit="笔")

LOAN_BALANCE = Lifecycle("loan_balance", dict(B.choices), (
    _step("report", "填报", (), B.REPORTED, Permission.ENTER_LENDING, authors=True,
          effect="由没有经手的账号核对；核对了才计入贷款增速。", then="由链办或负责这项目标的单位核对。"),
    _step("change", "修改", tuple(B), B.REPORTED, Permission.ENTER_LENDING, authors=True, only_if_changed=True,
          effect="改了以后重新核对。", then="由链办或负责这项目标的单位核对。"),
    _step("check", "核对", (B.REPORTED,), B.CHECKED, Permission.CHECK_LENDING, decides=True, onwards=True,
          needs=(needs.not_of_own_bank,), effect="从此计入贷款增速。", then="不用再办。"),
    _step("return", "退回", (B.REPORTED, B.CHECKED), B.RETURNED, Permission.CHECK_LENDING, decides=True,
          needs=(needs.not_of_own_bank,),
          asks=(reason("哪里不对", "请写哪里不对，如“含了外地分行的”。"),),
          effect="改好以前不计入贷款增速；银行看得到理由。", then="等银行改。"),
    _step("withdraw", "撤销", tuple(B), GONE, Permission.ENTER_LENDING,
          asks=(reason("为什么撤销", "请写撤销的理由，如“报错了季度，另报”。"),),
          effect="这一份不再计入；内容和理由留在审计记录中。"),
), title="贷款余额", unit="份")

BUDGET_REVIEW = Lifecycle("budget_review", dict(V.choices), (
    _step("enter", "填写", (), V.DRAFTED, Permission.ENTER_REVIEW, authors=True,
          effect="存成草稿；执行率按拨付记录自动算。", then="填全各项指标，年度过了报出。"),
    _step("change", "修改", (V.DRAFTED,), None, Permission.ENTER_REVIEW, authors=True, only_if_changed=True,
          effect="改的只是草稿，还没有报出。", then="填全各项指标，年度过了报出。"),
    _step("submit", "报出", (V.DRAFTED,), V.SUBMITTED, Permission.ENTER_REVIEW, authors=True, onwards=True,
          needs=(needs.year_over, needs.scored_whole),
          effect="总分按现在的拨付算定，由没有经手的账号审核。", then="由链办审核。"),
    _step("check", "审核通过", (V.SUBMITTED,), V.CHECKED, Permission.CHECK_REVIEW, decides=True, onwards=True,
          effect="这笔预算这一年的自评就此定下。", then="不用再办。"),
    _step("give_back", "退回", (V.SUBMITTED, V.CHECKED), V.DRAFTED, Permission.CHECK_REVIEW, decides=True,
          asks=(reason("哪里不对", "请写哪里不对，如“完成值没有依据”。"),),
          effect="回到草稿，理由给填写的一方看。", then="由填写的一方改好再报。"),
    _step("withdraw", "撤销", (V.DRAFTED,), GONE, Permission.ENTER_REVIEW,
          asks=(reason("为什么撤销"),), effect="这一份不再有；内容和理由留在审计记录中。"),
), title="绩效自评", unit="份")
# fmt: on
