"""Who reaches which projects: who carries or entered them, whose chain they are of, where they land.

A place sees nothing of what others still talk about, whoever it may come to; a firm sees its own once it has landed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q

from lianzhang.access.api import (
    LEADERS,
    NOTHING,
    OF_PLACES,
    OFFICE,
    ActiveAssignment,
    acting,
    declare_policy,
    in_city_of,
    takes_attachments,
    units_of,
)
from lianzhang.access.models import Assignment
from lianzhang.enterprises.api import FIRM, is_own_part, itself, within
from lianzhang.records.models import Attachment

from .models import EARLY, Claim, HandOver, Milestone, MonthFigure, Need, Project, Stage, YearFigure

__all__: list[str] = []

Way = Callable[[ActiveAssignment], Q]


def _at(path: str, **facts: Any) -> Q:
    """Conditions on the project that lies at `path`."""
    return Q(**{f"{path}{name}": value for name, value in facts.items()})


def _late(path: str) -> Q:
    """What is no longer a lead, nor was lost as one."""
    return ~_at(path, state__in=EARLY) & ~_at(path, state=Stage.LOST, lost_from__in=EARLY)


def _carried(path: str) -> Way:
    """What their unit carries, or is asked to carry."""

    def carried(active: ActiveAssignment) -> Q:
        units = units_of(active).values("pk")
        return _at(path, city=active.city) & (_at(path, unit__in=units) | _at(path, asked_unit__in=units))

    return carried


def _own(path: str) -> Way:
    """What their unit carries, is asked to carry, or carried before it handed it on: that it goes on reading."""

    def own(active: ActiveAssignment) -> Q:
        units = units_of(active).values("pk")
        handed_on = HandOver.objects.filter(left__in=units, state=HandOver.State.ACCEPTED).values("project")
        before = Q(**{f"{path.removesuffix('__') or 'pk'}__in": handed_on})
        return _carried(path)(active) | (_at(path, city=active.city) & before)

    return own


def _of_chains(path: str) -> Way:
    return lambda active: _at(path, city=active.city, chain__in=active.chains)


def _either(one: Way, other: Way) -> Way:
    return lambda active: one(active) | other(active)


def _of_place_or_own(path: str) -> Way:
    def of_place(active: ActiveAssignment) -> Q:
        if active.park is not None:
            here = _at(path, city=active.city, park=active.park)
        else:
            here = NOTHING if active.region is None else _at(path, city=active.city, region=active.region)
        return (here & _late(path)) | _own(path)(active)

    return of_place


def _of_firm(path: str) -> Way:
    mine = within(itself, f"{path}enterprise")
    return lambda active: mine(active) & _late(path)


def _policy(path: str) -> dict[Any, Way]:
    return {
        (*OFFICE, *LEADERS): in_city_of(f"{path}city"),
        "chief": _of_chains(path),
        "chain_team": _either(_of_chains(path), _own(path)),
        "member_unit": _own(path),
        OF_PLACES: _of_place_or_own(path),
        FIRM: _of_firm(path),
    }


def _acts() -> dict[Any, Way]:
    return {
        (*OFFICE, *LEADERS): in_city_of("city"),
        "chain_team": _either(_of_chains(""), _carried("")),
        ("member_unit", *OF_PLACES): _carried(""),
    }


declare_policy(Project, sees=_policy(""), acts=_acts())
for _model in (Milestone, MonthFigure, YearFigure, Need):
    declare_policy(_model, sees=_policy("project__"))
# What units say to each other of who should carry it is told to no firm.
declare_policy(HandOver, sees={role: way for role, way in _policy("project__").items() if role != FIRM})


def _reported(active: ActiveAssignment) -> Q:
    return Q(city=active.city, unit__in=units_of(active).values("pk"))


declare_policy(Claim, sees={OFFICE: in_city_of("city"), ("chain_team", "member_unit", *OF_PLACES): _reported})


def _read_by(user: Any, _row: Project, papers: Iterable[Attachment]) -> list[Attachment]:
    """A firm reads the papers it attached itself; what others attach stays within."""
    active = acting(user)
    if not is_own_part(user) or active is None:
        return list(papers)
    own = Assignment.objects.filter(post__organization=active.organization).values_list("user__username", flat=True)
    names = set(own)
    return [each for each in papers if each.account in names]


takes_attachments(Project, _read_by)
