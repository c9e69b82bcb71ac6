"""What may be done with the log and with background jobs."""

from enum import StrEnum

__all__ = ["Permission"]


class Permission(StrEnum):
    READ_AUDIT = "audit.read"
    EXPORT_AUDIT = "audit.export"
    MANAGE_JOBS = "job.manage"
