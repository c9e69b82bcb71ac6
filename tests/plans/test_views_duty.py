"""A duty's page, asked for through whole requests."""

import pytest
from django.test import Client

from lianzhang.plans.models import Duty
from tests.written import touch

from .reading import Reading, sheet_rows
from .world import World


@pytest.fixture
def reader(xiangyang, signed_in) -> Client:
    return signed_in("chief")


def test_a_duty_says_who_must_do_it_how_often_and_what_would_show_it(reader):
    page = Reading(reader.get("/duties/d_bulletin_q/", {"at": "2023-12-31"}))
    assert "市工业促进委员会" in page.text
    assert "每季度至少1次" in page.text
    assert "能证明它做了的是：季度通报文件" in page.text


def test_a_duty_with_a_cadence_shows_a_light_for_each_period(reader):
    page = reader.get("/duties/d_bulletin_q/", {"at": "2023-12-31"}).context["page"]
    assert len(page.evaluation.parts) == 12


def test_a_duty_nobody_owns_says_so(reader):
    assert "没有写明由谁负责" in Reading(reader.get("/duties/d_market_expand/")).text


def test_an_unknown_duty_is_not_found(reader):
    assert reader.get("/duties/no-such-duty/").status_code == 404


def test_a_record_shows_the_duty_done_and_context_does_not(signed_in):
    world = World()
    duty = Duty.objects.create(plan=world.plan, clause=world.clause, code="meet", name="会商", due=world.plan.ends)
    world.observe(None, "2022-09", 1, duty=duty, unit="次")
    world.observe(None, "2022-10", 2000, duty=duty, unit="个", relation="context")
    client = signed_in("chief")
    page = client.get("/duties/meet/", {"at": "2023-12-31"}).context["page"]
    assert page.evaluation.state == "met"
    assert [record.what for record in page.counting] == ["1次"]
    assert [record.what for record in page.others] == ["2,000个"]
    assert [row["数或记录"] for row in sheet_rows(client.get("/duties/meet/export.xlsx"))] == ["1次", "2,000个"]


def test_the_answer_says_what_the_records_show(signed_in):
    world = World()
    duty = Duty.objects.create(plan=world.plan, clause=world.clause, code="meet", name="会商", cadence="year")
    client = signed_in("chief")
    assert Reading(client.get("/duties/meet/", {"at": "2023-12-31"})).answer == "会商：三年都没有依据，整项还不能判断。"
    world.observe(None, "2022", 1, duty=duty, unit="次", nature="flow")
    touch(world.plan.city_id)
    answer = Reading(client.get("/duties/meet/", {"at": "2023-12-31"})).answer
    assert answer == "会商：1条记录可查；三年里一年达成，两年没有依据，所以整项还不能判断。"
