"""What may be done with accounts, posts and papers."""

from enum import StrEnum

__all__ = ["Permission"]


class Permission(StrEnum):
    ADD_ATTACHMENT = "attachment.add"
    REMOVE_ATTACHMENT = "attachment.remove"
    MANAGE_ACCOUNTS = "account.manage"
    GRANT_ASSIGNMENT = "assignment.grant"
    EXPLAIN_ACCESS = "access.explain"
    END_SESSION = "session.end"
