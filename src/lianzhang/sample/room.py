"""The room of the made-up city and of the published firms of a real one."""

from lianzhang.kernel.rooms import Room

ROOM = Room(
    code="sample",
    title="示例市",
    acts={"firms.load": "载入公开名录", "sample.make": "造示例市", "sample.purge": "清除示例市"},
    facts={"listed": "名录所列", "scale": "规模", "seed": "随机种子"},
)
