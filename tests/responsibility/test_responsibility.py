"""Who answers for a target: two at once, a dissolved unit, a mistake taken back; what the plan's own pages then say."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from lianzhang.access.api import may, visible
from lianzhang.accounts.models import User
from lianzhang.responsibility import actions
from lianzhang.responsibility.actions import seen_of
from lianzhang.responsibility.api import Responsible, responsible_for
from lianzhang.responsibility.models import Responsibility
from lianzhang.work.api import StaleRow, StepRefused

from .world import DAY, Town, client_of

pytestmark = pytest.mark.django_db
LATER = date(2023, 1, 1)


@pytest.fixture
def town() -> Town:
    return Town()


def told(town: Town, at: date = LATER) -> Responsible:
    return responsible_for(town.plan, at)["target", town.target.pk]


def test_whom_the_plan_names_answers_until_somebody_is_assigned_and_again_after(town: Town) -> None:
    assert told(town).nobody
    town.target.owners.set([town.other, town.bureau])
    town.world.target("touched")  # the plan is read anew
    row = town.assign()
    by_plan, assigned = told(town, date(2022, 2, 28)), told(town)
    assert set(by_plan.leads) == {town.other, town.bureau}
    assert (assigned.lead, assigned.source, by_plan.source) == (town.bureau, "assigned", "plan")
    actions.VERBS["end"](row=row, version=row.version, ended=date(2022, 9, 1), reason="划转", by=town.office)
    assert told(town).source == "plan"
    assert told(town, DAY).row is not None


def test_a_new_one_ends_the_old_one_and_a_mistake_gives_it_back(town: Town) -> None:
    first = town.assign()
    second = town.assign(lead=town.other, starts=LATER, seen=seen_of(first), helpers=[town.bureau, town.other])
    first.refresh_from_db()
    assert (first.state, first.ended, told(town, date(2022, 12, 31)).lead) == ("ended", LATER, town.bureau)
    assert [str(each) for each in told(town).helpers] == ["经信局"]
    with pytest.raises(StepRefused, match="已由“科技局”接替"):
        actions.VERBS["withdraw"](row=first, version=first.version, reason="记错", by=town.office)
    actions.VERBS["withdraw"](row=second, version=second.version, reason="记错", by=town.office)
    first.refresh_from_db()
    assert (first.state, first.ended, told(town).lead) == ("in_force", None, town.bureau)


def test_who_was_overtaken_writes_nothing(town: Town) -> None:
    first = town.assign()
    with pytest.raises(StaleRow):
        town.assign(lead=town.other, starts=LATER)
    for wrong in ({"starts": DAY}, {"lead": town.bureau}):
        with pytest.raises(ValidationError):
            town.assign(**{"lead": town.other, "starts": LATER, "seen": seen_of(first)} | wrong)
    assert Responsibility.objects.count() == 1


def test_several_are_assigned_by_one_paper_or_none_is(town: Town) -> None:
    held = town.assign()
    given = {"lead": town.bureau, "paper_title": "分工", "starts": LATER, "by": town.office}
    with pytest.raises(ValidationError, match="现在就由“经信局”负责"):
        actions.assign_several(subjects={town.duty: "", town.target: seen_of(held)}, **given)
    assert not Responsibility.objects.filter(duty=town.duty).exists()
    assert len(actions.assign_several(subjects={town.duty: ""}, **given)) == 1


def test_a_dissolved_unit_is_refused_and_what_it_had_passes_on(town: Town) -> None:
    town.assign()
    town.dissolve(town.bureau, town.other)
    assert (told(town).lead, told(town).passed_from) == (town.other, (town.bureau,))
    with pytest.raises(ValidationError, match="已撤销，由“科技局”承接"):
        town.assign(town.duty)
    town.dissolve(town.other)
    assert told(town).nobody
    page = client_of(town.office).get("/responsibility/", {"who": "nobody", "at": "2023-01-01"})
    assert town.target in [line.item.subject for line in page.context["lines"]]


def test_only_the_office_assigns_and_only_those_who_govern_read_it(town: Town) -> None:
    row = town.assign()
    for user in (town.clerk, town.bureau_account, town.team):
        with pytest.raises(PermissionDenied):
            town.assign(town.duty, by=user)
    for role in ("bank", "expert", "enterprise"):
        user = town.user_as(role, organization=town.body(town.firm()) if role == "enterprise" else None)
        assert not visible(user, Responsibility).exists()
        assert client_of(user).get(f"/responsibility/{row.pk}/").status_code == 403
    assert client_of(town.bureau_account).get(f"/responsibility/{row.pk}/").status_code == 200


def test_the_plan_and_the_target_say_who_was_assigned(town: Town) -> None:
    office = client_of(town.office)
    page = office.get("/targets/giants/").text
    assert "无人负责" in page
    assert "指定责任单位" in page
    town.assign()
    assert "经信局" in office.get("/targets/giants/").text
    named = [item.owners for item in office.get("/plan/").context["page"].everything if item.subject == town.target]
    assert named == ["经信局"]
    assert "指定责任单位" not in client_of(town.bureau_account).get("/duties/meet/").text


def test_who_was_assigned_reports_on_it_from_the_first_day_until_the_last(town: Town) -> None:
    assert not may(town.bureau_account, "observation.enter", town.target)
    row = town.assign()
    fresh = User.objects.get(pk=town.bureau_account.pk)
    assert may(fresh, "observation.enter", town.target)
    assert not may(town.other_account, "observation.enter", town.target)
    actions.VERBS["end"](row=row, version=row.version, ended=date(2022, 9, 1), reason="划转", by=town.office)
    assert not may(User.objects.get(pk=fresh.pk), "observation.enter", town.target)


def test_a_second_tab_is_told_and_keeps_its_words(town: Town) -> None:
    office = client_of(town.office)
    key = f"target:{town.target.pk}"
    assert office.get("/responsibility/assign/", {"pk": key}).status_code == 200
    town.assign()
    sent = {"pk": key, f"seen-{key}": "", "lead": f"organization:{town.other.pk}", "paper_title": "另一个文件"}
    answer = office.post("/responsibility/assign/", sent | {"starts": "2023-02-01"})
    assert answer.status_code == 409
    assert "另一个文件" in answer.text
    row = Responsibility.objects.get()
    again = office.post("/responsibility/assign/", sent | {"starts": "2023-02-01", f"seen-{key}": seen_of(row)})
    assert again.status_code == 302
    assert office.post("/responsibility/assign/", {"pk": "target:999999"}).status_code == 422


def test_the_list_asks_no_more_for_more_rows(town: Town, django_assert_max_num_queries: object) -> None:
    office = client_of(User.objects.get(pk=town.office.pk))
    town.assign()
    office.get("/responsibility/")
    with django_assert_max_num_queries(45) as counted:  # type: ignore[operator]
        office.get("/responsibility/")
        few = len(counted)
    for number in range(5):
        town.assign(town.world.target(f"more-{number}"))
    office.get("/responsibility/")
    with django_assert_max_num_queries(few):  # type: ignore[operator]
        office.get("/responsibility/")
    assert office.get("/responsibility/export.xlsx").status_code == 200
