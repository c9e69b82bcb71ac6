"""Projects that could be supervised: those that stand still, the longest first."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.kernel.desk import Link
from lianzhang.kernel.formatting import day
from lianzhang.kernel.supervision import Candidate, Said
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.api import joined

from .models import EARLY, Project
from .queries import stalled

__all__ = ["settled", "supervised"]


def supervised(vp: Viewpoint) -> Iterator[Candidate]:
    """What is no longer a lead: who does not bring in an investor is not called to order for it. One query."""
    late = visible(vp.user, Project).filter(stalled(timezone.localdate())).exclude(state__in=EARLY)
    for row in late.select_related("chain", "kind", *joined("unit")).order_by("stalled_on", "pk"):
        yield Candidate(
            kind="project",
            row=row,
            link=Link(row.name, "project", (row.pk,)),
            deadline=row.stalled_on,
            why=f"{row.get_state_display()}，{day(row.progressed_on)}以后没有进展",
            note=f"{row.chain or row.kind}，{row.number}",
            chain=row.chain,
            leads=(row.unit.body,),
            said=Said("", row.reason, row.progressed_on) if row.reason else None,
        )


def settled(row: object) -> bool | None:
    """One that was brought on again stands still no more."""
    return not row.is_stalled if isinstance(row, Project) else None
