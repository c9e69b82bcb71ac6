"""The room of the log and of attached papers."""

from lianzhang.kernel.rooms import Room

ROOM = Room(
    code="records",
    title="记录",
    administrative=True,
    acts={
        "attachment.add": "附上文件",
        "attachment.remove": "移去文件",
        "audit.prune": "移出旧记录",
    },
    facts={
        "before": "早于",
        "events": "条数",
        "size": "字节数",
    },
)
