"""A programme is rows of a plan and nothing else: one added by rows alone has form, way, list, sheet and measures."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from lianzhang.accounts.models import User
from lianzhang.enterprises.merging import merge
from lianzhang.kernel.periods import Period
from lianzhang.plans.models import Programme, ProgrammeKind, ProgrammeLevel
from lianzhang.policies.jobs import lapse_applications, over
from lianzhang.policies.measures import tell
from lianzhang.policies.models import Application, Award
from tests.policies.test_acts import refused
from tests.policies.world import DAY, PolicyCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city() -> PolicyCity:
    return PolicyCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def test_three_levels_a_share_and_no_window_follow_from_rows(city: PolicyCity) -> None:
    """Vouchers that no code knows: a park looks first, then the chain's team, then a ministry."""
    kind = ProgrammeKind.objects.create(plan=city.plan, code="voucher", name="创新券", gives="money")
    for order, (name, role, days) in enumerate(
        (("园区核", "park", 2), ("专班审", "chain_team", None), ("部里评", "", 90)), 1
    ):
        ProgrammeLevel.objects.create(
            plan=city.plan, kind=kind, code=f"v{order}", order=order, name=name, role=role, workdays=days
        )
    voucher = Programme.objects.create(
        *(), plan=city.plan, code="voucher", name="上云券", kind=kind, share=Decimal(50), cap=Decimal(8), way="quick",
        budget=city.budget, pay_workdays=5, papers="合同", clause="第九条", order=99,
    )  # fmt: skip
    type(city.anchor).objects.filter(pk=city.anchor.pk).update(park=city.park)
    firm = client_of(city.anchor_account)
    assert "上云券" in firm.get(reverse("programmes")).text
    sent = {"year": city.today.year, "object": "云平台", "cost": "12"}
    assert firm.post(reverse("application_new", args=[voucher.pk]), sent).status_code == 302
    row = Application.objects.get()
    assert (row.asked, row.closes) == (Decimal(6), city.today.replace(month=12, day=31))
    row = city.take(row, "submit", city.anchor_account)
    for name, level in ((city.park_account, "专班审"), (city.team, "部里评")):
        row = city.take(row, "pass_on", name)
        assert str(row.level) == level
    assert (row.due is not None, Award.objects.exists()) == (True, False)
    row = city.take(row, "approve", city.office, amount="5.5")
    planned = city.planned(Award.objects.get(), by=city.office)
    city.take(planned, "pay", city.office, day=city.today, paper="一号")
    told = tell(fresh(city.office), Period(city.today.replace(month=1, day=1), city.today), city.today, "kind")
    (part,) = told.parts
    assert (part.name, part.counts["approved"], part.counts["paid"]) == ("创新券", 1, Decimal("5.5"))
    book = client_of(city.office).get(reverse("applications_export"), {"kind": "voucher"}).content
    rows = list(load_workbook(BytesIO(book)).worksheets[0].iter_rows(values_only=True))
    assert dict(zip(rows[0], rows[1], strict=True))["层级"] == "部里评"


def test_what_was_not_handed_in_lapses_and_may_be_filled_in_anew(city: PolicyCity) -> None:
    row = city.application()
    assert over() == []
    Application.objects.filter(pk=row.pk).update(closes=city.today - DAY)
    assert over() == [row.pk]
    assert lapse_applications(keys=over()) == {"applications": 1}
    row.refresh_from_db()
    assert (row.state, row.object) == ("lapsed", "压铸机")
    assert city.application().state == "draft"


def test_two_firms_that_ask_for_one_thing_are_not_merged_before_somebody_chooses(city: PolicyCity) -> None:
    city.award()
    twin = city.firm("汉江整车制造分厂", uscc="")
    city.on_chain(twin)
    other = city.take(city.application(by=city.team, enterprise=twin), "submit", city.team)

    def merged() -> None:
        stays, goes = (type(twin).objects.get(pk=each.pk) for each in (city.anchor, twin))
        merge(stays=stays, goes=goes, versions=(stays.version, goes.version), by=fresh(city.office))

    refused(merged, "两家都有")
    city.take(other, "withdraw", city.team, reason="合并")
    merged()
    other.refresh_from_db()
    assert other.enterprise == city.anchor
