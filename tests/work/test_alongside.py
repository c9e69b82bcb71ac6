"""What stands beside a row on its page: limits that run, and rows of other rooms, as far as the reader sees them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse
from django_cotton import render_component

from lianzhang.accounts.models import User
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.plans.models import Observation
from lianzhang.records.subjects import subject_of
from lianzhang.work import clocks
from lianzhang.work.clocks import running_clocks
from lianzhang.work.links import link, linked_rows
from lianzhang.work.models import Clock, Link
from lianzhang.work.workflows import Workflow, workflows
from tests.acting import seated
from tests.contracts.test_matrix import arguments, rows
from tests.enterprises.world import City
from tests.plans.world import World

from .test_acts import ASKED

pytestmark = pytest.mark.django_db

__all__ = ["rows"]  # the fixture

MONDAY = datetime(2024, 3, 4, 9, tzinfo=SHANGHAI)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def office(world: World) -> User:
    return seated("office", "chain_office", world.city)


@pytest.fixture
def figure(world: World, monkeypatch: pytest.MonkeyPatch) -> Observation:
    """A figure as if its table had the clock of the made-up one."""
    asked = Workflow(model=Observation, lifecycle=ASKED)
    monkeypatch.setattr(clocks, "workflow_of", lambda _model: asked)
    return world.observe(world.target(), "2022", 5)


def clock_of(row: Model, **more: Any) -> Clock:
    given = {"name": "answer", "limit_workdays": 5, "started_at": MONDAY} | more
    return Clock.objects.create(subject=subject_of(row), **given)


def text_of(row: Model, by: User) -> str:
    request = RequestFactory().get("/")
    request.user = by
    return re.sub(r'<span class="nowrap">([^<]*)</span>', r"\1", render_component(request, "alongside", row=row))


class TestClocks:
    def test_a_limit_is_told_by_its_name_with_its_days(self, figure: Observation, office: User) -> None:
        clock_of(figure, started_at=datetime(2020, 1, 6, 9, tzinfo=SHANGHAI))
        text = text_of(figure, office)
        for words in ("答复时限", "2020-01-06起算，5个工作日", "2020-01-13到期", "已超期"):
            assert words in text

    @pytest.mark.parametrize(
        ("on", "overdue", "left", "beyond"),
        [
            (date(2024, 3, 6), False, 3, 0),
            (date(2024, 3, 11), False, 0, 0),
            (date(2024, 3, 13), True, 0, 2),
        ],
    )
    def test_days_are_seen_from_a_day(
        self, figure: Observation, on: date, overdue: bool, left: int, beyond: int
    ) -> None:
        clock_of(figure)
        (seen,) = running_clocks(figure, on)
        assert (seen.since, seen.due) == (date(2024, 3, 4), date(2024, 3, 11))
        assert (seen.overdue, seen.left, seen.beyond) == (overdue, left, beyond)

    def test_one_that_is_paused_says_so_and_no_day(self, figure: Observation, office: User) -> None:
        clock_of(figure, pauses=[["2024-03-05T09:00:00+08:00", None]])
        text = text_of(figure, office)
        assert "恢复以后才知道哪天到期" in text
        assert "还剩4个工作日，暂停中" in text

    def test_a_day_that_a_notice_may_move_is_told_as_such(self, figure: Observation, office: User) -> None:
        clock_of(figure, started_at=datetime(2099, 3, 4, 9, tzinfo=SHANGHAI))
        assert "放假安排还没有公布" in text_of(figure, office)

    def test_stopped_ones_and_those_of_others_are_not_shown(self, figure: Observation, office: User) -> None:
        clock_of(figure, stopped_at=MONDAY)
        clock_of(office)
        assert "时限" not in text_of(figure, office)

    def test_one_whose_name_the_table_lost_is_shown_by_its_code(self, figure: Observation, office: User) -> None:
        clock_of(figure, name="former")
        assert "former" in text_of(figure, office)


class TestLinks:
    def test_both_ends_tell_and_open_the_other(self, world: World, office: User) -> None:
        need, answer = (world.observe(world.target(code), "2022", 5) for code in ("a", "b"))
        link(need, answer, by=office)
        for row, other, word in ((need, answer, "转为"), (answer, need, "来自")):
            text = text_of(row, office)
            assert word in text
            assert f'href="{reverse("observation", args=[other.pk])}"' in text
            assert str(Observation._meta.verbose_name) in text

    def test_what_the_reader_may_not_see_is_counted_and_not_named(self, world: World, office: User) -> None:
        foreign = World().observe(world.target("foreign"), "2022", 5)
        need = world.observe(world.target(), "2022", 5)
        for chain in world.chains:
            link(need, chain, by=office)
        link(foreign, need, by=office)
        text = text_of(need, office)
        assert "1条不在您现在的岗位能看的范围" in text
        assert "foreign" not in text
        assert reverse("observation", args=[foreign.pk]) not in text
        assert all(str(chain) in text for chain in world.chains)

    def test_a_row_that_is_gone_counts_for_nothing(self, world: World, office: User) -> None:
        need, gone = (world.observe(world.target(code), "2022", 5) for code in ("a", "b"))
        link(need, gone, by=office)
        Link.objects.create(source="former.Room:1", target=subject_of(need))
        gone.delete()
        assert "有联系的记录" not in text_of(need, office)

    def test_many_rows_of_a_kind_cost_no_more_queries(self, django_assert_num_queries: Any) -> None:
        city = City()
        need = city.firm()
        made = [city.statement(need, year) for year in range(2010, 2020)]
        for each in made:
            link(need, each, by=city.office)
        assert city.office.has_perm("statement.confirm")  # the post is loaded
        with django_assert_num_queries(2):
            told = linked_rows(need, city.office)
            titles = [str(each.row) for each in told.rows]
        assert titles == [str(each) for each in made]


@pytest.mark.usefixtures("quick_passwords")
def test_the_page_of_every_kind_of_row_shows_both(rows: dict[str, Any], world: World) -> None:
    """A new kind of row with a page is shown with `<c-alongside>`."""
    client = Client()
    client.force_login(User.objects.get(username="office"))
    here = rows["chain"]
    told = [each for each in workflows() if each.page and not each.owner]
    assert len(told) >= 8
    for flow in told:
        (pk,) = arguments(flow.page, rows)
        subject = subject_of(flow.model(pk=pk))
        Clock.objects.create(subject=subject, name="试验的时限", limit_workdays=5, started_at=MONDAY)
        Link.objects.create(source=subject, target=subject_of(here))
        Link.objects.create(source=subject, target=subject_of(world.chains[0]))
        page = client.get(reverse(flow.page, args=[pk]), follow=True)
        assert page.status_code == 200, flow.page
        if flow.list_page and page.request["PATH_INFO"] == reverse(flow.list_page):
            continue  # it has no page of its own: its address leads to its line of the list
        for words in ("试验的时限", "有联系的记录", str(here), "1条不在您现在的岗位能看的范围"):
            assert words in page.text, (flow.page, words)
