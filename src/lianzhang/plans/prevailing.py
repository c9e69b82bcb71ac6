"""Which plan of a city prevails where several speak of one thing: of those that have begun, the one that began last."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from lianzhang.registry.models import Chain, Post

from .models import Plan, PlanPost

__all__ = ["chains_of_post", "last_begun", "weight"]

Weight = tuple[bool, int, str]


def weight(starts: date, code: str, on: date) -> Weight:
    """The plan with the greatest prevails on a day. Of those that have not begun it is the one that will be first."""
    begun = starts <= on
    return begun, starts.toordinal() if begun else -starts.toordinal(), code


def last_begun(city: int) -> QuerySet[Any]:
    """The plan of a city that began last, by primary key, as one subquery; none before one has begun. One that was put
    away only where every one was: a city goes on with the kinds that it had."""
    plans = Plan.objects.filter(city=city, starts__lte=timezone.localdate())
    return plans.order_by(F("archived_at").desc(nulls_first=True), "-starts", "-code").values("pk")[:1]


def chains_of_post(post: int | None) -> QuerySet[Any]:
    """The chains that a post has today, by primary key, as one subquery.

    So says the plan that began last of those that name the post; where none does, the register.
    """
    begun = PlanPost.objects.filter(post=post, plan__starts__lte=timezone.localdate())
    last = begun.order_by("-plan__starts", "-plan__code").values("pk")[:1]
    stated = PlanPost.chains.through.objects.filter(planpost__in=last).values("chain")
    registered = Post.chains.through.objects.filter(~Exists(begun.filter(post=OuterRef("post"))), post=post)
    chains = Chain.objects.filter(Q(pk__in=stated) | Q(pk__in=registered.values("chain")))
    return chains.order_by().values("pk")
