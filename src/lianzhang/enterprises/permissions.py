"""What may be done with the register of firms."""

from enum import StrEnum

__all__ = ["Permission"]


class Permission(StrEnum):
    READ_ENTERPRISES = "enterprise.read"
    EDIT_ENTERPRISE = "enterprise.edit"
    MERGE_ENTERPRISE = "enterprise.merge"
    REVEAL_CONTACT = "contact.reveal"
    IMPORT_SHEET = "sheet.import"
