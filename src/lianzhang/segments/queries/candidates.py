"""Firms that could belong to a segment: their scope or industry speaks for it, and they stand in no segment yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q

from lianzhang.access.api import may, prefetch_permissions, visible
from lianzhang.enterprises.api import Permission, Suggester, Suggestion
from lianzhang.enterprises.models import Enterprise, FirmState, Membership
from lianzhang.registry.api import normal
from lianzhang.registry.models import Segment

__all__ = ["Candidate", "candidates"]

LOOKED_AT = 300  # firms of each kind whose scope is read
SHOWN = 8
AFTER = "~"  # behind every digit: codes that begin alike lie between


@dataclass(frozen=True, slots=True)
class Candidate:
    firm: Enterprise
    suggestion: Suggestion[Any]
    on_chain: bool  # on this chain already, without a segment
    mine: bool  # whoever looks answers for the firm


def candidates(user: Any, segment: Segment, at: date) -> list[Candidate]:
    """The likeliest first. A firm that fits another segment of the chain better is left to that one. Four queries."""
    segments: list[Any] = list(visible(user, Segment).filter(chain=segment.chain_id).order_by("place", "order", "pk"))
    suggester = Suggester(segments)
    fitting, unplaced = [], _unplaced(user, segment, at)
    prefetch_permissions(user, [firm for firm, _ in unplaced])
    for firm, on_chain in unplaced:
        best = next(iter(suggester.suggest(firm.scope, firm.industry)), None)
        if best and best.segment.pk == segment.pk:
            fitting.append(Candidate(firm, best, on_chain, may(user, Permission.EDIT_ENTERPRISE, firm)))
    return sorted(fitting, key=lambda each: -each.suggestion.score)[:SHOWN]


def _unplaced(user: Any, segment: Segment, at: date) -> list[tuple[Enterprise, bool]]:
    """Firms on the chain without a segment, and those of its industries that are on no chain."""
    current = visible(user, Membership).filter(Q(ends=None) | Q(ends__gt=at), starts__lte=at)
    waiting = current.filter(chain=segment.chain_id, segment=None).values("enterprise")
    firms = visible(user, Enterprise).filter(
        city=segment.city_id, outside=False, merged_into=None, state=FirmState.ACTIVE
    )
    here = firms.filter(pk__in=waiting).order_by("pk")[:LOOKED_AT]
    codes = [normal(code) for code in segment.industries.split(";") if code.strip()]
    fits = reduce(or_, (Q(industry__gte=code, industry__lt=code + AFTER) for code in codes), Q(pk__in=()))
    loose = firms.filter(fits).exclude(Exists(current.filter(enterprise=OuterRef("pk")))).order_by("pk")[:LOOKED_AT]
    return [*((firm, True) for firm in here), *((firm, False) for firm in loose)]
