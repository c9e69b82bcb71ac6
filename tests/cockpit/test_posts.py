"""The first page of each post: what it should do now, and what others owe it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.template.loader import get_template, render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianzhang.access.roles import roles
from lianzhang.accounts.models import User
from lianzhang.cockpit.layouts import LAYOUTS
from lianzhang.cockpit.queries.comparing import change_of
from lianzhang.cockpit.queries.own import OwnDesk
from lianzhang.kernel.chain_page import ChainColumn, ChainFigure
from lianzhang.kernel.desk import Link, WaitingRow
from lianzhang.plans.api import Permission, PlanViewpoint, viewpoint
from lianzhang.problems.models import Problem, State
from lianzhang.registry.models import Region
from tests.problems.world import ProblemCity

from .conftest import links, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
LATE = date(2022, 5, 9)


@pytest.fixture
def city() -> ProblemCity:
    return ProblemCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def desk_of(user: User, **query: str) -> Any:
    return client_of(user).get("/", query)


def escalated(city: ProblemCity, **more: Any) -> Problem:
    row = city.in_hand(chain=city.chains[0], **more)
    return city.take(row, "escalate", city.office, question="先供地还是先签约", advice="先供一期")


def overdue(city: ProblemCity, **more: Any) -> Problem:
    row = city.in_hand(**more)
    Problem.objects.filter(pk=row.pk).update(due=LATE)
    return row


def test_every_role_that_reads_the_plan_names_a_desk_there_is() -> None:
    named = {each.desk for each in roles().values() if Permission.READ_PLAN in each.permissions}
    assert named == LAYOUTS.keys()
    for layout in LAYOUTS.values():
        for part in (layout.head, *layout.wide_parts, *layout.narrow_parts, *layout.below_parts):
            get_template(part)


@pytest.mark.parametrize("role", ["head_chief", "committee", "office_clerk", "chain_team", "district", "park", "bank"])
def test_a_post_to_whom_nothing_happened_has_a_desk(city: ProblemCity, role: str) -> None:
    page = desk_of(city.user_as(role))
    assert page.status_code == 200
    assert "/city/" in links(page)


def test_a_chief_decides_on_the_desk_and_stays_there(city: ProblemCity) -> None:
    row = escalated(city)
    page = desk_of(city.chief)
    assert [each.link.args for each in page.context["desk"].decisions] == [(row.pk,)]
    assert "先供地还是先签约" in words(page)
    assert f'action="/problems/{row.pk}/instruct/"' in page.text
    given = {"version": row.version, "back": "desk", "instruction": "先供一期120亩"}
    answer = client_of(city.chief).post(f"/problems/{row.pk}/instruct/", given)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    row.refresh_from_db()
    assert (row.state, row.instruction) == (State.IN_HAND, "先供一期120亩")
    late = client_of(city.chief).post(f"/problems/{row.pk}/instruct/", given)
    assert late.status_code == 409
    assert "先供一期120亩" in late.text


def test_where_one_goes_on_is_no_address_that_somebody_may_write(city: ProblemCity) -> None:
    row = escalated(city)
    given = {"version": row.version, "back": "//example.com", "instruction": "办"}
    assert client_of(city.chief).post(f"/problems/{row.pk}/instruct/", given)["Location"] == f"/problems/{row.pk}/"


def test_the_chief_of_another_chain_is_not_asked(city: ProblemCity) -> None:
    escalated(city)
    other = city.user_as("chief", chains=city.chains[1:2])
    assert desk_of(other).context["desk"].decisions == []


def test_a_chief_of_two_chains_switches_between_them(city: ProblemCity) -> None:
    both = city.user_as("chief", chains=city.chains[:2])
    first, second = city.chains[:2]
    assert desk_of(both).context["desk"].line.chain == first
    assert desk_of(both, chain=second.code).context["desk"].line.chain == second
    assert desk_of(both, chain="elsewhere").context["desk"].line.chain == first


def test_what_is_late_is_one_number_in_sentence_row_and_list(city: ProblemCity) -> None:
    overdue(city, chain=city.chains[0])
    city.in_hand(chain=city.chains[0])
    page = desk_of(city.chief)
    count, link = page.context["desk"].late
    listed = client_of(city.chief).get("/problems/", link.query).context["page"].paginator.count
    assert (count, listed) == (1, 1)
    assert "超期1件" in words(page)


def test_the_office_sees_who_owes_how_much_and_each_opens_as_many(city: ProblemCity) -> None:
    for _ in range(2):
        city.in_hand()
    overdue(city)
    others = city.take(city.asked(), "assign", city.office, lead=city.other)
    page = desk_of(city.office)
    told = page.context["desk"].others
    assert {each.who: (each.count, each.late) for each in told.owing} == {"水利局": (3, 1), "自然资源局": (1, 0)}
    assert (told.count, told.late) == (4, 1)
    for each in told.owing:
        listed = client_of(city.office).get("/problems/", each.link.query).context["page"].paginator.count
        assert listed == each.count
    assert others.pk not in [row.link.args[0] for row in told.rows]


def test_what_waits_for_oneself_is_not_with_others(city: ProblemCity) -> None:
    city.asked()
    answered = city.answered()
    desk = desk_of(city.office).context["desk"]
    assert {row.verb for row in desk.rows} == {"分办", "核验"}
    assert desk.others.count == 0
    assert answered.title in words(desk_of(city.office))


def test_the_last_word_is_that_of_the_unit_and_not_of_the_office(city: ProblemCity) -> None:
    row = overdue(city)
    row = city.take(row, "note", city.bureau_account, reason="下周停电施工")
    row = city.take(row, "ask_pause", city.bureau_account, waits_for="above", reason="等省厅")
    row = city.take(row, "refuse", city.office, reason="不是理由")
    Problem.objects.filter(pk=row.pk).update(due=LATE)
    (told,) = desk_of(city.office).context["desk"].others.rows
    assert (told.who, told.last_word.words) == ("水利局", "等省厅")


def test_a_unit_is_told_what_to_do_and_not_what_others_owe(city: ProblemCity) -> None:
    row = city.take(city.asked(), "assign", city.office, lead=city.bureau)
    desk = desk_of(city.bureau_account).context["desk"]
    assert [(each.verb, each.link.args) for each in desk.rows] == [("签收", (row.pk,))]
    assert desk.others is None


def test_a_firm_sees_who_has_its_problem_and_not_what_is_said_within(city: ProblemCity) -> None:
    row = city.take(city.asked(), "assign", city.office, lead=city.bureau, instruction="内部意见甲")
    row = city.take(row, "take_up", city.bureau_account)
    city.take(row, "note", city.bureau_account, reason="内部意见乙")
    page = desk_of(city.firm_account)
    assert "水利局" in words(page, 'id="asked-for"')
    assert "前答复" in words(page, 'id="asked-for"')
    assert "内部意见" not in page.text
    rival = city.user_as("enterprise", organization=city.body(city.firm("示例对手厂")))
    assert row.title not in desk_of(rival).text


@pytest.mark.parametrize("who", ["chief", "office", "firm_account", "bureau_account"])
def test_the_number_of_queries_does_not_grow_with_what_is_open(city: ProblemCity, who: str) -> None:
    def more() -> None:
        escalated(city)
        overdue(city, chain=city.chains[0])
        city.verified()
        city.answered(chain=city.chains[1])

    for _ in range(2):
        more()
    few = queries_of(getattr(city, who))
    for _ in range(2):
        more()
    assert queries_of(getattr(city, who)) == few


def queries_of(user: User) -> int:
    client = client_of(User.objects.get(pk=user.pk))
    client.get("/")  # what is loaded once for good is not counted
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200
    return len(queries)


def test_the_change_that_says_most_is_told(city: ProblemCity) -> None:
    line = desk_of(city.chief).context["desk"].line
    column = ChainColumn("output", "产值（亿元）", name="产值")
    fell, grew = (ChainFigure(Decimal(value), before=Decimal(100)) for value in (95, 108))
    told = change_of(line, [(column, grew), (column, fell)])
    assert told is not None
    assert (told.word, told.text) == ("差", "产值−5.0%")
    assert change_of(line, [(column, ChainFigure(Decimal(5))), (column, None)]) is None


def test_a_chiefs_desk_shows_five_numbers_whatever_rooms_there_are(
    sample_town: Region, account: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    chief = account("chief", sample_town)
    vp = viewpoint(chief, {}, date(2023, 12, 31))
    assert isinstance(vp, PlanViewpoint)
    desk, figures = OwnDesk(vp), OwnDesk(vp).figures
    monkeypatch.setattr(OwnDesk, "figures", [*figures, *figures])
    assert [number.name for number in desk.numbers][-2:] == ["本链目标", "应有配备"]
    assert len(desk.numbers) == 5


def test_a_row_is_past_its_day_only_when_it_is() -> None:
    """What came back is urgent and may have days left; what is not urgent may have none."""
    rows = {
        (urgent, due): WaitingRow(Link("事", "tasks"), "办理", urgent=urgent, verb="办理", due=due)
        for urgent in (True, False)
        for due in (LATE, LATE.replace(year=2030))
    }
    for (_, due), row in rows.items():
        page = render_to_string("cockpit/_work_row.html", {"row": row, "desk": {"today": LATE.replace(day=10)}})
        assert ("已过期" in page) == (due == LATE)
        assert "2030-05-09" in page or due == LATE
