"""What may be done with accounts, posts, papers, the log and jobs."""

from enum import StrEnum

__all__ = ["Permission"]


class Permission(StrEnum):
    ADD_ATTACHMENT = "attachment.add"
    REMOVE_ATTACHMENT = "attachment.remove"
    MANAGE_ACCOUNTS = "account.manage"
    GRANT_ASSIGNMENT = "assignment.grant"
    EXPLAIN_ACCESS = "access.explain"
    END_SESSION = "session.end"
    READ_AUDIT = "audit.read"
    EXPORT_AUDIT = "audit.export"
    MANAGE_JOBS = "job.manage"
