"""How a kind of row moves, told for the help: its drawing, its steps in words, who takes them, its clocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lianzhang.access.api import roles
from lianzhang.kernel.diagrams import Drawing, draw
from lianzhang.kernel.lifecycle import GONE, Lifecycle, Step

__all__ = ["ClockTold", "LifecycleTold", "StepTold", "tell"]


@dataclass(frozen=True, slots=True)
class StepTold:
    """A step in words. `who`: the roles that may, where it is their row to act upon; none where it follows."""

    title: str
    sources: str
    target: str
    who: str
    asks: str
    needs: tuple[str, ...]
    effect: str


@dataclass(frozen=True, slots=True)
class ClockTold:
    """A clock with the titles of the steps that start, pause, resume and stop it."""

    title: str
    starts: str
    pauses: str
    resumes: str
    stops: str


@dataclass(frozen=True, slots=True)
class LifecycleTold:
    title: str
    unit: str
    states: tuple[str, ...]
    drawing: Drawing
    steps: tuple[StepTold, ...]
    clocks: tuple[ClockTold, ...]
    four_eyes: str  # the steps that nobody takes on what they typed


def tell(lifecycle: Lifecycle) -> LifecycleTold:
    steps = lifecycle.steps.values()
    return LifecycleTold(
        lifecycle.title,
        lifecycle.unit,
        tuple(lifecycle.states.values()),
        draw(lifecycle),
        tuple(_step(step, lifecycle) for step in steps),
        tuple(_clock(name, clock.title, steps) for name, clock in lifecycle.clocks.items()),
        _titles(step for step in steps if step.decides),
    )


def _step(step: Step, lifecycle: Lifecycle) -> StepTold:
    able = "、".join(each.title for each in roles().values() if step.permission in each.permissions)
    return StepTold(
        step.title,
        "、".join(lifecycle.states[state] for state in step.sources) or "新的一" + lifecycle.unit,
        _target(step, lifecycle),
        able if step.by_hand else "不用人办，跟着别的办理发生",
        "、".join(ask.title + ("" if ask.required else "（可不填）") for ask in step.asks),
        tuple(each.says for each in step.needs),
        step.effect,
    )


def _target(step: Step, lifecycle: Lifecycle) -> str:
    if step.to is None or (step.to,) == step.sources:
        return "不变"
    return "不再有" if step.to == GONE else lifecycle.states[step.to]


def _clock(name: str, title: str, steps: Iterable[Step]) -> ClockTold:
    return ClockTold(
        title,
        _titles(step for step in steps if name in step.starts),
        _titles(step for step in steps if name in step.pauses),
        _titles(step for step in steps if name in step.resumes),
        _titles(step for step in steps if name in step.stops),
    )


def _titles(steps: Iterable[Step]) -> str:
    return "、".join(step.title for step in steps)
