"""What must hold before a step on a specialised park, or on a capacity."""

from __future__ import annotations

from typing import Any

from lianzhang.work.api import need

from .models import Capacity, SpecialPark

__all__ = ["has_tenants", "sited", "still_good"]


@need("写明了落在哪个园区或区域")
def sited(row: SpecialPark, _by: Any) -> str:
    return "" if row.park_id or row.region_id else "还没有写落在哪个园区或区域；请先修改"


@need("有入园的企业")
def has_tenants(row: SpecialPark, _by: Any) -> str:
    return "" if row.pk and row.tenants.filter(moved_out=None).exists() else "园里没有登记企业"


@need("写明了总量")
def still_good(row: Capacity, _by: Any) -> str:
    return "" if row.amount is not None else "还没有写总量；请先修改"
