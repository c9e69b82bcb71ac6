"""What may be done with clusters, platforms and channels, and with what they report each year."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "platform.read"
    ENTER = "platform.enter"
    REPORT = "platform.report"
    CONFIRM = "platform.confirm"
