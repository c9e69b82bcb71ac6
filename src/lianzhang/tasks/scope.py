"""Who reaches which tasks and records of work: who assigned or entered them, who has them in hand, whose chain or place
they are of. Those outside the government reach none. What has ended is acted upon by nobody."""

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
    of_chains,
    takes_attachments,
    unit_keys,
)

from .models import ENDED, Attendee, Progress, RecordState, Task, WorkRecord

__all__: list[str] = []

HANDED_IN = ~Q(state=RecordState.DRAFT)
GOING_ON = ~Q(state__in=ENDED)


def _in_hand(active: ActiveAssignment) -> Q:
    units = unit_keys(active)
    helping = Task.helpers.through.objects.filter(responsibleunit__in=units).values("task")
    return Q(city=active.city) & (Q(lead__in=units) | Q(pk__in=helping))


def _of_chains_or_in_hand(active: ActiveAssignment) -> Q:
    return of_chains()(active) | _in_hand(active)


def _of_place_or_in_hand(active: ActiveAssignment) -> Q:
    """A region sees what is asked of it by others as well; a park, what it has in hand itself."""
    return _of_region(active) | _in_hand(active)


def _of_region(active: ActiveAssignment) -> Q:
    """Nothing of a post without one: no region is not every row that names none."""
    if active.park is not None or active.region is None:
        return Q(pk__in=())
    return Q(city=active.city, region=active.region)


def _going_on(reach: Reach) -> Reach:
    return lambda active: reach(active) & GOING_ON


TASKS: dict[Iterable[str] | str, Reach] = {
    (*OFFICE, *LEADERS): in_city_of("city"),
    "chief": of_chains(),
    "chain_team": _of_chains_or_in_hand,
    "member_unit": _in_hand,
    OF_PLACES: _of_place_or_in_hand,
}


def _of_task(reach: Reach) -> Reach:
    return lambda active: Q(task__in=Task.objects.filter(reach(active)).values("pk"))


declare_policy(
    Task,
    sees=TASKS,
    acts={
        (*OFFICE, *LEADERS): _going_on(in_city_of("city")),
        "chain_team": _going_on(_of_chains_or_in_hand),
        ("member_unit", *OF_PLACES): _going_on(_in_hand),
    },
)
# A note stands as it was written, and so does its paper.
declare_policy(Progress, sees={roles: _of_task(reach) for roles, reach in TASKS.items()})


def _own(active: ActiveAssignment) -> Q:
    """What the post entered, and what others handed in for one of its units."""
    units = unit_keys(active)
    return Q(city=active.city) & (Q(post=active.post) | (Q(unit__in=units) & HANDED_IN))


def _of_chains_or_own(active: ActiveAssignment) -> Q:
    return (of_chains()(active) & HANDED_IN) | _own(active)


def _of_place_or_own(active: ActiveAssignment) -> Q:
    return (_of_region(active) & HANDED_IN) | _own(active)


def _entered(active: ActiveAssignment) -> Q:
    return Q(city=active.city, post=active.post)


declare_policy(
    WorkRecord,
    sees={
        OFFICE: in_city_of("city"),
        LEADERS: lambda active: Q(city=active.city) & HANDED_IN,
        "chief": lambda active: of_chains()(active) & HANDED_IN,
        "chain_team": _of_chains_or_own,
        "member_unit": _own,
        OF_PLACES: _of_place_or_own,
    },
    acts={OFFICE: in_city_of("city"), ("chain_team", "member_unit", *OF_PLACES): _entered},
)
# Names are for who wrote them and the office; others read how many came.
declare_policy(
    Attendee,
    sees={
        OFFICE: in_city_of("record__city"),
        ("chain_team", "member_unit", *OF_PLACES): lambda active: Q(
            record__in=WorkRecord.objects.filter(_entered(active)).values("pk")
        ),
    },
)
for _model in (Task, Progress, WorkRecord):
    takes_attachments(_model)
