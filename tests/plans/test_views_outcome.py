"""Plan beside published outcome, asked for through whole requests."""

import pytest
from django.test import Client

from lianzhang.work.api import move_all

from .reading import Reading, sheet_rows
from .world import World

pytestmark = pytest.mark.sqlite_alone

END = "2023-12-31"


@pytest.fixture
def reader(xiangyang, signed_in) -> Client:
    return signed_in("chief")


def line(client: Client, code: str, at: str = END):
    page = client.get("/outcome/", {"at": at}).context["page"]
    return next(row for row in page.everything if row.target.code == code)


def test_all_targets_stand_in_the_plans_order(reader, xiangyang):
    page = reader.get("/outcome/", {"at": END}).context["page"]
    assert [row.target.code for row in page.shown] == list(xiangyang.targets.values_list("code", flat=True))


def test_a_published_value_has_its_goal_day_source_and_state(reader):
    row = line(reader, "nat_little_giant")
    assert (row.goal, row.value, row.state) == ("不少于12家，2023年底前", "46家", "met")
    assert row.sources
    assert row.when == "2022-09-30"


def test_precision_stays_as_reported(reader):
    assert line(reader, "grp_auto_3000", "2022-06-30").value == "超2,000亿元"


def test_a_blank_stays_a_blank(reader):
    row = line(reader, "chain_leader")
    assert (row.value, row.nominal, row.sources, row.state) == ("", None, (), "unknown")
    exported = {each["编号"]: each for each in sheet_rows(reader.get("/outcome/export.xlsx", {"at": END}))}
    assert exported["chain_leader"]["最近公布值"] is None
    assert exported["nat_little_giant"]["最近公布值"] == 46


def test_the_answer_counts_values_and_blanks(reader):
    page = Reading(reader.get("/outcome/", {"at": END}))
    told = reader.get("/outcome/", {"at": END}).context["page"]
    assert told.published + told.blank == 59
    assert f"59项目标里{told.published}项有公布值，{told.blank}项查不到" in page.answer


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ({"published": "yes"}, lambda row: row.value),
        ({"published": "no"}, lambda row: not row.value),
        ({"state": "met"}, lambda row: row.state == "met"),
        ({"clause": "2.2"}, lambda row: row.target.clause.code.startswith("2.2")),
        ({"q": "绿色"}, lambda row: "绿色" in row.target.name),
    ],
)
def test_a_filter_keeps_exactly_what_it_names_on_screen_and_in_the_workbook(reader, asked, holds):
    page = reader.get("/outcome/", {"at": END} | asked).context["page"]
    kept = [row.target.code for row in page.everything if holds(row)]
    assert kept
    assert [row.target.code for row in page.shown] == kept
    assert [row["编号"] for row in sheet_rows(reader.get("/outcome/export.xlsx", {"at": END} | asked))] == kept


def test_a_source_opens_with_everything_drawn_from_it(reader):
    source = line(reader, "nat_little_giant").sources[0]
    page = Reading(reader.get(f"/sources/{source.pk}/", {"at": END}))
    assert source.title.replace(" ", "") in page.text
    assert f"报了{source.observations.count()}个数" in page.answer
    assert f"/targets/nat_little_giant/?at={END}" in page.links
    assert len(sheet_rows(reader.get(f"/sources/{source.pk}/export.xlsx"))) == source.observations.count()


def test_an_address_that_is_no_web_address_never_becomes_a_link(signed_in):
    world = World()
    world.source.address = "javascript:alert(1)"
    world.source.save()
    page = Reading(signed_in("chief").get(f"/sources/{world.source.pk}/"))
    assert not any(link.startswith("javascript") for link in page.links)
    assert "javascript:alert(1)" in page.text


def test_a_source_of_another_plan_is_not_found(reader, xiangyang):
    other = World(city=xiangyang.city)
    assert reader.get(f"/sources/{other.source.pk}/", {"plan": "xiangyang-2021-2023"}).status_code == 404
    assert reader.get(f"/sources/{other.source.pk}/", {"plan": other.plan.code}).status_code == 200


def test_the_number_of_queries_does_not_grow_with_rows(signed_in, django_assert_max_num_queries):
    world = World()
    client = signed_in("chief")
    for number in range(2):
        world.observe(world.target(code=f"t{number}"), "2022-09", number)
    client.get("/outcome/")
    move_all(world.city.pk)
    with django_assert_max_num_queries(100) as few:
        client.get("/outcome/")
    for number in range(2, 30):
        world.observe(world.target(code=f"t{number}"), "2022-09", number)
    with django_assert_max_num_queries(len(few)):
        client.get("/outcome/")
