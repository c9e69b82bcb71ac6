"""What an outside supplier of the register starts in another room: a visit, a lead of a project."""

from __future__ import annotations

from lianzhang.access.api import may, visible
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.seeds import Seed
from lianzhang.plans.api import Viewpoint
from lianzhang.supply.models import Purchase
from lianzhang.supply.permissions import Permission

__all__ = ["seed"]

TITLE = 80  # characters that a task and a problem take


def seed(vp: Viewpoint, row: object) -> Seed | None:
    """Others read what is begun: who buys from it, what, and for how much, stays here."""
    if not isinstance(row, Enterprise) or not row.outside or row.merged_into_id is not None:
        return None
    if not may(vp.user, Permission.READ_SOURCING) or not _sells(vp, row):
        return None
    return Seed(
        title=f"请{row.name}来布点"[:TITLE],
        text="有企业向它采购；请它来设厂、设仓或与本地企业合作，就近供货。",
        enterprise=row,
    )


def _sells(vp: Viewpoint, row: Enterprise) -> bool:
    """Asked once in a request: each room asks for the seed."""
    key = ("sells into the city", row.pk)
    if key not in vp.shared:
        vp.shared[key] = visible(vp.user, Purchase).filter(supplier=row).exists()
    return bool(vp.shared[key])
