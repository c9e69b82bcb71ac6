"""Lifecycles as data: a readable table of states and steps, and the one engine that says which step may be taken.

Pure: a row is anything with `state`, a person anything with `has_perm`. Rooms declare their tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

__all__ = ["GONE", "Lifecycle", "Offer", "Person", "Step", "StepRefused"]

# Where a step leads that ends the row itself.
GONE = ""


class Person(Protocol):
    def has_perm(self, perm: str, row: Any = None) -> bool: ...


class StepRefused(Exception):
    """A step that may not be taken; the message is for the person who tried.

    `why` is "state", "permission", "need" or "ask": which of the four stands against it."""

    def __init__(self, message: str, why: str) -> None:
        super().__init__(message)
        self.why = why


# Says why a row stands against a step by this person, or "".
Need = Callable[[Any, Any], str]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from which states, to which, who may take it, what must hold and what must be said.

    `needs` are conditions on row and person; `asks` names the texts that must be given, with their titles.
    `effect` tells beforehand what will happen. A step not taken `by_hand` follows from another one.
    """

    name: str
    title: str
    sources: tuple[str, ...]
    to: str
    permission: str
    needs: tuple[Need, ...] = ()
    asks: Mapping[str, str] = field(default_factory=dict)
    effect: str = ""
    by_hand: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that fits the row's state; `refusal` says why this person may not take it, or is blank."""

    step: Step
    refusal: str = ""


class Lifecycle:
    """A table of states (code to word) and steps. Raises ValueError when the table contradicts itself."""

    def __init__(self, states: Mapping[str, str], steps: Iterable[Step]) -> None:
        self.states = dict(states)
        self.steps = {step.name: step for step in steps}
        for step in self.steps.values():
            unknown = {*step.sources, step.to} - {*self.states, GONE}
            if unknown:
                raise ValueError(f"step {step.name!r} names unknown states {sorted(unknown)}")

    def check(self, row: Any, name: str, by: Person, **given: str) -> Step:
        """The step, if `by` may take it on `row` now and all it asks for is given. Raises StepRefused."""
        step = self.steps[name]
        if row.state not in step.sources:
            possible = "、".join(self.states[state] for state in step.sources)
            message = f"现在是“{self.states[row.state]}”，不能{step.title}；只有“{possible}”的可以"
            raise StepRefused(message, "state")
        if not by.has_perm(step.permission, row):
            raise StepRefused(f"您现在的岗位不能{step.title}这一条；请由有权限的同事办理", "permission")
        for need in step.needs:
            if reason := need(row, by):
                raise StepRefused(reason, "need")
        for ask, title in step.asks.items():
            if not given.get(ask, "").strip():
                raise StepRefused(f"请写{title}", "ask")
        return step

    def take(self, row: Any, name: str, by: Person, **given: str) -> Step:
        """Check the step and move `row` to where it leads. Raises StepRefused; the row is then as before."""
        step = self.check(row, name, by, **given)
        row.state = step.to
        return step

    def offers(self, row: Any, by: Person) -> list[Offer]:
        """The steps by hand that fit the row's state, each with the reason why `by` may not take it, if any."""
        fitting = [step for step in self.steps.values() if step.by_hand and row.state in step.sources]
        return [Offer(step, self._refusal(row, step, by)) for step in fitting]

    def _refusal(self, row: Any, step: Step, by: Person) -> str:
        try:
            self.check(row, step.name, by, **dict.fromkeys(step.asks, "given"))
        except StepRefused as refused:
            return str(refused)
        return ""
