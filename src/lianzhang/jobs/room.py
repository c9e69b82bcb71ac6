"""The room of work behind the pages."""

from lianzhang.kernel.rooms import Room

ROOM = Room(
    code="jobs",
    title="后台任务",
    administrative=True,
    acts={"job.discard": "放弃后台任务", "job.retry": "重试后台任务"},
    facts={"error": "错误", "job": "任务"},
)
