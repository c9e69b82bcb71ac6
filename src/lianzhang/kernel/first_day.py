"""The steps of starting a city, as rooms tell them: what is there, what is missing, and the page that mends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .desk import Link

__all__ = ["FirstStep", "to_do_now"]


@dataclass(frozen=True, slots=True)
class FirstStep:
    """`missing` blank: the step is done. `link` only for whoever may take the step; to others `able` says who does.

    `there` and `missing` tell how many and never which: administrators act in no city."""

    order: int
    title: str
    there: str
    missing: str = ""
    link: Link | None = None
    able: str = ""

    @property
    def done(self) -> bool:
        return not self.missing


def to_do_now(steps: Iterable[FirstStep]) -> FirstStep | None:
    """The first step that whoever looks can take; else the first that waits for somebody."""
    missing = [step for step in steps if not step.done]
    return next((step for step in missing if step.link), missing[0] if missing else None)
