"""Whether the fictitious city is in the database. Light: every start and every page asks."""

from __future__ import annotations

from lianzhang.registry.models import Region

__all__ = ["CITY", "SAMPLE_ACCOUNT", "fictitious_city"]

CITY = "shili"
SAMPLE_ACCOUNT = "sample"  # who is said to have entered and confirmed all of it; nobody signs in with it


def fictitious_city() -> Region | None:
    return Region.objects.filter(code=CITY, city=None, fictitious=True).first()
