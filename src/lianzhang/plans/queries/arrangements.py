"""How a plan arranges its own work: ranks and posts, cadences, what each chain must have, where problems go."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from lianzhang.plans.models import Cadence, ChecklistItem, Plan, ProblemLevel
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


def arrangements(plan: Plan) -> Arrangements:
    """Four queries."""
    ranks = Rank.objects.filter(city=plan.city_id).annotate(posts_count=Count("posts")).order_by("order", "code")
    return Arrangements(
        ranks=list(ranks),
        cadences=list(plan.cadences.select_related("rank").order_by("rank__order", "activity")),
        checklist=list(plan.checklistitems.select_related("rank").order_by("order")),
        levels=list(plan.problemlevels.select_related("rank", "organization").order_by("order")),
    )
