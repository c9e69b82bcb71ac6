"""What may be done with wishes."""

from enum import StrEnum


class Permission(StrEnum):
    GRANT_WISH = "wish.grant"
