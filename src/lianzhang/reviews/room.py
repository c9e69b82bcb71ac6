"""The room of reviews: each chain's meeting for each period, the city's yearly consultation, what they decided."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .hand_over import move_meetings
from .lifecycle import DECISION, MEETING
from .permissions import Permission
from .waiting import chain_part, changes, coming, due, search, waiting
from .with_others import with_others

PAGES = ("meetings", "meeting", "decisions", "decision", "calendar")

ROOM = Room(
    code="reviews",
    title="调度与会商",
    navigation=(
        NavigationEntry(
            "调度",
            "reviews",
            "calendar",
            49,
            Permission.READ,
            pages=PAGES,
        ),
    ),
    permissions={
        Permission.READ: "看调度和会商",
        Permission.PLAN: "安排会议、定议程",
        Permission.RECORD: "记到会、议定和纪要",
        Permission.DECIDE: "决定提请的事",
        Permission.CONFIRM: "确认纪要",
    },
    acts={
        **{f"meeting.{step.name}": f"会议：{step.title}" for step in MEETING.steps.values()},
        **{f"decision.{step.name}": f"决定：{step.title}" for step in DECISION.steps.values()},
        "calendar.renew": "换日历订阅地址",
    },
    facts={"lines": "议程几行", "present": "到会", "tasks": "成了几件任务"},
    modules=("scope", "actions", "decision_actions", "evidence"),
    dated_pages=("calendar", "meeting_agenda_print"),
    row_pages={"meeting": "meeting", "decision": "decision"},
    urgent_acts=("decision.ask", "meeting.move", "meeting.write"),
    waiting=waiting,
    with_others=with_others,
    open_work=move_meetings,
    coming=coming,
    due=due,
    changes=changes,
    search=search,
    chain_part=chain_part,
)
