"""How well one capability answers a need, and why: letters in common, terms of the trade, what stands last."""

from __future__ import annotations

from collections.abc import Iterable

from .lexicon import EQUAL, Lexicon, Row
from .need import OWN, Sought, Wanted
from .reading import Part, Reading
from .reasons import Judged
from .rules import apply_rules

__all__ = ["judge"]

LETTERS, TERMS, LAST = 0.5, 0.4, 0.1  # what each counts in the score
ASIDE = 0.6  # of a term that is wanted at the end and stands elsewhere
BESIDE = 0.9  # what is wanted besides may stand anywhere
ENDING = 3  # letters at the end of a name that tell what it is


def judge(need: Wanted, offer: Reading, letters: float, lexicon: Lexicon) -> Judged:
    """`letters` is how much their n-grams have in common, 0 to 1."""
    judged = Judged(0)
    terms = _terms(need, offer, letters, judged)
    last = _last(need, offer)
    if terms is None:
        terms = letters
    elif terms > OWN:
        last = max(last, terms)
    if not judged.reasons:
        _tell_letters(need, offer, judged)
    judged.score = (LETTERS * letters + TERMS * terms + LAST * last) * apply_rules(need, offer, judged, lexicon)
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
    best, offered = 0.0, ""
    rows: tuple[Row, ...] = ()
    for part in parts:
        for mention in part.mentions:
            place = part.weight * (1 if mention.last else ASIDE) if sought.last else max(part.weight, BESIDE)
            for sense in mention.senses:
                weight, way = sought.answers.get(sense.concept, (0.0, ()))
                if weight * sense.weight * place > best:
                    best, offered = weight * sense.weight * place, mention.text
                    rows = way + ((sense.row,) if sense.row else ())
    if best:
        relation = next((row.kind for row in rows if row.kind not in EQUAL), "term")
        judged.tell("same" if sought.text == offered else relation, sought.text, offered, rows)
    return best


def _last(need: Wanted, offer: Reading) -> float:
    """How much of the end of the need's name stands at the end of a part: what a thing is stands last."""
    return max((_ending(name, part.name) * part.weight for name in need.names for part in offer.parts), default=0.0)


def _ending(one: str, other: str) -> float:
    """Of the last letters of one name, the share that the other ends with; a single letter is chance."""
    most = min(len(one), ENDING)
    common = 0
    while common < min(most, len(other)) and one[-1 - common] == other[-1 - common]:
        common += 1
    return common / most if common > 1 or (common and len(one) == 1) else 0.0


def _tell_letters(need: Wanted, offer: Reading, judged: Judged) -> None:
    """The longest piece that both write."""
    best = ""
    for name in need.names:
        for part in offer.parts:
            for begin in range(len(name)):
                end = begin + max(len(best), 1) + 1
                while end <= len(name) and name[begin:end] in part.name:
                    best, end = name[begin:end], end + 1
    if best:
        judged.tell("letters", best, best)
