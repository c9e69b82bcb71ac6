"""What is printed whole: all parts of a chain, a firm, a target, to whoever sees them, and nothing to press."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Contact, Enterprise
from lianzhang.plans.models import Plan
from tests.enterprises.world import City

from .conftest import words

pytestmark = pytest.mark.django_db
AT = {"at": "2023-06-30"}
TABS = ("比2023年一季度末", "本链概况", "本链的目标", "职务和任职", "责任单位的任务", "链图", "各环节", "报过的数")


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def firm(city: City) -> Enterprise:
    firm = city.firm("宏远机械", scope="铸件制造")
    city.on_chain(firm, role="anchor", segment=city.segments[0], share=Decimal(50))
    city.on_chain(firm, 1, share=Decimal(50))  # a segment would be suggested on the screen
    city.statement(firm, 2022, output=Decimal(23000))
    city.honour(firm)
    Contact.objects.create(enterprise=firm, post="办公室", phone="0710-3511111")
    return firm


def printed(user: User, address: str, **asked: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(f"{address}print/", AT | asked)


def nothing_to_press(answer: Any) -> None:
    body = answer.text[answer.text.index("<main") :]
    assert not re.search(r"<(form|button|input|select|textarea)\b", body)


def test_a_chain_is_printed_with_what_all_its_tabs_say(city: City, firm: Enterprise) -> None:
    address = f"/chains/{city.chains[0].code}/"
    answer = printed(city.office, address)
    said = words(answer)
    assert "第1链情况" in said
    assert "截至2023-06-30" in said
    for title in TABS:
        assert title in said, title
    assert said.index("主要企业") < said.index("宏远机械")
    nothing_to_press(answer)
    district = words(printed(city.user_as("district", region=city.districts[1]), address))
    assert "1.15亿元" in said
    assert "1.15亿元" not in district


def test_a_firm_is_printed_with_all_that_its_reader_sees_and_masked_numbers(city: City, firm: Enterprise) -> None:
    address = f"/firms/{firm.pk}/"
    answer = printed(city.office, address)
    said = words(answer)
    for told in ("企业档案：宏远机械", firm.uscc, "第1链", "计入（%）", "23,000", "省级称号", "办公室", "经过"):
        assert told in said, told
    assert "3511111" not in said
    nothing_to_press(answer)
    bank = words(printed(city.user_as("bank"), address))
    assert "省级称号" in bank
    assert "23,000" not in bank
    assert "办公室" not in bank
    assert printed(city.user_as("district", region=city.districts[1]), address).status_code == 404


def test_a_target_is_printed_with_all_its_evidence(xiangyang: Plan, office: Client) -> None:
    page = office.get("/targets/nat_little_giant/print/", AT)
    said = words(page)
    sheets = ("怎么算出来的", "计入的依据", "有关但不计入的", "目标原意和取法")
    for told in ("目标档案：国家级专精特新“小巨人”企业", *sheets):
        assert told in said, told
    shown = page.context["page"].evidence
    records = shown.counting.records + [record for group in shown.others for record in group.records]
    assert all(f'id="{record.anchor}"' in page.text for record in records)
    assert 'data="chart"' in page.text
    assert "<details" not in page.text.replace('<details class="more sheet-foot" open>', "")
    nothing_to_press(page)


@pytest.mark.parametrize("kind", ["chain", "firm", "target"])
def test_the_page_of_each_leads_to_its_print(kind: str, city: City, firm: Enterprise) -> None:
    target = city.world.target()
    address = {
        "chain": f"/chains/{city.chains[0].code}/",
        "firm": f"/firms/{firm.pk}/",
        "target": f"/targets/{target.code}/",
    }[kind]
    client = Client()
    client.force_login(city.office)
    assert f"{address}print/?at=2023-06-30" in client.get(address, AT).text
    assert f'href="{address}?at=2023-06-30">返回' in client.get(f"{address}print/", AT).text
