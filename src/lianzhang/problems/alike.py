"""Problems that look like one: same kind and chain, similar words. Proposed to whoever assigns."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import starmap
from typing import NamedTuple

from django.utils import timezone

from lianzhang.access.api import acting, visible
from lianzhang.accounts.models import User

from .models import OPEN, Problem, State
from .permissions import Permission

__all__ = ["Alike", "alike", "count_alike", "pairs", "similar"]

LEAST = 3
DAYS = 90
# So many are compared; of pairs of letters, so large a share is the same.
MOST = 400
SHARE = 0.4
JOINABLE = (State.RAISED, State.ASSIGNED, State.DISPUTED, State.IN_HAND, State.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Alike:
    """Some that look like one matter. `lead` is that which went furthest; `others` may be joined to it."""

    lead: Problem
    others: list[Problem]
    before: list[Problem]

    @property
    def count(self) -> int:
        return 1 + len(self.others) + len(self.before)


class _Title(NamedTuple):
    """A problem as far as it is compared."""

    pk: int
    kind: int
    chain: int | None
    segment: int | None
    region: int | None
    state: str
    title: str


def pairs(text: str) -> set[str]:
    """Letters by twos: words need not be told apart to be compared."""
    return {text[place : place + 2] for place in range(len(text) - 1)}


def similar(one: set[str], other: set[str]) -> bool:
    return 2 * len(one & other) >= SHARE * (len(one) + len(other)) > 0


def alike(by: User) -> list[Alike]:
    """Groups of three or more, open or raised in the last 90 days, of which two at least can be joined. Two queries."""
    groups = _groups(by)
    keys = [each.pk for group in groups for each in group]
    rows = visible(by, Problem).select_related("enterprise", "level__rank").in_bulk(keys) if keys else {}
    return [_group([rows[each.pk] for each in group]) for group in groups if all(each.pk in rows for each in group)]


def count_alike(by: User) -> int:
    """How many such groups there are. One query."""
    return len(_groups(by))


def _groups(by: User) -> list[list[_Title]]:
    active = acting(by)
    if active is None or not active.has(Permission.COORDINATE):
        return []
    since = timezone.now() - timedelta(days=DAYS)
    rows = visible(by, Problem).filter(merged_into=None).exclude(state__in=(State.DECLINED, State.WITHDRAWN))
    rows = rows.filter(state__in=OPEN) | rows.filter(raised_at__gte=since)
    groups: dict[tuple[int, int | None, int | None], list[list[tuple[set[str], _Title]]]] = defaultdict(list)
    for row in starmap(_Title, rows.order_by("-pk").values_list(*_Title._fields)[:MOST]):
        place = (row.kind, row.chain, row.segment if row.chain else row.region)
        words = pairs(row.title)
        group = next((each for each in groups[place] if similar(each[0][0], words)), None)
        if group is None:
            groups[place].append([(words, row)])
        else:
            group.append((words, row))
    told = ([row for _, row in group] for listed in groups.values() for group in listed)
    return [each for each in told if len(each) >= LEAST and sum(row.state in JOINABLE for row in each) >= 2]


def _group(rows: list[Problem]) -> Alike:
    joinable = sorted((row for row in rows if row.state in JOINABLE), key=lambda row: (row.lead_id is None, row.pk))
    before = [row for row in rows if row.state not in JOINABLE]
    return Alike(joinable[0], joinable[1:], before)
