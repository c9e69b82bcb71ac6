"""Who reaches which meetings: the office all, leaders all, chiefs and teams those of their chains, whoever was asked
to one that meeting. What is laid on a unit it sees once the minutes are confirmed. Firms and banks reach none."""

from __future__ import annotations

from django.db.models import Q

from lianzhang.access.api import (
    EVERYBODY,
    LEADERS,
    OF_CHAINS,
    OF_PLACES,
    OFFICE,
    ActiveAssignment,
    Reach,
    declare_policy,
    in_city_of,
    takes_attachments,
    units_of,
)

from .models import AgendaLine, Attendance, CalendarFeed, Decision, DecisionState, Meeting, Minute, State

__all__: list[str] = []

CITY = in_city_of("city")


def _of_chains(active: ActiveAssignment) -> Q:
    """Of its chains, and those it chairs."""
    return Q(city=active.city) & (Q(chain__in=active.chains) | Q(chair=active.post))


def _asked_to(active: ActiveAssignment) -> Q:
    asked = Attendance.objects.filter(asked=active.assignment.post_id).values("meeting")
    return Q(city=active.city, pk__in=asked)


def _chains_or_asked(active: ActiveAssignment) -> Q:
    return _of_chains(active) | _asked_to(active)


def _of_meeting(reach: Reach) -> Reach:
    return lambda active: Q(meeting__in=Meeting.objects.filter(reach(active)).values("pk"))


def _confirmed(active: ActiveAssignment) -> Q:
    return _asked_to(active) & Q(state=State.CONFIRMED)


def _laid_on(active: ActiveAssignment) -> Q:
    units = units_of(active).values("pk")
    return Q(meeting__city=active.city, lead__in=units, state=DecisionState.ASSIGNED)


def _chains_or_laid_on(active: ActiveAssignment) -> Q:
    return _of_meeting(_of_chains)(active) | _laid_on(active)


GOVERNED = ("member_unit", *OF_PLACES)

declare_policy(
    Meeting,
    sees={(*OFFICE, *LEADERS): CITY, OF_CHAINS: _chains_or_asked, (*GOVERNED, "expert"): _asked_to},
    acts={(*OFFICE, *LEADERS): CITY, OF_CHAINS: _of_chains},
)
declare_policy(
    Attendance,
    sees={
        (*OFFICE, *LEADERS): _of_meeting(CITY),
        OF_CHAINS: _of_meeting(_chains_or_asked),
        GOVERNED: _of_meeting(_asked_to),
    },
)
# What stands on an agenda is of all who work on the chain; who is only asked to come reads his own papers.
declare_policy(AgendaLine, sees={(*OFFICE, *LEADERS): _of_meeting(CITY), OF_CHAINS: _of_meeting(_of_chains)})
declare_policy(
    Minute,
    sees={
        (*OFFICE, *LEADERS): _of_meeting(CITY),
        OF_CHAINS: lambda active: _of_meeting(_of_chains)(active) | _of_meeting(_confirmed)(active),
        GOVERNED: _of_meeting(_confirmed),
    },
)
declare_policy(
    Decision,
    sees={(*OFFICE, *LEADERS): _of_meeting(CITY), OF_CHAINS: _chains_or_laid_on, GOVERNED: _laid_on},
    acts={(*OFFICE, *LEADERS): _of_meeting(CITY), OF_CHAINS: _of_meeting(_of_chains)},
)
declare_policy(
    CalendarFeed,
    sees={EVERYBODY: lambda active: Q(user=active.user_pk)},
    acts={EVERYBODY: lambda active: Q(user=active.user_pk)},
)
takes_attachments(Meeting)
