"""Rules that doubt figures: each is broken by what it is for, told to the person, and found alike in the database."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lianzhang.kernel.periods import looks_summed
from lianzhang.registers.quality.suspicious import suspects
from lianzhang.statements.doubts import doubts_about, doubts_of
from lianzhang.statements.models import ITEMS, Explained, Statement
from lianzhang.statements.neighbours import before, parts_of, year_ago
from lianzhang.statements.plausibility import RULES, broken
from lianzhang.statements.rules import BESIDE
from tests.enterprises.reported import SOUND, period, report
from tests.enterprises.world import City


def terms(**figures: Any) -> dict[str, Decimal | None]:
    """A sound statement with `figures` put in their place; `before_`, `parts_`, … name what it is held against."""
    besides = "|".join(each.rstrip(".") for each in BESIDE)
    named = {re.sub(rf"^({besides})_", r"\1.", name): value for name, value in figures.items()}
    return {item: None if value is None else Decimal(str(value)) for item, value in (SOUND | named).items()}


def codes(**figures: Any) -> list[str]:
    return [rule.code for rule, _ in broken(terms(**figures))]


def test_sound_figures_break_nothing() -> None:
    assert codes() == []


def test_nothing_reported_breaks_nothing() -> None:
    assert broken({}) == []


@pytest.mark.parametrize(
    ("code", "figures"),
    [
        ("loss_with_profit", {"cost": 901}),
        ("profit_over_revenue", {"profit": 901}),
        ("tax_negative", {"tax": -1}),
        ("exports_over_revenue", {"exports": 901}),
        ("nobody_works", {"staff": 0}),
        ("research_over_revenue", {"research": 901}),
        ("output_apart_from_revenue", {"output": 2701}),
        ("output_apart_from_revenue", {"output": 299}),
        ("jump.output", {"before_output": 100}),
        ("jump.revenue", {"before_revenue": 9000}),
        ("jump.cost", {"before_cost": 7_000_000}),
        ("jump.tax", {"before_tax": 4}),
        ("jump.staff", {"before_staff": 5}),
        ("jump.energy", {"energy": 10, "before_energy": 100}),
        ("ago.output", {"ago_output": 333}),
        ("ago.revenue", {"ago_revenue": 2701}),
        ("ago.staff", {"ago_staff": 16}),
        ("per_head", {"output": 1_000_001, "revenue": 1_000_001, "staff": 100}),
        ("per_head.ago", {"output": 500, "staff": 29, "ago_output": 900, "ago_staff": 10}),
        ("rising.output", {"latest_output": 700, "first_output": 350}),
        ("rising.revenue", {"latest_revenue": 700, "first_revenue": 350}),
        ("shrunk.output", {"earlier_output": 1001}),
        ("shrunk.revenue", {"earlier_revenue": 901}),
        ("over_year.output", {"year_output": 980}),
        ("over_year.revenue", {"year_revenue": 100}),
        ("over_year.tax", {"year_tax": 39}),
        ("sum.output", {"parts_output": 1021}),
        ("sum.revenue", {"parts_revenue": 800}),
        ("sum.tax", {"parts_tax": 41}),
    ],
)
def test_a_rule_is_broken_by_what_it_is_for(code: str, figures: dict[str, Any]) -> None:
    assert codes(**figures) == [code]


def test_every_rule_is_tried() -> None:
    (tried,) = (mark for mark in test_a_rule_is_broken_by_what_it_is_for.pytestmark if mark.name == "parametrize")
    assert {code for code, _ in tried.args[1]} == {rule.code for rule in RULES}


@pytest.mark.parametrize(
    "figures",
    [
        {"cost": 901, "profit": -1},
        {"cost": None},
        {"revenue": None},
        {"staff": None},
        {"staff": 0, "output": None},
        {"before_output": 110},
        {"before_output": 0},
        {"output": 0, "revenue": None, "before_output": 1000},
        {"parts_output": 1020},
        {"output": 2700},
        {"tax": 0},
    ],
)
def test_what_is_within_bounds_or_not_reported_breaks_nothing(figures: dict[str, Any]) -> None:
    assert codes(**figures) == []


@pytest.mark.parametrize(
    ("times", "words"),
    [(10_000, "元当成了万元"), (1000, "按千元"), (10, "写了一个0"), (50, "核对单位和位数")],
)
@pytest.mark.parametrize("up", [True, False])
def test_a_jump_says_what_its_size_usually_means(times: int, words: str, up: bool) -> None:
    now, earlier = (30 * times, 30) if up else (30, 30 * times)
    ((rule, do),) = broken({"tax": Decimal(now), "before.tax": Decimal(earlier)})
    assert rule.code == "jump.tax"
    assert words in do


def test_every_instruction_says_what_to_do() -> None:
    for rule in RULES:
        assert any(verb in rule.do for verb in ("核对", "填")), rule.code
        assert len(rule.code) <= 40
        assert set(rule.items) <= set(ITEMS)


def test_neighbours_of_a_period() -> None:
    assert [before(period(code)) for code in ("2022", "2022Q1", "2022-01")] == [
        period("2021"),
        period("2021Q4"),
        period("2021-12"),
    ]
    assert year_ago(period("2022Q1")) == period("2021Q1")
    assert [part.code for part in parts_of(period("2022"))] == ["2022Q1", "2022Q2", "2022Q3", "2022Q4"]
    assert parts_of(period("2022-01")) == ()


def test_the_year_so_far_stands_beside_the_year_so_far() -> None:
    nine = period("2022-01..2022-09")
    assert (before(nine), year_ago(nine)) == (period("2022H1"), period("2021-01..2021-09"))
    assert before(period("2022-01..2022-08")) == period("2022-01..2022-07")
    assert [part.code for part in parts_of(nine)] == ["2022Q1", "2022Q2", "2022Q3"]
    assert [part.code for part in parts_of(period("2022-01..2022-02"))] == ["2022-01", "2022-02"]


@pytest.mark.django_db
def test_a_year_is_held_against_its_quarters_once_all_are_confirmed() -> None:
    city = City()
    firm = city.firm()
    for quarter in range(1, 4):
        report(city, firm, f"2022Q{quarter}", output=Decimal(100))
    year = {"output": Decimal(500)}
    assert doubts_about(firm, period("2022"), year, city.office) == []
    last = report(city, firm, "2022Q4", state="submitted", output=Decimal(100))
    assert doubts_about(firm, period("2022"), year, city.office) == []
    Statement.objects.filter(pk=last.pk).update(state="confirmed")
    assert [doubt.rule.code for doubt in doubts_about(firm, period("2022"), year, city.office)] == ["sum.output"]


@pytest.mark.django_db
def test_what_was_explained_is_not_asked_again() -> None:
    city = City()
    row = city.statement(city.firm(), output=1, revenue=900, tax=-1)
    assert [doubt.rule.code for doubt in doubts_of(row, city.office)] == ["tax_negative", "output_apart_from_revenue"]
    Explained.objects.create(statement=row, rule="tax_negative", reason="留抵退税", by=city.office)
    assert [doubt.rule.code for doubt in doubts_of(row, city.office)] == ["output_apart_from_revenue"]
    ((found,),) = [suspects(city.office, period("2022"))]
    assert found.rules == ("output_apart_from_revenue",)


figure = st.one_of(st.none(), st.integers(-3, 40), st.sampled_from([95, 96, 1000, 10_000]))
sheets = st.fixed_dictionaries(dict.fromkeys(("output", "revenue", "cost", "profit", "tax", "staff"), figure))
# What may stand around the year's statement, its third quarter and the year so far.
AROUND = ("2021", "2021Q2", "2021Q3", "2021-01..2021-09", "2022Q1", "2022Q2", "2022Q3", "2022Q4", "2022H1")
ASKED = ("2022", "2022Q2", "2022Q3", "2022-01..2022-09", "2022-08")


class Both(TestCase):
    """The table of rules is read twice: in memory, and by the database."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.city = City()
        cls.firm = cls.city.firm()

    @settings(max_examples=60)
    @given(
        around=st.dictionaries(st.sampled_from(AROUND), sheets, min_size=2),
        asked=st.sampled_from(ASKED),
        now=sheets,
        states=st.tuples(*[st.sampled_from(["submitted", "confirmed", "confirmed"])] * 2),
    )
    def test_the_database_finds_what_memory_finds(self, around: Any, asked: str, now: Any, states: Any) -> None:
        city, firm = self.city, self.firm
        for code, each in around.items():
            if code != asked:
                report(city, firm, code, state=states[0], **_given(each))
        row = report(city, firm, asked, state=states[1], **_given(now))
        expected = {doubt.rule.code for doubt in doubts_of(row, city.office)}
        assert {code for each in suspects(city.office, period(asked)) for code in each.rules} == expected

    @settings(max_examples=30)
    @given(steps=st.lists(st.integers(20, 120), min_size=2, max_size=4), state=st.sampled_from(["draft", "confirmed"]))
    def test_a_rising_series_is_found_alike(self, steps: list[int], state: str) -> None:
        sums = list(accumulate(map(Decimal, steps)))
        for quarter, output in enumerate(sums[:-1], start=1):
            report(self.city, self.firm, f"2022Q{quarter}", state=state, output=output)
        last = f"2022Q{len(sums)}"
        row = report(self.city, self.firm, last, state="submitted", output=sums[-1])
        expected = {doubt.rule.code for doubt in doubts_of(row, self.city.office)}
        assert ("rising.output" in expected) == looks_summed(list(sums))
        assert {code for each in suspects(self.city.office, period(last)) for code in each.rules} == expected


def _given(sheet: dict[str, int | None]) -> dict[str, Decimal]:
    return {item: Decimal(value) for item, value in sheet.items() if value is not None}
