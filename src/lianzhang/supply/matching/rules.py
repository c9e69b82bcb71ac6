"""What a score is multiplied with: measures, choices that shut each other out, refusals, limits, certificates."""

from __future__ import annotations

from math import prod

from .lexicon import Lexicon
from .measures import contradicts, meets
from .need import Wanted, concepts_of
from .reading import Reading
from .reasons import Judged

__all__ = ["apply_rules"]

MET = 1.25  # a measure or certificate that was asked for and is given
BOUND_MISSED, VALUE_MISSED = 0.35, 0.75  # outside a bound that was set; another value than the one that was named
CHOSEN, APART = 1.2, 0.6  # the same choice; another one
REFUSED = 0.25
ONLY = 0.9
SOLD = 0.5


def apply_rules(need: Wanted, offer: Reading, judged: Judged, lexicon: Lexicon) -> float:
    """The factor of all rules together; each that decided something is told."""
    return prod(
        (
            _sold(offer, judged),
            _measured(need, offer, judged),
            _apart(need, offer, judged),
            _refused(need, offer, judged),
            _declined(need, offer, judged, lexicon),
            _only(need, offer, judged),
            _certified(need, offer, judged),
        )
    )


def _sold(offer: Reading, judged: Judged) -> float:
    """Who only sells makes nothing."""
    if offer.sold:
        judged.tell("sold")
    return SOLD if offer.sold else 1.0


def _measured(need: Wanted, offer: Reading, judged: Judged) -> float:
    """A capability that gives no such measure stays where it is."""
    factor = 1.0
    for asked in need.reading.measures:
        if met := meets(asked, offer.measures):
            factor *= MET
            judged.tell("measure_met", asked.text, met.text)
        elif missed := contradicts(asked, offer.measures):
            factor *= BOUND_MISSED if asked.open else VALUE_MISSED
            judged.tell("measure_missed", asked.text, missed.text)
    return factor


def _apart(need: Wanted, offer: Reading, judged: Judged) -> float:
    factor = 1.0
    for dimension, ours in need.reading.choices.items():
        theirs = offer.choices.get(dimension)
        if theirs and not ours & theirs:
            factor *= APART
            judged.tell("apart", "、".join(sorted(ours)), "、".join(sorted(theirs)))
        elif theirs:
            factor *= CHOSEN
    return factor


def _refused(need: Wanted, offer: Reading, judged: Judged) -> float:
    """What the need does not want and the capability names, unless it says that it is free of it."""
    without = "".join(offer.refused)
    for word, concepts in need.refused:
        named = any(
            word in part.text or any(sense.concept in concepts for each in part.mentions for sense in each.senses)
            for part in offer.parts
        )
        if named and word not in without:
            judged.tell("refused", word, word)
            return REFUSED
    return 1.0


def _declined(need: Wanted, offer: Reading, judged: Judged, lexicon: Lexicon) -> float:
    """What the capability says it does not do and the need is about."""
    for word in offer.refused:
        concepts = frozenset(concepts_of(word, lexicon))
        asked = any(word in name or (len(name) > 1 and name in word) for name in need.names)
        if asked or any(each.last and concepts & each.own for each in need.sought):
            judged.tell("declined", word, word)
            return REFUSED
    return 1.0


def _only(need: Wanted, offer: Reading, judged: Judged) -> float:
    """Who makes one part or kind alone answers a need that does not name it less well."""
    for word in offer.only:
        if not any(word[:2] in part.text for part in need.reading.parts):
            judged.tell("only", "", word)
            return ONLY
    return 1.0


def _certified(need: Wanted, offer: Reading, judged: Judged) -> float:
    """What the capability itself says of certificates; what is recorded of the firm is a fact beside it."""
    asked = need.reading.standards
    held = asked & offer.standards
    if held:
        judged.tell("standard_met", "、".join(sorted(asked)), "、".join(sorted(held)))
    return 1 + (MET - 1) * len(held) / max(len(asked), 1)
