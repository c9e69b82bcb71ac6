"""Numeric goals. A figure is one in two ways: it stands behind its name (链主企业达到30家), or between what is done and
its name (培育30家链主企业). What only describes (1000万元以上的项目) or tells what is so already is none."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from .paper import Paper
from .proposals import Sure, Target, proper
from .quantities import Quantity, quantities
from .times import Period, Time, times
from .words import WORDS, any_of, lookup, without

__all__ = ["targets_of"]

REACH = lookup(WORDS["reach"])
CHANGE = lookup(WORDS["change"])
BUILD = WORDS["build"]
EACH = lookup(WORDS["each"])
BEHIND = re.compile(f"(?P<word>{any_of([*REACH, *CHANGE])})$")
BUILT = re.compile(f"(?P<word>{any_of(BUILD['words'])})了?(?:{any_of(BUILD['between'])})?$")
DONE = re.compile(any_of(BUILD["words"]))
ADDED = re.compile(any_of(BUILD["added"]))
STOP = re.compile(r"[,。、;:!?\n(〔]|(?:台阶|大关|关口|的?目标|规模|的水平|水平)[,。、;\n]")
BREAKS = ",。;:!?\n"
FACT_PART, FACT_SENTENCE = re.compile(any_of(WORDS["fact"]["part"])), re.compile(any_of(WORDS["fact"]["sentence"]))
OPENING = re.compile(any_of([*WORDS["name"]["strip"], *BUILD["words"]]))
SHARE = re.compile(r"(?P<one>.*?)占(?P<other>.+?)的?(?:比重|比例|比率|份额)?$")
RESPECTIVELY = re.compile("分别")
YEARS = re.compile(r"(?:20\d\d年?、?(?:和)?){2,}")
# 1个3000亿级，汽车产业；3个1000亿级，装备制造产业、食品轻工产业
SIZES = re.compile(
    r"(?P<count>\d+|[一二三四五六七八九十]+)个(?P<size>\d+)亿(?:元)?级(?:产业)?[,:(](?P<names>[^,:。;)\d]+)(?=[;。)\n,])"
)
QUALITIES = re.compile(r"[^,。;、:(]+(?:、[^,。;、:(]+)*、[^,。;、:(]+的")
DOUBLED = re.compile(r"(?:实现)?翻(?P<times>一|两|三)?番")
LONGEST = 60
NAMED_BETWEEN = 6
LISTED = "产业链条数"
CHAINS = re.compile(r"(?:重点|特色|优势|主导|先进制造业|标志性|新兴)*产业链$")


@dataclass(slots=True)
class _Sentence:
    """A sentence as it is read: its time words, and what was read before."""

    paper: Paper
    start: int
    end: int
    times: list[Time]
    before: Target | None = None

    def text(self, start: int, end: int) -> str:
        return self.paper.plain[start:end]

    def part_start(self, at: int) -> int:
        """Where the part of the sentence begins that holds this place; signs within brackets and quotes break nothing."""
        depth = 0
        for place in range(at - 1, self.start - 1, -1):
            char = self.paper.plain[place]
            depth += (char in ")”〕》") - (char in "(“〔《")
            if depth < 0:
                return place + 1
            if depth == 0 and char in BREAKS:
                return place + 1
        return self.start

    def ruling(self, at: int) -> tuple[Time | None, Time | None]:
        """The last day and the 每年 under which a place stands: what opens a sentence rules it until the next opening;
        a 每年 within a sentence that 到2023年 opens rules its own part alone."""
        due = every = None
        for time in (each for each in self.times if each.at < at):
            if time.due:
                due, every = time, None
            elif due is None or due.at < self.start or self.part_start(time.at) == self.part_start(at):
                every = time
        return due, every


def targets_of(paper: Paper, period: Period, chains: dict[str, str], groups: dict[str, str]) -> list[Target]:
    """Every numeric goal in the order of the text. `chains` and `groups`: their ids by name."""
    read: list[Target] = []
    due: Time | None = None
    for start, end in paper.sentences:
        if start and paper.clause_at(start).start == start:
            due = None
        told = times(paper.plain, start, end)
        sentence = _Sentence(paper, start, end, [due, *told] if due else told, read[-1] if read else None)
        if not _fact(paper.plain[start:end], told, period):
            for target in _of_sentence(sentence):
                if _said_before(target, read):
                    continue
                scoped = replace(target, scope=_scope(paper, sentence, target, chains, groups))
                read.append(replace(scoped, due=None if scoped.due == period.ends else scoped.due))
        due = next((time for time in reversed(told) if time.due), due)
    return read


def _said_before(target: Target, read: list[Target]) -> bool:
    """How many chains there are is said again and again."""
    return target.rule == LISTED and any(each.rule == LISTED for each in read)


def _fact(text: str, told: list[Time], period: Period) -> bool:
    year = re.match(r"(20\d\d)年", text)
    return bool(FACT_SENTENCE.search(text)) or bool(
        year and int(year[1]) < period.starts.year and not any(time.due for time in told)
    )


def _of_sentence(sentence: _Sentence) -> Iterator[Target]:
    plain = sentence.paper.plain
    sizes = list(SIZES.finditer(plain, sentence.start, sentence.end))
    for match in sizes:
        yield from _sizes(sentence, match)
    figures = [
        each
        for each in quantities(plain, sentence.start, sentence.end)
        if not any(match.start() <= each.start < match.end() for match in sizes)
    ]
    shared = _respectively(sentence, figures)
    named_before = False
    for number, quantity in enumerate(figures):
        earlier = figures[number - 1] if number else None
        target = shared.get(quantity.start) or _target(sentence, quantity, earlier, listed=named_before)
        named_before = target is not None or (named_before and not quantity.counts)
        if target:
            sentence.before = target
            yield target
    for match in DOUBLED.finditer(plain, sentence.start, sentence.end):
        begins = sentence.part_start(match.start())
        if name := _clean(plain[begins : match.start()]):
            times_more = {"一": 100, "两": 300, "三": 700}[match["times"] or "一"]
            yield _made(sentence, begins, match.start(), match.end(), name, "翻番", "%", ">=", Decimal(times_more))


def _sizes(sentence: _Sentence, match: re.Match[str]) -> Iterator[Target]:
    at = match.start("names")
    for name in match["names"].split("、"):
        yield _made(
            sentence, match.start(), match.start(), at + len(name), f"{name}年产值", "亿级产业", "亿元", ">=", Decimal(match["size"]),
            measure="level", window="year", quantity=name,
        )  # fmt: skip
        at += len(name) + 1


def _respectively(sentence: _Sentence, figures: list[Quantity]) -> dict[int, Target]:
    """A、B分别达到x、y; 2024年、2025年…分别达到x、y: each figure by where it stands."""
    plain, shared = sentence.paper.plain, dict[int, Target]()
    for word in RESPECTIVELY.finditer(plain, sentence.start, sentence.end):
        listed = [each for each in figures if each.start > word.end()]
        run = [
            each
            for at, each in enumerate(listed)
            if not at or plain[listed[at - 1].end : each.start] in ("、", "和", "以及")
        ]
        if not run or run[0].start - word.end() > 6:
            continue
        begins = sentence.part_start(word.start())
        before = plain[begins : word.start()]
        years = YEARS.search(before)
        reach = BEHIND.search(plain[word.end() : run[0].start])
        asks = REACH.get(reach["word"], ">=") if reach else ">="
        if years and len(found_years := re.findall(r"20\d\d", years[0])) == len(run):
            name = _clean(before[years.end() :])
            dues = [f"到{year}年" for year in found_years]
            for quantity, said in zip(run, dues, strict=True):
                shared[quantity.start] = replace(
                    _from(sentence, begins, quantity, name, "分别（各年）", asks), due=times(said, 0, len(said))[0].due
                )
        else:
            names = [_clean(each) for each in re.split("、|和|以及", before)]
            for quantity, name in zip(run, names[-len(run) :], strict=False):
                if name and len(names) >= len(run):
                    shared[quantity.start] = _from(sentence, begins, quantity, name, "分别", asks)
    return shared


def _target(sentence: _Sentence, quantity: Quantity, earlier: Quantity | None, *, listed: bool) -> Target | None:
    plain = sentence.paper.plain
    begins = sentence.part_start(quantity.start)
    if earlier and earlier.end > begins and plain[earlier.end : earlier.end + 1] == "、":
        begins = earlier.end + 1
    before = plain[begins : quantity.start]
    if FACT_PART.search(plain[sentence.part_start(begins) : quantity.start]):
        return None
    ended = quantity.end >= len(plain) or STOP.match(plain, quantity.end)
    built = BUILT.search(before)
    goes_on = listed and earlier is not None and begins <= earlier.end and before.endswith("、")
    if quantity.counts and not ended and (built or goes_on or _enumerated(before, quantity)):
        return _built(sentence, begins, quantity, built)
    if quantity.small or not ended:
        return None
    return _reached(sentence, begins, before, quantity)


def _enumerated(before: str, quantity: Quantity) -> bool:
    """开展A、B、C等8大类培训; 聚焦A、B、C3条产业链; 培育精密制造1个千亿级产业."""
    verb = DONE.match(without(before, WORDS["name"]["strip"]))
    if verb and (quantity.unit == "条" or len(before) - verb.end() <= NAMED_BETWEEN):
        return True
    return quantity.unit in ("类", "项") and before.endswith("等") and bool(DONE.search(before))


def _built(sentence: _Sentence, begins: int, quantity: Quantity, built: re.Match[str] | None) -> Target | None:
    plain = sentence.paper.plain
    rest = plain[quantity.end : sentence.end]
    stop = _end_of_name(rest)
    name = without(rest[: stop.start()] if stop else rest, ["以上", "的"])
    if stop and stop[0] == "(" and (bracket := re.match(r"\([^()]{1,20}\)", rest[stop.start() :])):
        name += bracket[0]
    if not 2 <= len(name) <= LONGEST:
        return None
    word = built["word"] if built else ""
    between = before_number(plain[begins : quantity.start])
    asks = quantity.asks or REACH.get(between, "") or ">="
    lists = "产业链" in name and quantity.unit == "条"
    if lists and not CHAINS.match(name):
        return None
    made = _from(sentence, begins, quantity, name, "动词＋数量＋名称", "=" if lists else asks)
    made = replace(made, passage=sentence.paper.span(begins, quantity.end + len(name)))
    if lists:
        return replace(made, measure="level", window="", rule=LISTED)
    if made.measure == "cumulative" and word in BUILD["added"]:
        return replace(made, measure="added")
    return made


def _end_of_name(rest: str) -> re.Match[str] | None:
    """A name with several qualities goes on behind its comma: 引领升级、在全国有影响力的产业."""
    stop = STOP.search(rest)
    if stop and stop[0] == "、" and (longer := QUALITIES.match(rest)) and not any(quantities(longer[0])):
        return STOP.search(rest, longer.end())
    return stop


def before_number(before: str) -> str:
    """The word right before a number that says what it asks; blank where there is none."""
    match = BEHIND.search(before)
    return match["word"] if match else ""


def _reached(sentence: _Sentence, begins: int, before: str, quantity: Quantity) -> Target | None:
    word = before_number(before)
    own = before[: len(before) - len(word)] if word else before
    # 年产值不少于约5亿元: two such words.
    while word and (more := before_number(own)):
        word, own = more, own[: -len(more)]
    name = _clean(own, verbs=quantity.unit != "%")
    if not word and quantity.unit == "%" and "占" in name:
        word = "占"
    if not word and not DONE.search(sentence.text(sentence.start, quantity.start)):
        return None
    if not word and not quantity.counts:
        return None
    if len(name) < 2 and sentence.start < begins:
        earlier = sentence.part_start(begins - 1)
        name = _clean(re.split(any_of(BUILD["words"]), sentence.text(earlier, begins - 1))[-1])
    change = CHANGE.get(word, "")
    if change or own.endswith(tuple(CHANGE)):
        name = without(name, ["年均"]) + (word if change else "")
    if not 2 <= len(name) <= LONGEST * 2:
        return None
    asks = REACH.get(word, ">=")
    if quantity.asks and not (asks in ("<=", "<") or (asks == ">" and quantity.asks == ">=")):
        asks = quantity.asks
    if quantity.asks == "<=" or (asks == "near" and quantity.asks == "~"):
        asks = quantity.asks
    made = _from(sentence, begins, quantity, name[-LONGEST:], "名称＋达到＋数量" if word else "名称＋数量", asks)
    new = made.measure == "cumulative" and ADDED.search(before)
    return replace(made, measure="added") if new or change == "added" else made


def _from(sentence: _Sentence, begins: int, quantity: Quantity, name: str, rule: str, asks: str) -> Target:
    made = _made(
        sentence, begins, quantity.start, quantity.end, name, rule, quantity.unit,
        quantity.asks if quantity.asks == "range" else asks, quantity.value,
    )  # fmt: skip
    return replace(made, value_max=quantity.value_max)


def _made(
    sentence: _Sentence, begins: int, at: int, end: int, name: str, rule: str, unit: str, asks: str, value: Decimal,
    *, measure: str = "", window: str = "", quantity: str = "",
) -> Target:  # fmt: skip
    due, every = sentence.ruling(at)
    share = SHARE.match(name) if unit in ("%", "‰") and not name.endswith("率") else None
    if share and not share["one"] and sentence.before:
        share = SHARE.match(sentence.before.name + name)
        name = sentence.before.name + name
    quantity, of = (share["one"], share["other"]) if share and share["one"] else (quantity, "")
    growth = unit in ("%", "‰") and re.search("增长|增速|增幅|翻番", name) is not None
    measure = measure or _measure(name, unit, growth=growth, share=bool(of), every=bool(every))
    window = window or _window(name, unit, measure, every)
    strive = sentence.paper.plain.rfind("力争", sentence.start, at)
    return Target(
        clause=sentence.paper.clause_at(at).id,
        passage=sentence.paper.span(begins, end),
        rule=rule,
        sure=Sure.LOW if rule in ("名称＋数量", "翻番") or len(name) > 30 else Sure.HIGH,
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


def _opens(sentence: _Sentence, at: int) -> bool:
    """A 力争 that begins its part of the sentence rules what follows; one behind a name rules that name alone."""
    return sentence.part_start(at) == at


def _measure(name: str, unit: str, *, growth: bool, share: bool, every: bool) -> str:
    if growth:
        return "growth"
    if share:
        return "ratio"
    if (
        unit in ("%", "‰", "百分点", "个百分点")
        or "元" in unit
        or "/" in unit
        or name.endswith(tuple(WORDS["name"]["level"]))
    ):
        return "level"
    if every:
        return "each"
    return "added" if ADDED.search(name) else "cumulative"


def _window(name: str, unit: str, measure: str, every: Time | None) -> str:
    if measure == "each" and every:
        return every.every
    if measure in ("growth", "ratio"):
        return "year"
    yearly = measure == "level" and "元" in unit and any(word in name for word in WORDS["name"]["yearly"])
    return "year" if yearly else ""


def _clean(text: str, *, verbs: bool = True) -> str:
    """A name without the time, the adverbs and (`verbs`) the verbs before it."""
    text = re.sub(
        r"^.*(?:到|至|力争)?(?:20\d\d年(?:上半年|底|末)?|“[^”]{2,4}”(?:期?末|期间))(?:\d{1,2}月(?:底|末)?)?(?:以?前|,)?",
        "",
        text,
    )
    before = None
    while before != text:
        before = text
        text = without(text, WORDS["name"]["strip"])
        match = re.match(any_of(BUILD["words"]), text) if verbs else None
        text = text[match.end() :] if match and len(text) - match.end() != 1 else text
    text = re.sub(r"(?:总数|数量|总量)?(?:均|都|力争|为|将|要|应|至少|比)+$", "", text)
    return text.strip("、,的")


def _scope(paper: Paper, sentence: _Sentence, target: Target, chains: dict[str, str], groups: dict[str, str]) -> str:
    at = bisect_left(paper.at, target.passage.start)
    said = paper.plain[sentence.part_start(at) : bisect_left(paper.at, target.passage.end)]
    for word, scope in EACH.items():
        if word in said.split("占", 1)[0]:
            return scope
    for kind, names in (("chain", chains), ("group", groups)):
        for name, id_ in names.items():
            if target.name.startswith(name) or target.quantity == name:
                return f"{kind}:{id_}"
    return "city"
