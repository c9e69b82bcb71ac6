"""The life of a project, as a table: lead, talks, signed, landed, started, completed, producing, at capacity.

Health is no stage: whether it stands still or lags follows from days. Three hands carry it, each after it took over."""

from __future__ import annotations

from typing import Any

from lianzhang.plans.models import ProjectLimit
from lianzhang.work.api import Ask, AskKind, ClockRule, Lifecycle, Step, reason

from . import needs
from .limits import hand_over_limit
from .models import ORDER, UNDER_WAY
from .models import Stage as S
from .permissions import Permission

__all__ = ["GATE_STEPS", "PROJECT"]

ENTER, CARRY, COORDINATE = Permission.ENTER, Permission.CARRY, Permission.COORDINATE
HAND_OVER = ProjectLimit.What.HAND_OVER
BEFORE_PRODUCING = ORDER[: ORDER.index(S.PRODUCING)]
TO_HAND_OVER = ORDER[ORDER.index(S.TALKS) : ORDER.index(S.CAPACITY)]
# Steps from gate to gate, with the stage to which they lead.
GATE_STEPS = {
    "meet": S.TALKS,
    "sign": S.SIGNED,
    "land": S.LANDED,
    "start": S.STARTED,
    "complete": S.COMPLETED,
    "produce": S.PRODUCING,
    "reach_capacity": S.CAPACITY,
}
TITLES = {
    "meet": ("转为在谈", "和投资方谈起来了；首报保护从这天重计。"),
    "sign": ("签约", "合同额和到位资金分开记；签约不等于资金到位。"),
    "land": ("落地", "企业已在本地登记、项目已备案。"),
    "start": ("开工", "按开工日期计入方案目标；一个项目只计一次。"),
    "complete": ("竣工", "按期不按期看原定竣工日期。"),
    "produce": ("投产", "转入投产运营。"),
    "reach_capacity": ("达产", "达到设计年产值。"),
}

ON = Ask(name="on", title="哪一天", kind=AskKind.DATE)
PAPER = Ask(name="paper", title="凭据（合同、批文或照片）", kind=AskKind.ATTACHMENT, required=False)
NOTE = Ask(name="text", title="进展", most=300, absent="请写哪天有了什么进展")
UNIT = Ask(name="unit", title="交给哪个单位", kind=AskKind.UNIT)


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


def _gate(name: str) -> Step:
    stage, (title, effect) = GATE_STEPS[name], TITLES[name]
    source = ORDER[ORDER.index(stage) - 1]
    return _step(
        *(name, title, (source,), stage, CARRY),
        who=(needs.carries,),
        needs=needs.GATES[name],
        asks=(ON, PAPER),
        effect=effect,
        onwards=True,
    )


# fmt: off
PROJECT = Lifecycle("project", dict(S.choices), (
    _step("report", "报告线索", (), S.LEAD, ENTER, authors=True,
          effect="首报受保护；别的单位再报同一投资方，只会被告知已有单位首报。"),
    _step("register", "登记项目", (), S.LANDED, ENTER, authors=True, effect="本地企业自己的项目从立项起登记。"),
    _step("amend", "改写内容", (*UNDER_WAY, S.CAPACITY), None, CARRY, who=(needs.carries,), authors=True,
          only_if_changed=True, effect="改了什么，经过里都列着。"),
    *map(_gate, GATE_STEPS),
    _step("note", "记进展", UNDER_WAY, None, CARRY, who=(needs.carries,), asks=(ON, NOTE, PAPER),
          effect="停滞从末次进展算起。"),
    _step("report_month", "报月度投资", (S.LANDED, S.STARTED, S.COMPLETED, S.PRODUCING), None, CARRY,
          who=(needs.carries,), effect="负数、超过往常十倍的要说明；更正的原数留在经过里。"),
    _step("add_milestone", "添加里程碑", UNDER_WAY, None, CARRY, who=(needs.carries,),
          effect="原定日期不再改，改期的次数一直列着。"),
    _step("set_milestone", "更新里程碑", UNDER_WAY, None, CARRY, who=(needs.carries,), needs=(needs.has_milestones,),
          effect="改预计日期要写理由，次数加一。"),
    _step("add_need", "提出要素需求", UNDER_WAY, None, CARRY, who=(needs.carries,),
          effect="落实不了的可以转为问题，由有关单位办理。"),
    _step("meet_need", "记要素落实", UNDER_WAY, None, CARRY, who=(needs.carries,), needs=(needs.has_open_needs,),
          effect="写明哪天落实。"),
    _step("hand_over", "移交", TO_HAND_OVER, None, CARRY, who=(needs.carries,), needs=(needs.asked_nobody,),
          asks=(UNIT, reason("移交说明", "请写办到哪一步、还有什么没办")), starts=(HAND_OVER,),
          effect="对方接手以前仍由原单位负责。", then="等对方接手或说明为什么不接。"),
    _step("take_over", "接手", TO_HAND_OVER, None, CARRY, who=(needs.asked,), stops=(HAND_OVER,),
          effect="从此由本单位负责。"),
    _step("refuse_hand_over", "不接", TO_HAND_OVER, None, CARRY, who=(needs.asked,),
          asks=(reason("不接的理由", "请写为什么不接、应由谁接"),), stops=(HAND_OVER,),
          effect="仍由原单位负责，理由留在移交记录里。", done="已回复不接。"),
    _step("recall_hand_over", "收回移交", TO_HAND_OVER, None, CARRY, who=(needs.carries,),
          needs=(needs.asked_somebody,), stops=(HAND_OVER,), effect="不再请对方接手。"),
    _step("lose", "记流失", BEFORE_PRODUCING, S.LOST, CARRY, who=(needs.carries,),
          asks=(ON, reason("流失原因", "请写为什么没有成：去了哪里、卡在哪里")), stops=(HAND_OVER,),
          effect="原因留存；不再算在库项目。", then="已出库；又谈起来的可以重启。"),
    _step("revive", "重启", (S.LOST,), S.TALKS, CARRY, who=(needs.carries,), needs=(needs.was_lead,),
          asks=(ON, reason("为什么重启")), effect="回到在谈。"),
    _step("release", "首报保护到期", (S.LEAD, S.TALKS), None, COORDINATE, by_hand=False,
          effect="没有进展的不再占着投资方。"),
), title="项目", unit="个", clocks=(ClockRule(name=HAND_OVER.value, title="接手", limit=hand_over_limit),))
# fmt: on
