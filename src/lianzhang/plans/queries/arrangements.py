"""How a plan arranges its own work: ranks and posts, cadences, what each chain must have, where problems go."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from lianzhang.access.roles import ROLES_THAT_LEAD
from lianzhang.access.row_policy import visible
from lianzhang.plans.models import Cadence, ChecklistItem, ProblemLevel
from lianzhang.plans.viewpoint import Viewpoint
from lianzhang.registry.models import Rank

__all__ = ["Arrangements", "arrangements"]


@dataclass(frozen=True, slots=True)
class Arrangements:
    ranks: list[Rank]
    cadences: list[Cadence]
    checklist: list[ChecklistItem]
    levels: list[ProblemLevel]

    @property
    def by_rank(self) -> list[tuple[Rank, list[Cadence]]]:
        return [(rank, [each for each in self.cadences if each.rank_id == rank.pk]) for rank in self.ranks]


def arrangements(vp: Viewpoint) -> Arrangements:
    """Four queries."""
    ranks = (
        visible(vp.user, Rank)
        .filter(city=vp.plan.city_id, role__in=ROLES_THAT_LEAD)
        .annotate(posts_count=Count("posts"))
        .order_by("order", "code")
    )
    return Arrangements(
        ranks=list(ranks),
        cadences=list(vp.rows(Cadence).select_related("rank").order_by("rank__order", "activity")),
        checklist=list(vp.rows(ChecklistItem).select_related("rank").order_by("order")),
        levels=list(vp.rows(ProblemLevel).select_related("rank", "organization").order_by("order")),
    )
