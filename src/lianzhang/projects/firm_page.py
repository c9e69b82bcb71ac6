"""What projects add to a firm's page: those of the firm in sight, the latest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from lianzhang.access.api import may, visible
from lianzhang.enterprises.api import FirmPart, is_own_part, register_firm_part
from lianzhang.enterprises.models import Enterprise

from .models import Project
from .permissions import Permission

__all__ = ["PROJECTS"]

MOST = 10


@dataclass(frozen=True, slots=True)
class FirmProjects:
    """`rows` are the first of `total`; `may_enter`: whether the reader may enter another; `shown`: whether any part."""

    rows: list[Project]
    total: int
    may_enter: bool
    shown: bool


def _projects(user: Any, firm: Enterprise, _at: date) -> FirmProjects:
    if not may(user, Permission.READ):
        return FirmProjects([], 0, may_enter=False, shown=False)
    rows = visible(user, Project).filter(enterprise=firm).select_related("kind").order_by("-pk")
    listed = list(rows[: MOST + 1])
    total = len(listed) if len(listed) <= MOST else rows.count()
    enters = may(user, Permission.ENTER) and not is_own_part(user)
    return FirmProjects(listed[:MOST], total, enters, shown=bool(listed) or enters)


PROJECTS = FirmPart("projects", 40, "projects/_firm_projects.html", _projects)

register_firm_part(PROJECTS)
