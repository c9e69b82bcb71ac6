"""A need made ready to be held against capabilities: every term with all that answers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .lexicon import Lexicon, Row, Sense
from .reading import Reading
from .text import spaced

__all__ = ["OWN", "Sought", "Wanted", "concepts_of", "named", "wanted"]

LEADING, OTHER = 1.0, 0.6  # what a term at the end of a part counts, and any other
UNKNOWN = 1.0  # what a need counts besides whose letters are in no term
NAMED = 0.5  # of the letters of another name
OWN = 0.8  # a concept that answers so well is what was named, and not only related


@dataclass(frozen=True, slots=True)
class Sought:
    """A term that is wanted: how well each concept answers it and by which rows, and how much it counts."""

    text: str
    answers: dict[int, tuple[float, tuple[Row, ...]]]
    weight: float
    last: bool

    @property
    def own(self) -> frozenset[int]:
        """What the term itself stands for."""
        return frozenset(concept for concept, (weight, _) in self.answers.items() if weight > OWN)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`names` of its parts, without tails; `refused` words with the concepts they name; `unknown` letters' weight."""

    reading: Reading
    sought: tuple[Sought, ...]
    names: tuple[str, ...]
    refused: tuple[tuple[str, frozenset[int]], ...]
    unknown: float


def wanted(reading: Reading, lexicon: Lexicon) -> Wanted:
    """Ask the lexicon for each term of a need."""
    sought = tuple(
        Sought(mention.text, _answers(mention.senses, lexicon), LEADING if mention.last else OTHER, mention.last)
        for part in reading.parts
        for mention in part.mentions
    )
    refusals = tuple((lexicon.usual(word), frozenset(concepts_of(word, lexicon))) for word in reading.refused)
    letters = sum(len(part.text) for part in reading.parts)
    known = sum(len(each.text) for each in sought)
    unknown = UNKNOWN * max(1 - known / max(letters, 1), 0)
    return Wanted(reading, sought, tuple(part.name for part in reading.parts), refusals, unknown)


def _answers(senses: Iterable[Sense], lexicon: Lexicon) -> dict[int, tuple[float, tuple[Row, ...]]]:
    by_concept: dict[int, tuple[float, tuple[Row, ...]]] = {}
    for sense in senses:
        own: tuple[Row, ...] = (sense.row,) if sense.row else ()
        ways: list[tuple[int, float, tuple[Row, ...]]] = [(sense.concept, sense.weight, own)]
        ways += [(each.concept, sense.weight * each.weight, own + each.rows) for each in lexicon.related(sense.concept)]
        for concept, weight, rows in ways:
            if concept not in by_concept or by_concept[concept][0] < weight:
                by_concept[concept] = (weight, rows)
    return by_concept


def named(need: Wanted, lexicon: Lexicon) -> list[tuple[str, float]]:
    """The names under which what is wanted goes besides, and how much their letters count."""
    names: dict[str, float] = {}
    for part in need.reading.parts:
        for mention in part.mentions:
            for sense in mention.senses:
                name = lexicon.names[sense.concept]
                if name != mention.text and sense.weight > OWN:
                    names[name] = max(names.get(name, 0), NAMED * part.weight * sense.weight)
    return [(spaced(lexicon.usual(name)), weight) for name, weight in names.items()]


def concepts_of(text: str, lexicon: Lexicon) -> Iterator[int]:
    """What a text that ends with a term names."""
    for term in lexicon.find(text):
        if term.end == len(text):
            yield from (sense.concept for sense in lexicon.senses(term.text))
