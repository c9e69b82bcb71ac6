"""What may be done with the register of firms, with titles, with what firms report, with segments."""

from enum import StrEnum

__all__ = ["Permission"]


class Permission(StrEnum):
    # --- firms
    READ_ENTERPRISES = "enterprise.read"
    EDIT_ENTERPRISE = "enterprise.edit"
    MERGE_ENTERPRISE = "enterprise.merge"
    REVEAL_CONTACT = "contact.reveal"
    # --- titles
    RECORD_HONOUR = "honour.record"
    # --- what firms report
    ENTER_STATEMENT = "statement.enter"
    CONFIRM_STATEMENT = "statement.confirm"
    LOCK_PERIOD = "period.lock"
    # --- segments
    JUDGE_SEGMENT = "segment.judge"
    # --- registers
    DECLARE_COVERAGE = "coverage.declare"
    IMPORT_SHEET = "sheet.import"
