"""What may be done with a firm and what hangs on it, as tables: who may take each step, what it needs and asks for.

A firm's state is written down by `state` and by a merge; the other rows stand, or ended, by their own days."""

from __future__ import annotations

from typing import Any

from lianzhang.access.api import may
from lianzhang.kernel.vocabulary import spoken, spoken_lazy
from lianzhang.work.api import GONE, Lifecycle, Need, Step, need, reason

from .models import Enterprise, FirmState
from .permissions import Permission
from .scope import NOT_OURS, is_own_part
from .undoing import why_not_undone

__all__ = ["BULK_EDIT", "CONTACT", "ENTERPRISE", "MEMBERSHIP", "NOT_SAME", "RESEARCH_BODY"]

EDIT, MERGE = Permission.EDIT_ENTERPRISE, Permission.MERGE_ENTERPRISE
MERGED, KEPT, DONE, UNDONE = "merged", "kept", "done", "undone"
STANDING = tuple(FirmState.values)  # a merged firm is acted upon no more: the one that goes on is
ON, LEFT = "on", "left"
IN_REGISTER = {KEPT: "在册"}


# --- states
def _state_of_firm(row: Enterprise) -> str:
    return MERGED if row.merged_into_id else row.state


def _only_state(_row: Any) -> str:
    return KEPT


# --- conditions
@need("由维护名录的岗位办理，不是企业自己")
def _not_the_firm_itself(_row: Any, by: Any) -> str:
    """A firm itself fills in its own part and no more."""
    return spoken("企业自己只填地址、经营范围和联系岗位；其他请{office}或属地办理") if is_own_part(by) else ""


@need("企业没有并入他家")
def _of_standing_firm(row: Any, _by: Any) -> str:
    into = row.enterprise.merged_into
    return f"这家企业已并入“{into}”；请打开那一家办理" if into else ""


@need("企业已经归这个岗位办理")
def _answers_for_firm(row: Any, by: Any) -> str:
    """A place on a chain gives its team the firm: nobody takes one by a row of their own."""
    return "" if may(by, EDIT, row.enterprise) else spoken(NOT_OURS)


_can_be_undone = Need("由经办的人撤销，之后没有人再改过", why_not_undone)


# fmt: off
ENTERPRISE = Lifecycle("firm", {**dict(FirmState.choices), MERGED: "已并入他家"}, (
    Step(name="create", title="登记", sources=(), to=None, permission=EDIT, who=(_not_the_firm_itself,),
         effect=spoken_lazy("进入{own}名录，以后可以放到产业链、登记荣誉和报表。")),
    Step(name="edit", title="修改", sources=STANDING, to=None, permission=EDIT, only_if_changed=True,
         effect="改名、改状态各有自己的表单；企业自己只改地址和经营范围。"),
    Step(name="rename", title="改名", sources=STANDING, to=None, permission=EDIT, who=(_not_the_firm_itself,),
         effect="旧名称留作曾用名，仍能搜到；更正错字的不留。"),
    Step(name="former_name", title="登记或去掉曾用名", sources=STANDING, to=None, permission=EDIT,
         who=(_not_the_firm_itself,), effect="按曾用名也能搜到这家企业。"),
    Step(name="state", title="改状态", sources=STANDING, to=None, permission=EDIT, who=(_not_the_firm_itself,),
         asks=(reason("依据", "请写依据，如“市场监管部门注销公告”。"),),
         effect="注销和迁出的可以同时离开各链；停产的还在链上。"),
    Step(name="above_scale", title="登记规上年份", sources=STANDING, to=None, permission=EDIT,
         who=(_not_the_firm_itself,), only_if_changed=True, effect="没有写的年份是不知道，不是不达标。"),
    Step(name="merge", title="合并", sources=STANDING, to=None, permission=MERGE,
         effect="另一家的名称、联系岗位、在链记录、荣誉和报表归到这一家；两家的日志都留存。"),
    Step(name="merged", title="并入他家", sources=STANDING, to=MERGED, permission=MERGE, by_hand=False),
), title="企业", unit="家企业", state=_state_of_firm)

MEMBERSHIP = Lifecycle("membership", {ON: "在链", LEFT: "已记离链"}, (
    Step(name="put", title="上链", sources=(), to=ON, permission=EDIT,
         who=(_not_the_firm_itself, _answers_for_firm), needs=(_of_standing_firm,),
         effect="各链计入的比例合起来不超过100%，产值不会算两遍。"),
    Step(name="enter", title="登记时上链", sources=(), to=ON, permission=EDIT, who=(_not_the_firm_itself,),
         effect="新登记的企业同时放到产业链上。"),
    Step(name="change", title="修改", sources=(ON, LEFT), to=None, permission=EDIT, who=(_answers_for_firm,),
         only_if_changed=True, effect="改环节、身份、起止或计入比例。"),
    Step(name="end", title="离链", sources=(ON, LEFT), to=LEFT, permission=EDIT, who=(_answers_for_firm,),
         asks=(reason("依据", "请写离链的依据，如“转产，不再供货”。"),), effect="离链以前的产值照旧计入。"),
    Step(name="withdraw", title="撤销", sources=(ON, LEFT), to=GONE, permission=EDIT, who=(_answers_for_firm,),
         asks=(reason("理由", "请写撤销的理由，如“登错了企业”。"),), effect="只用于登错的；撤销的内容留在日志里。"),
), title="在链记录", state=lambda row: LEFT if row.ends else ON)

CONTACT = Lifecycle("contact", IN_REGISTER, (
    Step(name="add", title="登记", sources=(), to=KEPT, permission=EDIT, needs=(_of_standing_firm,),
         effect="号码在页面上遮住中间，查看完整号码会留痕。"),
    Step(name="change", title="修改", sources=(KEPT,), to=None, permission=EDIT, effect="电话留空就是不改。"),
    Step(name="remove", title="移去", sources=(KEPT,), to=GONE, permission=EDIT, effect="号码不再留存。"),
), title="联系岗位", state=_only_state)

RESEARCH_BODY = Lifecycle("research_body", IN_REGISTER, (
    Step(name="add", title="登记", sources=(), to=KEPT, permission=EDIT, who=(_not_the_firm_itself,),
         needs=(_of_standing_firm,), effect="计入有研发机构的企业。"),
    Step(name="remove", title="移去", sources=(KEPT,), to=GONE, permission=EDIT, who=(_not_the_firm_itself,),
         effect="只用于登错的；移去的内容留在日志里。"),
), title="研发机构", state=_only_state)

NOT_SAME = Lifecycle("not_same", IN_REGISTER, (
    Step(name="not_same", title="认定不是同一家", sources=(), to=KEPT, permission=MERGE,
         asks=(reason("理由", "请写怎么看出不是同一家，如“母公司和子公司，代码不同”。", most=200),),
         effect="以后查找不再提示这两家。"),
    Step(name="not_same_withdrawn", title="撤销认定", sources=(KEPT,), to=GONE, permission=MERGE,
         effect="下次查找会再提示这两家。"),
), title="不是同一家的认定", state=_only_state)

BULK_EDIT = Lifecycle("bulk_edit", {DONE: "已改", UNDONE: "已撤销"}, (
    Step(name="bulk_edit", title="批量修改", sources=(), to=DONE, permission=EDIT, who=(_not_the_firm_itself,),
         effect="照预览改，有一家不能改就一家也不改。"),
    Step(name="bulk_undo", title="撤销", sources=(DONE,), to=UNDONE, permission=EDIT,
         who=(_not_the_firm_itself,), needs=(_can_be_undone,), effect="每一家都回到批量修改以前。"),
), title="批量修改", state=lambda row: UNDONE if row.undone_at else DONE)
# fmt: on
