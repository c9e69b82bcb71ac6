"""The room of problems: raised, assigned, answered, verified, confirmed by who raised them."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .agenda import agenda
from .desk import chain_column, waiting, with_others
from .hand_over import move_problems
from .lifecycle import PROBLEM
from .permissions import Permission
from .starting import begins, proved
from .supervised import settled, supervised
from .waiting import chain_part, due, search

ROOM = Room(
    code="problems",
    title="问题",
    navigation=(NavigationEntry("问题", "problems", "problems", 45, Permission.RAISE, pages=("problem",), tab=True),),
    permissions={
        Permission.RAISE: "提出问题",
        Permission.COORDINATE: "分办和核验问题",
        Permission.HANDLE: "办理问题",
        Permission.DECIDE: "批示呈报的问题",
    },
    acts={f"problem.{step.name}": f"问题：{step.title}" for step in PROBLEM.steps.values()}
    | {"unit.end": "撤销责任单位"},
    dated_pages=("problems_measures",),
    facts={
        "from": "拆自",
        "problems": "在办问题",
        "successor": "承接单位",
        "days": "延长工作日",
        "helpers": "协办",
        "initiative": "部门主动",
        "waits_for": "在等谁",
    },
    modules=("scope", "actions", "jobs", "merging", "sheets", "firm_page"),
    row_pages={"problem": "problem"},
    urgent_acts=("problem.raise", "problem.assign", "problem.escalate", "problem.climb", "problem.supply"),
    open_work=move_problems,
    waiting=waiting,
    with_others=with_others,
    due=due,
    search=search,
    chain_part=chain_part,
    chain_column=chain_column,
    supervised=supervised,
    settled=settled,
    begins=begins,
    proved=proved,
    agenda=agenda,
)
