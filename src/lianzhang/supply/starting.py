"""What rows of this room start in another one."""

from __future__ import annotations

from lianzhang.kernel.seeds import Seed
from lianzhang.plans.api import Viewpoint
from lianzhang.supply.attraction import starting as attraction_starting
from lianzhang.supply.sourcing import starting as sourcing_starting

__all__ = ["seed"]


def seed(vp: Viewpoint, row: object) -> Seed | None:
    return sourcing_starting.seed(vp, row) or attraction_starting.seed(vp, row)
