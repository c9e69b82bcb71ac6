"""How a plan arranges its own work: ranks and posts, cadences, what each chain must have, where problems go."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q

from lianzhang.access.api import visible
from lianzhang.plans.models import Cadence, ChecklistItem, ProblemLevel
from lianzhang.plans.ranks import is_shown
from lianzhang.plans.viewpoint import PlanViewpoint
from lianzhang.registry.models import Post, Rank

__all__ = ["Arrangements", "arrangements", "cadences"]


@dataclass(frozen=True, slots=True)
class Arrangements:
    ranks: list[Rank]
    cadences: list[Cadence]
    checklist: list[ChecklistItem]
    levels: list[ProblemLevel]

    @property
    def by_rank(self) -> list[tuple[Rank, list[Cadence]]]:
        return [(rank, [each for each in self.cadences if each.rank_id == rank.pk]) for rank in self.ranks]


def arrangements(vp: PlanViewpoint) -> Arrangements:
    """A fixed number of queries."""
    items = vp.rows(ChecklistItem).select_related("rank").order_by("of", "order")
    levels = vp.rows(ProblemLevel).select_related("rank", "organization").order_by("order")
    return Arrangements(
        ranks=_ranks(vp),
        cadences=cadences(vp),
        checklist=list(vp.stated.name_all(items, "rank")),
        levels=list(vp.stated.name_all(levels, "rank")),
    )


def _ranks(vp: PlanViewpoint) -> list[Rank]:
    """Those shown, from the highest down, with how many posts each has."""
    own = Q(city=vp.plan.city_id)
    rows = vp.stated.concerned(visible(vp.user, Post).filter(own).select_related("rank").prefetch_related("chains"))
    posts = vp.stated.name_all(rows)
    held = Counter(post.rank_id for post in posts)
    on_chains = {post.rank_id for post in posts if vp.stated.chains_of_post(post)} & vp.stated.of(Rank).keys()
    ranks = list(vp.stated.name_all(vp.stated.concerned(visible(vp.user, Rank).filter(own))))
    for rank in ranks:
        rank.posts_count = held[rank.pk]  # type: ignore[attr-defined]  # beside the row, for the table alone
    shown = (rank for rank in ranks if is_shown(rank, on_chains=rank.pk in on_chains))
    return sorted(shown, key=lambda rank: (rank.order, rank.code))


def cadences(vp: PlanViewpoint) -> list[Cadence]:
    """By rank, from the highest down."""
    rows = vp.stated.name_all(vp.rows(Cadence).select_related("rank"), "rank")
    return sorted(rows, key=lambda each: (each.rank.order, each.activity))
