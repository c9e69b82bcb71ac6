"""Why a capability stands where it stands: data that a page turns into words."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from .lexicon import Row

__all__ = ["KINDS", "Fact", "Judged", "Match", "Reason"]

# What a page may say of each kind; {need} and {found} are the words on both sides.
KINDS = {
    "letters": "都写到“{found}”",
    "same": "同写“{found}”",
    "term": "“{need}”也叫“{found}”",
    "kind": "“{found}”与“{need}”是一类",
    "part": "“{found}”与“{need}”是整件与零件",
    "process": "“{found}”与“{need}”是工艺与产品",
    "mended": "把“{need}”看作“{found}”",
    "measure_met": "要求“{need}”，写明“{found}”，相符",
    "measure_missed": "要求“{need}”，写明“{found}”，不符",
    "apart": "要的是“{need}”，写的是“{found}”",
    "refused": "不要“{need}”，却写了“{found}”",
    "declined": "写明不做“{found}”",
    "only": "写明只做“{found}”",
    "sold": "只写了销售，没写制造",
    "standard_met": "要求“{need}”，写明“{found}”",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """What decided: `kind` is one of KINDS, `need` and `found` are the words on both sides, `rows` the lexicon's."""

    kind: str
    need: str = ""
    found: str = ""
    rows: tuple[Row, ...] = ()

    @property
    def words(self) -> str:
        """In Chinese, for a page."""
        return KINDS[self.kind].format(need=self.need, found=self.found)


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

    def tell(self, kind: str, need: str = "", found: str = "", rows: tuple[Row, ...] = ()) -> None:
        self.reasons.append(Reason(kind, need, found, rows))
