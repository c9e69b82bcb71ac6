"""Where the firms stand in the chains, and what else the register keeps of them beside their figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from lianzhang.enterprises.models import ChainRole, FirmState, ResearchBody

from .firms import Firms
from .names import earlier_name
from .place import SOURCE, YEARS, Place, Scale, facts
from .statements import ABOVE_SCALE

__all__ = ["bodies", "contacts", "former_names", "memberships", "roles"]

BEGUN = np.datetime64("2020-01-01")
LEFT = date(2023, 9, 30)  # when those who left the city or closed went off their chains
ON_TWO = 0.03  # of the firms on a chain
RENAMED = 0.06
# When roles were given: most with the first list, the rest with the two that followed.
LISTS = (date(2021, 9, 1), date(2022, 6, 1), date(2023, 5, 15))
LIST_SHARES = (0.62, 0.2, 0.18)

Rows = dict[str, list[Any]]


def roles(rng: np.random.Generator, firms: Firms, scale: Scale) -> dict[int, tuple[str, date]]:
    """Which firms have a role, and since when: the largest of each chain first, then the largest of all."""
    weight = np.where(firms.counted & (firms.chain != ""), firms.size, -1)
    order = np.argsort(-weight, kind="stable")
    order = order[weight[order] > 0]
    _, leading = np.unique(firms.chain[order], return_index=True)
    heads = order[np.sort(leading)]
    others = order[~np.isin(order, heads)]
    ranked = [*heads.tolist(), *others.tolist()]
    some = rng.permutation(ranked[scale.anchors + scale.cores :])[: scale.suppliers].tolist()
    named = (
        (ranked[: scale.anchors], ChainRole.ANCHOR),
        (ranked[scale.anchors : scale.anchors + scale.cores], ChainRole.CORE),
        (some, ChainRole.KEY_SUPPLIER),
    )
    roles_of_firms: dict[int, tuple[str, date]] = {}
    for chosen, role in named:
        lists = np.sort(rng.choice(len(LISTS), len(chosen), p=LIST_SHARES)).tolist()
        roles_of_firms |= {firm: (role.value, LISTS[number]) for firm, number in zip(chosen, lists, strict=True)}
    return roles_of_firms


def memberships(
    rng: np.random.Generator, place: Place, firms: Firms, roles_of_firms: dict[int, tuple[str, date]]
) -> Rows:
    """Each firm on its chain; one that was given a role stood there without it before; a few stand on two chains."""
    rows: Rows = {name: [] for name in ("firm", "chain", "segment", "role", "starts", "ends", "share", "source")}
    begun = np.maximum(firms.founded, BEGUN)
    two = rng.random(len(firms)) < ON_TWO
    second = rng.integers(0, len(place.trades), len(firms)).tolist()
    for firm in np.flatnonzero(firms.chain != "").tolist():
        own, other = place.trades[firms.trade[firm]], place.trades[second[firm]]
        starts = begun[firm].astype(object)
        ends = LEFT if firms.state[firm] in (FirmState.DEREGISTERED, FirmState.MOVED) else None
        role, since = roles_of_firms.get(firm, ("", None))
        shared = bool(two[firm]) and not role and other.chain not in ("", own.chain)
        if since and starts < since:
            _add(rows, firm, own.chain, own.segment, ChainRole.OTHER.value, starts, since, 100)
            starts = since
        _add(rows, firm, own.chain, own.segment, role or ChainRole.OTHER.value, starts, ends, 60 if shared else 100)
        if shared:
            _add(rows, firm, other.chain, other.segment, ChainRole.OTHER.value, starts, ends, 40)
    return rows


def _add(rows: Rows, *values: Any) -> None:
    *_, starts, ends, _share = values
    if ends is not None and ends <= starts:
        return  # gone before it came
    for column, value in zip(rows.values(), (*values, SOURCE), strict=True):
        column.append(value)


def former_names(rng: np.random.Generator, firms: Firms) -> Rows:
    chosen = np.flatnonzero((rng.random(len(firms)) < RENAMED) & (firms.founded < np.datetime64("2012-01-01")))
    days = rng.integers(0, 10 * 365, len(chosen)).tolist()
    return {
        "firm": chosen.tolist(),
        "name": [earlier_name(firms.names[firm]) for firm in chosen.tolist()],
        "until": [date.fromordinal(date(2012, 6, 1).toordinal() + day) for day in days],
    }


def contacts(rng: np.random.Generator, firms: Firms) -> Rows:
    """Whom to ask, by post. The area code 000 is nobody's, so that no number can be dialled."""
    posts = facts()["words"]["contacts"]
    chosen = np.flatnonzero(rng.random(len(firms)) < 0.7)
    numbers = rng.integers(0, 100_000_000, len(chosen)).tolist()
    drawn = rng.integers(0, len(posts), len(chosen)).tolist()
    return {
        "firm": chosen.tolist(),
        "post": [posts[each] for each in drawn],
        "phone": [f"000-{number:08}" for number in numbers],
    }


def bodies(rng: np.random.Generator, firms: Firms, scale: Scale) -> Rows:
    """Bodies for research: a firm's first, so many a year, and a second one of some who had theirs long before."""
    rows: Rows = {name: [] for name in ("firm", "name", "kind", "opened", "source")}
    large = firms.counted & (firms.size > 1.5 * ABOVE_SCALE)
    weight = np.where(large & (firms.founded < np.datetime64("2018-01-01")), firms.size, 0)
    able = np.argsort(-weight, kind="stable")[: int((weight > 0).sum())]
    able = rng.permutation(able[: max(len(able) * 7 // 10, 1)])
    firm = iter(able.tolist())
    for year, count in zip(YEARS, scale.first_bodies, strict=True):
        for number, each in zip(range(count), firm, strict=False):
            day = date(year, 1 + number % 12, 1 + number % 28)
            _open(rows, each, firms, day, joint=number % 5 == 0)
    for number, each in enumerate(able[: sum(scale.first_bodies) // 6].tolist()):
        _open(rows, each, firms, date(2024, 1 + number % 12, 15), joint=True, second=True)
    return rows


def _open(rows: Rows, firm: int, firms: Firms, day: date, *, joint: bool, second: bool = False) -> None:
    kind = ResearchBody.Kind.JOINT if joint else ResearchBody.Kind.OWN
    name = f"{firms.names[firm]}{'联合研究院' if second else '技术研发中心'}"
    for column, value in zip(rows.values(), (firm, name, kind.value, day, SOURCE), strict=True):
        column.append(value)
