"""What looks wrong in a firm's figures though it may be right: a table of rules, each with what to do about it.

One table, two readers: `broken` holds it against one statement in memory, `Rule.sought` looks through the statements
of a period in the database; what looks at sums and series is found by what its rows are. A figure that is not reported
breaks nothing."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from lianzhang.kernel.formatting import number
from lianzhang.statements.models import ITEMS

from .rules import AGO, BEFORE, BESIDE, EARLIER, FIRST, LATEST, PARTS, YEAR, Over, Rule, Terms, apart, positive

__all__ = ["JUMPING", "RULES", "SERIES", "SUMMED", "broken", "rule_named", "unrepeated"]

# --- against the period before: a slip of the unit shows as a factor
JUMPING = ("output", "revenue", "cost", "tax", "staff", "energy")
TEN_TIMES = 950  # from 9.5 times on, so that a nought too many is found though the figure itself moved a little
JUMPS = tuple(
    Rule(
        f"jump.{item}",
        f"{ITEMS[item][0]}与上期相差十倍以上",
        "核对单位和位数；确实如此的，写明理由",
        (item,),
        always=(positive(item), positive(BEFORE + item)),
        either=apart(item, BEFORE + item, TEN_TIMES),
    )
    for item in JUMPING
)
# How many times, from and to, and what that usually means, for figures in 万元.
SLIPS = (
    (7000, 14_000, "约差一万倍：可能把元当成了万元（或相反），请换算后重填"),
    (700, 1400, "约差一千倍：可能按千元或百万元填了，请换算成{unit}后重填"),
    (Decimal("9.5"), Decimal("10.5"), "正好差十倍：可能多写或少写了一个0，请核对"),
)

# --- sums over the parts of the period; two in a hundred are left to rounding and late vouchers
SUMMED = ("output", "revenue", "tax")
SUMS = tuple(
    Rule(
        f"sum.{item}",
        f"{ITEMS[item][0]}与各期之和对不上",
        "与已确认的各季度（或各月）之和相差超过2%；核对是哪一期错了，错的那一期报更正",
        (item,),
        either=apart(item, PARTS + item, 102),
    )
    for item in SUMMED
)

# --- against the year around it, and the year so far
YEARS = tuple(
    Rule(
        f"over_year.{item}",
        f"{ITEMS[item][0]}比全年的还多",
        "核对是这一期错了还是全年的错了；错的那一份报更正",
        (item,),
        always=(positive(YEAR + item), Over(item, YEAR + item, 102)),
    )
    for item in SUMMED
)
SERIES = ("output", "revenue")
SHRUNK = tuple(
    Rule(
        f"shrunk.{item}",
        f"累计的{ITEMS[item][0]}比上次累计的还少",
        "核对这一期是不是填成了当期数，或上次的累计填多了；错的那一份改过来",
        (item,),
        always=(Over(EARLIER + item, item),),
    )
    for item in SERIES
)
RISEN = tuple(
    Rule(
        f"rising.{item}",
        f"{ITEMS[item][0]}逐期累加，像是年初起的累计数",
        "核对填的是当期还是累计：是累计的，草稿把口径改为“累计”，已提交的退回改；确实是当期的，写明理由",
        (item,),
        always=(positive(item), positive(LATEST + item), positive(FIRST + item)),
    )
    for item in SERIES
)

# --- against the same period a year ago
THREE_TIMES = 300
SINCE = tuple(
    Rule(
        f"ago.{item}",
        f"{ITEMS[item][0]}与上年同期相差三倍以上",
        "核对单位，和是当期还是累计；确实大增大减的，写明理由",
        (item,),
        always=(positive(item), positive(AGO + item)),
        either=apart(item, AGO + item, THREE_TIMES),
    )
    for item in ("output", "revenue", "staff")
)
HEADS = (
    Rule(
        "per_head",
        "人均产值超过1亿元",
        "核对产值的单位和人数；总部或贸易企业确实如此的，写明理由",
        ("output", "staff"),
        always=(positive("staff"), Over("output", "staff", 1_000_000)),
    ),
    Rule(
        "per_head.ago",
        "人均产值与上年同期相差五倍以上",
        "核对产值和人数是哪一项错了；确实如此的，写明理由",
        ("output", "staff"),
        always=tuple(map(positive, ("output", "staff", f"{AGO}output", f"{AGO}staff"))),
        either=apart(f"output*{AGO}staff", f"{AGO}output*staff", 500),
    ),
)

# --- within one statement
WITHIN = (
    Rule(
        "loss_with_profit",
        "营业成本大于营业收入，利润却为正",
        "核对成本和收入是否填反、单位是否一致；靠投资收益等盈利的，写明理由",
        ("cost", "revenue", "profit"),
        always=(Over("cost", "revenue"), positive("profit")),
    ),
    Rule(
        "profit_over_revenue",
        "利润总额大于营业收入",
        "核对两项的单位；有一次性收益的，写明理由",
        ("profit", "revenue"),
        always=(Over("profit", "revenue"), positive("profit")),
    ),
    Rule(
        "tax_negative",
        "税收小于0",
        "填实际缴纳的税；因退税为负的，写明理由",
        ("tax",),
        always=(Over(0, "tax"),),
    ),
    Rule(
        "exports_over_revenue",
        "出口额大于营业收入",
        "出口额按人民币填，核对币种和单位；代理出口的，写明理由",
        ("exports", "revenue"),
        always=(Over("exports", "revenue"),),
    ),
    Rule(
        "nobody_works",
        "有产值却没有从业人员",
        "填期末在岗人数，含劳务派遣；确实没有的，写明由谁生产",
        ("staff", "output"),
        always=(positive("output"), Over(1, "staff")),
    ),
    Rule(
        "research_over_revenue",
        "研发投入大于营业收入",
        "核对研发投入的单位；尚未投产的研发型企业，写明理由",
        ("research", "revenue"),
        always=(Over("research", "revenue"), positive("research")),
    ),
    Rule(
        "output_apart_from_revenue",
        "产值与营业收入相差三倍以上",
        "两项都按万元填，核对单位；库存大增大减或以贸易为主的，写明理由",
        ("output", "revenue"),
        always=(positive("output"), positive("revenue")),
        either=apart("output", "revenue", 300),
    ),
)

RULES: tuple[Rule, ...] = (*WITHIN, *RISEN, *SHRUNK, *JUMPS, *SINCE, *HEADS, *SUMS, *YEARS)
_BY_CODE = {rule.code: rule for rule in RULES}
# Where the first is broken, the second says nothing new.
SAID_ALREADY = {f"jump.{item}": f"ago.{item}" for item in JUMPING}


def rule_named(code: str) -> Rule | None:
    """None for a code that no rule has: the address and old explanations may name any."""
    return _BY_CODE.get(code)


def broken(terms: Terms) -> list[tuple[Rule, str]]:
    """The rules that these figures break, each with the numbers and the instruction to the person."""
    codes = unrepeated(rule.code for rule in RULES if rule.holds(terms))
    rules = map(_BY_CODE.__getitem__, codes)
    return [(rule, f"{_numbers(rule, terms)}；{_instruction(rule, terms)}") for rule in rules]


def unrepeated(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes of broken rules without those that others of them have said already."""
    listed = tuple(codes)
    said = {SAID_ALREADY.get(code) for code in listed}
    return tuple(code for code in listed if code not in said)


def _numbers(rule: Rule, terms: Terms) -> str:
    """The figures compared, by name: 产值1,090万元，各期之和450万元."""
    return "，".join(_named(name, terms[name]) for name in rule.names)


def _named(name: str, value: Decimal | None) -> str:
    prefix, dot, item = name.rpartition(".")
    title, unit = ITEMS[item]
    return f"{BESIDE[prefix + dot] if dot else ''}{title}{number(value)}{unit}"


def _instruction(rule: Rule, terms: Terms) -> str:
    if rule not in JUMPS:
        return rule.do
    (item,) = rule.items
    now, before = terms[item], terms[BEFORE + item]
    if not now or not before:
        return rule.do
    times = max(now, before) / min(now, before)
    slip = next((words for low, high, words in SLIPS if low <= times <= high), rule.do)
    return slip.format(unit=ITEMS[item][1])
