"""Which state of a city's register one looks at: every act that writes into it says so here, in its transaction.

What is summed up over thousands of rows may be kept under this value for as long as it stays the same."""

from __future__ import annotations

from uuid import UUID, uuid4

from .models import Revision

__all__ = ["revision", "touch"]


def touch(city: int) -> None:
    """The register of `city` (a primary key) is about to be another than it was."""
    Revision.objects.update_or_create(city_id=city, defaults={"value": uuid4()})


def revision(city: int) -> UUID | None:
    """None while nothing was ever written through an act: then nothing may be kept. One query."""
    return Revision.objects.filter(city_id=city).values_list("value", flat=True).first()
