"""How far talks with customers came: read from the needs that name them and from purchases, never typed.

What is counted is what one sees: a firm its own needs, a team those of its chains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.market.models import DONE, RUNNING, Match, MatchState, Need, NeedState
from lianzhang.supply.models import Purchase, PurchaseState

__all__ = ["STANDINGS", "Talk", "asking", "bought_here", "condition", "farthest", "talks_of"]

OPEN = (NeedState.SUBMITTED, NeedState.RETURNED, NeedState.OPEN)
STANDINGS = {
    "identified": "还没有人谈",
    "asked": "登记了需求，还没有接洽",
    "talking": "在谈",
    "agreed": "有了供应商代码",
    "supplied": "已供货",
    "lost": "谈过，没有成",
}
ORDER = ("lost", "asked", "talking", "agreed", "supplied")
OF_MATCH = {
    MatchState.SUGGESTED: "asked",
    MatchState.TALKING: "talking",
    MatchState.AGREED: "agreed",
    MatchState.DELIVERED: "supplied",
    MatchState.KEPT: "supplied",
    MatchState.FAILED: "lost",
}


class Talk(NamedTuple):
    """One firm's way to a customer: its need, and the answer to it where there is one."""

    need: Need
    match: Match | None

    @property
    def standing(self) -> str:
        if self.match is not None:
            return OF_MATCH[MatchState(self.match.state)]
        return "asked" if self.need.state in OPEN else "lost"

    @property
    def stage(self) -> str:
        if self.match is None:
            return self.need.get_state_display()
        return str(self.match.stage or self.match.get_state_display())

    @property
    def since(self) -> date | None:
        return self.match.staged_on if self.match is not None else self.need.published_on


def asking(by: User) -> QuerySet[Need]:
    """Needs that name a customer; a draft is nobody's business yet."""
    return visible(by, Need).filter(customer__isnull=False).exclude(state__in=(NeedState.DRAFT, NeedState.WITHDRAWN))


def talks_of(by: User, customers: Iterable[Any], *, category: int | None = None) -> dict[int, list[Talk]]:
    """Who is in talks with each, by the customer's key; the farthest first. Two queries."""
    rows = asking(by).filter(customer__in=list(customers)).select_related("enterprise", "category", "chain")
    if category is not None:
        rows = rows.filter(category=category)
    needs = {row.pk: row for row in rows.order_by("pk")}
    matches: defaultdict[int, list[Match]] = defaultdict(list)
    answers = visible(by, Match).filter(need__in=list(needs)).select_related("stage", "enterprise", "body")
    for each in answers.order_by("pk"):
        each.need = needs[each.need_id]
        matches[each.need_id].append(each)
    told: defaultdict[int, list[Talk]] = defaultdict(list)
    for row in needs.values():
        own = [Talk(row, each) for each in matches[row.pk]]
        if all(talk.standing == "lost" for talk in own) and (row.state in OPEN or not own):
            own.append(Talk(row, None))
        told[row.customer_id or 0] += own
    for each_of in told.values():
        each_of.sort(key=lambda talk: (-ORDER.index(talk.standing), talk.need.pk))
    return dict(told)


def farthest(talks: Iterable[Talk], *, supplied: bool) -> str:
    """How far anybody came with a customer; `supplied`: purchases show it."""
    if supplied:
        return "supplied"
    return max((each.standing for each in talks), key=ORDER.index, default="identified")


def bought_here(by: User) -> QuerySet[Purchase]:
    """Purchases in sight that both sides confirmed, from a firm of the city."""
    local = Q(state=PurchaseState.CONFIRMED, supplier__isnull=False, supplier__outside=False)
    return visible(by, Purchase).filter(local)


def condition(by: User, standing: str) -> Q:
    """Of customers that stand so: as `farthest` says of each."""
    named = {"customer": OuterRef("pk")}
    answers = visible(by, Match).filter(need__customer=OuterRef("pk"))
    open_needs = Exists(asking(by).filter(**named, state__in=OPEN))
    ended = Exists(asking(by).filter(**named))
    bought = Exists(bought_here(by).filter(customer=OuterRef("enterprise")))
    supplied = Q(bought) | Q(Exists(answers.filter(state__in=DONE)))
    agreed = Q(Exists(answers.filter(state=MatchState.AGREED)))
    talking = Q(Exists(answers.filter(state=MatchState.TALKING)))
    suggested = Q(Exists(answers.filter(state__in=RUNNING)))
    match standing:
        case "supplied":
            return supplied
        case "agreed":
            return agreed & ~supplied
        case "talking":
            return talking & ~agreed & ~supplied
        case "asked":
            return (suggested | Q(open_needs)) & ~talking & ~agreed & ~supplied
        case "lost":
            return Q(ended) & ~Q(open_needs) & ~suggested & ~supplied
        case "identified":
            return ~Q(ended) & ~supplied
    return Q()
