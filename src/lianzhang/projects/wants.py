"""What projects want of what firms stand on, and by when: as text, so that nobody knows how much."""

from __future__ import annotations

from collections.abc import Collection

from lianzhang.access.api import may, visible
from lianzhang.kernel.desk import Link
from lianzhang.parks.api import Want, register_wants
from lianzhang.plans.api import Viewpoint
from lianzhang.plans.models import CapacityKind

from .models import UNDER_WAY, Need
from .permissions import Permission

__all__: list[str] = []


def _wants(vp: Viewpoint, kinds: Collection[CapacityKind]) -> list[Want] | None:
    if not may(vp.user, Permission.READ):
        return None
    of_kind: dict[str, list[int]] = {}
    for kind in kinds:
        if kind.project_need:
            of_kind.setdefault(kind.project_need, []).append(kind.pk)
    rows = visible(vp.user, Need).filter(kind__code__in=of_kind, met_on=None, project__state__in=UNDER_WAY)
    return [
        Want(
            key, None, row.needed_by, Link(f"{row.project}：{row.text}", "project", (row.project_id,)), "项目的要素需求"
        )
        for row in rows.select_related("project", "kind").order_by("pk")
        for key in of_kind[row.kind.code]
    ]


register_wants("projects", _wants)
