"""The words of one plan: what it calls chains, groups, ranks, posts and segments, and how it orders and joins them.

Only a load writes them. So they are read once, and kept in this process until some plan of the city is loaded again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from django.db.models import Exists, Max, Model, OuterRef, Prefetch, QuerySet

from lianzhang.kernel.caching import RevisionCache
from lianzhang.kernel.metrics import Ask
from lianzhang.registry.models import Chain, ChainGroup, Post, Rank, Segment, SegmentLink

from .models import Plan, PlanChain, PlanGroup, PlanPost, PlanRank, PlanSegment, PlanSegmentLink

__all__ = ["Stated", "last_load", "stated_in", "stated_of"]

Row = TypeVar("Row", bound=Model)
Rows = TypeVar("Rows", bound=Iterable[Any])


class Kind(NamedTuple):
    """How a plan speaks of a model's rows: its own model, the fields that lead to the row, and what they say of it."""

    model: type[Model]
    leads: dict[str, str]
    says: tuple[str, ...] = ()


KINDS: dict[type[Model], Kind] = {
    Chain: Kind(PlanChain, {"chain": "pk"}, ("name", "lead_department")),
    ChainGroup: Kind(PlanGroup, {"group": "pk"}, ("name",)),
    Rank: Kind(PlanRank, {"rank": "pk"}, ("name", "order", "role", "extra")),
    Post: Kind(PlanPost, {"post": "pk"}, ("name", "rank", "organization")),
    Segment: Kind(PlanSegment, {"segment": "pk"}, ("name", "stage", "place", "order", "strategy")),
    SegmentLink: Kind(PlanSegmentLink, {"upstream": "upstream", "downstream": "downstream"}),
}
CHAINS: Any = Prefetch("chains", Chain.objects.order_by("code"), to_attr="chain_list")
_CACHE = RevisionCache(100)  # plans


def last_load(plan: Plan) -> datetime | None:
    """When a plan of the city was last loaded; None: they were all made by hand. One query."""
    return Plan.objects.filter(city=plan.city_id).aggregate(last=Max("loaded_at"))["last"]


def stated_in(plan: Plan, since: datetime | None) -> Stated:
    """What `plan` says; `since` as `last_load` tells it."""
    return _CACHE.get_or_compute(plan.pk, since, lambda: Stated(plan.pk, plan.city_id))


def stated_of(ask: Ask) -> Stated:
    """What the plan says whose target is asked for."""
    plan = ask.subject.plan
    return ask.memo(("stated", plan.pk), lambda: stated_in(plan, last_load(plan)))


class Stated:
    """What a plan says of rows of the register, by primary key. What it does not name is as the register says.

    Each kind is asked for once, when the first row of the kind is. A city without a plan is as its register says.
    """

    def __init__(self, plan: int | None, city: int) -> None:
        self.plan, self.city = plan, city
        self._read: dict[type[Model], dict[int, Any]] = {}

    def of(self, model: type[Model]) -> dict[int, Any]:
        """By primary key of a row of `model`, what the plan says of it."""
        if self.plan is None:
            return {}
        if model not in self._read:
            kind = KINDS[model]
            (lead,) = kind.leads
            related = [name for name in ("lead_department", "rank", "organization") if name in kind.says]
            rows = kind.model._default_manager.filter(plan=self.plan).exclude(name="").select_related(*related)
            if model in (ChainGroup, Post):
                rows = rows.prefetch_related(CHAINS)
            self._read[model] = {getattr(each, f"{lead}_id"): each for each in rows}
        return self._read[model]

    @cached_property
    def chains_of_groups(self) -> dict[int, list[int]]:
        """The chains of each group of the city, by primary keys, in the order of their codes."""
        by_group = {pk: [chain.pk for chain in stated.chain_list] for pk, stated in self.of(ChainGroup).items()}
        others = ChainGroup.objects.filter(city=self.city).exclude(pk__in=by_group).order_by("chains__code")
        for group, chain in others.exclude(chains=None).values_list("pk", "chains"):
            by_group.setdefault(group, []).append(chain)
        return by_group

    def chains_of_post(self, post: Post) -> list[Chain]:
        """The post's chains, named, in the order of their codes; none: it answers for the whole city."""
        stated = self.of(Post).get(post.pk)
        chains = stated.chain_list if stated else sorted(post.chains.all(), key=lambda chain: chain.code)
        return [self.name(chain) for chain in chains]

    def name(self, row: Row) -> Row:
        """The same row, called and ordered as the plan does. It is for reading: it must not be saved."""
        stated = self.of(type(row)).get(row.pk) if type(row) in KINDS else None
        if stated:
            for field in KINDS[type(row)].says:
                setattr(row, field, getattr(stated, field))
            if isinstance(row, Post):
                self.name(row.rank)
        return row

    def name_all(self, rows: Rows, *paths: str) -> Rows:
        """The same rows, named; with `paths` not they, but what they lead to: "chain", "post"."""
        for row in rows:
            for part in [getattr(row, path) for path in paths] if paths else [row]:
                if part is not None:
                    self.name(part)
        return rows

    def concerned(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Those of `rows` that this plan states, and those that no plan states."""
        if self.plan is None:
            return rows
        kind = KINDS[rows.model]
        stated = kind.model._default_manager.filter(**{name: OuterRef(path) for name, path in kind.leads.items()})
        return rows.filter(Exists(stated.filter(plan=self.plan)) | ~Exists(stated))
