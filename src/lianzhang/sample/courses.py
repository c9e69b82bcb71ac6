"""Courses of the made-up city by topic, and who came: firms, and persons by their posts; one planted with nobody.

Drawn from seeds of their own, so that nothing else is drawn otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from lianzhang.kernel.folding import fold
from lianzhang.plans.models import WorkTopic
from lianzhang.registry.models import Region

from .place import facts
from .tasks import Done

__all__ = ["draw_courses", "own_topics", "seat"]

FEWEST, MOST = 6, 18  # firms at a course
SECOND, NOBODY, NO_FIRM = 0.3, 0.04, 0.2  # a second person of a firm; a list left out; somebody whose firm is unknown
Row = dict[str, Any]


def own_topics() -> Iterator[tuple[str, ...]]:
    """Rows of work_topics.csv beside those that the real plan names."""
    told = facts()["topics"]
    yield from ((each["id"], told["kind"], each["name"], told["note"]) for each in told["own"])


def draw_courses() -> Iterator[Done]:
    """What was held at the least, by day; the last topic's only course has nobody."""
    told = facts()["topics"]
    for each in told["courses"]:
        for day in map(date.fromisoformat, each["days"]):
            said = {"title": each["title"], "result": told["result"], "date": day, "state": "confirmed", "reason": ""}
            yield Done(told["kind"], told["duty"], told["by"], said | {"decided": day + timedelta(days=3)})


def seat(works: Iterable[Row], city: Region, firms: list[int], seed: int) -> list[Row]:
    """Give each record its topic, and return the rows of who came to it."""
    told = facts()["topics"]
    known = dict(WorkTopic.objects.filter(plan__city=city).values_list("code", "pk"))
    planned = {each["title"] for each in told["courses"]}
    of = told["titles"] | {each["title"]: each["topic"] for each in told["courses"]}
    rows: list[Row] = []
    for number, work in enumerate(works):
        topic = known.get(of.get(work["title"], ""))
        if topic is None or not firms:
            continue
        rng = Random(f"{seed} course {number}")  # noqa: S311 - nothing secret
        nobody = work["title"] == told["nobody"] or (work["title"] not in planned and rng.random() < NOBODY)
        seats = [] if nobody else list(_seats(rng, firms, told["people"]))
        work |= {"topic_id": topic, "attended": len(seats), "result": told["result" if seats else "result_of_nobody"]}
        rows += [
            {"record_id": work["id"], "enterprise_id": firm, "name": name, "folded": fold(name)} for firm, name in seats
        ]
    return rows


def _seats(rng: Random, firms: list[int], people: list[str]) -> Iterator[tuple[int | None, str]]:
    """The first firm's first person comes to all: one person, however many courses."""
    yield firms[0], people[0]
    for firm in rng.sample(firms[1:], min(len(firms) - 1, rng.randrange(FEWEST, MOST))):
        yield from ((firm, name) for name in rng.sample(people, 1 + (rng.random() < SECOND)))
    if rng.random() < NO_FIRM:
        yield None, "园区联络员"
