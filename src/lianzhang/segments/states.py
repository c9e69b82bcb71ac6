"""How strong a segment is, worked out from the firms on it and what they make: a pure function with its sentence.

Each sign holds, fails, or is not known. The share of the known signs that hold gives the state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median

from lianzhang.kernel.formatting import amount, number

__all__ = ["RULE", "STATES", "Facts", "SegmentState", "Standing", "standings"]


class SegmentState(StrEnum):
    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"
    MISSING = "missing"
    EXTEND = "extend"
    UNKNOWN = "unknown"


# One order and one word for each state, on every page and in every drawing.
STATES: dict[SegmentState, str] = {
    SegmentState.STRONG: "强",
    SegmentState.FAIR: "一般",
    SegmentState.WEAK: "偏弱",
    SegmentState.MISSING: "空缺",
    SegmentState.EXTEND: "待延伸",
    SegmentState.UNKNOWN: "无据",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one segment. `leaders` are its anchor and core firms; `output` in 万元, None: not known."""

    firms: int
    leaders: int
    output: Decimal | None = None
    extend: bool = False  # the plan wants the chain to grow here


@dataclass(frozen=True, slots=True)
class Measures:
    """What the segments of the chain have in the middle, among those that have any firm."""

    firms: Decimal
    output: Decimal | None


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that tells of strength. `holds` answers None where it cannot be known."""

    holds: Callable[[Facts, Measures], bool | None]
    says: Callable[[Facts, Measures], str]


def _many(facts: Facts, among: Measures) -> bool:
    return facts.firms >= max(among.firms, Decimal(LEAST_FIRMS))


def _says_many(facts: Facts, among: Measures) -> str:
    enough = max(among.firms, Decimal(LEAST_FIRMS))
    return f"在营企业{facts.firms}家（本链各环节居中的是{number(among.firms)}家，{number(enough)}家为够）"


def _output(facts: Facts, among: Measures) -> bool | None:
    return None if facts.output is None or among.output is None else facts.output >= among.output


def _says_output(facts: Facts, among: Measures) -> str:
    if facts.output is None or among.output is None:
        return "产值不能比较（没有已确认的年报，或您不能看到全链的数），不用来判断"
    return f"产值{amount(facts.output, '万元')}（本链各环节居中的是{amount(among.output, '万元')}）"


# The formula as data: what speaks for a segment, and how much of it makes which state.
LEAST_FIRMS = 3
SIGNS = (
    Sign(_many, _says_many),
    Sign(
        lambda facts, _: facts.leaders > 0,
        lambda facts, _: f"链主和核心企业{facts.leaders}家" if facts.leaders else "没有链主或核心企业",
    ),
    Sign(_output, _says_output),
)
THRESHOLDS = ((Fraction(2, 3), SegmentState.STRONG), (Fraction(1, 3), SegmentState.FAIR))
RULE = (
    f"看三条：在营企业不少于本链各环节的中位数（至少{LEAST_FIRMS}家）、有链主或核心企业、产值不少于中位数。"
    "能判断的里面三分之二以上成立为强，三分之一以上为一般，再少为偏弱；一家在营企业也没有为空缺。"
    "方案部署延链而还不强的标为待延伸。在链企业台账没有申报齐全的，一律无据。"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A segment's state and the sentence that says how it was worked out."""

    state: SegmentState
    sentence: str

    @property
    def word(self) -> str:
        return STATES[self.state]


def standings(facts: Mapping[int, Facts], *, covered: bool) -> dict[int, Standing]:
    """Each segment of one chain. `covered`: the register of who is on which chain was declared complete."""
    among = _measures(facts.values())
    return {key: _standing(each, among, covered=covered) for key, each in facts.items()}


def _measures(facts: Iterable[Facts]) -> Measures:
    peopled = [each for each in facts if each.firms]
    outputs = [each.output for each in peopled if each.output is not None]
    return Measures(
        firms=median(Decimal(each.firms) for each in peopled) if peopled else Decimal(0),
        output=median(outputs) if outputs else None,
    )


def _standing(facts: Facts, among: Measures, *, covered: bool) -> Standing:
    if not covered:
        registered = f"已登记在营企业{facts.firms}家" if facts.firms else "还没有登记企业"
        return Standing(SegmentState.UNKNOWN, f"{registered}；在链企业台账没有申报齐全，不能判断强弱。")
    state, sentence = _judged(facts, among) if facts.firms else (SegmentState.MISSING, "台账齐全，没有一家在营企业。")
    if facts.extend and state is not SegmentState.STRONG:
        return Standing(SegmentState.EXTEND, f"方案部署延链；现状{STATES[state]}。{sentence}")
    return Standing(state, sentence)


def _judged(facts: Facts, among: Measures) -> tuple[SegmentState, str]:
    answers = [sign.holds(facts, among) for sign in SIGNS]
    known = [answer for answer in answers if answer is not None]
    share = Fraction(sum(known), len(known))
    state = next((state for least, state in THRESHOLDS if share >= least), SegmentState.WEAK)
    reasons = "；".join(_reason(answer, sign.says(facts, among)) for answer, sign in zip(answers, SIGNS, strict=True))
    return state, f"{reasons}。能判断的{len(known)}条里{sum(known)}条成立。"


def _reason(answer: bool | None, words: str) -> str:
    return words if answer is None else f"{words}，{'成立' if answer else '不成立'}"
