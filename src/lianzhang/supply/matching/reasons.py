"""Why a capability stands where it stands: data that a page turns into words."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from .lexicon import Row

__all__ = ["KINDS", "Fact", "Judged", "Match", "Reason"]

# What a page may say of each kind; {need} and {offered} are the words on both sides.
KINDS = {
    "letters": "都写到“{offered}”",
    "same": "同写“{offered}”",
    "term": "“{need}”也叫“{offered}”",
    "kind": "“{offered}”与“{need}”是一类",
    "part": "“{offered}”与“{need}”是整件与零件",
    "process": "“{offered}”与“{need}”是工艺与产品",
    "mended": "把“{need}”看作“{offered}”",
    "measure_met": "要求“{need}”，写明“{offered}”，相符",
    "measure_missed": "要求“{need}”，写明“{offered}”，不符",
    "apart": "要的是“{need}”，写的是“{offered}”",
    "refused": "不要“{need}”，却写了“{offered}”",
    "declined": "写明不做“{offered}”",
    "only": "写明只做“{offered}”",
    "sold": "只写了销售，没写制造",
    "standard_met": "要求“{need}”，写明“{offered}”",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """What decided: `kind` is one of KINDS, `need` and `offered` are the words on both sides, `rows` the lexicon's."""

    kind: str
    need: str = ""
    offered: str = ""
    rows: tuple[Row, ...] = ()

    @property
    def words(self) -> str:
        """In Chinese, for a page."""
        return KINDS[self.kind].format(need=self.need, offered=self.offered)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of one firm: its name, what is recorded (None: nothing), and by what share it moves the score."""

    name: str
    value: float | None
    moved: float


@dataclass(frozen=True, slots=True)
class Match:
    """A firm that could supply, how well it answers, by which of the lines that were handed in, and why."""

    firm: Hashable
    score: float
    line: int
    reasons: tuple[Reason, ...]
    facts: tuple[Fact, ...] = ()


@dataclass(slots=True)
class Judged:
    """A score from 0 to a little over 1, and the reasons for it."""

    score: float
    reasons: list[Reason] = field(default_factory=list)

    def tell(self, kind: str, need: str = "", offered: str = "", rows: tuple[Row, ...] = ()) -> None:
        self.reasons.append(Reason(kind, need, offered, rows))
