"""Who holds which post as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from lianzhang.access.api import visible
from lianzhang.plans.api import PlanViewpoint, is_shown
from lianzhang.registry.models import Appointment, Chain, Post, Rank

__all__ = ["PostLine", "RankLine", "by_rank", "in_force", "posts_of"]


def in_force(appointment: Appointment, at: date) -> bool:
    """`ends` is the first day no longer in office."""
    return appointment.starts <= at and (appointment.ends is None or at < appointment.ends)


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post with those who hold it at the day, and those who held it before."""

    post: Post
    holders: tuple[Appointment, ...]
    former: tuple[Appointment, ...]
    of_chains: tuple[Chain, ...]

    @property
    def chains(self) -> frozenset[int]:
        return frozenset(chain.pk for chain in self.of_chains)

    @property
    def names(self) -> str:
        return "、".join(holder.holder for holder in self.holders)


@dataclass(frozen=True, slots=True)
class RankLine:
    rank: Rank
    posts: tuple[PostLine, ...]

    @property
    def names(self) -> str:
        return "、".join(line.names for line in self.posts if line.names)

    @property
    def vacant(self) -> tuple[PostLine, ...]:
        return tuple(line for line in self.posts if not line.holders)


def posts_of(vp: PlanViewpoint) -> list[PostLine]:
    """The posts that lead or serve the plan's chains, by rank. A fixed number of queries."""
    posts = vp.stated.concerned(visible(vp.user, Post).filter(city=vp.plan.city_id))
    appointments = Prefetch("appointments", visible(vp.user, Appointment).select_related("organization"))
    rows = posts.select_related("rank", "organization").prefetch_related("chains", appointments)
    lines = [_line(post, vp) for post in vp.stated.name_all(rows)]
    of_plan = vp.stated.of(Rank)
    shown = (
        line for line in lines if is_shown(line.post.rank, on_chains=bool(line.chains) and line.post.rank_id in of_plan)
    )
    return sorted(shown, key=lambda line: (line.post.rank.order, line.post.rank.code, line.post.code))


def _line(post: Post, vp: PlanViewpoint) -> PostLine:
    appointments, at = post.appointments.all(), vp.at
    return PostLine(
        post=post,
        holders=tuple(each for each in appointments if in_force(each, at)),
        former=tuple(each for each in appointments if each.ends and each.ends <= at),
        of_chains=tuple(vp.stated.chains_of_post(post)),
    )


def by_rank(posts: list[PostLine], chain: int | None) -> list[RankLine]:
    """The posts of one chain, or for None those that answer for the whole city, rank by rank."""
    lines_by_rank: dict[int, list[PostLine]] = {}
    ranks: dict[int, Rank] = {}
    for line in posts:
        if (chain in line.chains) if chain else not line.chains:
            ranks[line.post.rank_id] = line.post.rank
            lines_by_rank.setdefault(line.post.rank_id, []).append(line)
    return [RankLine(rank, tuple(lines_by_rank[pk])) for pk, rank in ranks.items()]
