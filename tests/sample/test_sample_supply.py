"""The sample city's supply: drawn alike each time, along the plan's links, with the planted cases. Mostly in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from django.conf import settings as house
from django.db.models import F, Q

from lianzhang.plans.folder import read_folder
from lianzhang.records.api import subject_of
from lianzhang.registry.models import Region
from lianzhang.sample.folder import write_folder
from lianzhang.sample.place import SCALES, Place, place_of
from lianzhang.sample.random_draws import draw
from lianzhang.sample.supply.capabilities import capabilities, words
from lianzhang.sample.supply.catalogue import buyers, goods
from lianzhang.sample.supply.drawing import Supply, draw_supply
from lianzhang.sample.supply.lines import YUAN, Lines, purchases, totals
from lianzhang.sample.supply.market import BOUGHT, Ring
from lianzhang.sample.supply.planted import ABLE, CASES
from lianzhang.sample.supply.sourcings import draw_sourcings
from lianzhang.sample.supply.values import LOCAL
from lianzhang.sample.supply.writing import ask_risks
from lianzhang.supply.models import (
    AnalysisRun,
    Capability,
    Demand,
    EssentialInput,
    Product,
    ProductName,
    Purchase,
    PurchaseTotal,
    RunFirm,
    RunState,
    Sourcing,
    SourcingState,
    Substitution,
    TradeTerm,
)
from lianzhang.supply.purchases.rules import is_period
from lianzhang.supply.sourcing.measures import chain_rate
from lianzhang.work.models import Clock

TEMPLATE = house.PLAN_FOLDERS / "xiangyang-2021-2023"
TODAY = date(2026, 11, 28)
PLACES = {each.code: number for number, each in enumerate(goods())}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder, problems = read_folder(write_folder(TEMPLATE, tmp_path_factory.mktemp("var") / "shili-2021-2023"))
    assert problems == []
    return place_of(folder)


def supply_of(place: Place, scale: str, seed: int = 1) -> Supply:
    return draw_supply(place, draw(place, SCALES[scale], seed), scale, seed)


@pytest.fixture(scope="module")
def city(place: Place) -> Supply:
    return supply_of(place, "city")


@pytest.fixture(scope="module")
def lines(city: Supply) -> Lines:
    return Lines(city, 1)


@pytest.fixture(scope="module")
def rows(lines: Lines) -> dict[str, list[Any]]:
    return purchases(lines)


# --- the catalogue


def test_a_product_is_called_by_no_other_product_s_name(place: Place) -> None:
    named = Counter(name for each in goods() for name in (each.name, *each.names))
    assert [name for name, count in named.items() if count > 1] == []
    codes = {each.code for each in goods()}
    segments = {each.segment for each in place.trades}
    for each in goods():
        assert not each.parent or each.parent in codes, each.code
        assert {each.segment, *each.used_by} - {""} <= segments, each.code
        assert not each.bought or (each.unit and each.price), each.code
        assert not each.why_not or "示例设定" in each.why_not, each.code
        assert all(level in EssentialInput.Level.values for _, level in each.essential), each.code


def test_words_of_trades_are_of_kinds_that_there_are() -> None:
    assert {each["kind"] for each in words()["terms"]} == set(TradeTerm.Kind.values)


# --- drawn


def test_the_same_seed_gives_the_same_purchases_and_another_others(place: Place) -> None:
    one, again, other = (purchases(Lines(supply_of(place, "town", seed), seed)) for seed in (1, 1, 2))
    assert one == again
    assert one != other


@pytest.mark.parametrize(("scale", "least", "most"), [("town", 200, 300), ("city", 6_500, 9_500)])
def test_so_many_lines_a_year(place: Place, scale: str, least: int, most: int) -> None:
    values = supply_of(place, scale).values
    assert all(least <= count <= most for count in (values > 0).sum(axis=0).tolist())


def test_the_share_bought_in_the_city_rises_slowly(city: Supply) -> None:
    here = city.relations.ring == Ring.CITY
    shares = (city.values * here[:, None]).sum(axis=0) / city.values.sum(axis=0)
    assert shares == pytest.approx([0.27, 0.3, 0.33], abs=0.015)
    chain = city.market.chain[city.relations.customer]
    auto = chain == city.market.chains.index("auto")
    of_auto = (city.values * (here & auto)[:, None]).sum(axis=0) / city.values[auto].sum(axis=0)
    assert of_auto == pytest.approx(LOCAL["auto"], abs=0.005)
    rings = [city.values[city.relations.ring == ring, -1].sum() for ring in Ring]
    assert all(part > 0.08 * sum(rings) for part in rings)


def test_a_few_purchases_outweigh_all_others(city: Supply) -> None:
    values = np.sort(city.values[city.values[:, -1] > 0, -1])[::-1]
    assert values[: len(values) // 10].sum() > 0.6 * values.sum()
    assert values[0] > 500 * np.median(values)


def test_who_is_downstream_buys_what_is_made_upstream(city: Supply, place: Place) -> None:
    inputs = buyers(place.links)
    market, relations = city.market, city.relations
    for customer, product in zip(relations.customer.tolist(), relations.product.tolist(), strict=True):
        assert product in inputs[market.segments[market.segment[customer]]]
    known = np.flatnonzero((relations.supplier >= 0) & (city.case < 0))
    for supplier, product in zip(relations.supplier[known].tolist(), relations.product[known].tolist(), strict=True):
        assert market.segments[market.segment[supplier]] == goods()[product].segment
    raw = np.array([bool(each.why_not) for each in goods()])[relations.product]
    assert raw.any()
    assert not (raw & (relations.ring == Ring.CITY)).any()


def test_nobody_sells_more_than_it_makes(city: Supply) -> None:
    relations, market = city.relations, city.market
    here = (relations.supplier >= 0) & (relations.ring == Ring.CITY)
    for year in range(len(BOUGHT)):
        sold = np.bincount(relations.supplier[here], city.values[here, year], len(market))
        assert (sold <= np.nan_to_num(market.revenue[:, year]) + 1).all()


def test_how_much_is_recorded_differs_and_some_say_nothing(city: Supply, lines: Lines) -> None:
    stated, recorded = defaultdict(float), defaultdict(float)
    said = totals(lines)
    for firm, end, value in zip(said["customer"], said["period_end"], said["value"], strict=True):
        stated[firm, end.year] += value
    for firm, year, value in zip(lines.customer.tolist(), lines.year.tolist(), lines.value.tolist(), strict=True):
        recorded[firm, BOUGHT[year]] += value
    covered = {key: recorded[key] / value for key, value in stated.items() if key[1] == BOUGHT[-1]}
    anchors = sorted(part for (firm, _), part in covered.items() if city.market.rank[firm] == city.market.rank.max())
    assert anchors[0] == pytest.approx(0.41, abs=0.01)
    assert anchors[-1] == pytest.approx(0.92, abs=0.01)
    assert max(covered.values()) > 1  # states less than its lines add up to
    assert len(set(np.unique(lines.customer)) - {firm for firm, _ in stated}) > 100
    assert len(city.silent)
    assert not np.isin(city.silent, lines.customer).any()
    assert len(city.late) > 10
    assert not city.values[np.isin(city.relations.customer, city.late), -1].any()


def test_lines_have_gaps_and_slips_as_people_leave_them(lines: Lines, rows: dict[str, list[Any]]) -> None:
    count = len(rows["item"])
    assert 0.02 < sum(each is None for each in rows["product"]) / count < 0.07
    assert set(rows["state"]) == {"reported", "confirmed", "disputed"}
    assert all(is_period(*days) for days in set(zip(rows["period_start"], rows["period_end"], strict=True)))
    spans = Counter(
        (end - start).days // 80 for start, end in zip(rows["period_start"], rows["period_end"], strict=True)
    )
    assert spans[0] > 100  # months
    assert spans[1] > 100  # quarters
    for place in lines.mistaken.tolist():
        assert rows["value"][place] == pytest.approx(lines.value[place] * YUAN)
    assert any(not place and name for place, name in zip(rows["supplier_place"], rows["supplier_name"], strict=True))
    near = {name for name in rows["supplier_name"] if name}
    assert near & {f"{name}有限公司" for name in near}  # one supplier called two ways


def test_no_line_is_told_twice(rows: dict[str, list[Any]]) -> None:
    named = ("customer", "supplier", "supplier_name", "item", "period_start", "period_end")
    told = list(zip(*(rows[name] for name in named), strict=True))
    assert len(set(told)) == len(told)


# --- planted


def suppliers(supply: Supply, sale: Any, year: int = 2) -> dict[str, float]:
    """Of whom the customer of a planted sale buys the product in a year, and for how much."""
    relations = supply.relations
    mine = (relations.customer == supply.cast[sale.customer]) & (relations.product == PLACES[sale.product])
    found: dict[str, float] = defaultdict(float)
    for place in np.flatnonzero(mine & (supply.values[:, year] > 0)).tolist():
        number = relations.supplier[place]
        name = supply.market.names[number] if number >= 0 else relations.strangers.names[-number - 1]
        found[name] += supply.values[place, year]
    return dict(found)


def case_of(code: str) -> Any:
    return next(each for each in CASES if each.code == code)


def test_every_planted_case_stands_in_a_city(city: Supply) -> None:
    assert {CASES[each].code for each in city.case.tolist() if each >= 0} == {each.code for each in CASES}


@pytest.mark.parametrize("code", ["chip", "display", "hose", "differential", "seal"])
def test_a_sole_source_has_one_supplier_in_every_year(city: Supply, code: str) -> None:
    for sale in case_of(code).sales:
        assert all(len(suppliers(city, sale, year)) == 1 for year in range(3)), sale


def test_two_firms_hang_on_one_chip_maker_and_two_anchors_on_both(city: Supply) -> None:
    chips, anchors = case_of("chip").sales[:2], case_of("chip").sales[2:]
    assert {tuple(suppliers(city, sale)) for sale in chips} == {("示例岭芯微电子有限公司",)}
    assert {city.market.names[city.cast[sale.supplier]] for sale in anchors} == {
        city.market.names[city.cast[sale.customer]] for sale in chips
    }
    assert len({city.cast[sale.customer] for sale in anchors}) == 2


def test_two_suppliers_lie_in_one_place_and_one_is_nearly_alone(city: Supply) -> None:
    cells = suppliers(city, case_of("one_place").sales[0])
    assert {city.relations.strangers.places[city.relations.strangers.names.index(name)] for name in cells} == {
        "外省海港市"
    }
    assert len(cells) == 2
    modules = suppliers(city, case_of("nearly").sales[0])
    assert max(modules.values()) / sum(modules.values()) == pytest.approx(0.95, abs=0.01)


def test_a_second_source_came_in_the_last_year(city: Supply) -> None:
    sale = case_of("second").sales[0]
    assert [len(suppliers(city, sale, year)) for year in range(3)] == [1, 1, 2]


def test_a_stranger_is_a_firm_of_the_register_under_nearly_its_name(city: Supply) -> None:
    (name,) = suppliers(city, case_of("same_firm").sales[0])
    firm = city.market.names[city.cast["bearing"]]
    assert name != firm
    assert name[:8] == firm[:8]
    assert name not in city.market.names


def test_two_firms_sell_to_each_other(city: Supply) -> None:
    one, other = case_of("circle").sales
    assert (one.customer, one.supplier) == (other.supplier, other.customer)
    assert suppliers(city, one)
    assert suppliers(city, other)


# --- what firms can make, and second sources


def test_firms_can_make_what_their_segment_makes(city: Supply, place: Place) -> None:
    told = capabilities(city, place, 1)
    firms = set(told["firm"])
    on_chains = city.market.at_home & (city.market.segment >= 0)
    assert 0.4 < len(firms) / on_chains.sum() < 0.7
    planted = {(city.cast[part], PLACES[code]) for code, parts in ABLE.items() for part in parts}
    assert planted <= set(zip(told["firm"], told["product"], strict=True))
    for firm, product in zip(told["firm"], told["product"], strict=True):
        own = city.market.segments[city.market.segment[firm]]
        assert product is None or (firm, product) in planted or goods()[product].segment == own
    assert all(free is None or free <= most for free, most in zip(told["free"], told["capacity"], strict=True))
    assert len(set(zip(told["firm"], told["text"], strict=True))) == len(told["text"])


def test_second_sources_stand_in_every_state_and_stage(city: Supply) -> None:
    drawn = draw_sourcings(city, "city", 1, TODAY)
    assert {each.state for each in drawn} == set(SourcingState)
    assert {each.fields["substitution"] for each in drawn} == {*Substitution.values, ""}
    for each in drawn:
        days = [each.fields["entered"], *(day for _, since, until in each.limits for day in (since, until) if day)]
        assert days == sorted(days)
        assert max(days) <= TODAY
        assert (each.fields["since"] is not None) == (each.state in ("supplying", "measured"))
        assert each.state != "qualifying" or each.second is not None or each.named


def test_what_supplies_by_now_stands_in_the_purchases(city: Supply) -> None:
    relations = city.relations
    for each in draw_sourcings(city, "city", 1, TODAY):
        if each.state in ("supplying", "measured"):
            now = np.isin(relations.customer, list(each.customers)) & (relations.product == each.product)
            assert each.second in relations.supplier[now & (city.values[:, -1] > 0)]


# --- written


@pytest.mark.django_db
def test_what_is_written_in_bulk_is_as_the_acts_would_write_it(sample_town: Region) -> None:
    assert Product.objects.filter(city=sample_town).count() == len(goods())
    assert not ProductName.objects.filter(folded="").exists()
    lines = Purchase.objects.filter(city=sample_town)
    assert lines.filter(supplier=None).exclude(supplier_name="").exists()
    assert lines.filter(supplier__isnull=False).exists()
    assert not lines.filter(Q(contract_end__lt=F("period_start")) | Q(reported_at__date__lte=F("period_end"))).exists()
    assert not lines.exclude(product=None).filter(product__parent=None).exists()
    assert PurchaseTotal.objects.filter(city=sample_town).count() > 20
    assert Capability.objects.filter(city=sample_town, published=True).exists()
    assert Demand.objects.filter(sourcing__city=sample_town).exists()
    chosen = Sourcing.objects.filter(city=sample_town, state__in=("qualifying", "supplying", "measured"))
    assert chosen.exists()
    assert not chosen.filter(candidate=None, candidate_name="").exists()


@pytest.mark.django_db
def test_a_second_source_is_due_when_its_running_limit_ends(sample_town: Region) -> None:
    rows = list(Sourcing.objects.filter(city=sample_town))
    assert any(row.due for row in rows)
    for row in rows:
        running = Clock.objects.filter(subject=subject_of(row), stopped_at=None).values_list("due", flat=True)
        assert row.due == min(running, default=None)
        assert row.post is not None or row.chain.code == "ai"


@pytest.mark.django_db
def test_what_was_measured_says_the_rates_of_the_chain_s_page(sample_town: Region) -> None:
    measured = Sourcing.objects.filter(city=sample_town, state=SourcingState.MEASURED)
    assert measured.exists()
    for row in measured:
        rates = [chain_rate(row.chain, date(year, 12, 31)) for year in BOUGHT[1:]]
        assert [row.rate_before, row.rate_after] == pytest.approx(rates, abs=Decimal("0.01"))
    assert not Sourcing.objects.exclude(state=SourcingState.MEASURED).exclude(rate_after=None).exists()


@pytest.mark.django_db
def test_what_each_stop_would_cost_is_asked_for_every_year_and_once(sample_town: Region) -> None:
    ask_risks(sample_town)
    ask_risks(sample_town)
    runs = AnalysisRun.objects.filter(city=sample_town, kind=AnalysisRun.Kind.RISK)
    assert sorted(run.period_end.year for run in runs) == [*BOUGHT]
    assert {run.state for run in runs} == {RunState.QUEUED}
    assert not RunFirm.objects.filter(run__city=sample_town).exists()
