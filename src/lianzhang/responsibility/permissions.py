"""What may be done with responsibilities and with shares of targets."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "responsibility.read"
    ASSIGN = "responsibility.assign"
    DRAFT_SHARE = "share.draft"
    ISSUE_SHARE = "share.issue"
    ANSWER_SHARE = "share.answer"
