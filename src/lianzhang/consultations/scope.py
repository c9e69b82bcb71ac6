"""Who reaches which consultations: the office and the leaders all, chiefs and teams those of their chains.

An expert reaches what their own post was asked; another expert's opinion only once their own is given and nobody is
waited for any more, or the consultation is closed. Firms and banks reach none."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import LEADERS, OF_CHAINS, OFFICE, ActiveAssignment, declare_policy, in_city_of
from lianzhang.access.models import Assignment
from lianzhang.plans.api import chains_of_post
from lianzhang.plans.models import PlanPost
from lianzhang.registry.models import Chain, Post

from .models import Consultation, Opinion, OpinionState, State

__all__ = ["asks_on", "experts_of"]

EXPERT = "expert"


def experts_of(chain: Chain) -> list[Post]:
    """The chain's expert posts for which somebody acts today."""
    today = timezone.localdate()
    held = Assignment.objects.filter(Q(ends=None) | Q(ends__gt=today), starts__lte=today, user__is_active=True)
    named = Q(chains=chain) | Q(pk__in=PlanPost.objects.filter(chains=chain).values("post"))
    posts = Post.objects.filter(named, city=chain.city_id, rank__role=EXPERT, pk__in=held.values("post"))
    return [each for each in posts.distinct().order_by("code") if _has(each, chain)]


def _has(post: Post, chain: Chain) -> bool:
    """Whether the plan in force gives it this chain."""
    return chains_of_post(post.pk).filter(pk=chain.pk).exists()


def asks_on(active: ActiveAssignment) -> Q:
    """The chains on which a post asks: its own, or those of the whole city."""
    return Q(pk__in=active.chains) if active.role.code in OF_CHAINS else Q(city=active.city)


def _on_own_chains(active: ActiveAssignment) -> Q:
    """Not all that the post asked: what it asks on another's chain is none of its."""
    return Q(city=active.city, chain__in=active.chains)


def _of_chains(active: ActiveAssignment) -> Q:
    return _on_own_chains(active) | Q(city=active.city, post=active.post)


def _opinions(active: ActiveAssignment, *states: OpinionState) -> QuerySet[Opinion]:
    rows = Opinion.objects.filter(post=active.post)
    return rows.filter(state__in=states) if states else rows


def _asked(active: ActiveAssignment) -> Q:
    return Q(city=active.city, pk__in=_opinions(active).values("consultation"))


def _opinions_of_chains(active: ActiveAssignment) -> Q:
    own = Q(consultation__chain__in=active.chains) | Q(consultation__post=active.post)
    return Q(consultation__city=active.city) & own


def _own_opinions(active: ActiveAssignment) -> Q:
    return Q(consultation__city=active.city, post=active.post)


def _own_and_given(active: ActiveAssignment) -> Q:
    """Own ones; of others what they answered, where one's own was given and nothing can be copied any more."""
    given = _opinions(active, OpinionState.ANSWERED).values("consultation")
    settled = Q(consultation__state=State.CLOSED) | Q(consultation__waits_for=0)
    return _own_opinions(active) | (Q(consultation__in=given, state=OpinionState.ANSWERED) & settled)


declare_policy(
    Consultation,
    sees={(*OFFICE, *LEADERS): in_city_of("city"), OF_CHAINS: _of_chains, EXPERT: _asked},
    acts={("chain_office", *LEADERS): in_city_of("city"), OF_CHAINS: _on_own_chains},
)
declare_policy(
    Opinion,
    sees={
        (*OFFICE, *LEADERS): in_city_of("consultation__city"),
        OF_CHAINS: _opinions_of_chains,
        EXPERT: _own_and_given,
    },
    acts={EXPERT: _own_opinions},
)
