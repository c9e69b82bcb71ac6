"""Who reaches which problems: who raised them, who has them in hand, whose chain or place they are of.

A bank or an expert reaches none; a rival never reaches what another firm asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from lianzhang.access.api import (
    LEADERS,
    NOTHING,
    OF_PLACES,
    OFFICE,
    ActiveAssignment,
    Lending,
    acting,
    declare_policy,
    in_city_of,
    of_chains,
    takes_attachments,
    unit_keys,
    visible,
)
from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import FIRM, is_own_part, itself, within
from lianzhang.records.models import Attachment

from .models import Problem
from .permissions import Permission

__all__: list[str] = []


def may_end_units(by: User) -> bool:
    """The office of the city, which assigns to every unit."""
    active = acting(by)
    return active is not None and active.role.acts_for == "city" and active.has(Permission.COORDINATE)


def _in_hand(active: ActiveAssignment) -> Q:
    units = unit_keys(active)
    helping = Problem.objects.filter(helpers__in=units).values("pk")
    return Q(city=active.city) & (Q(lead__in=units) | Q(pk__in=helping))


def _raised(active: ActiveAssignment) -> Q:
    return Q(city=active.city, post=active.post)


def _of_chains_or_raised(active: ActiveAssignment) -> Q:
    return of_chains()(active) | _raised(active)


def _of_chains_or_in_hand(active: ActiveAssignment) -> Q:
    return of_chains()(active) | _in_hand(active) | _raised(active)


def _in_hand_or_raised(active: ActiveAssignment) -> Q:
    return _in_hand(active) | _raised(active)


def _of_place_or_in_hand(active: ActiveAssignment) -> Q:
    """A region sees what is asked within it; a park, of the firms that stand in it."""
    if active.park is not None:
        return Q(city=active.city, enterprise__park=active.park) | _in_hand_or_raised(active)
    here = NOTHING if active.region is None else Q(city=active.city, region=active.region)
    return here | _in_hand_or_raised(active)


declare_policy(
    Problem,
    sees={
        (*OFFICE, *LEADERS): in_city_of("city"),
        "chief": _of_chains_or_raised,
        "chain_team": _of_chains_or_in_hand,
        "member_unit": _in_hand_or_raised,
        OF_PLACES: _of_place_or_in_hand,
        FIRM: within(itself, "enterprise"),
    },
    acts={
        (*OFFICE, *LEADERS): in_city_of("city"),
        "chief": _of_chains_or_raised,
        "chain_team": _of_chains_or_in_hand,
        "member_unit": _in_hand_or_raised,
        OF_PLACES: _of_place_or_in_hand,
        FIRM: within(itself, "enterprise"),
    },
)


def _read_by(user: Any, row: Problem, papers: Iterable[Attachment]) -> list[Attachment]:
    """A firm reads its own papers and those that came with an answer; what others attach stays within."""
    active = acting(user)
    if not is_own_part(user) or active is None:
        return list(papers)
    own = set(
        Assignment.objects.filter(post__organization=active.organization).values_list("user__username", flat=True)
    )
    return [each for each in papers if each.account in own or each.pk in row.answer_papers]


def _of_matter(user: Any, matter: int) -> Problem | None:
    """The first problem in sight that became part of a matter."""
    return visible(user, Problem).filter(merged_into=matter).order_by("pk").first()


def _lent(matter: Problem, papers: Iterable[Attachment]) -> list[Attachment]:
    """To all who asked the same: what came with the answer, but nothing that a firm attached itself."""
    answering = [each for each in papers if each.pk in matter.answer_papers]
    accounts = {each.account for each in answering}
    of_firms = Assignment.objects.filter(user__username__in=accounts, post__rank__role=FIRM)
    firms = set(of_firms.values_list("user__username", flat=True)) if accounts else set()
    return [each for each in answering if each.account not in firms]


takes_attachments(Problem, _read_by, Lending(lambda row: row.merged_into, _of_matter, _lent))
