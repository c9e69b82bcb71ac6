"""The room of wishes."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .permissions import Permission
from .queries import chain_part, changes, due, search, waiting

ROOM = Room(
    code="toy_room",
    title="愿望",
    navigation=(NavigationEntry("许愿池", "wishes", "plan", 90, Permission.GRANT_WISH, pages=("wish",)),),
    permissions={Permission.GRANT_WISH: "满足愿望"},
    acts={"wish.grant": "满足愿望"},
    facts={"wand": "魔杖"},
    modules=("scope",),
    row_pages={"wish": "wish"},
    waiting=waiting,
    due=due,
    changes=changes,
    search=search,
    chain_part=chain_part,
)
