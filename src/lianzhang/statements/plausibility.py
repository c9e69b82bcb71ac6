"""What looks wrong in a firm's figures though it may be right: a table of rules, each with what to do about it.

One table, two readers: `broken` holds it against one statement in memory, `Rule.sought` looks through the statements
of a period in the database. A figure that is not reported breaks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import DecimalField, F, Q, Value
from django.db.models.lookups import GreaterThan

from lianzhang.statements.models import ITEMS

__all__ = ["BEFORE", "JUMPING", "PARTS", "RULES", "SUMMED", "Over", "Rule", "Terms", "broken", "rule_named"]

# What a rule may look at beside the statement's own items: the same item one period earlier, and its sum over the
# quarters of a year or the months of a quarter.
BEFORE, PARTS = "before.", "parts."
# Every value a rule may look at, by name: "cost", "before.output", "parts.tax".
Terms = Mapping[str, Decimal | None]


def _in_database(side: str | int) -> F | Value:
    if isinstance(side, int):
        return Value(Decimal(side), output_field=DecimalField())
    return F(side.replace(BEFORE, "before__").replace(PARTS, "parts_"))


class Over(NamedTuple):
    """`left` is more than `percent` hundredths of `right`; each a name in Terms, or a number.

    Hundredths, so that memory and database reckon alike in whole numbers."""

    left: str | int
    right: str | int
    percent: int = 100

    def holds(self, terms: Terms) -> bool:
        left, right = (terms.get(side) if isinstance(side, str) else Decimal(side) for side in (self.left, self.right))
        return left is not None and right is not None and left * 100 > right * self.percent

    def sought(self) -> Q:
        """A comparison with a blank is neither true nor false in the database, and selects nothing."""
        return Q(GreaterThan(_in_database(self.left) * 100, _in_database(self.right) * self.percent))


@dataclass(frozen=True, slots=True)
class Rule:
    """Broken where all of `always` and, if there are any, one of `either` hold.

    `do` tells the person what to look at; `items` are the fields it is shown at.
    """

    code: str
    title: str
    do: str
    items: tuple[str, ...]
    always: tuple[Over, ...] = ()
    either: tuple[Over, ...] = ()

    def holds(self, terms: Terms) -> bool:
        one = not self.either or any(each.holds(terms) for each in self.either)
        return one and all(each.holds(terms) for each in self.always)

    def sought(self) -> Q:
        all_of, any_of = Q(), Q()
        for each in self.always:
            all_of &= each.sought()
        for each in self.either:
            any_of |= each.sought()
        return all_of & any_of

    @property
    def looks_at_parts(self) -> bool:
        """Such a rule is sought over sums, not row by row."""
        return any(PARTS in str(side) for each in self.either for side in each[:2])


def positive(name: str) -> Over:
    return Over(name, 0)


def apart(one: str, other: str, percent: int) -> tuple[Over, Over]:
    """Either is more than `percent` hundredths of the other."""
    return Over(one, other, percent), Over(other, one, percent)


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

RULES: tuple[Rule, ...] = (*WITHIN, *JUMPS, *SUMS)
_BY_CODE = {rule.code: rule for rule in RULES}


def rule_named(code: str) -> Rule | None:
    """None for a code that no rule has: the address and old explanations may name any."""
    return _BY_CODE.get(code)


def broken(terms: Terms) -> list[tuple[Rule, str]]:
    """The rules that these figures break, each with the instruction to the person."""
    return [(rule, _instruction(rule, terms)) for rule in RULES if rule.holds(terms)]


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
