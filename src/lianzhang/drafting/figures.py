"""Figures in a news text or a bulletin, and which targets they may belong to. A person decides; nothing is entered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from lianzhang.kernel.quantities import convertible

from .making import asked_before
from .paper import Paper, Span
from .proposals import proper
from .quantities import Quantity, quantities
from .words import WORDS, any_of, without

__all__ = ["Candidate", "Named", "figures_in", "match_figures"]

PERIOD = re.compile(
    r"(?:(?P<year>20\d\d)年|(?P<this>今年|本年))?"
    r"(?:(?P<first>\d{1,2})(?:-|—|–|至|到)(?P<last>\d{1,2})月|前(?P<quarters>[一二三])季度|(?P<quarter>[一二三四])季度"
    r"|(?P<half>上半年|下半年)|(?P<whole>全年)|(?:(?P<until>\d{1,2})月(?:底|末)|(?P<end>底|末)))?"
)
BREAK = re.compile(r"[,。;:!?\n]")
TOLD = re.compile(f"^(?:{any_of([*WORDS['name']['strip'], *WORDS['fact']['part'], *WORDS['fact']['told']])})+")
ENDS = re.compile(r"(?:已|均|共|累计|总数|数量|同比|实现|为|有|达)+$")
PRECISIONS = {"~": "about", ">=": "over", "<=": "under", ">": "over"}
OVER = re.compile("(?:突破|超过|超|逾|多于|高于)$")
ALIKE_LEAST = 0.5
CHARACTERS = re.compile(r"[A-Za-z0-9㐀-鿿]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure of the text; `period` as periods are written here (2024, 2024H1, 2024Q3, 2024-01..2024-11), blank where
    the text says none. `target` is the id of the target whose name is most like it, blank where none is."""

    name: str
    value: Decimal
    unit: str
    precision: str
    period: str
    passage: Span
    target: str = ""
    alike: float = 0.0


@dataclass(frozen=True, slots=True)
class Named:
    """What is asked of a target to be matched: its id, name and unit."""

    id: str
    name: str
    unit: str


def figures_in(text: str) -> list[Candidate]:
    """Every figure with what stands before or behind it as its name."""
    paper = Paper(text)
    candidates, period, year = [], "", ""
    for start, end in paper.sentences:
        for quantity in quantities(paper.plain, start, end):
            begins = max((match.end() for match in BREAK.finditer(paper.plain, start, quantity.start)), default=start)
            for match in PERIOD.finditer(paper.plain, start, quantity.start):
                said, year = _period(match, year)
                period = said or period
            if name := _name(paper.plain, begins, quantity):
                precision = _precision(paper.plain[begins : quantity.start], quantity)
                passage = paper.span(begins, quantity.end)
                candidates.append(Candidate(proper(name), quantity.value, quantity.unit, precision, period, passage))
    return candidates


def match_figures(text: str, targets: Iterable[Named]) -> list[Candidate]:
    """The figures whose name is like a target's and whose unit converts into its unit; the most alike first."""
    known = [(target, _letters(target.name)) for target in targets]
    matched = []
    for figure in figures_in(text):
        letters = _letters(figure.name)
        fits = [
            (len(letters & asked) / max(1, len(asked)), -len(asked ^ letters), target.id)
            for target, asked in known
            if convertible(figure.unit, target.unit)
        ]
        alike, _, target_id = max(fits, default=(0.0, 0, ""))
        if alike >= ALIKE_LEAST:
            matched.append(replace(figure, target=target_id, alike=alike))
    return sorted(matched, key=lambda each: -each.alike)


def _letters(name: str) -> set[str]:
    """Pairs of neighbours: 产值 in 总产值, not a 产 and a 值."""
    plain = "".join(CHARACTERS.findall(name))
    return {plain[at : at + 2] for at in range(len(plain) - 1)} or {plain}


def _name(plain: str, begins: int, quantity: Quantity) -> str:
    before = PERIOD.sub("", plain[begins : quantity.start])
    word = asked_before(before)
    change = "增长" if word.startswith(("增长", "增速", "年均")) else ""
    before = ENDS.sub("", TOLD.sub("", before.removesuffix(word))) + change
    behind = re.match(r"[^,。;:!?、\n\d(]{2,20}", plain[quantity.end : quantity.end + 20]) if quantity.counts else None
    if behind and not word:
        return without(behind[0], ["以上", "的"])
    return before.strip("、的,(“”") if len(before.strip("、的,(“”")) >= 2 else ""


def _precision(before: str, quantity: Quantity) -> str:
    word = asked_before(before)
    if OVER.search(before) or word in ("突破", "超过"):
        return "over"
    return "about" if word in ("约", "大约", "约为") else PRECISIONS.get(quantity.asks, "exact")


def _period(match: re.Match[str], year: str) -> tuple[str, str]:
    """The period as it is written here, and the year for what follows without one."""
    if not match[0] or not (match["year"] or year):
        return "", match["year"] or year
    year = match["year"] or year
    if match["first"]:
        first, last = int(match["first"]), int(match["last"])
        return (f"{year}-{first:02d}..{year}-{last:02d}" if 1 <= first <= last <= 12 else ""), year
    if match["quarters"]:
        return f"{year}-01..{year}-{'一二三'.index(match['quarters']) * 3 + 3:02d}", year
    if match["quarter"]:
        return f"{year}Q{'一二三四'.index(match['quarter']) + 1}", year
    if match["half"]:
        return f"{year}H{1 if match['half'] == '上半年' else 2}", year
    if match["until"]:
        return (f"{year}-{int(match['until']):02d}" if 1 <= int(match["until"]) <= 12 else ""), year
    return (year if match["year"] or match["whole"] or match["end"] else ""), year
