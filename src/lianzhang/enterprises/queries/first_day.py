"""What the register of firms tells the page of the first day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lianzhang.access.api import SYSTEM, may, roles, visible
from lianzhang.enterprises.models import Enterprise
from lianzhang.enterprises.permissions import Permission
from lianzhang.kernel.desk import Link
from lianzhang.kernel.first_day import FirstStep

__all__ = ["first_day"]


def first_day(by: Any, city: Any) -> Iterator[FirstStep]:
    """How many firms there are, and the upload for whoever may import them."""
    if city is None:
        return
    count = visible(SYSTEM, Enterprise).filter(city=city).count()
    able = may(by, Permission.IMPORT_SHEET)
    yield FirstStep(
        70,
        "企业",
        f"{count:,}家企业" if count else "没有企业",
        "" if count else "还没有导入企业名录",
        Link("导入企业名录", "sheet_upload", ("firms",)) if able else None,
        "、".join(each.title for each in roles().values() if Permission.IMPORT_SHEET in each.permissions),
    )
