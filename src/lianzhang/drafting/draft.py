"""From a paper's text to everything that is proposed: pure logic, the same text gives the same draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .duties import duties_of
from .goals import targets_of
from .paper import Clause, Paper
from .proposals import Cadence, Chain, Duty, Item, Post, Target
from .structure import cadences_of, chains_of, items_of, posts_of
from .times import Period, period_of

__all__ = ["Draft", "draft"]


@dataclass(frozen=True)
class Draft:
    """All proposals of a paper, in the order of its text."""

    paper: Paper
    period: Period
    clauses: list[Clause]
    targets: list[Target]
    duties: list[Duty]
    chains: list[Chain]
    groups: list[Chain]
    posts: list[Post]
    items: list[Item]
    cadences: list[Cadence]


def draft(text: str) -> Draft:
    """Read a paper."""
    paper = Paper(text)
    period = period_of(paper)
    named = chains_of(paper)
    chains = [each for each in named if not each.group]
    groups = [each for each in named if each.group]
    cadences = cadences_of(paper)
    ids = [
        {each.name: f"{letter}{at:02d}" for at, each in enumerate(them, 1)}
        for letter, them in (("c", chains), ("g", groups))
    ]
    targets = targets_of(paper, period, *ids)
    return Draft(
        paper,
        period,
        paper.clauses,
        _once(each for each in targets if not _is_cadence(each, cadences)),
        [each for each in duties_of(paper, period) if not _is_goal(each, targets)],
        chains,
        groups,
        posts_of(paper),
        items_of(paper),
        cadences,
    )


def _once(targets: Iterable[Target]) -> list[Target]:
    """A paper says some goals twice, in all and where the work is: the first is it."""
    said: list[Target] = []
    days: dict[tuple[object, ...], set[date | None]] = {}
    for each in targets:
        known = days.setdefault((each.name, each.unit, each.comparator, each.value, each.value_max, each.scope), set())
        if not known or (each.due and each.due not in known):
            said.append(each)
        known.add(each.due)
    return said


SHORT_NAME = 12


def _is_goal(duty: Duty, targets: list[Target]) -> bool:
    """A part that says nothing but how much there shall be is a goal, and no duty beside it. Who or what is listed, or
    has a long name, is work: 推进100家企业首次自建研发机构."""
    covered = sum(
        max(0, min(duty.passage.end, each.passage.end) - max(duty.passage.start, each.passage.start))
        for each in targets
        if each.rule.startswith("名称")
        or (each.rule.startswith("动词") and len(each.name) <= SHORT_NAME and "、" not in duty.name)
    )
    return covered * 10 > (duty.passage.end - duty.passage.start) * 6


def _is_cadence(target: Target, cadences: list[Cadence]) -> bool:
    """How often a rank must do something is proposed as a cadence."""
    return target.unit == "次" and any(
        each.passage.start < target.passage.end and target.passage.start < each.passage.end for each in cadences
    )
