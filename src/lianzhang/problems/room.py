"""The room of problems: raised, assigned, answered, verified, confirmed by who raised them."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .lifecycle import PROBLEM
from .permissions import Permission
from .waiting import chain_part, due, search, waiting

ROOM = Room(
    code="problems",
    title="问题",
    navigation=(NavigationEntry("问题", "problems", "problems", 45, Permission.RAISE, pages=("problem",)),),
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
    modules=("scope", "actions", "jobs", "merging", "sheets"),
    row_pages={"problem": "problem"},
    waiting=waiting,
    due=due,
    search=search,
    chain_part=chain_part,
)
