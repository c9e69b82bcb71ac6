"""What colleges report: attacked by a rival, an ended post, a second tab, another city; then posts held against it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.plans.api import viewpoint
from lianzhang.projects.figure_actions import add_need
from lianzhang.talent.ahead import PostsAhead, posts_ahead
from lianzhang.talent.models import GraduateReport
from lianzhang.talent.rules import leaves_on
from lianzhang.talent.waiting import waiting
from lianzhang.work.api import StepRefused
from tests.acting import at_work

from .world import TalentCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
LIST = "/graduates/"
REFUSED = (PermissionDenied, StepRefused, ValidationError)


@pytest.fixture
def city(on_day: Callable[[str], None]) -> TalentCity:
    """In a quarter in which nobody leaves a college."""
    on_day("2026-12-01")
    return TalentCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def page(user: User, address: str = LIST) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200, address
    return "".join(answer.content.decode().split())


def seen(city: TalentCity) -> PostsAhead:
    return posts_ahead(viewpoint(fresh(city.office), {}, timezone.localdate()))


def words(told: PostsAhead, name: str = "焊工") -> list[str]:
    (one,) = (each for each in told.trades if each.trade.name == name)
    return [each.cell.word for each in one.cells]


# --- attacked
def test_a_college_reaches_its_own_alone_and_firms_nothing(city: TalentCity) -> None:
    row = city.report()
    for by in (city.dean, city.office, city.bureau, city.user_as("head_chief")):
        assert "甲学院" in page(by)
        assert page(by, f"{LIST}{row.pk}/")
    for by in (city.rival_dean, city.user_as("expert")):
        assert f"甲学院{row.year}年毕业生" not in page(by)
        assert client_of(by).get(f"{LIST}{row.pk}/").status_code == 404
        assert client_of(by).post(f"{LIST}{row.pk}/withdraw/", {"version": 1, "reason": "甲"}).status_code in (403, 404)
    for by in (city.user_as("enterprise", organization=city.body(city.firm())), city.user_as("bank")):
        assert client_of(by).get(LIST).status_code == client_of(by).get("/talent/").status_code == 403
    assert client_of(city.dean).get("/talent/").status_code == 403


def test_nobody_reports_for_another_college_nor_for_what_is_none(city: TalentCity) -> None:
    for by in (city.rival_dean, city.user_as("expert")):
        with pytest.raises(REFUSED):
            city.report(by=by)
    client = client_of(city.rival_dean)
    typed = {"college": "college-a", "year": city.years[0], "graduates_焊接": "5", "source": "年报"}
    assert client.post(f"{LIST}new/", typed).status_code == 302
    assert GraduateReport.objects.get().college == city.colleges[1]  # whose it is, the post says and not the form
    assert city.report(by=city.bureau).state == "reported"  # a unit writes for a college
    assert client_of(city.office).post(f"{LIST}new/", typed).status_code == 422  # that year is there


def test_an_ended_post_another_city_and_a_second_tab_change_nothing(city: TalentCity) -> None:
    row = city.report()
    other = TalentCity()
    for by in (other.office, other.dean):
        assert client_of(by).get(f"{LIST}{row.pk}/").status_code == 404
    with pytest.raises(REFUSED):
        city.step(row, "check", other.office)
    city.changed(row, city.dean)
    typed = {"version": 0, "graduates_焊接": "99", "source": "年报"}
    assert client_of(city.dean).post(f"{LIST}{row.pk}/change/", typed).status_code == 409
    Assignment.objects.filter(user=city.dean).update(ends=timezone.localdate() - timedelta(days=1))
    assert client_of(city.dean).get(f"{LIST}{row.pk}/").status_code in (302, 403)
    row.refresh_from_db()
    assert row.figures == [{"major": "焊接", "graduates": 41, "stays": 10}]


def test_a_college_checks_nothing_and_nobody_what_he_typed(city: TalentCity) -> None:
    row = city.report(by=city.office)
    for by in (city.office, city.dean, city.clerk, city.bureau):
        with pytest.raises(REFUSED):
            city.step(row, "check", by)
    assert city.step(row, "check", city.user_as("chain_office")).state == "checked"


@pytest.mark.parametrize(
    "said",
    [{"焊接": (10, 11)}, {"焊接": (None, 3)}, {"焊接": (-1, None)}, {"焊接": (None, None)}],
)
def test_figures_that_cannot_be_are_refused(city: TalentCity, said: dict[str, tuple[int | None, int | None]]) -> None:
    with pytest.raises(ValidationError):
        city.report(figures=said)
    assert not GraduateReport.objects.exists()


def test_the_desk_of_a_college_owes_and_that_of_the_office_checks(city: TalentCity) -> None:
    owed = waiting(viewpoint(fresh(city.dean), {}, timezone.localdate()))
    assert getattr(owed, "count", 0) == len(city.years)
    row = city.report()
    told = waiting(viewpoint(fresh(city.office), {}, timezone.localdate()))
    assert [each.verb for each in getattr(told, "rows", ())] == ["核对"]
    city.step(row, "return", city.office, reason="含外地校区")
    back = waiting(viewpoint(fresh(city.dean), {}, timezone.localdate()))
    assert "改" in [each.verb for each in getattr(back, "rows", ())]


# --- posts ahead
def test_what_nobody_reported_is_unknown_and_never_none(city: TalentCity) -> None:
    city.project(30, timezone.localdate())
    before = words(seen(city))
    assert before[0] == "short"  # nobody leaves a college this quarter
    assert before[-1] == "unknown"  # a college that did not report may send as many as there can be
    city.whole()
    told = seen(city)
    assert not told.unreported
    (welder,) = told.trades
    assert [each.cell.short for each in welder.cells][-1] == max(30 - 20 * len(city.years), 0)
    assert sum(each.cell.comes for each in welder.cells) == 20 * len(city.years)


def test_who_says_not_of_which_trade_makes_every_trade_unknown(city: TalentCity) -> None:
    city.whole()
    city.project(5, leaves_on(city.years[0]))
    assert words(seen(city))[-1] == "enough"
    city.project()  # says nothing at all
    told = seen(city)
    assert (len(told.unstated), words(told)[-1]) == (1, "unknown")
    city.project(state="lost", lost_on=timezone.localdate())
    assert len(seen(city).unstated) == 1  # one that was lost asks for nobody


def test_a_major_that_leads_to_two_trades_is_certain_for_none(city: TalentCity) -> None:
    for year in city.years:
        for number in range(2):
            city.step(city.report(number, year=year, figures={"材料": (30, 30)}), "check", city.office)
    city.project(5, leaves_on(city.years[0]))
    assert words(seen(city))[-1] == "unknown"


def test_a_project_asks_for_people_by_trade(city: TalentCity) -> None:
    row = city.project()
    given = {"row": row, "version": row.version, "kind": city.staff, "by": fresh(city.office)}
    for wrong in ({"text": "人"}, {"trade": city.welder, "posts": -1}):
        with pytest.raises(ValidationError):
            add_need(**given, **wrong)
    add_need(**given, trade=city.welder, posts=40, needed_by=leaves_on(city.years[0]))
    (want,) = seen(city).trades[0].wants
    assert (want.quantity, want.trade) == (40, "焊工")


def test_the_page_opens_its_rows_and_goes_out_as_a_sheet(city: TalentCity) -> None:
    city.project(30, date(2026, 12, 31))
    told = page(city.office, "/talent/")
    assert [each for each in ("要30", "毕业生不清楚", "交办一期培训", "代它填报") if each not in told] == []
    sheet = load_workbook(BytesIO(client_of(city.office).get("/talent/export.xlsx").content)).worksheets[0]
    assert sheet.max_row == 9  # the head and eight quarters
    assert client_of(city.office).get(f"{LIST}export.xlsx").status_code == 200


def test_the_search_tells_of_reports_by_college_and_year_whoever_reads_them(city: TalentCity) -> None:
    first, second = city.years[:2]
    city.report()
    city.report(1, year=second)

    def told(user: User, text: str) -> list[str]:
        groups = at_work(user).get(reverse("search"), {"q": text}).context["groups"]
        return [each.link.title for group in groups if group.kind == "graduate_report" for each in group.hits]

    assert told(city.office, "学院") == [f"乙学院{second}年毕业生", f"甲学院{first}年毕业生"]
    assert told(city.office, f"学院 {second}") == [f"乙学院{second}年毕业生"]
    assert told(city.dean, "学院") == [f"甲学院{first}年毕业生"]
    assert told(city.user_as("bank"), "学院") == []
    listed = at_work(city.office).get(reverse("graduate_reports"), {"q": str(second)})
    assert listed.context["page"].paginator.count == 1
