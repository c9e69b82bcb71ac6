"""The room of projects: carried by three hands from a lead to full capacity, with what they invest."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .agenda import agenda
from .desk import chain_column, waiting, with_others
from .hand_over import move_projects
from .lifecycle import PROJECT
from .permissions import Permission
from .starting import begins, seed
from .supervised import settled, supervised
from .waiting import chain_part, changes, due, search, segment_marks

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
    dated_pages=("projects_measures",),
    modules=("scope", "actions", "jobs", "merging", "firm_page", "posts", "wants"),
    row_pages={"project": "project"},
    urgent_acts=("project.hand_over", "project.refuse_hand_over"),
    open_work=move_projects,
    waiting=waiting,
    with_others=with_others,
    due=due,
    changes=changes,
    search=search,
    chain_part=chain_part,
    chain_column=chain_column,
    segment_marks=segment_marks,
    supervised=supervised,
    settled=settled,
    agenda=agenda,
    begins=begins,
    seed=seed,
)
