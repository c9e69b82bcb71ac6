"""What of a row goes into a row of another room that is begun from it: a promise becomes a task, a visit a problem."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

__all__ = ["Seed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """What is written there to begin with. `lead`: the body that is to do it; `proof`: what shows it done.

    `source`: where a problem comes from that is begun with it, by its code; blank where that is for people to say."""

    title: str
    text: str
    proof: str = ""
    lead: Any = None
    deadline: date | None = None
    chain: Any = None
    segment: Any = None
    region: Any = None
    enterprise: Any = None
    source: str = ""
