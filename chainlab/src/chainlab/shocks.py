"""One scenario of a supply network, round by round: who loses how much when, so that it can be drawn."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chainlab.cascade import CascadeModel
from chainlab.errors import ChainlabError
from chainlab.kernels import down_round, replaceability, up_round
from chainlab.kinds import Floats

__all__ = ["MOST_ROUNDS", "Shock", "check_limits", "psi_of", "rounds_of", "shock"]

MOST_ROUNDS = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Shock:
    """What became of every firm. Row r of `down` and `up` holds, after round r (row 0: the shock itself), what part of
    its output each firm can still make, and sell; 1 is all, 0 nothing.

    `rounds`: how many there were; `converged`: whether the last changed no firm by more than `epsilon`.
    """

    down: NDArray[np.float64]
    up: NDArray[np.float64]
    rounds: int
    converged: bool
    epsilon: float

    @property
    def losses(self) -> Floats:
        """What part of its output each firm loses in the end, whichever way is worse."""
        lost: Floats = 1.0 - np.minimum(self.down[-1], self.up[-1])
        return lost


def shock(
    model: CascadeModel,
    psi: ArrayLike,
    *,
    psi_up: ArrayLike | None = None,
    epsilon: float = 1e-2,
    max_rounds: int = MOST_ROUNDS,
) -> Shock:
    """Let one shock run: `psi` says of each firm what part of its output is left at once (1 all, 0 nothing), and
    `psi_up` (by default the same) what part it can still sell. It ends when no firm falls by more than `epsilon` in a
    round, or after `max_rounds`; rounds are steps of the reckoning, not days. ChainlabError on numbers outside 0..1.

    Source: Diem, Borsos, Reisch, Kertész, Thurner (2022), Scientific Reports 12:7719.

    >>> from chainlab import SupplyNetwork
    >>> network = SupplyNetwork.from_arrays(["ore", "mill"], ["mill", "car"], [2.0, 3.0])
    >>> model = CascadeModel.build(network, [0, 1, 2], np.full((3, 3), 2))
    >>> found = shock(model, [1, 1, 0])
    >>> found.rounds, found.losses.tolist(), found.down[:, 0].tolist()
    (3, [1.0, 1.0, 1.0], [1.0, 1.0, 0.0, 0.0])
    """
    check_limits(epsilon, max_rounds)
    down = psi_of("psi", psi, model.firms.size)
    up = down if psi_up is None else psi_of("psi_up", psi_up, model.firms.size)
    downs, ups = [down], [up]
    fell = np.inf
    for new_down, new_up, fell in rounds_of(model, down, up, max_rounds):
        downs.append(new_down.copy())
        ups.append(new_up.copy())
        if fell <= epsilon:
            break
    return Shock(np.array(downs), np.array(ups), len(downs) - 1, bool(fell <= epsilon), epsilon)


def rounds_of(model: CascadeModel, down: Floats, up: Floats, most: int) -> Iterator[tuple[Floats, Floats, float]]:
    """After each round what firms make and sell, and by how much any of them fell; the arrays are used again."""
    states = [(down.copy(), up.copy()), (np.empty_like(down), np.empty_like(up))]
    left, kept = np.zeros(model.markets), np.ones(down.size)
    inputs, sales = model.inputs, model.sales
    for turn in range(most):
        (old_down, old_up), (new_down, new_up) = states[turn % 2], states[1 - turn % 2]
        replaceability(model.out, model.market, old_down, left, kept)
        columns = (inputs.start, inputs.supplier, inputs.share, inputs.first, inputs.essential)
        fell = down_round(*columns, kept, down, old_down, new_down)
        fell = max(fell, up_round(sales.start, sales.customer, sales.share, up, old_up, new_up))
        yield new_down, new_up, fell


def psi_of(name: str, raw: ArrayLike, size: int) -> Floats:
    """One number a firm, from 0 to 1."""
    given = np.ascontiguousarray(np.asarray(raw, dtype=np.float64))
    if given.shape != (size,):
        raise ChainlabError(f"{name} has shape {given.shape}; give one value for each of the {size} firms.")
    if not ((given >= 0) & (given <= 1)).all():
        raise ChainlabError(f"{name} lies between 0 (stopped) and 1 (all is left) for every firm.")
    return given


def check_limits(epsilon: float, max_rounds: int) -> None:
    if not 0 < epsilon < 1:
        raise ChainlabError(f"epsilon is {epsilon:g}; give one above 0 and below 1, such as 0.01.")
    if max_rounds < 1:
        raise ChainlabError(f"max_rounds is {max_rounds}; give at least 1.")
