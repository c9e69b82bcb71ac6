"""The room of responsibilities: who answers for targets and duties, and for which part of a target."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .lifecycle import RESPONSIBILITY, SHARE
from .permissions import Permission
from .waiting import changes, due, search, subject_part, waiting

ROOM = Room(
    code="responsibility",
    title="责任分工",
    navigation=(
        NavigationEntry(
            *("责任", "responsibilities", "responsibility", 25, Permission.READ),
            pages=("shares", "share", "target_shares", "target_shares_draft", "area_checklists", "area_checklist"),
        ),
    ),
    permissions={
        Permission.READ: "看责任分工",
        Permission.ASSIGN: "指定责任单位",
        Permission.DRAFT_SHARE: "拟定目标分解",
        Permission.ISSUE_SHARE: "下达、裁定和收回目标分解",
        Permission.ANSWER_SHARE: "签收目标分解",
    },
    acts={
        **{f"responsibility.{step.name}": f"责任分工：{step.title}" for step in RESPONSIBILITY.steps.values()},
        **{f"share.{step.name}": f"目标分解：{step.title}" for step in SHARE.steps.values()},
    },
    dated_pages=("responsibilities", "shares", "share", "target_shares", "area_checklists", "area_checklist"),
    facts={
        "paper_title": "依据文件",
        "paper_number": "文号",
        "starts": "起始日期",
        "ended": "终止日期",
        "excess": "加码的理由",
        "receiver": "承接",
    },
    modules=("scope", "actions", "share_actions", "responsible"),
    row_pages={"responsibility": "responsibility", "share": "share"},
    waiting=waiting,
    due=due,
    changes=changes,
    search=search,
    subject_part=subject_part,
)
