"""What may be done with needs, and with answers to them."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "need.read"
    ENTER = "need.enter"
    CHECK = "need.check"
    READ_POSTING = "posting.read"
    MATCH = "match.carry"
    JUDGE = "match.judge"
    ARRANGE = "event.arrange"
