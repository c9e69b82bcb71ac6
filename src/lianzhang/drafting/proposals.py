"""What is proposed: each with its passage, the rule that made it, and how sure that rule is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .paper import WIDE, Span

__all__ = ["Cadence", "Chain", "Duty", "Item", "Post", "Sure", "Target", "proper"]


class Sure(StrEnum):
    """How often the rule is right where we could measure it."""

    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proposal:
    clause: str
    passage: Span
    rule: str
    sure: Sure = Sure.HIGH


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(_Proposal):
    """A numeric goal; its fields are those of targets.csv. `due` is None where it is the plan's last day."""

    name: str
    unit: str
    comparator: str
    value: Decimal
    value_max: Decimal | None = None
    strive: bool = False
    measure: str
    window: str = ""
    scope: str = "city"
    due: date | None = None
    quantity: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(_Proposal):
    """Work laid on somebody; `responsible` as the paper names them, blank where it names nobody."""

    name: str
    responsible: str = ""
    cadence: str = ""
    due: date | None = None
    each: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain(_Proposal):
    """A chain, or (`group`) an industry over which a goal is summed."""

    name: str
    group: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(_Proposal):
    """A post of a rank: head, chief, lead, committee, office."""

    name: str
    rank: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(_Proposal):
    """What every chain must have."""

    name: str
    rank: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence(_Proposal):
    """How often a rank must do something."""

    rank: str
    activity: str
    every: str
    at_least: int = 1
    kind: str = ""


def proper(text: str) -> str:
    """Of plain text a name: with the signs of Chinese."""
    return text.translate(WIDE)
