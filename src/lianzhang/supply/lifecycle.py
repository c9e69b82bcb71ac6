"""The lives of purchases, totals, capabilities, material flows, second sources that are sought, and runs, as tables."""

from __future__ import annotations

from typing import Any

from lianzhang.supply.sourcing.limits import qualifying_limit, searching_limit
from lianzhang.work.api import GONE, Ask, AskKind, ClockRule, Lifecycle, Step, reason

from . import needs
from .models import FlowState, PurchaseState, RunState, SourcingState, Substitution
from .permissions import Permission

__all__ = [
    *("CAPABILITY", "ESSENTIAL_INPUT", "MATERIAL_FLOW", "PRODUCT", "PURCHASE", "PURCHASE_TOTAL", "RUN", "SOURCING"),
    "TRADE_TERM",
]

P, S, R, F = PurchaseState, SourcingState, RunState, FlowState
ENTER, ANSWER, SETTLE = Permission.ENTER, Permission.ANSWER, Permission.SETTLE
SOURCE, ANALYSE, CATALOGUE = Permission.SOURCE, Permission.ANALYSE, Permission.CATALOGUE

AMOUNT = Ask(name="amount", title="实际金额（万元）", required=False, most=20)
SIDE = Ask(name="side", title="按谁的金额", kind=AskKind.CHOICE, choices={"customer": "采购方", "supplier": "供应商"})
SAID = Ask(name="said", title="办到哪一步、还差什么", most=500)
SINCE = Ask(name="supplying_since", title="哪天开始供货", kind=AskKind.DATE)
STAGE = Ask(name="stage", title="国产替代到哪一步", kind=AskKind.CHOICE, choices=dict(Substitution.choices))
TITLE = Ask(name="title", title="名称", most=120)
FLOWS = (F.REPORTED, F.ASKED, F.CHECKED, F.RETURNED)
EVERY = (P.REPORTED, P.CONFIRMED, P.DISPUTED)
OPEN = (S.FOUND, S.SEARCHING, S.QUALIFYING)


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


BUYS, SELLS = (needs.buys,), (needs.sells,)

# fmt: off
PURCHASE = Lifecycle("purchase", dict(P.choices), (
    _step("report", "填报", (), P.REPORTED, ENTER, who=BUYS, authors=True,
          effect="从此计入配套率；供应商在名录里的，由他确认或提出异议。"),
    _step("change", "修改", EVERY, P.REPORTED, ENTER, who=BUYS, authors=True, only_if_changed=True,
          effect="对方确认过的，改了以后要重新确认。"),
    _step("identify", "认出供应商", EVERY, P.REPORTED, ENTER, who=BUYS, needs=(needs.is_stranger,), authors=True,
          effect="写的名称从此是名录里的这一家；由他确认。"),
    _step("map", "归到产品", EVERY, None, ENTER, who=BUYS, effect="从此按这个产品计入环节、唯一来源和集中度。",
          then="不用再办。"),
    _step("confirm", "确认", (P.REPORTED,), P.CONFIRMED, ANSWER, who=SELLS, decides=True, onwards=True,
          effect="两方说的一样，这一条从此有两方作证。", then="不用再办。"),
    _step("dispute", "提出异议", (P.REPORTED, P.CONFIRMED), P.DISPUTED, ANSWER, who=SELLS,
          asks=(reason("哪里不对", "请写哪里不对，如“金额含了上一年的”。"), AMOUNT),
          effect="仍按采购方报的计，同时列出有异议；采购方改，或由{able}裁定。", then="等采购方改，或等裁定。"),
    _step("settle", "裁定", (P.DISPUTED,), P.CONFIRMED, SETTLE, decides=True, asks=(SIDE, reason("裁定的理由")),
          effect="按裁定的金额计，两方都看得到理由。", then="不用再办。"),
    _step("withdraw", "撤销", EVERY, GONE, ENTER, who=BUYS,
          asks=(reason("为什么撤销", "请写撤销的理由，如“报错了年份，另报”。"),),
          effect="这一条不再计入；内容和理由留在审计记录中。"),
), title="采购", unit="条")

PURCHASE_TOTAL = Lifecycle("purchase_total", {"stated": "已填"}, (
    _step("state", "填写", (), "stated", ENTER, authors=True, effect="从此知道采购清单录到了几成。"),
    _step("change", "修改", ("stated",), None, ENTER, authors=True, only_if_changed=True, effect="录到几成随之重算。"),
    _step("withdraw", "撤销", ("stated",), GONE, ENTER, asks=(reason("为什么撤销"),),
          effect="录到几成从此不清楚。"),
), title="采购总额", unit="份", state=lambda _row: "stated")

PRODUCT = Lifecycle("product", {"listed": "在目录里"}, (
    _step("add", "登记", (), "listed", CATALOGUE, effect="采购和供应能力从此能归到这个产品。"),
    _step("change", "修改", ("listed",), None, CATALOGUE, only_if_changed=True,
          effect="归到它的采购随之换了环节和口径。"),
    _step("withdraw", "撤销", ("listed",), GONE, CATALOGUE, needs=(needs.unused,), asks=(reason("为什么撤销"),),
          effect="目录里不再有它；归过采购、能力或下级产品的不能撤销。"),
), title="产品", unit="个", state=lambda _row: "listed")

ESSENTIAL_INPUT = Lifecycle("essential_input", {"stated": "已写明"}, (
    _step("state", "写明", (), "stated", CATALOGUE, effect="推演停供时按这个关键程度。"),
    _step("change", "修改", ("stated",), None, CATALOGUE, only_if_changed=True, effect="以后的推演按新的关键程度。"),
    _step("withdraw", "撤销", ("stated",), GONE, CATALOGUE, asks=(reason("为什么撤销"),),
          effect="没写明的按“缺了减产”推演。"),
), title="关键投入", unit="条", state=lambda _row: "stated")

TRADE_TERM = Lifecycle("trade_term", {"stated": "已写明"}, (
    _step("add", "登记", (), "stated", CATALOGUE, effect="找供应商时认得这个词。"),
    _step("withdraw", "撤销", ("stated",), GONE, CATALOGUE, asks=(reason("为什么撤销"),),
          effect="找供应商时不再认得。"),
), title="行业用语", unit="条", state=lambda _row: "stated")

CAPABILITY = Lifecycle("capability", {"stated": "已填"}, (
    _step("state", "填写", (), "stated", Permission.CAPABILITY, authors=True, effect="找供应商的时候从此找得到。"),
    _step("change", "修改", ("stated",), None, Permission.CAPABILITY, authors=True, only_if_changed=True,
          effect="找供应商时按新的内容。"),
    _step("withdraw", "撤销", ("stated",), GONE, Permission.CAPABILITY, asks=(reason("为什么撤销"),),
          effect="从此找不到这一条。"),
), title="供应能力", unit="条", state=lambda _row: "stated")

MATERIAL_FLOW = Lifecycle("material_flow", dict(F.choices), (
    _step("report", "填报", (), F.REPORTED, Permission.ENTER_FLOW, authors=True,
          effect="从此计入本地闭环的比例，由没有经手的账号核对。"),
    _step("change", "修改", FLOWS, F.REPORTED, Permission.ENTER_FLOW, authors=True, only_if_changed=True,
          needs=(needs.unlocked,), effect="改了以后重新核对。"),
    _step("check", "核对", (F.REPORTED,), F.CHECKED, Permission.CHECK_FLOW, decides=True, onwards=True,
          needs=(needs.explained,), effect="核对了才算作方案任务的记录。", then="不用再办。"),
    _step("ask", "请企业说明", (F.REPORTED, F.CHECKED), F.ASKED, Permission.CHECK_FLOW, at_once=True,
          needs=(needs.unlocked, needs.unexplained),
          effect="按这一份的数写好要问的话，列到填报一方的工作台上；说清以前仍计入，标明说不清。",
          then="等填报的一方说明。"),
    _step("return", "退回", (F.REPORTED, F.ASKED, F.CHECKED), F.RETURNED, Permission.CHECK_FLOW, decides=True,
          needs=(needs.unlocked,),
          asks=(reason("哪里不对", "请写哪里不对，如“缺三月的转移联单”。"),),
          effect="改好以前不计入闭环比例；企业看得到理由。", then="等填报的一方改。"),
    _step("withdraw", "撤销", FLOWS, GONE, Permission.ENTER_FLOW, needs=(needs.unlocked,),
          asks=(reason("为什么撤销", "请写撤销的理由，如“报错了厂区，另报”。"),),
          effect="这一份不再计入；内容和理由留在审计记录中。"),
), title="物料流向", unit="份")

SOURCING = Lifecycle("sourcing", dict(S.choices), (
    _step("begin", "列入", (), S.FOUND, SOURCE, authors=True, effect="记下现在的配套率和停供代价，供货以后对着复算。"),
    _step("search", "开始找", (S.FOUND,), S.SEARCHING, SOURCE, onwards=True, starts=("search",),
          effect="按期限找第二家：本地能做的、外地可引进的、国内可替代的。"),
    _step("choose", "选定第二家", (S.FOUND, S.SEARCHING), S.QUALIFYING, SOURCE, onwards=True,
          stops=("search",), starts=("qualify",),
          effect="接着送样、验证、认证；引进的另登一个项目，替代的另派一项任务。"),
    _step("say", "回话", (S.SEARCHING, S.QUALIFYING), None, SOURCE, asks=(SAID,), effect="只是末次回话，不算找到。"),
    _step("drop", "退回再找", (S.QUALIFYING,), S.SEARCHING, SOURCE, stops=("qualify",), starts=("search",),
          asks=(reason("为什么不成"),), effect="这一家不成，接着找；理由留存。"),
    _step("supply", "已供货", (S.QUALIFYING,), S.SUPPLYING, SOURCE, onwards=True, stops=("qualify",), asks=(SINCE,),
          effect="等采购记录里有了第二家，复算配套率和停供代价。"),
    _step("measure", "复算", (S.SUPPLYING,), S.MEASURED, SOURCE, onwards=True,
          needs=(needs.bought_from_both, needs.analysed_since),
          effect="按最近一次分析记下前后对比，这一项办完。"),
    _step("mark", "标为卡脖子", OPEN, None, SOURCE, asks=(STAGE,), effect="列入卡脖子清单，写明国产替代到哪一步。"),
    _step("unmark", "不再算卡脖子", (*OPEN, S.SUPPLYING), None, SOURCE, who=(needs.is_chokepoint,),
          asks=(reason("为什么不算"),), effect="从卡脖子清单里去掉。"),
    _step("give_up", "不再找", (*OPEN, S.SUPPLYING), S.GIVEN_UP, SOURCE, stops=("search", "qualify"),
          asks=(reason("为什么不找了"),), effect="如实记下，不算找到；以后可以另列一项。"),
), title="补第二家", unit="项", clocks=(
    ClockRule(name="search", title="找第二家", limit=searching_limit),
    ClockRule(name="qualify", title="验证", limit=qualifying_limit),
))

RUN = Lifecycle("analysis_run", dict(R.choices), (
    _step("ask", "要求计算", (), R.QUEUED, ANALYSE, authors=True, effect="在后台计算，算完能看、能比。"),
    _step("start", "开始计算", (R.QUEUED,), R.RUNNING, ANALYSE, by_hand=False, effect="正在计算。"),
    _step("finish", "算完", (R.RUNNING,), R.DONE, ANALYSE, by_hand=False, effect="结果从此不再改动。"),
    _step("fail", "没有算成", (R.QUEUED, R.RUNNING), R.FAILED, ANALYSE, by_hand=False, effect="写明原因，可以再算。"),
    _step("cancel", "取消", (R.QUEUED, R.RUNNING), R.CANCELLED, ANALYSE, effect="停下计算，已算的不留；可以再算。"),
    _step("name", "取个名称", (R.DONE,), None, ANALYSE, asks=(TITLE,), only_if_changed=True,
          effect="以后按名称找出来比较；算出的结果不变。"),
), title="分析", unit="次")
# fmt: on
