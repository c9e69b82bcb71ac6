"""Which firm a customer means by a supplier's name or code, and which firms a stranger may be.

Who writes a whole name or a code knows the firm already, so it is found among all of the city's register: only so can
the other side be asked. Names are offered of firms alone that whoever writes may know of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import SHORT, called, core_name, folded, pairs, similarity
from lianzhang.enterprises.models import Enterprise
from lianzhang.supply.models import Capability, Purchase

__all__ = ["Near", "firms_like", "firms_to_offer", "looks_like_a_code", "supplier_meant", "suppliers_known"]

LOOKED_AT, OFFERED, PARTS, KNOWN = 4_000, 5, 6, 500


def looks_like_a_code(text: str) -> bool:
    word = folded(text)
    return len(word) >= 15 and word.isascii() and word.isalnum()


def supplier_meant(text: str, city: int) -> Enterprise | None:
    """The one firm of the register that bears this name or code; None for a stranger.

    Raises ValidationError for a code that nobody has, and a name that several have."""
    firms = called(Enterprise.objects.filter(city=city, merged_into=None), text)
    if len(firms) > 1:
        raise ValidationError("名录里有同名的企业；请改写统一社会信用代码。")
    if not firms and looks_like_a_code(text):
        raise ValidationError("名录里没有这个代码；请核对，或改写供应商的名称。")
    return firms[0] if firms else None


def firms_to_offer(by: User, city: int) -> QuerySet[Enterprise]:
    """Firms whose names may be offered: those in sight, those that offer what they can make, those bought from."""
    firms = Enterprise.objects.filter(city=city, merged_into=None)
    own = visible(by, Enterprise).values("pk")
    offering = visible(by, Capability).filter(published=True).values("enterprise")
    bought = visible(by, Purchase).filter(supplier__isnull=False).values("supplier")
    return firms.filter(Q(pk__in=own) | Q(pk__in=offering) | Q(pk__in=bought)).order_by()


@dataclass(frozen=True, slots=True)
class Near:
    """A firm that a name may mean, and how alike the names are without place and legal form, from 0 to 1."""

    pk: int
    name: str
    uscc: str
    alike: float


def firms_like(name: str, by: User, city: int) -> list[Near]:
    """The likeliest first. Two queries at most."""
    core = core_name(name)
    words = [pair for pair in pairs(core) if len(pair.strip("^$")) == 2][:PARTS] or [core]
    holding = reduce(or_, (Q(search__contains=word) for word in words))
    rows = firms_to_offer(by, city).filter(holding).values_list("pk", "name", "uscc")[:LOOKED_AT]
    near = []
    for pk, called_so, uscc in rows:
        other = core_name(called_so)
        alike = 1.0 if other == core else similarity(core, other)
        if alike >= SHORT or core in other or other in core:
            near.append(Near(pk, called_so, uscc, alike))
    return sorted(near, key=lambda each: (-each.alike, each.name))[:OFFERED]


def suppliers_known(customer: Enterprise | None) -> list[str]:
    """The names of those a customer bought from so far, for a list of suggestions. One query."""
    if customer is None:
        return []
    rows = Purchase.objects.filter(customer=customer).order_by()
    named = rows.values_list("supplier__name", "supplier_name").distinct()[:KNOWN]
    return sorted({name or other for name, other in named})
