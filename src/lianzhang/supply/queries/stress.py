"""A stress test as one may read it: rows of firms in sight, sums that tell of no other firm, what a stop is like again.

Sums are told with what is left of them without the firms in sight: were that one firm's or a few's, they would tell of
those, and the firms in sight are summed alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np

from lianzhang.access.api import visible
from lianzhang.enterprises.api import firms_in_sight
from lianzhang.kernel.disclosure import tells_of_one
from lianzhang.kernel.formatting import number, percent
from lianzhang.registry.models import Chain
from lianzhang.supply.models import AnalysisRun, RunFirm
from lianzhang.supply.runs.findings import HALF
from lianzhang.supply.runs.stops import Sight, sight_of
from lianzhang.supply.runs.stress_drawing import Drawing, Node, draw, short_name

__all__ = ["ChainLoss", "StressView", "drawing_of", "stress_view"]

MAINLY = 0.5


@dataclass(frozen=True, slots=True)
class ChainLoss:
    """What one chain loses in all the months, 万元; `share` of all that is told. No chain: those kept back together."""

    chain: Chain | None
    lost: float
    share: float
    width: float


@dataclass(frozen=True)
class StressView:
    """`rows`: all firms in sight by loss, those stopped among them. `unseen`: the others, for sums alone."""

    run: AnalysisRun
    rows: tuple[RunFirm, ...]
    unseen: tuple[RunFirm, ...]

    @property
    def months(self) -> int:
        return int(self.run.settings.get("months", 1))

    @cached_property
    def whole(self) -> bool:
        """Whether the sums of the city may be told."""
        return not tells_of_one(_amounts(self.unseen))

    @property
    def lost(self) -> float:
        """万元, in all the months; of the firms in sight alone where no more may be told."""
        monthly = self.run.summary["lost"] if self.whole else float(_amounts(self.rows).sum())
        return float(monthly) * self.months

    @property
    def widest(self) -> float | None:
        """What it may be at most, where purchases that are not recorded are hit like those that are."""
        widest = self.run.summary.get("widest")
        return widest * self.months if self.whole and widest and widest > self.run.summary["lost"] * 1.005 else None

    @property
    def told(self) -> dict[str, Decimal | None]:
        """The sums as a sentence says them."""
        return {name: _rounded(getattr(self, name)) for name in ("lost", "widest", "second")}

    @property
    def main(self) -> str:
        """Where most of it is lost, if most is lost in one place."""
        first = self.by_chain[0] if self.by_chain else None
        if first is None or first.chain is None or len(self.by_chain) < 2 or first.share < MAINLY:
            return ""
        return f"{percent(first.share, 0)}在{first.chain}"

    @property
    def share(self) -> float | None:
        output = self.run.summary.get("output")
        return self.run.summary["lost"] / output if output and self.whole else None

    @property
    def second(self) -> float | None:
        second = self.run.summary.get("second")
        return None if second is None or not self.whole else second * self.months

    @property
    def half(self) -> int:
        """How many fell to half or below without having been stopped."""
        return int(self.run.summary["half"]) if self.whole else len([row for row in self.hit if _left(row) <= HALF])

    @property
    def hit(self) -> list[RunFirm]:
        return [row for row in self.rows if row.round]

    @property
    def hit_count(self) -> int:
        return int(self.run.summary["hit"]) if self.whole else len(self.hit)

    @property
    def unknown(self) -> int:
        """Of how many nobody knows the output, and so what they lose."""
        return sum(row.lost is None for row in ((*self.rows, *self.unseen) if self.whole else self.rows))

    @property
    def counted(self) -> str:
        return f"{number(self.hit_count)}家受影响" if self.hit else ""

    @property
    def stopped(self) -> list[RunFirm]:
        return [row for row in self.rows if not row.round]

    @cached_property
    def by_round(self) -> list[float] | None:
        """What is lost after each round, in all the months; None where a round would tell of a single firm."""
        if not self.whole:
            return None
        rounds = sorted({row.round or 0 for row in self.unseen})
        if any(tells_of_one(_amounts(row for row in self.unseen if (row.round or 0) <= each)) for each in rounds):
            return None
        return [each * self.months for each in self.run.summary["by_round"]]

    @cached_property
    def by_chain(self) -> list[ChainLoss]:
        """The largest first; chains whose sums would tell of a firm out of sight stand together at the end."""
        told, kept_back = _chains_told(self.rows, self.unseen if self.whole else ())
        whole = sum(told.values()) + kept_back
        names = Chain.objects.in_bulk(list(told))
        order = sorted(told.items(), key=lambda pair: (-pair[1], pair[0]))
        most = max([kept_back, *told.values()], default=0.0)
        rows = [(names.get(key), lost) for key, lost in order if lost > 0 and key in names]
        rows += [(None, kept_back)] if kept_back > 0 else []
        return [ChainLoss(chain, lost * self.months, lost / whole, lost / most) for chain, lost in rows]


def _rounded(value: float | None) -> Decimal | None:
    """Nobody believes more than three figures of a model."""
    return None if value is None else Decimal(f"{value:.3g}")


def _left(row: RunFirm) -> float:
    return 1.0 if row.left is None else row.left


def _amounts(rows: Iterable[RunFirm]) -> Any:
    return np.array([float(row.lost or 0) for row in rows])


def _by_chain(rows: Iterable[RunFirm]) -> dict[int, list[float]]:
    parts: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        for chain, share in row.chains:
            parts[chain].append(float(row.lost or 0) * share)
    return parts


def _chains_told(seen: Iterable[RunFirm], unseen: Iterable[RunFirm]) -> tuple[dict[int, float], float]:
    """Sums by chain, and what is kept back: chains whose unseen part tells of one firm, and more until their rest does
    not either."""
    own, others = _by_chain(seen), _by_chain(unseen)
    sums = {chain: sum(own.get(chain, ())) + sum(others.get(chain, ())) for chain in own.keys() | others.keys()}
    back = [chain for chain, parts in others.items() if tells_of_one(np.array(parts))]
    while back and tells_of_one(np.array([part for chain in back for part in others[chain]])):
        more = sorted((chain for chain in others if chain not in back), key=lambda chain: sums[chain])
        if not more:
            return {chain: total for chain, total in sums.items() if chain not in others}, 0.0
        back.append(more[0])
    told = {chain: total for chain, total in sums.items() if chain not in back}
    return told, sum(sums[chain] for chain in back)


def stress_view(run: AnalysisRun, user: Any) -> StressView:
    """A finished test; who may not be told what it found gets none of it (runs_in_sight)."""
    rows = list(run.firms.select_related("enterprise").order_by("rank"))
    sight = sight_of(user, run.city_id)
    if sight.whole:
        return StressView(run, tuple(rows), ())
    own = set(visible(user, RunFirm).filter(run=run).values_list("pk", flat=True))
    seen = {row.pk for row in rows if row.pk in own or _stopped_in_sight(row, sight)}
    return StressView(run, tuple(row for row in rows if row.pk in seen), tuple(r for r in rows if r.pk not in seen))


def _stopped_in_sight(row: RunFirm, sight: Sight) -> bool:
    """A supplier from elsewhere that was stopped, of whom the post sees purchases: it has no loss of its own."""
    if row.round or row.lost:
        return False
    return row.enterprise_id in sight.firms if row.enterprise_id else row.stranger in sight.strangers


# --- the drawing
def drawing_of(view: StressView, user: Any) -> Drawing:
    """Firms in sight as cards; of the others how many, and their loss where it tells of nobody."""
    linked = firms_in_sight(user, [row.enterprise_id for row in view.rows if row.enterprise_id])
    nodes = [_node(row, view, row.enterprise_id in linked) for row in view.rows]
    return draw(nodes, _others(view) if view.whole else [], view.by_round)


def _node(row: RunFirm, view: StressView, linked: bool) -> Node:
    name = str(row.enterprise or row.stranger)
    through = tuple(((firm or 0, other), share) for firm, other, share in row.through)
    return Node(
        _key(row), name, row.enterprise_id or 0 if linked else 0, row.round or 0, row.way == RunFirm.Way.UP,
        _left(row), float(row.lost or 0) * view.months, through, short_name(name, str(view.run.city)),
    )  # fmt: skip


def _key(row: RunFirm) -> tuple[int, str]:
    return (row.enterprise_id or 0, "" if row.enterprise_id else row.stranger)


def _others(view: StressView) -> list[tuple[int, float | None]]:
    """By round, those out of sight; their losses where no round tells of one."""
    rounds: dict[int, list[float]] = defaultdict(list)
    for row in view.unseen:
        rounds[row.round or 0].append(float(row.lost or 0) * view.months)
    told = view.by_round is not None and not any(tells_of_one(np.array(lost)) for lost in rounds.values())
    return [(at, each if told else None) for at, lost in rounds.items() for each in lost]
