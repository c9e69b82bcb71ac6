"""The room of supervision: matters that are late, on numbered lists; answered, reviewed, ended."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .agenda import agenda
from .lifecycle import ITEM, LIST
from .permissions import Permission
from .waiting import begins, chain_part, changes, due, search, subject_part, waiting, with_others

ROOM = Room(
    code="supervision",
    title="督办",
    navigation=(NavigationEntry("督办", "supervision", "supervision", 48, Permission.READ),),
    permissions={
        Permission.READ: "看督办",
        Permission.ISSUE: "印发督办、催办、撤销",
        Permission.ANSWER: "反馈督办",
        Permission.REVIEW: "审核督办反馈、销号",
    },
    acts={
        **{f"supervision_list.{step.name}": f"督办清单：{step.title}" for step in LIST.steps.values()},
        **{f"supervision_item.{step.name}": f"督办：{step.title}" for step in ITEM.steps.values()},
    },
    facts={"items": "件数", "recognition": "谁认可"},
    modules=("scope", "actions", "history", "jobs"),
    row_pages={"supervision_item": "supervision_item"},
    urgent_acts=("supervision_list.issue", "supervision_item.darken"),
    waiting=waiting,
    with_others=with_others,
    due=due,
    changes=changes,
    search=search,
    chain_part=chain_part,
    begins=begins,
    subject_part=subject_part,
    agenda=agenda,
)
