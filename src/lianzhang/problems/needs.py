"""What must hold before a step on a problem: whose it is, what is asked for already, how much of the limit is left."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM, acting, units_of
from lianzhang.kernel import clocks as reckoning
from lianzhang.plans.models import ProblemLevel
from lianzhang.records.api import subject_of
from lianzhang.registry.api import work_calendar
from lianzhang.work.api import clocks_of, need, read_clock

from .models import OPEN, Outcome, Pending, Problem, State
from .permissions import Permission

__all__ = [
    *("answer_of_another", "asked_extension", "asked_pause", "can_answer_for", "extendable", "has_level_above"),
    *(
        "is_lead",
        "is_overdue_to_confirm",
        "leads",
        "leads_or_assigns",
        "next_level",
        "not_disputed",
        "nothing_asked",
        "own_level",
    ),
    *(
        "AT_A_UNIT",
        "asked_along",
        "lead_dissolved",
        "matter_open",
        "own_problem",
        "running_limit",
        "solved",
        "stands_alone",
        "unsolved",
    ),
]

# Open, and in the hands of a unit.
AT_A_UNIT = tuple(state for state in OPEN if state != State.RAISED)


def is_lead(row: Problem, by: Any) -> bool:
    """Whether `by` speaks for the unit that leads; for the unit, whatever the account."""
    active = acting(by)
    if active is None or row.lead_id is None:
        return False
    return units_of(active).filter(pk=row.lead_id).exists()


@need("由主办单位办理")
def leads(row: Problem, by: Any) -> str:
    return "" if by is SYSTEM or is_lead(row, by) else f"由主办单位“{row.lead or '还没有分办'}”办理"


@need("由主办单位或分办的岗位办理")
def leads_or_assigns(row: Problem, by: Any) -> str:
    return "" if by is SYSTEM or by.has_perm(Permission.COORDINATE, row) else leads(row, by)


@need("由答复单位以外的账号核验")
def answer_of_another(row: Problem, by: Any) -> str:
    if by is SYSTEM:
        return ""
    if by.pk == row.answered_by_id or is_lead(row, by):
        return "答复的单位不能核验自己的答复；请由别的单位核验"
    return ""


@need("这一层级的问题由这一层级分办")
def own_level(row: Problem, by: Any) -> str:
    """A chain team acts at its own level; the office at every one."""
    active = acting(by)
    if active is None or active.role.acts_for == "city":
        return ""
    at = row.level.rank.role if row.level.rank else ""
    return "" if at == active.role.code else f"已到“{row.level}”，由“{row.level}”办理"


@need("由提出的岗位办理，没有企业提出的由登记的岗位办理")
def own_problem(row: Problem, by: Any) -> str:
    active = acting(by)
    if by is SYSTEM or (active and active.post and active.post.pk == row.post_id):
        return ""
    return f"由提出的“{row.post or row.raised_by}”办理"


@need("由提出的一方回话，或由链办回访记下")
def can_answer_for(row: Problem, by: Any) -> str:
    """The firm says so itself, and where none raised it whoever did; somebody who did not answer may call back."""
    active = acting(by)
    if not own_problem(row, by) or (active and active.role.acts_for == "firm"):
        return ""
    if by.has_perm(Permission.COORDINATE, row):
        return answer_of_another(row, by)
    return f"由提出的“{row.enterprise or row.post or row.raised_by}”回话，或由分办的岗位回访记下"


@need("没有提过异议")
def not_disputed(row: Problem, _by: Any) -> str:
    return "已提过一次异议并裁定，不再变更" if row.disputed else ""


@need("没有待批的申请")
def nothing_asked(row: Problem, _by: Any) -> str:
    return f"“{row.get_pending_display()}”还没有批" if row.pending else ""


@need("有延期申请待批")
def asked_extension(row: Problem, _by: Any) -> str:
    return "" if row.pending == Pending.EXTENSION else "没有人申请延期"


@need("有暂停申请待批")
def asked_pause(row: Problem, _by: Any) -> str:
    return "" if row.pending in (Pending.FIRM, Pending.ABOVE) else "没有人申请暂停"


@need("答复是“已解决”")
def solved(row: Problem, _by: Any) -> str:
    return "" if row.outcome == Outcome.SOLVED else "答复说办不了；请记“认可说明”或“不满意”"


@need("答复是“办不了”")
def unsolved(row: Problem, _by: Any) -> str:
    return "" if row.outcome == Outcome.IMPOSSIBLE else "答复说已解决；请记“确认解决”或“不满意”"


def running_limit(row: Problem, *names: str) -> reckoning.Clock | None:
    """The one of these limits that runs; none named: that to answer, the first or that of another try. One query."""
    running = [each for each in clocks_of([row]).get(subject_of(row), ()) if each.stopped_at is None]
    return next((read_clock(each) for each in running if each.name in (names or ("handle", "redo"))), None)


@need("至少提前一个工作日申请，每个时限延一次")
def extendable(row: Problem, _by: Any) -> str:
    if row.extended > row.redone + row.reopened:
        return "这个时限已延过一次"
    clock = running_limit(row)
    if clock is None:
        return "没有正在计的时限"
    today = timezone.localdate()
    if reckoning.left(clock, today, work_calendar()) < 1:
        return "到期前至少一个工作日才能申请延期"
    return ""


@need("没有别的问题并在里面")
def stands_alone(row: Problem, _by: Any) -> str:
    return "还有别的问题并在这一件里；请先由分办的岗位拆出" if row.merged.exists() else ""


@need("主办单位已撤销")
def lead_dissolved(row: Problem, _by: Any) -> str:
    return "" if row.lead and row.lead.ended else "主办单位还在，由它办理"


@need("并入的那一件还在办")
def matter_open(row: Problem, _by: Any) -> str:
    return "" if row.common_matter.state in OPEN else "并入的那一件已经销号，不能再拆出"


@need("正在请这一家回话")
def asked_along(row: Problem, _by: Any) -> str:
    return "" if running_limit(row, "confirm") else "核验通过以后才请回话；回话以后或过了时限不再改"


def next_level(row: Problem) -> ProblemLevel | None:
    """The level above, as the plan orders them."""
    return ProblemLevel.objects.filter(plan=row.level.plan_id, order__gt=row.level.order).order_by("order").first()


@need("上面还有一级")
def has_level_above(row: Problem, _by: Any) -> str:
    return "" if next_level(row) else f"“{row.level}”已是最高一级"


@need("企业回话的时限已过")
def is_overdue_to_confirm(row: Problem, _by: Any) -> str:
    clock = running_limit(row, "confirm")
    if clock and reckoning.is_overdue(clock, timezone.localdate(), work_calendar()):
        return ""
    return "回话的时限还没有过；请等企业回话，或回访后记下"
