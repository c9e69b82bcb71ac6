"""What a goal asks, from its name, its figure and the sentence around it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from .proposals import Sure, Target, proper
from .quantities import Quantity
from .sentences import Sentence
from .times import Time
from .words import WORDS, any_of, lookup, without

__all__ = [
    "ADDED",
    "CHANGE",
    "IN_HUNDREDS",
    "LONGEST",
    "REACH",
    "asked_before",
    "clean",
    "made",
    "made_of",
    "measure_of",
    "window_of",
]

REACH, CHANGE = lookup(WORDS["reach"]), lookup(WORDS["change"])
BEHIND = re.compile(f"(?P<word>{any_of([*REACH, *CHANGE])})$")
ADDED = re.compile(any_of(WORDS["build"]["added"]))
VERBS = re.compile(any_of(WORDS["build"]["words"]))
SHARE = re.compile(r"(?P<one>.*?)占(?P<other>.+?)的?(?:比重|比例|比率|份额)?$")
GROWS = re.compile("增长|增速|增幅|翻番")
IN_HUNDREDS, POINTS = ("%", "‰"), ("百分点", "个百分点")
TIME_BEFORE = re.compile(
    r"^.*(?:到|至|力争)?(?:20\d\d年(?:上半年|底|末)?|“[^”]{2,4}”(?:期?末|期间))(?:\d{1,2}月(?:底|末)?)?(?:以?前|,)?"
)
# 较2023年增长: not until then, but against then. 再生 is no 再.
AGAINST = re.compile(r"[比较](?:20\d\d年(?:底|末)?|上年|去年)")
AGAIN = re.compile(f"^再(?={any_of(WORDS['build']['words'])})")
SHALL = re.compile("(?<=.)(?:力争(?:实现|完成)?|实现)(?=.)")
TAIL = re.compile(r"(?:总数|数量|总量)?(?:均|都|力争|为|将|要|应|至少|比|每年|全年)+$")
# So long a name was cut at the wrong place, and is looked at twice.
LONGEST, LONG = 60, 30


def asked_before(before: str) -> str:
    """The word right before a number that says what it asks; blank where there is none."""
    match = BEHIND.search(before)
    return match["word"] if match else ""


def made_of(sentence: Sentence, begins: int, quantity: Quantity, name: str, rule: str, asks: str) -> Target:
    target = made(
        sentence, begins, quantity.start, quantity.end, name, rule, quantity.unit,
        quantity.asks if quantity.asks == "range" else asks, quantity.value,
    )  # fmt: skip
    return replace(target, value_max=quantity.value_max)


def made(
    sentence: Sentence, begins: int, at: int, end: int, name: str, rule: str, unit: str, asks: str, value: Decimal,
    *, measure: str = "", window: str = "", quantity: str = "",
) -> Target:  # fmt: skip
    due, every = sentence.ruling(at)
    share = SHARE.match(name) if unit in IN_HUNDREDS and not name.endswith("率") else None
    if share and not share["one"] and sentence.before:
        share = SHARE.match(sentence.before.name + name)
        name = sentence.before.name + name
    quantity, of = (share["one"], share["other"]) if share and share["one"] else (quantity, "")
    growth = unit in IN_HUNDREDS and GROWS.search(name) is not None
    measure = measure or measure_of(name, unit, growth=growth, share=bool(of), every=bool(every))
    window = window or window_of(name, unit, measure, every)
    strive = sentence.paper.plain.rfind("力争", sentence.start, at)
    return Target(
        clause=sentence.paper.clause_at(at).id,
        passage=sentence.paper.span(begins, end),
        rule=rule,
        sure=Sure.LOW if rule in ("名称＋数量", "翻番") or len(name) > LONG else Sure.HIGH,
        name=proper(name),
        unit=unit,
        comparator=asks,
        value=value,
        strive=strive >= 0 and (strive >= begins or _opens(sentence, strive)),
        measure=measure,
        window=window,
        due=due.due if due else None,
        quantity=proper(quantity),
        of=proper(of),
    )


def _opens(sentence: Sentence, at: int) -> bool:
    """A 力争 that begins its part of the sentence rules what follows; one behind a name rules that name alone."""
    return sentence.part_start(at) == at


def measure_of(name: str, unit: str, *, growth: bool, share: bool, every: bool) -> str:
    if growth:
        return "growth"
    if share:
        return "ratio"
    states = unit in (*IN_HUNDREDS, *POINTS) or "元" in unit or "/" in unit
    if states or name.endswith(tuple(WORDS["name"]["level"])):
        return "level"
    if every:
        return "each"
    return "added" if ADDED.search(name) else "cumulative"


def window_of(name: str, unit: str, measure: str, every: Time | None) -> str:
    if measure == "each" and every:
        return every.every
    if measure in ("growth", "ratio"):
        return "year"
    yearly = measure == "level" and "元" in unit and any(word in name for word in WORDS["name"]["yearly"])
    return "year" if yearly else ""


def clean(text: str, *, verbs: bool = True) -> str:
    """A name without the time, the adverbs and (`verbs`) the verbs before it."""
    text = TIME_BEFORE.sub("", AGAINST.sub("", text))
    text = AGAIN.sub("", without(text, WORDS["name"]["strip"]))
    verb = VERBS.match(text) if verbs else None
    if verb and len(text) - verb.end() != 1:
        text = AGAIN.sub("", without(text[verb.end() :], WORDS["name"]["strip"]))
    text = SHALL.sub("", TAIL.sub("", text))
    return text.strip("、,的")
