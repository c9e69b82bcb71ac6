"""What may be done with needs, with answers to them, and with the list of customers."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "need.read"
    ENTER = "need.enter"
    CHECK = "need.check"
    READ_POSTING = "posting.read"
    MATCH = "match.carry"
    JUDGE = "match.judge"
    ARRANGE = "event.arrange"
    TELL_FAIR = "fair.tell"
    READ_CUSTOMERS = "customer.read"
    KEEP_CUSTOMERS = "customer.keep"
    SHOW_CUSTOMERS = "customer.show"
    SURVEY = "customer.survey"
