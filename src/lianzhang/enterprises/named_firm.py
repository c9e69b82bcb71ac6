"""The one firm that somebody named in a form, by its name or code."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise

from .called import called
from .sheets.index import FirmIndex

__all__ = ["named_firm"]


def named_firm(text: str, *, city: int, by: User) -> Enterprise | None:
    """None where nothing was written.

    Raises ValidationError where none in sight is called so (code "none"), or more than one (code "several")."""
    name = text.strip()
    if not name:
        return None
    matches = called(visible(by, Enterprise).filter(city=city, merged_into=None), name)
    if not matches:
        offered = "、".join(f"“{each}”" for each in FirmIndex(city, by).near(name))
        hint = f"是不是{offered}？" if offered else "请核对全称或代码；"
        raise ValidationError(f"名录里没有这家企业：{hint}没有的请先登记企业。", code="none")
    if len(matches) > 1:
        raise ValidationError("有同名的企业；请改写统一社会信用代码。", code="several")
    return matches[0]
