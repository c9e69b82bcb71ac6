"""What must hold before a step on an application, an award or a payment: whose turn it is, which day, what stands."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM, acting
from lianzhang.kernel.formatting import day, number
from lianzhang.plans.models import Programme
from lianzhang.records.api import attachments_of
from lianzhang.work.api import need

from .levels import deciders_of, decides_at, next_level
from .models import Application, ApplicationState, Award, BudgetReview, LoanBalance, Payment
from .review_lines import lines_now
from .rules import application_faults, double, window_of
from .verdicts import verdict_of

__all__ = [
    *("is_stake", "nothing_planned", "paid_in"),
    *("before_own_level", "day_has_passed", "further_level", "last_level", "limited", "meets_all", "money_still_held"),
    *(
        "not_of_own_bank",
        "not_of_own_unit",
        "not_paid_twice",
        "papers_there",
        "said_well",
        "scored_whole",
        "window_open",
        "year_over",
    ),
]


@need("由这一层的审核岗位办理")
def before_own_level(row: Application, by: Any) -> str:
    active = acting(by)
    if by is SYSTEM or row.level is None:
        return ""
    if active is None or not decides_at(row.level, active):
        return f"现在在“{row.level}”，由{deciders_of(row.level)}办理"
    unit = row.programme.unit
    if active.role.of_unit and (unit is None or unit.pk != active.organization):
        return f"现在在“{row.level}”，由责任单位“{unit or '没有写明'}”办理"
    return ""


@need("不是自己单位或企业报的")
def not_of_own_unit(row: Application, by: Any) -> str:
    active = acting(by)
    if active is None or active.post is None:
        return ""
    own = {row.enterprise.organization_id, row.post.organization_id if row.post else None} - {None}
    if row.post_id == active.post.pk or active.organization in own:
        return "本单位、本企业报的，不能自己审核；请由另一个单位办理"
    return ""


@need("在申报时间里")
def window_open(row: Application, _by: Any) -> str:
    """The county's day holds for what comes first; what was returned has the day that it was given then."""
    today, window = timezone.localdate(), window_of(row, timezone.localdate())
    if row.state == ApplicationState.RETURNED:
        return "" if today <= row.closes else f"补正已于{day(row.closes)}截止；填好的还在，等下一次申报时间"
    if window is None:
        return "方案里已没有这一年度的申报时间"
    if today < window.opens:
        return f"{day(window.opens)}才开始申报；填好的留在草稿里"
    if today > window.local_closes:
        place = "" if window.local_closes == window.closes else "县区"
        return f"{place}申报已于{day(window.local_closes)}截止；填好的留在草稿里，等下一次申报时间"
    return ""


@need("填写完整、没有重复")
def said_well(row: Application, _by: Any) -> str:
    return "；".join(each.removesuffix("。") for each in application_faults(row).values())


@need("同一件事没有领过")
def not_paid_twice(row: Application, _by: Any) -> str:
    """The higher, not both: what asks no more than what stands is refused."""
    other = double(row)
    if other is None or other.amount is None or (row.asked is not None and row.asked > other.amount):
        return ""
    return (
        f"从高不重复：同一年度这件事已由“{other.application.programme}”批了{number(other.amount)}万元，这一项不高于它"
    )


@need("材料附上了")
def papers_there(row: Application, _by: Any) -> str:
    asked = row.programme.paper_names
    if row.programme.way != Programme.Way.APPLY or not asked or (row.pk and attachments_of(row).exists()):
        return ""
    return f"还没有附材料：{'、'.join(asked)}"


@need("免申即享的，条件都要符合")
def meets_all(row: Application, _by: Any) -> str:
    if row.programme.way != Programme.Way.CONFIRM:
        return ""
    answers = [each for each in verdict_of(row.programme, row.enterprise).answers if not each.met]
    return "；".join(f"{each.condition.text}：{each.words}" for each in answers)


@need("后面还有层级")
def further_level(row: Application, _by: Any) -> str:
    return "" if next_level(row) else "这是最后一层；请批准、退回，或不予通过"


@need("到了最后一层")
def last_level(row: Application, _by: Any) -> str:
    later = next_level(row)
    return f"后面还有“{later}”；请通过、报上一层" if later else ""


@need("已过截止日期")
def day_has_passed(row: Application, _by: Any) -> str:
    return "" if row.closes < timezone.localdate() else f"要到{day(row.closes)}以后"


@need("批准有期限")
def limited(row: Award, _by: Any) -> str:
    return "" if row.valid_until else "这一项长期有效，不用复核"


@need("是基金投资")
def is_stake(row: Award, _by: Any) -> str:
    return "" if row.application.programme.is_stake else "只有基金投资的才有投入、收回和退出"


@need("钱投进去了")
def paid_in(row: Award, _by: Any) -> str:
    return "" if row.paid else "还没有实缴；实缴以后再记"


@need("没有还待拨付的")
def nothing_planned(row: Award, _by: Any) -> str:
    planned = row.payments.filter(state="planned").exists() if row.pk else False
    return "还有安排了没有实缴的；先记实缴，或取消" if planned else ""


@need("批准没有撤销")
def money_still_held(row: Payment, _by: Any) -> str:
    """What was taken back is paid no more."""
    if row.award.left_on:
        return f"基金已于{day(row.award.left_on)}退出，不能再拨付"
    if row.award.state != "held":
        return f"这一项已于{day(row.award.removed_on)}撤销，不能再拨付"
    firm = row.award.enterprise
    return f"这家企业已并入“{firm.merged_into}”；请核对后另报" if firm.merged_into_id else ""


@need("不是自己银行报的")
def not_of_own_bank(row: LoanBalance, by: Any) -> str:
    active = acting(by)
    own = active is not None and active.organization is not None and active.organization == row.bank_id
    return "本行报的，不能自己核对；请由另一个单位办理" if own else ""


@need("预算的年度已过")
def year_over(row: BudgetReview, _by: Any) -> str:
    return "" if row.year < timezone.localdate().year else f"{row.year}年还没过完；过完再报出"


@need("各项指标填全了，有偏差的写了原因")
def scored_whole(row: BudgetReview, _by: Any) -> str:
    lines = lines_now(row)
    if not lines:
        return "方案没有绩效指标；请先在方案里写明"
    open_ones = [each.name for each in lines if each.score is None]
    silent = [each.name for each in lines if each.differs and not each.reason]
    told = [f"没有填全：{'、'.join(open_ones)}"] if open_ones else []
    return "；".join([*told, *([f"没有写偏差原因：{'、'.join(silent)}"] if silent else [])])
