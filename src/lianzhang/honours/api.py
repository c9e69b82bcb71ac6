"""The face of this room: what rooms above import, beside its models."""

from __future__ import annotations

from .actions import end, grant, months_after, renew
from .candidates import facts_of
from .eligibility import Answer, Condition, Facts, Verdict, conditions_of, judge, meets
from .held import held, one_title, titles_of

__all__ = [
    "Answer",
    "Condition",
    "Facts",
    "Verdict",
    "conditions_of",
    "end",
    "facts_of",
    "grant",
    "held",
    "judge",
    "meets",
    "months_after",
    "one_title",
    "renew",
    "titles_of",
]
