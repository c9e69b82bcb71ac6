"""Who reaches which matters: the office all, leaders what was issued, chiefs that of their chains, units their own.

Firms, banks and experts reach none. A list is seen by whoever sees one of its matters."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from lianzhang.access.api import (
    LEADERS,
    OF_PLACES,
    OFFICE,
    ActiveAssignment,
    Reach,
    declare_policy,
    in_city_of,
    takes_attachments,
    unit_keys,
)

from .models import ListState, Reminder, State, SupervisionItem, SupervisionList

__all__: list[str] = []

ISSUED = ~Q(state=State.DRAFTED)


def _issued_in_city(active: ActiveAssignment) -> Q:
    return Q(list__city=active.city) & ISSUED


def _leading(active: ActiveAssignment) -> Q:
    return _issued_in_city(active) & Q(lead__in=unit_keys(active))


def _of_unit(active: ActiveAssignment) -> Q:
    units = unit_keys(active)
    helping = SupervisionItem.helpers.through.objects.filter(responsibleunit__in=units).values("supervisionitem")
    return _issued_in_city(active) & (Q(lead__in=units) | Q(pk__in=helping))


def _of_chains(active: ActiveAssignment) -> Q:
    return _issued_in_city(active) & Q(chain__in=active.chains)


def _of_team(active: ActiveAssignment) -> Q:
    return _of_chains(active) | _of_unit(active)


def _lists(items: Reach) -> Reach:
    """The lists that were issued and hold one of the matters in reach."""

    def reach(active: ActiveAssignment) -> Q:
        held = SupervisionItem.objects.filter(items(active)).values("list")
        return Q(city=active.city, pk__in=held) & ~Q(state=ListState.DRAFT)

    return reach


ITEMS: dict[Iterable[str] | str, Reach] = {
    OFFICE: in_city_of("list__city"),
    LEADERS: _issued_in_city,
    "chief": _of_chains,
    "chain_team": _of_team,
    ("member_unit", *OF_PLACES): _of_unit,
}


def _of_item(reach: Reach) -> Reach:
    return lambda active: Q(item__in=SupervisionItem.objects.filter(reach(active)).values("pk"))


declare_policy(
    SupervisionItem,
    sees=ITEMS,
    acts={
        OFFICE: in_city_of("list__city"),
        LEADERS: _issued_in_city,
        ("chain_team", "member_unit", *OF_PLACES): _leading,
    },
)
declare_policy(
    SupervisionList,
    sees={
        OFFICE: in_city_of("city"),
        LEADERS: lambda active: Q(city=active.city) & ~Q(state=ListState.DRAFT),
        "chief": _lists(_of_chains),
        "chain_team": _lists(_of_team),
        ("member_unit", *OF_PLACES): _lists(_of_unit),
    },
    acts={"chain_office": in_city_of("city")},
)
# A reminder stands as it was written.
declare_policy(Reminder, sees={roles: _of_item(reach) for roles, reach in ITEMS.items()})
takes_attachments(SupervisionItem)
