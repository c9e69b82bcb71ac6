"""What may be done, each thing once. Roles are given these in roles.toml; nobody has one by default."""

from enum import StrEnum

__all__ = ["Permission"]


class Permission(StrEnum):
    """A permission; the value is what roles.toml writes."""

    READ_PLAN = "plan.read"
    ENTER_OBSERVATION = "observation.enter"
    CONFIRM_OBSERVATION = "observation.confirm"
    RECORD_APPOINTMENT = "appointment.record"
    WITHDRAW_APPOINTMENT = "appointment.withdraw"
    RECORD_CHECKLIST = "checklist.record"
    WITHDRAW_CHECKLIST = "checklist.withdraw"
    READ_ENTERPRISES = "enterprise.read"
    EDIT_ENTERPRISE = "enterprise.edit"
    MERGE_ENTERPRISE = "enterprise.merge"
    REVEAL_CONTACT = "contact.reveal"
    RECORD_HONOUR = "honour.record"
    ENTER_STATEMENT = "statement.enter"
    CONFIRM_STATEMENT = "statement.confirm"
    LOCK_PERIOD = "period.lock"
    DECLARE_COVERAGE = "coverage.declare"
    JUDGE_SEGMENT = "segment.judge"
    IMPORT_SHEET = "sheet.import"
    ADD_ATTACHMENT = "attachment.add"
    REMOVE_ATTACHMENT = "attachment.remove"
    MANAGE_ACCOUNTS = "account.manage"
    GRANT_ASSIGNMENT = "assignment.grant"
    EXPLAIN_ACCESS = "access.explain"
    END_SESSION = "session.end"
    READ_AUDIT = "audit.read"
    EXPORT_AUDIT = "audit.export"
    MANAGE_JOBS = "job.manage"
