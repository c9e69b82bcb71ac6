"""How well one capability answers a need, and why: letters in common, terms of the trade, what stands last, rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .lexicon import Lexicon, Row
from .measures import contradicts, meets
from .reading import Part, Reading
from .text import spaced

__all__ = ["Judged", "Reason", "Wanted", "judge", "named", "wanted"]

LETTERS, TERMS, LAST = 0.5, 0.4, 0.1  # what each counts in the score
ASIDE = 0.6  # of a term that is wanted at the end and stands elsewhere
APART_FACTOR, REFUSED_FACTOR, BOUND_FACTOR, VALUE_FACTOR, ONLY_FACTOR = 0.6, 0.25, 0.35, 0.75, 0.9
MET_FACTOR, CHOSEN_FACTOR = 1.25, 1.2
SOLD_FACTOR = 0.5  # who only sells
UNKNOWN = 1.0
BESIDE = 0.9  # what is wanted besides may stand anywhere
LEADING, OTHER = 1.0, 0.5
NAMED = 0.5  # of the letters of another name


@dataclass(frozen=True, slots=True)
class Reason:
    """What decided: `kind` names the rule, `need` and `found` are the words on both sides, `rows` the lexicon's.

    Kinds: letters, same, term, related, mended, measure_met, measure_missed, apart, refused, declined, only, last."""

    kind: str
    need: str = ""
    offered: str = ""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Sought:
    """A term that is wanted: how well each concept answers it and by which rows, and how much it counts."""

    text: str
    answers: dict[int, tuple[float, tuple[Row, ...]]]
    weight: float
    last: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A need made ready to be held against capabilities."""

    reading: Reading
    sought: tuple[Sought, ...]
    names: tuple[str, ...]
    refused: tuple[tuple[str, frozenset[int]], ...]
    unknown: float  # the weight of letters that are in no term


@dataclass(slots=True)
class Judged:
    """A score from 0 to about 1 and the reasons for it."""

    score: float
    reasons: list[Reason] = field(default_factory=list)


def wanted(reading: Reading, lexicon: Lexicon) -> Wanted:
    """Every term with all that answers it."""
    sought = [
        Sought(mention.text, _answers(mention.senses, lexicon), LEADING if mention.last else OTHER, mention.last)
        for part in reading.parts
        for mention in part.mentions
    ]
    names = tuple(part.name for part in reading.parts)
    refusals = tuple((word, frozenset(_concepts(word, lexicon))) for word in reading.refused)
    letters = sum(len(part.text) for part in reading.parts)
    known = sum(len(each.text) for each in sought)
    return Wanted(reading, tuple(sought), names, refusals, UNKNOWN * max(1 - known / max(letters, 1), 0))


def named(need: Wanted, lexicon: Lexicon) -> list[tuple[str, float]]:
    """The names under which what is wanted goes besides, and how much their letters count."""
    names: dict[str, float] = {}
    for part in need.reading.parts:
        for mention in part.mentions:
            for sense in mention.senses:
                name = lexicon.names[sense.concept]
                if name != mention.text and sense.weight > 0.75:
                    names[name] = max(names.get(name, 0), NAMED * part.weight * sense.weight)
    return [(spaced(lexicon.usual(name)), weight) for name, weight in names.items()]


def _answers(senses: Iterable, lexicon: Lexicon) -> dict[int, tuple[float, tuple[Row, ...]]]:
    offered: dict[int, tuple[float, tuple[Row, ...]]] = {}
    for sense in senses:
        own: tuple[Row, ...] = (sense.row,) if sense.row else ()
        ways: list[tuple[int, float, tuple[Row, ...]]] = [(sense.concept, sense.weight, own)]
        ways += [(each.concept, sense.weight * each.weight, own + each.rows) for each in lexicon.related(sense.concept)]
        for concept, weight, rows in ways:
            if concept not in offered or offered[concept][0] < weight:
                offered[concept] = (weight, rows)
    return offered


def _concepts(text: str, lexicon: Lexicon) -> Iterable[int]:
    for term in lexicon.find(text):
        if term.end == len(text):
            yield from (sense.concept for sense in lexicon.senses(term.text))


def judge(need: Wanted, offer: Reading, letters: float, lexicon: Lexicon) -> Judged:
    """`letters` is the cosine of their n-grams."""
    judged = Judged(0)
    terms = _terms(need, offer, letters, judged)
    last = _last(need, offer)
    if terms is None:
        base = letters * (LETTERS + TERMS) + LAST * last
    else:
        base = LETTERS * letters + TERMS * terms + LAST * max(last, terms if terms > 0.9 else 0)
    judged.score = base * _rules(need, offer, judged, lexicon)
    return judged


def _terms(need: Wanted, offer: Reading, letters: float, judged: Judged) -> float | None:
    """How well the terms that are wanted are answered, 0 to 1; None where none is a known term. For the letters of the
    need that are in none, the letters in common speak."""
    total = sum(each.weight for each in need.sought)
    if not total:
        return None
    answered = sum(each.weight * _answered(each, offer.parts, judged) for each in need.sought)
    return (answered + need.unknown * letters) / (total + need.unknown)


def _answered(sought: Sought, parts: Iterable[Part], judged: Judged) -> float:
    best, why = 0.0, None
    for part in parts:
        for mention in part.mentions:
            place = part.weight * (1 if mention.last else ASIDE) if sought.last else max(part.weight, BESIDE)
            for sense in mention.senses:
                weight, rows = sought.answers.get(sense.concept, (0.0, ()))
                if weight * sense.weight * place > best:
                    best = weight * sense.weight * place
                    own = (sense.row,) if sense.row else ()
                    kind = "same" if sought.text == mention.text else "related" if weight < 0.8 else "term"
                    why = Reason(kind, sought.text, mention.text, rows + own)
    if why:
        judged.reasons.append(why)
    return best


def _last(need: Wanted, offer: Reading) -> float:
    """Whether a part of the capability ends as the need does."""
    best = 0.0
    for name in need.names:
        for part in offer.parts:
            common = _common_end(name, part.name)
            best = max(
                best, min(common, 3) / min(max(len(name), 1), 3) * part.weight if common > 1 or len(name) == 1 else 0
            )
    return min(best, 1.0)


def _common_end(one: str, other: str) -> int:
    count = 0
    while count < min(len(one), len(other)) and one[-1 - count] == other[-1 - count]:
        count += 1
    return count


def _rules(need: Wanted, offer: Reading, judged: Judged, lexicon: Lexicon) -> float:
    return (
        (SOLD_FACTOR if offer.sold else 1.0)
        * _measured(need, offer, judged)
        * _apart(need, offer, judged)
        * _refused(need, offer, judged)
        * _declined(need, offer, judged, lexicon)
        * _only(need, offer, judged)
        * _certified(need, offer, judged)
    )


def _measured(need: Wanted, offer: Reading, judged: Judged) -> float:
    factor = 1.0
    for asked in need.reading.measures:
        if met := meets(asked, offer.measures):
            factor *= MET_FACTOR
            judged.reasons.append(Reason("measure_met", asked.text, met.text))
        elif missed := contradicts(asked, offer.measures):
            factor *= BOUND_FACTOR if asked.open else VALUE_FACTOR
            judged.reasons.append(Reason("measure_missed", asked.text, missed.text))
    return factor


def _apart(need: Wanted, offer: Reading, judged: Judged) -> float:
    factor = 1.0
    for dimension, ours in need.reading.choices.items():
        theirs = offer.choices.get(dimension)
        if theirs and not ours & theirs:
            factor *= APART_FACTOR
            judged.reasons.append(Reason("apart", "、".join(sorted(ours)), "、".join(sorted(theirs))))
        elif theirs:
            factor *= CHOSEN_FACTOR
    return factor


def _refused(need: Wanted, offer: Reading, judged: Judged) -> float:
    """What the need does not want and the capability names."""
    for word, concepts in need.refused:
        named = any(
            word in part.text or any(sense.concept in concepts for each in part.mentions for sense in each.senses)
            for part in offer.parts
        )
        if named and word not in "".join(offer.refused):
            judged.reasons.append(Reason("refused", word, word))
            return REFUSED_FACTOR
    return 1.0


def _declined(need: Wanted, offer: Reading, judged: Judged, lexicon: Lexicon) -> float:
    """What the capability says it does not do and the need is about."""
    for word in offer.refused:
        concepts = frozenset(_concepts(word, lexicon))
        asked = any(word in name or (len(name) > 1 and name in word) for name in need.names)
        if asked or any(each.last and concepts & _own(each) for each in need.sought):
            judged.reasons.append(Reason("declined", word, word))
            return REFUSED_FACTOR
    return 1.0


def _own(sought: Sought) -> set[int]:
    return {concept for concept, (weight, _) in sought.answers.items() if weight > 0.9}


def _only(need: Wanted, offer: Reading, judged: Judged) -> float:
    """Who makes one part or kind alone answers a need that does not name it less well."""
    for word in offer.only:
        if not any(word[:2] in part.text for part in need.reading.parts):
            judged.reasons.append(Reason("only", "", word))
            return ONLY_FACTOR
    return 1.0


def _certified(need: Wanted, offer: Reading, judged: Judged) -> float:
    """What the capability itself says of certificates; what is recorded of the firm is a fact beside it."""
    held = need.reading.standards & offer.standards
    if held:
        judged.reasons.append(
            Reason("standard_met", "、".join(sorted(need.reading.standards)), "、".join(sorted(held)))
        )
    return 1 + (MET_FACTOR - 1) * len(held) / max(len(need.reading.standards), 1)
