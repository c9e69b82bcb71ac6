"""Numeric goals. A figure is one in two ways: it stands behind its name (链主企业达到30家), or between what is done and
its name (培育30家链主企业). What only describes (1000万元以上的项目) or tells what is so already is none."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from .making import ADDED, CHANGE, IN_HUNDREDS, LONGEST, REACH, asked_before, clean, made, made_of
from .paper import Paper
from .proposals import Target
from .quantities import Quantity, quantities
from .respectively import respectively
from .sentences import Sentence
from .sizes import of_sizes, sizes_in
from .table_goals import table_goals
from .times import Period, Time, times
from .words import WORDS, any_of, lookup, without

__all__ = ["targets_of"]

BUILD = WORDS["build"]
EACH = lookup(WORDS["each"])
BUILT = re.compile(f"(?P<word>{any_of(BUILD['words'])})了?(?:{any_of(BUILD['between'])})?$")
DONE = re.compile(any_of(BUILD["words"]))
STOP = re.compile(r"[,。、;:!?\n()〔]|(?:和|及|以及)(?=\d)|(?:台阶|大关|关口|的?目标|规模|的水平|水平)[,。、;\n]")
FACT_PART, FACT_SENTENCE = (
    re.compile(any_of(WORDS["fact"]["part"])),
    re.compile(f"(?<!以)(?:{any_of(WORDS['fact']['sentence'])})"),
)
WITHIN = re.compile("其中")
QUALITIES = re.compile(r"[^,。;、:(]+(?:、[^,。;、:(]+)*、[^,。;、:(]+的")
MEASURED = re.compile(f"(?:{any_of([*WORDS['name']['yearly'], *WORDS['name']['measured']])})$")
DOUBLED = re.compile(r"(?:实现)?翻(?P<times>一|两|三)?番")
RESULT = re.compile(rf"[^,。;、:!?\n()\d]{{2,30}}?(?:{any_of(BUILD['results'])})")
JOINED = re.compile("、|和|以及|及")
COVERS = re.compile("(?:覆盖|惠及)$")
ADDS_TO = re.compile(r"^(?:并|同时)?[比较]")
NAMED_BETWEEN = 6
FURTHEST = 300  # so far back a deed is looked for
LISTED, NAMED = "产业链条数", "名称＋达到＋数量"
SAYS_OF_WHAT = 8  # a shorter name, 落地项目, is the same for each chain
OF_CHAINS = re.compile(rf"[^,。;、:!?\n]{{0,30}}?产业链(?=(?:{any_of(BUILD['results'])}))")
CHAINS = re.compile(r"(?:重点|特色|优势|主导|先进制造业|标志性|新兴)*产业链$")


def targets_of(paper: Paper, period: Period, chains: dict[str, str], groups: dict[str, str]) -> list[Target]:
    """Every numeric goal in the order of the text. `chains` and `groups`: their ids by name."""
    read: list[Target] = []
    due: Time | None = None
    fact = False
    for start, end in paper.prose:
        if start in paper.rows or (start and paper.clause_at(start).start == start):
            due = None
        told = times(paper.plain, start, end)
        sentence = Sentence(paper, start, end, [due, *told] if due else told, read[-1] if read else None)
        fact = _fact(paper.plain[start:end], told, period) or (fact and WITHIN.match(paper.plain, start) is not None)
        if not fact:
            for target in _of_sentence(sentence):
                dated = replace(target, due=None if target.due == period.ends else target.due)
                if not _said_before(dated, read):
                    read.append(replace(dated, scope=_scope(paper, sentence, dated, chains, groups)))
        due = next((time for time in reversed(told) if time.due), due)
    tabled = [
        replace(each, due=None if each.due == period.ends else each.due, scope=_named_scope(each, chains, groups))
        for each in table_goals(paper, period)
    ]
    more = [each for each in tabled if not any(_alike(each, goal) for goal in read)]
    return sorted([*read, *more], key=lambda each: each.passage.start)


def _alike(one: Target, other: Target) -> bool:
    """A table often says once more what the text says."""
    return (one.value, one.unit, one.due) == (other.value, other.unit, other.due) and (
        one.name in other.name or other.name in one.name
    )


def _said_before(target: Target, read: list[Target]) -> bool:
    """How many chains there are is said again and again; a goal with a long name, where the paper sums up."""
    sums_up = target.rule == NAMED and (len(target.name) >= SAYS_OF_WHAT or "亿" in target.unit)
    if target.rule != LISTED and not sums_up:
        return False
    return any(
        (each.rule, each.value, each.unit) == (target.rule, target.value, target.unit)
        and (target.rule == LISTED or (each.due == target.due and each.name.endswith(target.name)))
        for each in read
    )


def _fact(text: str, told: list[Time], period: Period) -> bool:
    year = re.match(r"(20\d\d)年", text)
    return bool(FACT_SENTENCE.search(text)) or bool(
        year and int(year[1]) < period.starts.year and not any(time.due and time.due >= period.starts for time in told)
    )


def _of_sentence(sentence: Sentence) -> Iterator[Target]:
    plain = sentence.paper.plain
    sized = sizes_in(sentence)
    for match in sized:
        yield from of_sizes(sentence, match)
    figures = [
        each
        for each in quantities(plain, sentence.start, sentence.end)
        if not any(match.start() <= each.start < match.end() for match in sized)
    ]
    shared = respectively(sentence, figures)
    named_before, ended = False, sentence.start
    for quantity in figures:
        target = shared.get(quantity.start) or _target(sentence, quantity, ended, listed=named_before)
        named_before = target is not None or (named_before and not quantity.counts)
        if target:
            ended = max(quantity.end, bisect_left(sentence.paper.at, target.passage.end))
            sentence.before = target
            yield target
    for match in DOUBLED.finditer(plain, sentence.start, sentence.end):
        begins = sentence.part_start(match.start())
        name = clean(plain[begins : match.start()])
        if MEASURED.search(name):
            times_more = {"一": 100, "两": 300, "三": 700}[match["times"] or "一"]
            yield made(sentence, begins, match.start(), match.end(), name, "翻番", "%", ">=", Decimal(times_more))


def _target(sentence: Sentence, quantity: Quantity, ended: int, *, listed: bool) -> Target | None:
    """`ended` is where the goal before ended: behind 、 the next begins."""
    plain = sentence.paper.plain
    begins = sentence.part_start(quantity.start)
    joined = JOINED.match(plain, ended, quantity.start) if listed and ended >= begins else None
    begins = joined.end() if joined else begins
    before = plain[begins : quantity.start]
    if FACT_PART.search(plain[sentence.part_start(begins) : quantity.start]):
        return None
    stops = quantity.end >= len(plain) or STOP.match(plain, quantity.end)
    built = BUILT.search(before)
    done = built or (joined and not before) or _enumerated(before, quantity, listed=listed)
    if quantity.counts and not stops and done:
        return _built(sentence, begins, quantity, built)
    if not stops and quantity.asks and (quantity.counts or quantity.unit == "%"):
        begun = without(before, WORDS["name"]["strip"])
        if COVERS.search(begun) or (not begun and _comes_about(sentence, quantity)):
            return _built(sentence, begins, quantity, None)
    if quantity.small or not stops:
        return None
    return _reached(sentence, begins, before, quantity, goes_on=joined is not None)


def _comes_about(sentence: Sentence, quantity: Quantity) -> bool:
    """10个以上新药进入国际市场: so many shall."""
    return RESULT.match(sentence.paper.plain, quantity.end, min(sentence.end, quantity.end + LONGEST)) is not None


def _enumerated(before: str, quantity: Quantity, *, listed: bool) -> bool:
    """开展A、B、C等8大类培训; 聚焦A、B、C3条产业链; 培育精密制造1个千亿级产业，茶业、竹业2个百亿级产业."""
    verb = DONE.match(without(before, WORDS["name"]["strip"]))
    if (verb or listed) and "、" in before.strip("、"):
        return True
    if verb and (quantity.unit == "条" or len(before) - verb.end() <= NAMED_BETWEEN):
        return True
    return quantity.unit in ("类", "项") and before.endswith("等") and bool(DONE.search(before))


def _built(sentence: Sentence, begins: int, quantity: Quantity, built: re.Match[str] | None) -> Target | None:
    plain = sentence.paper.plain
    rest = plain[quantity.end : min(sentence.end, quantity.end + 2 * LONGEST)]
    stop = _end_of_name(rest)
    name = without(rest[: stop.start()] if stop else rest, ["以上", "的"])
    name = name.removesuffix("等")
    if covered := COVERS.search(plain, begins, quantity.start):
        name = clean(plain[begins : covered.end()], verbs=False) + name
    if quantity.unit == "条" and (chains := OF_CHAINS.match(name)):
        name = chains[0]
    if stop and stop[0] == "(" and (bracket := re.match(r"\([^()]{1,20}\)", rest[stop.start() :])):
        name += bracket[0]
    if not 2 <= len(name) <= LONGEST:
        return None
    word = built["word"] if built else ""
    between = asked_before(plain[begins : quantity.start])
    asks = quantity.asks or REACH.get(between, "") or ">="
    lists = "产业链" in name and quantity.unit == "条"
    if (lists and not CHAINS.search(name)) or (word in BUILD["scope"] and quantity.unit != "条"):
        return None
    target = made_of(sentence, begins, quantity, name, "动词＋数量＋名称", "=" if lists else asks)
    target = replace(target, passage=sentence.paper.span(begins, quantity.end + len(name)))
    if lists:
        return replace(target, measure="level", window="", rule=LISTED)
    new = target.measure == "cumulative" and word in BUILD["added"]
    return replace(target, measure="added") if new else target


def _end_of_name(rest: str) -> re.Match[str] | None:
    """A name with several qualities goes on behind its comma: 引领升级、在全国有影响力的产业."""
    stop = STOP.search(rest)
    if stop and stop[0] == "、" and (longer := QUALITIES.match(rest)):
        later = STOP.search(rest, longer.end())
        return stop if any(quantities(rest[: later.start() if later else None])) else later
    return stop


def _reached(sentence: Sentence, begins: int, before: str, quantity: Quantity, *, goes_on: bool) -> Target | None:
    word = asked_before(before)
    own = before[: len(before) - len(word)] if word else before
    # 年产值不少于约5亿元: two such words.
    while word and (more := asked_before(own)):
        word, own = more, own[: -len(more)]
    name = clean(own, verbs=quantity.unit != "%")
    if not word and quantity.unit == "%" and "占" in name:
        word = "占"
    if not word and not _asks(
        sentence, quantity, name, worked=goes_on or DONE.match(clean(own, verbs=False)) is not None
    ):
        return None
    change = CHANGE.get(word, "")
    if len(name) < 2 and change and sentence.before and ADDS_TO.search(before):
        name = sentence.before.name
    elif len(name) < 2 and sentence.start < begins:
        earlier = sentence.part_start(begins - 1)
        name = clean(re.split(any_of(BUILD["words"]), sentence.text(earlier, begins - 1))[-1])
    if change or own.endswith(tuple(CHANGE)):
        name = without(name, ["年均"]) + (word if change else "")
    if not 2 <= len(name) <= LONGEST * 2:
        return None
    asks = REACH.get(word, ">=")
    if quantity.asks and not (asks in ("<=", "<") or (asks == ">" and quantity.asks == ">=")):
        asks = quantity.asks
    if quantity.asks == "<=" or (asks == "near" and quantity.asks == "~"):
        asks = quantity.asks
    target = made_of(sentence, begins, quantity, name[-LONGEST:], NAMED if word else "名称＋数量", asks)
    new = target.measure == "cumulative" and ADDED.search(before)
    return replace(target, measure="added") if new or change == "added" else target


def _asks(sentence: Sentence, quantity: Quantity, name: str, *, worked: bool) -> bool:
    """Whether a figure without such a word is asked: something is done for it, or it shall be so by a day."""
    plain = sentence.paper.plain
    due, _ = sentence.ruling(quantity.start)
    # What follows 到2025年 in its paragraph, with 以上 or 左右; what follows a goal in its sentence.
    by_a_day = due is not None and (
        due.at >= sentence.start or (quantity.asks != "" and "\n" not in plain[due.at : sentence.start])
    )
    beside = sentence.before is not None and sentence.before.passage.start >= sentence.paper.at[sentence.whole]
    if (
        not by_a_day
        and not beside
        and not DONE.search(plain, max(sentence.whole, quantity.start - FURTHEST), quantity.start)
    ):
        return False
    # 节能改造200万千瓦 is an amount of work; so much money or so many percent must say of what.
    amount = worked and "元" not in quantity.unit and quantity.unit not in IN_HUNDREDS
    return quantity.counts or amount or MEASURED.search(name) is not None


def _scope(paper: Paper, sentence: Sentence, target: Target, chains: dict[str, str], groups: dict[str, str]) -> str:
    at = bisect_left(paper.at, target.passage.start)
    said = paper.plain[sentence.part_start(at) : bisect_left(paper.at, target.passage.end)]
    for word, scope in EACH.items():
        if word in said.split("占", 1)[0]:
            return scope
    return _named_scope(target, chains, groups)


def _named_scope(target: Target, chains: dict[str, str], groups: dict[str, str]) -> str:
    for kind, names in (("chain", chains), ("group", groups)):
        for name, id_ in names.items():
            if target.name.startswith(name) or target.quantity == name:
                return f"{kind}:{id_}"
    return "city"
