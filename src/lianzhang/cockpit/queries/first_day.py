"""The first day of a city: the steps that rooms tell, of the house and of one city, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lianzhang.access.api import SYSTEM, acting, visible
from lianzhang.kernel.first_day import FirstStep, to_do_now
from lianzhang.kernel.rooms import rooms
from lianzhang.plans.models import Plan
from lianzhang.registry.models import Region

__all__ = ["FirstDay", "first_day"]


@dataclass(frozen=True, slots=True)
class FirstDay:
    """`cities` are those that have a plan, for administrators; `house` is theirs as well."""

    city: Region | None
    cities: list[Region]
    house: list[FirstStep]
    steps: list[FirstStep]

    @property
    def now(self) -> FirstStep | None:
        return to_do_now(sorted((*self.house, *self.steps), key=lambda step: step.order))

    @property
    def left(self) -> int:
        return sum(not step.done for step in (*self.house, *self.steps))


def first_day(by: Any, asked: str = "") -> FirstDay:
    """Of the post's own city; administrators choose among all, and are told how many there are of each thing alone."""
    active = acting(by)
    if active is not None and active.post is not None:
        city = active.post.city
        return FirstDay(city, [], [], _steps(by, city))
    cities = list(
        visible(SYSTEM, Region).filter(pk__in=visible(SYSTEM, Plan).values("city")).order_by("fictitious", "-pk")
    )
    chosen = next((each for each in cities if each.code == asked), cities[0] if cities else None)
    return FirstDay(chosen, cities, _steps(by, None), _steps(by, chosen) if chosen else [])


def _steps(by: Any, city: Region | None) -> list[FirstStep]:
    told = (room.first_day(by, city) for room in rooms() if room.first_day)
    return sorted((step for steps in told for step in steps), key=lambda step: step.order)
