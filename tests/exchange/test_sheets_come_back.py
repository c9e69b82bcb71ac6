"""Every sheet that people download comes back as it was: the registers' sheets and the one of figures."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianzhang.kernel.registers import register_of, registers
from lianzhang.plans.observations.places import Places
from lianzhang.plans.observations.sheets import fill_in_sheet
from tests.enterprises.world import City
from tests.sheets import check_comes_back, rows_of

SHEETS = [
    *("firms", "memberships", "honours", "statements", "hotline", "observations"),
    *("products", "purchases", "purchase_totals", "capabilities", "place-outputs", "material_flows"),
    *("ranked_groups", "customers", "capacities", "platform_reports", "diagnoses", "assessments", "loan_balances"),
    "graduate_reports",
]


def test_every_register_is_tried(city: City) -> None:
    assert {register.code for register in registers()} <= set(SHEETS)


@pytest.mark.parametrize("code", SHEETS)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))  # each starts two processes
@given(data=st.data())
def test_a_sheet_that_is_written_is_read_as_it_was(city: City, code: str, data: st.DataObject) -> None:
    city.plan.problemkinds.get_or_create(code="land", defaults={"name": "用地"})
    city.plan.capacitykinds.get_or_create(code="water", defaults={"name": "供水", "form": "facility", "unit": "吨"})
    city.plan.rankings.get_or_create(code="china", defaults={"name": "中国企业500强"})
    if code == "observations":
        sheet = fill_in_sheet(city.plan, Places(city.plan))
    else:
        sheet = register_of(code).sheet(city.region.pk)
    check_comes_back(sheet, data.draw(rows_of(sheet)))
