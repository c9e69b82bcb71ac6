"""The room of tasks: assigned, reported with evidence, verified by another; and records of work done."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .agenda import agenda
from .lifecycle import TASK, WORK_RECORD
from .permissions import Permission
from .starting import begins, proved
from .supervised import settled, supervised
from .waiting import chain_part, changes, due, row_part, search, subject_part, waiting
from .with_others import with_others

ROOM = Room(
    code="tasks",
    title="任务",
    navigation=(
        NavigationEntry("任务", "tasks", "tasks", 46, Permission.READ, pages=("task", "work_records", "work_record")),
    ),
    permissions={
        Permission.READ: "看任务和工作记录",
        Permission.ASSIGN: "交办任务",
        Permission.RESOLVE: "把会议议定的事交办成任务",
        Permission.HANDLE: "办理任务",
        Permission.VERIFY: "核验任务、批改期",
        Permission.ENTER_RECORD: "登记工作记录",
        Permission.CONFIRM_RECORD: "确认工作记录",
    },
    acts={
        **{f"task.{step.name}": f"任务：{step.title}" for step in TASK.steps.values()},
        **{f"work_record.{step.name}": f"工作记录：{step.title}" for step in WORK_RECORD.steps.values()},
    },
    dated_pages=("tasks_measures", "work_records_measures"),
    facts={
        "pace": "进展",
        "done_on": "办成日期",
        "paper": "凭据",
        "seats_added": "名单加上",
        "seats_removed": "名单去掉",
    },
    modules=("scope", "task_actions", "record_actions", "attendance_actions", "evidence", "merging"),
    row_pages={"task": "task", "work_record": "work_record"},
    urgent_acts=("task.assign", "task.amend", "task.dispute", "task.uphold", "task.reassign", "task.reject"),
    waiting=waiting,
    with_others=with_others,
    due=due,
    changes=changes,
    search=search,
    chain_part=chain_part,
    subject_part=subject_part,
    row_part=row_part,
    supervised=supervised,
    settled=settled,
    begins=begins,
    proved=proved,
    agenda=agenda,
)
