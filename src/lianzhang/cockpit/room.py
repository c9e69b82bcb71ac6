"""The room of the desks: the city, its chains, the map, the search."""

from lianzhang.kernel.rooms import NavigationEntry, Room
from lianzhang.plans.api import Permission

from .queries.search import search_here

FIRST_PAGES = ("first_plan", "first_plan_new")

ROOM = Room(
    code="cockpit",
    title="总览",
    navigation=(
        NavigationEntry("今天", "desk", "today", 10, Permission.READ_PLAN, tab=True),
        NavigationEntry("总览", "city", "desk", 15, Permission.READ_PLAN, tab=True),
        NavigationEntry("产业链", "chains", "chains", 40, Permission.READ_PLAN, tab=True),
        # To each of the two administrators who begin a city.
        NavigationEntry("开局", "first_day", "plan", 115, Permission.CONFIRM_BEGIN, pages=FIRST_PAGES),
        NavigationEntry("开局", "first_day", "plan", 115, Permission.BEGIN_PLAN, pages=FIRST_PAGES),
    ),
    row_pages={"appointment": "appointment", "chain": "chain_row", "checklist_record": "checklist_record"},
    search=search_here,
    dated_pages=("desk", "city", "chains", "chain", "chain_print", "search"),
)
