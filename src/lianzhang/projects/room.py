"""The room of projects: carried by three hands from a lead to full capacity, with what they invest."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .lifecycle import PROJECT
from .permissions import Permission

ROOM = Room(
    code="projects",
    title="项目",
    navigation=(NavigationEntry("项目", "projects", "projects", 44, Permission.READ, pages=("project",)),),
    permissions={
        Permission.READ: "看项目",
        Permission.ENTER: "登记项目",
        Permission.CARRY: "推进和移交项目",
        Permission.COORDINATE: "统筹项目、裁定重复报告",
    },
    acts={f"project.{step.name}": f"项目：{step.title}" for step in PROJECT.steps.values()}
    | {"project.claim": "项目：重复报告"},
    facts={
        "month": "月份",
        "milestone": "里程碑",
        "need": "要素",
        "corrected_from": "原报",
        "figures": "报数",
        "investor": "投资方",
    },
    modules=("scope", "actions", "jobs", "merging"),
    row_pages={"project": "project"},
)
