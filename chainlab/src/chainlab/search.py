"""A search for second sources, step by step: what is open, what each would spare, what was taken and why not.
Strategies choose; here the risk of every step is run exactly."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from chainlab.candidates import NO_GAIN, Candidate, Pool, Refused
from chainlab.changes import ModelInputs
from chainlab.errors import ChainlabError
from chainlab.estimates import Baseline, estimated
from chainlab.kinds import Floats
from chainlab.moving import Moves, moved, spare_of
from chainlab.network import SupplyNetwork
from chainlab.reach import distance, felt_by
from chainlab.risk import RiskResult
from chainlab.weighted_scenarios import WeightedScenarios

# Means that differ by no more are equal: ids decide then.
TIE = 1e-13
# So many are run in each step, however far apart the estimates stand; and so much further than they were wrong so far.
LEAST, SAFETY = 3, 2.0


@dataclass(frozen=True, slots=True)
class Step:
    """One addition or split. `candidate`: its place among those given; `value`: what moves to it, in the network's
    unit; `taken`: from whom, and how much. `risk_before`, `risk_after`: the mean loss, exact. `estimate`: the gain
    that was expected (None: not asked). `verified`: how many candidates were run to choose it."""

    candidate: int
    supplier: Any
    customer: Any
    product: Any
    value: float
    taken: tuple[tuple[Any, float], ...]
    risk_before: float
    risk_after: float
    estimate: float | None
    verified: int


@dataclass(frozen=True, slots=True, eq=False)
class Rewiring:
    """What was chosen, in order, and what it comes to. `refused`: candidates that cannot be or, as last run or
    estimated, would not help, with the reason; those neither chosen nor refused were not needed. `before`, `after`:
    each scenario's loss; `weights`: what each counts. `network`, `inputs`: as they would be."""

    steps: tuple[Step, ...]
    refused: tuple[Refused, ...]
    network: SupplyNetwork
    inputs: ModelInputs
    before: RiskResult
    after: RiskResult
    weights: Floats

    @property
    def risk_before(self) -> float:
        """The mean loss over the scenarios, 0..1."""
        return float(self.weights @ self.before.esri)

    @property
    def risk_after(self) -> float:
        """The same after all steps."""
        return float(self.weights @ self.after.esri)


class Choice(NamedTuple):
    """A row of the pool, what it moves, what comes of it, the gain that was expected, and how many were run."""

    row: int
    moves: Moves
    baseline: Baseline
    risk: RiskResult
    estimate: float | None
    verified: int


@dataclass(slots=True, eq=False)
class Search:
    """Where a search stands. Open it with `Search.of`."""

    pool: Pool
    baseline: Baseline
    weighted: WeightedScenarios
    spare: Floats
    part: float
    first: RiskResult
    risk: RiskResult
    closed: dict[int, str]
    steps: list[Step] = field(default_factory=list)
    gained: dict[int, float] = field(default_factory=dict)
    error: float = 0.0

    @classmethod
    def of(
        cls, network: SupplyNetwork, inputs: ModelInputs, candidates: Sequence[Candidate], weighted: WeightedScenarios,
        spare: ArrayLike | None, part: float,
    ) -> "Search":  # fmt: skip
        """Before the first step."""
        if not 0 < part <= 1:
            raise ChainlabError(f"part is {part:g}; give one above 0 and at most 1, such as 0.5.")
        model, room = inputs.build(network), spare_of(spare, network.firms.size)
        pool, risk = Pool.of(network, candidates), weighted.risk(model)
        baseline = Baseline(network, inputs, model)
        return cls(pool, baseline, weighted, room, part, risk, risk, pool.never(network, room))

    def open(self) -> dict[int, Moves]:
        """What each row that is open would move now; rows that can no longer move anything are closed."""
        found = {}
        for row in range(self.pool.place.size):
            if row not in self.closed:
                moves = self.moves(row)
                if moves is not None:
                    found[row] = moves
        return found

    def moves(self, row: int) -> Moves | None:
        """What one row would move now; it is closed if nothing."""
        moves = self.pool.moves(self.baseline.network, row, self.spare, self.part)
        if isinstance(moves, str):
            self.closed[row] = moves
            return None
        try:
            self.baseline.inputs.after(self.baseline.network, moves)
        except ChainlabError as error:
            self.closed[row] = str(error)
            return None
        return moves

    def best(self, exhaustive: bool) -> Choice | None:
        """The row whose exact gain is largest, and above 0, of those that are run."""
        offers = self.open()
        rows, estimates = list(offers), np.full(len(offers), np.inf)
        if not exhaustive and len(rows) > LEAST:
            estimates = estimated(self.baseline, self.weighted, list(offers.values()))
        chosen, best, verified = None, 0.0, 0
        for place in np.argsort(-estimates, kind="stable").tolist():
            row, expected = rows[place], float(estimates[place])
            self.gained[row] = expected
            if verified >= LEAST and expected + SAFETY * self.error + TIE < best:
                continue
            choice = self.choice(row, offers[row], expected)
            gain, verified = self.gain(choice), verified + 1
            self.gained[row] = gain
            if np.isfinite(expected):
                self.error = max(self.error, abs(gain - expected))
            if gain > best + TIE or (chosen is not None and gain >= best - TIE and row < chosen.row):
                chosen, best = choice, gain
        return None if chosen is None else chosen._replace(verified=verified)

    def choice(self, row: int, moves: Moves, expected: float = np.inf) -> Choice:
        """What a row that moves this much would come to: exactly."""
        baseline = self.after(moves)
        rerun = felt_by(
            distance(self.baseline.model, np.asarray(self.baseline.inputs.sector), moves),
            self.weighted.shocks, self.risk.rounds,
        )  # fmt: skip
        risk = self.weighted.again(baseline.model, rerun, self.risk) if rerun.any() else self.risk
        return Choice(row, moves, baseline, risk, expected if np.isfinite(expected) else None, 0)

    def gain(self, choice: Choice) -> float:
        """By how much the mean loss falls."""
        return float(self.weighted.weights @ (self.risk.esri - choice.risk.esri))

    def after(self, moves: Moves) -> Baseline:
        """The baseline once purchases moved."""
        network, inputs = moved(self.baseline.network, moves), self.baseline.inputs.after(self.baseline.network, moves)
        return Baseline(network, inputs, inputs.build(network))

    def take(self, choice: Choice) -> None:
        """Make a step, and tell it."""
        moves, firms = choice.moves, self.baseline.network.firms
        baseline, risk = choice.baseline, choice.risk
        pairs = zip(firms[moves.supplier].tolist(), moves.gained.tolist(), strict=True)
        supplier = int(self.pool.supplier[choice.row])
        value = float(moves.gained[moves.supplier == supplier][0])
        before, after = self.weighted.mean(self.risk), self.weighted.mean(risk)
        self.steps.append(
            Step(
                int(self.pool.place[choice.row]), firms[supplier].item(), firms[moves.customer[0]].item(),
                baseline.network.products[moves.product[0]].item(), value,
                tuple((name, -gained) for name, gained in pairs if gained < 0), before, after,
                choice.estimate, choice.verified,
            )
        )  # fmt: skip
        self.closed[choice.row] = ""
        self.spare[moves.supplier] -= moves.gained
        self.spare[supplier] = max(self.spare[supplier], 0.0)
        self.baseline, self.risk = baseline, risk

    def ended(self) -> Rewiring:
        """What it came to. Rows left open that lower nothing, as far as was seen last, are named so."""
        closed = {row: NO_GAIN for row, gain in self.gained.items() if gain <= TIE} | self.closed
        named = sorted(Refused(int(self.pool.place[row]), reason) for row, reason in closed.items() if reason)
        baseline, weights = self.baseline, self.weighted.weights
        return Rewiring(
            tuple(self.steps), tuple(named), baseline.network, baseline.inputs, self.first, self.risk, weights
        )
