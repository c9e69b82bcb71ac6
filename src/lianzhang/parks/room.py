"""The room of parks: what firms stand on, how much of it is left, and specialised parks for what is weak."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .lifecycle import CAPACITY, SPECIAL_PARK
from .permissions import Permission
from .waiting import chain_part, due, search, segment_marks, state, waiting

ROOM = Room(
    code="parks",
    title="园区和要素",
    navigation=(
        NavigationEntry(
            *("园区", "capacities", "parks", 52, Permission.READ),
            pages=("capacity", "shortage", "special_parks", "special_park"),
        ),
    ),
    permissions={
        Permission.READ: "看园区和要素",
        Permission.KEEP: "登记要素",
        Permission.KEEP_PARK: "登记专业园区",
    },
    acts={
        f"{table.name}.{step.name}": f"{table.title}：{step.title}"
        for table in (CAPACITY, SPECIAL_PARK)
        for step in table.steps.values()
    },
    facts={"tenant": "入园企业", "fills": "补哪些环节"},
    modules=("scope", "actions", "park_actions", "evidence", "merging", "sheets"),
    row_pages={"capacity": "capacity", "special_park": "special_park"},
    waiting=waiting,
    due=due,
    search=search,
    chain_part=chain_part,
    segment_marks=segment_marks,
    state=state,
)
