"""The room of clusters, innovation platforms, channels, teams and institutes: how far they came, what came of it."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .lifecycle import PLATFORM, PLATFORM_REPORT
from .permissions import Permission
from .waiting import chain_part, due, search, state, waiting

PAGES = ("platform", "platform_reports", "platform_report")

ROOM = Room(
    code="platforms",
    title="平台",
    navigation=(NavigationEntry("平台", "platforms", "platforms", 49, Permission.READ, pages=PAGES),),
    permissions={
        Permission.READ: "看集群、平台和渠道",
        Permission.ENTER: "登记集群、平台和渠道",
        Permission.REPORT: "填平台年报",
        Permission.CONFIRM: "确认平台和年报",
    },
    acts={
        f"{table.name}.{step.name}": f"{table.title}：{step.title}"
        for table in (PLATFORM, PLATFORM_REPORT)
        for step in table.steps.values()
    },
    facts={"member": "成员"},
    modules=("scope", "actions", "report_actions", "evidence", "merging", "firm_page", "sheets"),
    row_pages={"platform": "platform", "platform_report": "platform_report"},
    waiting=waiting,
    due=due,
    search=search,
    chain_part=chain_part,
    state=state,
)
