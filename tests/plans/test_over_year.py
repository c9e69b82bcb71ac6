"""A figure of the year so far or of a period alone: told apart in form and sheet, reckoned, doubted where it rises."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from lianzhang.access.row_policy import SYSTEM
from lianzhang.kernel.periods import PeriodError, parse_period
from lianzhang.plans.models import Observation
from lianzhang.plans.observations.doubts import alone, rising, told_beside
from lianzhang.plans.observations.entries import period_in_basis
from lianzhang.plans.observations.importing import look_at

from .reports import GOOD, fields, workbook_of

HEAD = (*GOOD, "存量或流量", "口径")
NINE = "2022-01..2022-09"


def flow(world: Any, period: str, value: Any, **more: Any) -> Observation:
    return world.observe(world.giants, period, value, nature="flow", **more)


@pytest.mark.parametrize(
    ("code", "basis", "nature", "becomes"),
    [
        ("2022Q3", "cumulative", "flow", NINE),
        ("2022Q3", "single", "flow", "2022Q3"),
        ("2022Q3", "", "flow", "2022Q3"),
        (NINE, "", "flow", NINE),
        ("2022", "", "stock", "2022"),
    ],
)
def test_what_is_said_to_be_cumulative_is_of_the_year_so_far(code: str, basis: str, nature: str, becomes: str) -> None:
    assert period_in_basis(parse_period(code), basis, nature) == parse_period(becomes)


def test_a_stock_is_not_cumulative() -> None:
    with pytest.raises(PeriodError, match="存量是到某天为止的总数"):
        period_in_basis(parse_period("2022Q3"), "cumulative", "stock")


def test_the_form_turns_a_quarter_into_the_year_so_far(world: Any, lead: Any) -> None:
    address = f"{reverse('observation_new')}?target=giants"
    answer = lead.post(address, fields(period="2022Q3", nature="flow", basis="cumulative"))
    assert answer.status_code == 302
    made = Observation.objects.get()
    assert (made.period_start, made.period_end) == (parse_period(NINE).start, parse_period(NINE).end)
    assert "不分当期和累计" in lead.post(address, fields(basis="cumulative")).text


def test_the_sheet_turns_a_quarter_into_the_year_so_far(world: Any, keep: Any) -> None:
    row = GOOD | {"时期": "2022三季度", "存量或流量": "流量", "口径": "累计"}
    (line,) = look_at(keep(workbook_of(row, head=HEAD)), SYSTEM).lines
    assert line.entry
    assert line.entry.period == parse_period(NINE)
    (problem,) = look_at(keep(workbook_of(row | {"存量或流量": "存量"}, head=HEAD)), SYSTEM).problems
    assert problem.column == "口径"


def test_what_a_quarter_alone_comes_to(world: Any) -> None:
    flow(world, "2022H1", 210)
    row = flow(world, NINE, 330)
    assert alone(row, told_beside(row, SYSTEM)) == "减去2022年上半年的210家，2022年三季度当期为120家"
    Observation.objects.filter(value=210).update(precision="about")
    assert alone(row, told_beside(row, SYSTEM)).startswith("没有已确认的2022年上半年的数")


def test_a_rising_series_is_doubted(world: Any) -> None:
    rows = [flow(world, f"2022Q{each}", value) for each, value in enumerate((100, 210, 330, 450), start=1)]
    assert [bool(rising(row, told_beside(row, SYSTEM))) for row in rows] == [False, True, True, True]
    assert "100、210、330、450家" in rising(rows[3], told_beside(rows[3], SYSTEM))
    Observation.objects.filter(pk=rows[1].pk).update(value=Decimal(95))
    assert rising(rows[3], told_beside(rows[3], SYSTEM)) == ""


def test_a_rising_series_is_doubted_before_it_is_imported_and_while_it_is_typed(
    world: Any, keep: Any, office: Any
) -> None:
    flow(world, "2022Q1", 100)
    rows = [
        GOOD | {"时期": f"2022Q{each}", "数值": value, "存量或流量": "流量"} for each, value in ((3, 330), (2, 210))
    ]
    (note,) = look_at(keep(workbook_of(*rows, head=HEAD)), SYSTEM).notes
    assert "2022年一季度到2022年三季度逐期累加（100、210、330家）" in note
    asked = {
        "target": "giants",
        "value": "210",
        "unit": "家",
        "period": "2022Q2",
        "relation": "direct",
        "nature": "flow",
    }
    assert "逐期累加" in office.get(reverse("observation_reading"), asked).text
    assert "逐期累加" not in office.get(reverse("observation_reading"), asked | {"value": "110"}).text
    row = flow(world, "2022Q2", 210, state="submitted")
    assert "逐期累加" in office.get(reverse("observation", args=[row.pk])).text
