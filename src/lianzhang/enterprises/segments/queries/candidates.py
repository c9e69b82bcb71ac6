"""Firms that could belong to a segment: their scope or industry speaks for it, and they stand in no segment yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q

from lianzhang.access.doors import visible
from lianzhang.enterprises.models import Enterprise, FirmState, Membership
from lianzhang.enterprises.segments.suggesting import Suggester, Suggestion
from lianzhang.registry.industries import normal
from lianzhang.registry.models import Segment

__all__ = ["Candidate", "candidates"]

LOOKED_AT = 400  # firms whose scope is read
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    firm: Enterprise
    suggestion: Suggestion[Segment]
    on_chain: bool  # on this chain already, without a segment


def candidates(user: Any, segment: Segment, at: date) -> list[Candidate]:
    """The likeliest first. A firm that fits another segment of the chain better is left to that one. Two queries."""
    suggester = Suggester(list(visible(user, Segment).filter(chain=segment.chain_id).order_by("place", "order", "pk")))
    found = []
    for firm in _unplaced(user, segment, at):
        best = next(iter(suggester.suggest(firm.scope, firm.industry)), None)
        if best and best.segment.pk == segment.pk:
            found.append(Candidate(firm, best, firm.on_chain))  # type: ignore[attr-defined]
    return sorted(found, key=lambda each: -each.suggestion.score)[:SHOWN]


def _unplaced(user: Any, segment: Segment, at: date) -> list[Enterprise]:
    """Firms on the chain without a segment, and those of its industries that are on no chain."""
    current = visible(user, Membership).filter(Q(ends=None) | Q(ends__gt=at), enterprise=OuterRef("pk"), starts__lte=at)
    here = current.filter(chain=segment.chain_id)
    codes = [normal(code) for code in segment.industries.split(";") if code.strip()]
    fits = reduce(or_, (Q(industry__startswith=code) for code in codes), Q(pk__in=()))
    firms = visible(user, Enterprise).filter(
        city=segment.city_id, outside=False, merged_into=None, state=FirmState.ACTIVE
    )
    loose = firms.annotate(
        on_chain=Exists(here), placed=Exists(here.exclude(segment=None)), anywhere=Exists(current)
    ).filter(Q(on_chain=True, placed=False) | (fits & Q(anywhere=False)))
    return list(loose.order_by("-on_chain", "pk")[:LOOKED_AT])
