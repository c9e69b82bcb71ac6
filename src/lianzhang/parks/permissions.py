"""What may be done with what firms stand on, and with specialised parks."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "capacity.read"
    KEEP = "capacity.keep"
    KEEP_PARK = "special_park.keep"
