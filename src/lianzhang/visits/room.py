"""The room of visits: planned, made, written up, confirmed; and what was promised at them, until it is kept or not."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .agenda import agenda
from .lifecycle import PROMISE, VISIT
from .permissions import Permission
from .starting import begins, seed
from .supervised import settled, supervised
from .waiting import chain_part, changes, due, owed, search, waiting
from .with_others import with_others

PROMISES = ("promises", "promise")

ROOM = Room(
    code="visits",
    title="走访",
    navigation=(
        NavigationEntry("走访", "visits", "visits", 47, Permission.READ, pages=("visit", *PROMISES)),
        NavigationEntry(
            "承诺", "promises", "visits", 47, Permission.READ_PROMISE, unless=Permission.READ, pages=("promise",)
        ),
    ),
    permissions={
        Permission.READ: "看走访",
        Permission.ENTER: "登记走访和承诺",
        Permission.CONFIRM: "确认走访",
        Permission.READ_PROMISE: "看承诺",
        Permission.SPEAK: "回话说承诺办到哪一步",
        Permission.DECIDE: "认定承诺兑现、改期",
        Permission.REPLY: "告诉承诺兑现没有",
    },
    acts={
        **{f"visit.{step.name}": f"走访：{step.title}" for step in VISIT.steps.values()},
        **{f"promise.{step.name}": f"承诺：{step.title}" for step in PROMISE.steps.values()},
    },
    dated_pages=("visits_measures",),
    facts={"kept_on": "兑现日期", "proof": "兑现依据", "said": "回话", "heard": "对方怎么说"},
    modules=("scope", "visit_actions", "promise_actions", "evidence", "merging", "firm_page", "suppliers"),
    row_pages={"visit": "visit", "promise": "promise"},
    waiting=waiting,
    with_others=with_others,
    due=due,
    changes=changes,
    search=search,
    chain_part=chain_part,
    supervised=supervised,
    settled=settled,
    begins=begins,
    seed=seed,
    owed=owed,
    agenda=agenda,
)
