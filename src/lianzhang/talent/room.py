"""The room of talent: posts that will be asked for, against who leaves the colleges."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .lifecycle import GRADUATE_REPORT
from .permissions import Permission
from .waiting import search, waiting

GRADUATES = ("graduate_reports", "graduate_report")

ROOM = Room(
    code="talent",
    title="人才",
    navigation=(
        NavigationEntry(*("人才", "posts_ahead", "experts", 53, Permission.FORESEE), pages=GRADUATES),
        NavigationEntry(
            *("毕业生", "graduate_reports", "experts", 53, Permission.READ),
            unless=Permission.FORESEE,
            pages=GRADUATES,
        ),
    ),
    permissions={
        Permission.FORESEE: "看岗位和毕业生",
        Permission.READ: "看毕业生填报",
        Permission.ENTER: "填报毕业生",
        Permission.CHECK: "核对毕业生填报",
    },
    acts={
        f"{GRADUATE_REPORT.name}.{step.name}": f"{GRADUATE_REPORT.title}：{step.title}"
        for step in GRADUATE_REPORT.steps.values()
    },
    modules=("scope", "actions", "sheets"),
    row_pages={"graduate_report": "graduate_report"},
    waiting=waiting,
    search=search,
)
