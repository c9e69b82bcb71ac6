"""Stakes of a guided fund: attacked by a rival unit, a firm, a second tab; paid in, matched, returned, written off."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from openpyxl import load_workbook

from lianzhang.plans.evaluating import evaluate_target
from lianzhang.plans.models import ProgrammeKind
from lianzhang.policies.dossier import award_dossier
from lianzhang.policies.models import Award, StakeEntry
from lianzhang.policies.stakes.queries import Funds, funds_of, stakes_of
from lianzhang.work.api import StepRefused
from tests.policies.world import PolicyCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
REFUSED = (PermissionDenied, StepRefused, ValidationError)


@pytest.fixture
def city() -> PolicyCity:
    made = PolicyCity()
    ProgrammeKind.objects.filter(pk=made.grant.pk).update(gives="stake", name="基金投资")
    return made


def held(city: PolicyCity, paid: int = 30, **more: Any) -> Award:
    """The fund decided on 30, and paid in so much."""
    row = city.award(**more)
    if paid:
        city.paid(city.planned(row, amount=Decimal(paid)))
    row.refresh_from_db()
    return row


def money(amount: str, city: PolicyCity) -> dict[str, Any]:
    return {"amount": amount, "day": city.today, "paper": "回单"}


def told(city: PolicyCity) -> Funds:
    return funds_of(stakes_of(fresh(city.office), city.plan.pk))


def test_what_is_no_stake_has_none_of_its_steps_and_no_stranger_takes_one(city: PolicyCity) -> None:
    row = held(city)
    for by in (city.other_unit, city.anchor_account, city.rival_account, city.district, city.bank):
        with pytest.raises(REFUSED):
            city.take(row, "match", by, **money("5", city))
    assert not StakeEntry.objects.exists()
    client = Client()
    client.force_login(fresh(city.unit))
    sent = {"version": row.version - 1, "amount": "5", "day": str(city.today), "paper": "回单"}
    assert client.post(f"/awards/{row.pk}/match/", sent).status_code == 409  # a second tab
    ProgrammeKind.objects.filter(pk=city.grant.pk).update(gives="money")
    steps = {each.step.name for each in award_dossier(fresh(city.unit), Award.objects.get(pk=row.pk)).offers}
    assert steps.isdisjoint({"match", "get_back", "exit", "write_off"})


def test_it_is_matched_returned_in_part_and_left(city: PolicyCity) -> None:
    row = held(city)
    assert (told(city).paid, told(city).times, told(city).unsaid) == (30, None, 1)  # nobody said: unknown
    city.take(row, "match", city.unit, **money("75", city))
    city.take(row, "get_back", city.unit, **money("4", city))
    row = city.take(row, "exit", city.unit, **money("36", city))
    assert (row.state, row.left_on) == ("exited", city.today)
    assert (told(city).times, told(city).back, told(city).lost) == (Decimal("2.5"), 40, 0)
    with pytest.raises(REFUSED):
        city.take(row, "get_back", city.unit, **money("1", city))
    row.refresh_from_db()
    assert row.owed == 0


def test_what_is_written_off_says_what_did_not_come_back(city: PolicyCity) -> None:
    row = held(city)
    with pytest.raises(REFUSED):
        city.take(row, "write_off", city.unit, day=date(2000, 1, 1), reason="破产")
    city.take(row, "get_back", city.unit, **money("4", city))
    city.take(row, "write_off", city.unit, day=city.today, reason="企业破产")
    assert told(city).lost == 26
    client = Client()
    client.force_login(fresh(city.office))
    assert "没有收回" in client.get(f"/awards/{row.pk}/").content.decode()
    page = "".join(client.get("/stakes/?state=written_off").content.decode().split())
    assert "26万元没有收回" in page
    sheet = load_workbook(BytesIO(client.get("/stakes/export.xlsx").content)).worksheets[0]
    assert sheet.max_row == 2


@pytest.mark.parametrize("name", ["get_back", "exit", "write_off"])
def test_before_it_is_paid_in_nothing_comes_back(city: PolicyCity, name: str) -> None:
    row = held(city, paid=0)
    given = money("1", city) if name != "write_off" else {"day": city.today, "reason": "破产"}
    with pytest.raises(REFUSED):
        city.take(row, name, city.unit, **given)


def test_the_metrics_count_what_was_paid_in_and_the_least_where_others_are_unknown(city: PolicyCity) -> None:
    first, second = held(city), held(city, object="二号项目")
    city.take(first, "match", city.unit, **money("90", city))
    year = city.today.year
    points = {}
    city.cover("awards", starts=date(year, 1, 1), ends=date(year, 12, 31))
    for name in ("policies.invested", "policies.leverage", "policies.paid"):
        said = {"metric": name, "unit": "万元", "value": 1, "window": "year", "measure": "each"}
        row = city.world.target(name.replace(".", "-"), **said)
        type(row).objects.filter(pk=row.pk).update(starts=date(year, 1, 1), due=date(year, 12, 31))
        row.refresh_from_db()
        points[name] = evaluate_target(row, city.today).points
    assert [each.nominal for each in points["policies.invested"]] == [60]
    assert [(each.nominal, each.interval.high) for each in points["policies.leverage"]] == [(Decimal("1.5"), None)]
    assert [each.nominal for each in points["policies.paid"]] == [0]  # money that is to come back is no subsidy
    city.take(second, "match", city.unit, **money("0", city))
    assert told(city).unsaid == 0
