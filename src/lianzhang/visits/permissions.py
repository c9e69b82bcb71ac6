"""What may be done with visits and with promises."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "visit.read"
    ENTER = "visit.enter"
    CONFIRM = "visit.confirm"
    READ_PROMISE = "promise.read"
    SPEAK = "promise.speak"
    DECIDE = "promise.decide"
    REPLY = "promise.reply"
