"""The words of the trade: which say the same, which are part, kind or product of another, which shut each other out.

Rows are data (data/lexicon.csv); an office adds its own, which then stand beside these."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

from .text import either, plain

__all__ = [
    *("EQUAL", "KINDS", "Lexicon", "Related", "Row", "Sense", "Term"),
    *("lexicon_with", "standard_lexicon", "standard_rows"),
]

EQUAL = ("same", "short", "jargon", "english")  # ways to say the same: `means` is the name the others share
PART, KIND, PROCESS, APART, VARIANT, STANDARD = "part", "kind", "process", "apart", "variant", "standard"
KINDS = (*EQUAL, PART, KIND, PROCESS, APART, VARIANT, STANDARD)

# How well a capability answers a need of what it stands in this relation to: (kind of row, from term to means?).
WEIGHTS = {
    (KIND, False): 0.85,  # fasteners are wanted, bolts are made
    (KIND, True): 0.65,  # bolts are wanted, fasteners are made
    (PART, True): 0.45,  # a part is wanted, the whole is made
    (PART, False): 0.45,  # the whole is wanted, a part is made
    (PROCESS, True): 0.6,  # a product is wanted, what it is made by is offered
    (PROCESS, False): 0.5,  # a process is wanted, a product made by it is offered
}
LEAST = 0.3  # what is related less than this is not looked at
SECOND_SENSE = 0.8  # of a name that itself is another name of something
SHORTEST = 2
BY_NAME = "名称末尾相同"
# What is made by a process is also made by its kinds, and a kind by what makes its like.
ONWARDS = {(PROCESS, True): {(PROCESS, True), (KIND, False)}, (KIND, True): {(KIND, True), (PROCESS, True)}}


@dataclass(frozen=True, slots=True)
class Row:
    """`term` means `means`, stands in relation `kind` to it, or (apart) is one choice of `means`: dimension:choice.

    `why` says where this is from. Raises ValueError for an unknown kind or an empty term."""

    term: str
    means: str
    kind: str
    why: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS or not self.term.strip() or not self.means.strip():
            raise ValueError(f"a row of the lexicon needs a term, what it means and one of {KINDS}: {self}")


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing that a term may stand for, how surely, and the row that says so; none for its own name."""

    concept: int
    weight: float
    row: Row | None


@dataclass(frozen=True, slots=True)
class Related:
    """What a concept leads to, how well it serves, and the rows on the way."""

    concept: int
    weight: float
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A term found in a text, from `start` up to `end`."""

    start: int
    end: int
    text: str


@dataclass(eq=False)
class Lexicon:
    """Rows made ready to be asked. The order of rows changes nothing but which of two equal reasons is told."""

    rows: Sequence[Row]
    names: list[str] = field(default_factory=list)  # of concepts, by number
    choices: dict[str, dict[str, str]] = field(default_factory=dict)  # by dimension: which words are which choice

    def __post_init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._means: dict[str, list[Row]] = defaultdict(list)
        self._links: dict[int, list[tuple[int, bool, Row]]] = defaultdict(list)
        self._lengths: dict[str, list[int]] = {}
        self._senses: dict[str, tuple[Sense, ...]] = {}
        self._related: dict[int, tuple[Related, ...]] = {}
        relations = [row for row in self.rows if row.kind in (PART, KIND, PROCESS)]
        for row in self.rows:
            if row.kind in EQUAL and plain(row.term) != plain(row.means):
                self._means[plain(row.term)].append(row)
            if row.kind == APART:
                dimension, _, choice = plain(row.means).partition(":")
                self.choices.setdefault(dimension, {})[plain(row.term)] = choice
        for row in self.rows:
            if row.kind in (*EQUAL, PART, KIND, PROCESS):
                self._number(plain(row.means))
        for row in (*relations, *self._kinds_by_name()):
            self._relate(row)
        lengths: dict[str, set[int]] = defaultdict(set)
        for term in (*self._numbers, *self._means):
            lengths[term[:SHORTEST]].add(len(term))
        self._lengths = {begin: sorted(each, reverse=True) for begin, each in lengths.items()}
        self._variants = {plain(row.term): plain(row.means) for row in self.rows if row.kind == VARIANT}
        self._varying = re.compile(either((*self._variants, *self._variants.values())) if self._variants else "(?!)")
        self._standards = {_pressed(row.term): row.means for row in self.rows if row.kind == STANDARD}
        self._certifying = re.compile(either(self._standards) if self._standards else "(?!)")
        self.choice_words = {word for words in self.choices.values() for word in words}
        self._choosing = re.compile(either(self.choice_words) if self.choice_words else "(?!)")

    def _kinds_by_name(self) -> list[Row]:
        """What ends with another name is a kind of that: 压力传感器 of 传感器."""
        known = {*self._numbers, *self._means}
        hits = []
        for name in list(self._numbers):
            ends = (name[at:] for at in range(1, len(name) - SHORTEST + 1) if not name.isascii())
            if end := next((end for end in ends if end in known), None):
                hits.append(Row(name, end, KIND, BY_NAME))
        return hits

    def _number(self, name: str) -> int:
        if name not in self._numbers:
            self._numbers[name] = len(self.names)
            self.names.append(name)
        return self._numbers[name]

    def _relate(self, row: Row) -> None:
        """Both ways, between what the two terms stand for."""
        for narrow in self._main_concepts(plain(row.term)):
            for broad in self._main_concepts(plain(row.means)):
                if narrow != broad:
                    self._links[narrow].append((broad, True, row))
                    self._links[broad].append((narrow, False, row))

    def _main_concepts(self, term: str) -> list[int]:
        if term in self._numbers or term not in self._means:
            return [self._number(term)]
        return [self._number(plain(row.means)) for row in self._means[term]]

    def senses(self, term: str) -> tuple[Sense, ...]:
        """What a plain term stands for; empty where the lexicon does not know it."""
        if term not in self._senses:
            hits: dict[int, Sense] = {}
            if term in self._numbers:
                hits[self._numbers[term]] = Sense(self._numbers[term], 1, None)
            share = max(len(self._means.get(term, ())), 1) ** -0.25
            for row in self._means.get(term, ()):
                self._add(hits, plain(row.means), share, row)
                for further in self._means.get(plain(row.means), ()):
                    self._add(hits, plain(further.means), share * SECOND_SENSE, further)
            self._senses[term] = tuple(hits.values())
        return self._senses[term]

    def _add(self, hits: dict[int, Sense], means: str, weight: float, row: Row) -> None:
        number = self._number(means)
        if number not in hits or hits[number].weight < weight:
            hits[number] = Sense(number, weight, row)

    def related(self, concept: int) -> tuple[Related, ...]:
        """What stands in relation to a concept, over two rows at most, the best way to each; without itself."""
        if concept not in self._related:
            hits: dict[int, Related] = {}
            for first, up, row in self._links.get(concept, ()):
                weight = self._weight(row, first, up)
                self._keep(hits, Related(first, weight, (row,)))
                onwards = ONWARDS.get((row.kind, up), {(row.kind, up)})
                for second, further, then in self._links.get(first, ()):
                    # Over a common whole or kind one comes to what only stands beside.
                    if (then.kind, further) in onwards and second != concept:
                        self._keep(hits, Related(second, weight * self._weight(then, second, further), (row, then)))
            self._related[concept] = tuple(hits.values())
        return self._related[concept]

    def _weight(self, row: Row, concept: int, up: bool) -> float:
        """The more a wide term takes in, the less it says."""
        wide = sum(not each for _, each, _ in self._links[concept]) if up and row.kind != PROCESS else 1
        return WEIGHTS[row.kind, up] * max(wide / 4, 1) ** -0.3

    @staticmethod
    def _keep(hits: dict[int, Related], way: Related) -> None:
        if way.weight >= LEAST and (way.concept not in hits or hits[way.concept].weight < way.weight):
            hits[way.concept] = way

    def find(self, text: str) -> list[Term]:
        """Terms in a plain text that lie in no longer one, in their order. A Latin term begins and ends with a word."""
        hits: list[Term] = []
        reached = 0
        for start in range(len(text) - SHORTEST + 1):
            for length in self._lengths.get(text[start : start + SHORTEST], ()):
                end = start + length
                if end > reached and self._is_term(text, start, end):
                    hits.append(Term(start, end, text[start:end]))
                    reached = end
                    break
        return hits

    def _is_term(self, text: str, start: int, end: int) -> bool:
        term = text[start:end]
        if end > len(text) or (term not in self._numbers and term not in self._means):
            return False
        return not (_is_word(text[start - 1 : start]) and _is_word(term[0])) and not (
            _is_word(term[-1]) and _is_word(text[end : end + 1])
        )

    def usual(self, text: str) -> str:
        """A plain text with each word in its usual writing: 刹车 is written 制动."""
        return self._varying.sub(lambda match: self._variants.get(match[0], match[0]), text)

    def standards(self, text: str) -> frozenset[str]:
        """Certificates and standards that a text names, in their usual writing; TS 16949 is IATF 16949."""
        pressed = _pressed(text)
        return frozenset(
            self._standards[match[0]]
            for match in self._certifying.finditer(pressed)
            if not (_is_word(pressed[match.start() - 1 : match.start()]) and _is_word(match[0][0]))
            and not (_is_word(pressed[match.end() : match.end() + 1]) and match[0][-1].isalpha() and match[0].isascii())
        )

    def chosen(self, text: str) -> dict[str, set[str]]:
        """By dimension the choices that a plain text names; the longer word counts where one lies in the other."""
        hits: dict[str, set[str]] = {}
        for word in self._choosing.findall(text):
            for dimension, words in self.choices.items():
                if word in words:
                    hits.setdefault(dimension, set()).add(words[word])
        return hits

    def terms(self) -> Iterable[str]:
        """All that it knows, plain."""
        return dict.fromkeys((*self._numbers, *self._means))


def _is_word(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _pressed(text: str) -> str:
    """Without blanks and dashes, of which people write some or none."""
    return plain(text).replace(" ", "").replace("-", "")


@cache
def standard_rows() -> tuple[Row, ...]:
    """The rows that come with the house."""
    text = files("lianzhang.supply").joinpath("data", "lexicon.csv").read_text(encoding="utf-8")
    return tuple(Row(**line) for line in csv.DictReader(text.splitlines()))


@lru_cache(maxsize=4)
def lexicon_with(own: tuple[Row, ...]) -> Lexicon:
    """The lexicon of these rows and an office's own. Made once for the same: it takes a second."""
    return Lexicon([*standard_rows(), *own])


def standard_lexicon() -> Lexicon:
    """The lexicon of these rows alone."""
    return lexicon_with(())
