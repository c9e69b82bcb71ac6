"""The room of what the house does for itself, and of what its administrators look after."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .permissions import Permission

ROOM = Room(
    code="operations",
    title="运行维护",
    administrative=True,
    navigation=(
        NavigationEntry("审计", "audit", "plan", 130, Permission.READ_AUDIT, pages=("audit_event",)),
        NavigationEntry("任务", "jobs", "calendar", 140, Permission.MANAGE_JOBS),
    ),
    permissions={
        Permission.READ_AUDIT: "看审计记录",
        Permission.EXPORT_AUDIT: "导出审计记录",
        Permission.MANAGE_JOBS: "管理后台任务",
    },
    acts={"city.remove": "移除城市"},
    modules=("nightly",),
)
