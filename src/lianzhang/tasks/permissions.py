"""What may be done with tasks and with records of work."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "task.read"
    ASSIGN = "task.assign"
    RESOLVE = "task.resolve"
    HANDLE = "task.handle"
    VERIFY = "task.verify"
    ENTER_RECORD = "work_record.enter"
    CONFIRM_RECORD = "work_record.confirm"
