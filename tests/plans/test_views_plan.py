"""The plan clause by clause, asked for through whole requests."""

import re
from datetime import date

import pytest
from django.test import Client

from lianzhang.registry.models import Region
from lianzhang.work.api import move_all
from tests.acting import seated

from .reading import Reading, sheet_rows
from .world import World

pytestmark = pytest.mark.sqlite_alone

END = "2023-12-31"


@pytest.fixture
def reader(xiangyang, signed_in) -> Client:
    return signed_in("chief")


def rows_of(page: Reading) -> int:
    return len(re.findall(r'<td class="wrap">\s*<a href="/(?:targets|duties)/', page.html))


def test_every_target_and_duty_stands_under_its_clause(reader, xiangyang):
    page = Reading(reader.get("/plan/", {"at": END}))
    assert rows_of(page) == xiangyang.targets.count() + xiangyang.duties.count()
    assert all(f"{clause.number}{clause.title}".replace(" ", "") in page.text for clause in xiangyang.clauses.all())


def test_the_answer_counts_what_the_filters_open(reader):
    page = Reading(reader.get("/plan/", {"at": END}))
    met = int(re.search(r"达成(\d+)项", page.answer)[1])
    link = next(link for link in page.links if "state=met" in link and "kind=target" in link)
    assert rows_of(Reading(reader.get(link.replace("&amp;", "&")))) == met


def test_the_six_counts_add_up_to_the_rows_whatever_state_is_chosen(reader):
    page = Reading(reader.get("/plan/", {"at": END, "kind": "target", "state": "met"}))
    counts = [int(count) for count in re.findall(r'class="state-count".*?<b\s*>(\d+)</b>', page.html, re.DOTALL)]
    assert sum(counts) == 59
    assert rows_of(page) == counts[0]


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ({"kind": "duty"}, lambda item: item.kind == "duty"),
        ({"owner": "nobody"}, lambda item: not item.owned),
        ({"owner": "industry_committee"}, lambda item: "industry_committee" in item.owner_codes),
        ({"evidence": "yes"}, lambda item: item.counting > 0),
        ({"evidence": "no"}, lambda item: item.counting == 0),
        ({"q": "绿色"}, lambda item: "绿色" in item.subject.name),
        ({"clause": "2.3"}, lambda item: item.subject.clause.code.startswith("2.3")),
        ({"state": "unknown"}, lambda item: item.state == "unknown"),
    ],
)
def test_a_filter_keeps_exactly_what_it_names(reader, asked, holds):
    page = reader.get("/plan/", {"at": END} | asked).context["page"]
    assert page.shown
    assert page.shown == [item for item in page.everything if holds(item)]


def test_a_choice_that_does_not_exist_narrows_nothing(reader):
    page = reader.get("/plan/", {"at": END, "state": "purple", "clause": "99", "owner": "nobody-knows"}).context["page"]
    assert len(page.shown) == len(page.everything)


def test_filters_that_leave_nothing_say_so_and_offer_the_way_back(reader):
    page = Reading(reader.get("/plan/", {"at": END, "q": "没有这样的目标"}))
    assert "没有符合的目标或任务" in page.text
    assert f"/plan/?at={END}" in page.links


def test_clauses_that_nobody_owns_are_named_as_such(reader, xiangyang):
    page = reader.get("/plan/", {"at": END}).context["page"]
    asking = [clause for clause in xiangyang.clauses.all() if clause.targets.exists() or clause.duties.exists()]
    nobody = [
        clause.code
        for clause in asking
        if not any(target.owners.exists() for target in clause.targets.all())
        and not any(duty.responsible or duty.owners.exists() for duty in clause.duties.all())
    ]
    assert [clause.code for clause in page.unowned] == nobody
    assert [section.clause.code for section in page.sections if section.unowned] == nobody


def test_links_to_pages_keep_the_day_one_looks_from(reader):
    page = Reading(reader.get("/plan/", {"at": "2022Q3"}))
    inside = [link for link in page.links if link.startswith(("/targets/", "/duties/", "/plan/"))]
    assert inside
    assert all("at=2022Q3" in link for link in inside)


def test_a_past_day_knows_nothing_of_later_figures(reader):
    page = reader.get("/plan/", {"at": "2022-01-01"}).context["page"]
    assert all(item.day is None or item.day <= date(2022, 1, 1) for item in page.shown)


def test_the_workbook_holds_the_rows_shown(reader):
    asked = {"at": END, "kind": "target", "owner": "nobody", "clause": "2"}
    shown = reader.get("/plan/", asked).context["page"].sections
    names = [item.subject.name for section in shown for item in section.items]
    assert [row["目标或任务"] for row in sheet_rows(reader.get("/plan/export.xlsx", asked))] == names


def test_the_plans_own_arrangements_are_shown(reader, xiangyang):
    page = Reading(reader.get("/plan/", {"at": END}))
    for item in xiangyang.checklistitems.all():
        assert item.name in page.text
    for level in xiangyang.problemlevels.all():
        assert level.name in page.text
    assert "方案没有写时限" in page.text
    assert "每季度至少1次" in page.text


def test_without_a_plan_the_page_says_how_to_load_one(db):
    client = Client()
    client.force_login(seated("chief", "chief", Region.objects.create(code="1", name="市", kind="city")))
    page = Reading(client.get("/plan/"))
    assert "还没有载入方案" in page.text
    assert "lianzhang plan load" in page.html


def test_the_number_of_queries_does_not_grow_with_rows(signed_in, django_assert_max_num_queries):
    world = World()
    client = signed_in("chief")

    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            target = world.target(code=f"t{number}")
            world.observe(target, "2022-09", number)
            world.observe(target, "2022-10", None)

    grow(0, 2)
    client.get("/plan/")
    move_all(world.city.pk)
    with django_assert_max_num_queries(100) as few:
        client.get("/plan/")
    grow(2, 22)
    with django_assert_max_num_queries(len(few)):
        client.get("/plan/")
