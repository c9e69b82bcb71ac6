"""Who sees a visit to a firm in talks, how a visit becomes a record, and what shows a promise kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django import Settings

from lianzhang.access.api import may, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.merging import merge
from lianzhang.plans.evaluating import evaluate_duty
from lianzhang.records.api import add_attachment
from lianzhang.registry.models import ResponsibleUnit
from lianzhang.supervision.candidates import matters
from lianzhang.tasks.api import start_task
from lianzhang.tasks.models import Task
from lianzhang.visits.models import Promise, PromiseState, Visit, VisitState
from lianzhang.visits.queries import overdue, promises_to_do
from lianzhang.work.api import StaleRow, StepRefused
from tests.papers import PDF
from tests.problems.world import Clockwork
from tests.tasks.world import paper

from .world import TODAY, WRITTEN, VisitCity

pytestmark = pytest.mark.django_db
KEPT = {"kept_on": TODAY, "proof": "看了送电单"}


@pytest.fixture
def clockwork(monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    clock = Clockwork(monkeypatch)
    clock.at("2023-10-09T10:00")
    return clock


@pytest.fixture
def city(clockwork: Clockwork, settings: Settings, tmp_path: Path) -> VisitCity:
    settings.VAR = tmp_path
    return VisitCity()


class TestWhoSees:
    def test_a_firm_in_talks_is_seen_by_its_chain_the_office_and_the_place_concerned(self, city: VisitCity) -> None:
        own, rival = (city.user_as("district", region=each) for each in city.districts)
        row = city.recorded(region=city.districts[0])
        promise = city.promised(row)
        chief = city.user_as("chief", chains=city.chains[:1])
        for user in (city.office, city.clerk, city.team, chief, city.user_as("head_chief"), own):
            assert list(visible(user, Visit)) == [row]
            assert list(visible(user, Promise)) == [promise]
        others = [rival, city.user_as("chief", chains=city.chains[1:]), city.firm_account, city.other_account]
        for user in (*others, city.user_as("chain_team"), *map(city.user_as, ("bank", "expert", "district", "park"))):
            assert not visible(user, Visit).exists()
            assert not visible(user, Promise).exists()

    def test_who_owes_it_sees_the_promise_and_not_the_visit(self, city: VisitCity) -> None:
        promise = city.promised(city.recorded())
        assert list(visible(city.bureau_account, Promise)) == [promise]
        assert not visible(city.bureau_account, Visit).exists()

    def test_a_firm_sees_what_it_was_promised_and_no_inside_paper(self, city: VisitCity) -> None:
        promise = city.promised()
        rival = city.user_as("enterprise", organization=city.body(city.firm("西区电池厂")))
        assert list(visible(city.firm_account, Promise)) == [promise]
        assert not visible(city.firm_account, Visit).exists()
        assert not visible(rival, Promise).exists()
        for step in ("say", "move", "keep", "fail", "withdraw"):
            permission = {"say": "promise.speak", "withdraw": "visit.enter"}.get(step, "promise.decide")
            assert not may(city.firm_account, permission, promise)

    def test_who_took_part_sees_it_and_an_ended_post_no_more(self, city: VisitCity) -> None:
        row = city.recorded(members=[city.post(city.bureau_account)])
        other = city.promised(row, unit=city.other)
        assert list(visible(city.bureau_account, Visit)) == [row]
        assert list(visible(city.bureau_account, Promise)) == [other]
        city.bureau_account.assignments.update(ends=date(2023, 10, 1))
        fresh = type(city.bureau_account).objects.get(pk=city.bureau_account.pk)
        assert not visible(fresh, Visit).exists()


class TestVisits:
    def test_what_is_wrong_with_a_visit_is_said_and_nothing_is_written(self, city: VisitCity) -> None:
        with pytest.raises(ValidationError, match="外地"):
            city.planned(target=" ")
        with pytest.raises(ValidationError, match="过了"):
            city.planned(date=date(2023, 10, 8))
        with pytest.raises(ValidationError, match="产业链"):
            city.planned(chain=None)
        with pytest.raises(ValidationError, match="已经登记过"):
            [city.planned() for _ in range(2)]
        assert Visit.objects.count() == 1

    def test_a_firm_that_was_merged_is_named_with_the_one_that_goes_on(self, city: VisitCity) -> None:
        stays = city.firm("东区新电池厂", uscc="")
        row, promise = city.visited(), city.promised(city.visited(date=date(2023, 10, 8)))
        merge(stays=stays, goes=city.served, versions=(stays.version, city.served.version), by=city.office)
        row.refresh_from_db()
        promise.refresh_from_db()
        assert (row.enterprise, promise.enterprise) == (stays, stays)
        city.served.refresh_from_db()
        with pytest.raises(ValidationError, match="已并入"):
            city.visited(date=date(2023, 10, 7))

    def test_planned_moved_held_written_and_confirmed_by_another(self, city: VisitCity, clockwork: Clockwork) -> None:
        row = city.planned()
        with pytest.raises(ValidationError, match="还没有到"):
            city.go(row, "hold", on=date(2023, 10, 20))
        with pytest.raises(ValidationError, match="还没有去"):
            city.promised(row)
        row = city.go(row, "move", date=date(2023, 10, 25), reason="对方有事")
        assert (row.moved, row.first_date) == (1, date(2023, 10, 20))
        clockwork.at("2023-10-26T10:00")
        assert row.is_silent
        row = city.go(row, "hold", on=date(2023, 10, 25))
        with pytest.raises(ValidationError, match="照实写"):
            city.go(row, "write", asked="要地", result=" ")
        row = city.go(row, "write", **WRITTEN)
        with pytest.raises((StepRefused, PermissionDenied)):
            city.go(row, "confirm")
        row = city.go(row, "confirm", city.office)
        assert row.state == VisitState.CONFIRMED
        assert not may(User.objects.get(pk=city.team.pk), "attachment.add", row)
        with pytest.raises(StepRefused):
            city.go(row, "write", asked="改", result="改")

    def test_who_entered_it_never_confirms_it_and_a_second_tab_comes_too_late(self, city: VisitCity) -> None:
        own = city.recorded(city.office, target="别的厂")
        with pytest.raises(StepRefused, match="不能自己"):
            city.go(own, "confirm", city.office)
        city.go(Visit.objects.get(pk=own.pk), "return", city.second_office, reason="没有写清")
        with pytest.raises(StaleRow):
            city.go(own, "confirm", city.second_office)

    def test_only_a_confirmed_visit_shows_the_duty_that_its_kind_names(self, city: VisitCity) -> None:
        row = city.recorded()
        city.visited()
        assert not evaluate_duty(city.attract, TODAY).evidence.rows
        city.go(row, "confirm", city.office)
        assert [(each.kind, each.pk) for each in evaluate_duty(city.attract, TODAY).evidence.rows] == [
            ("visit", row.pk)
        ]


class TestPromises:
    def test_who_owes_it_never_finds_it_kept_nor_moves_it(self, city: VisitCity) -> None:
        row = city.promised()
        own = city.user_as("chain_office", organization=city.bureau)
        for name, given in (
            ("keep", KEPT | {"paper": paper()}),
            ("move", {"deadline": date(2024, 1, 1), "reason": "晚"}),
            ("fail", {"reason": "办不成"}),
        ):
            for user in (city.bureau_account, own):
                with pytest.raises(PermissionDenied):
                    city.settle(row, name, user, **given)
        with pytest.raises(PermissionDenied):
            city.settle(row, "say", city.other_account, said="快了")
        row = city.settle(row, "say", city.bureau_account, said="线路已改")
        assert (row.state, row.said, row.said_on) == (PromiseState.OPEN, "线路已改", TODAY)

    def test_kept_needs_a_paper_the_firms_word_or_a_verified_task(self, city: VisitCity) -> None:
        row = city.promised()
        add_attachment(row=row, name="承诺书.pdf", content=PDF, by=city.team)
        with pytest.raises(ValidationError, match="没有凭据"):
            city.settle(row, "keep", **KEPT)
        with pytest.raises(ValidationError, match="以后"):
            city.settle(row, "keep", kept_on=date(2023, 10, 10), proof="看了", paper=paper())
        row = city.settle(row, "keep", **KEPT, paper=paper())
        assert (row.state, row.kept_late) == (PromiseState.KEPT, False)

    def test_a_task_begun_from_it_closes_it_once_verified_and_not_before(self, city: VisitCity) -> None:
        row = city.promised()
        given = {"title": "接电", "text": "接电", "proof": "送电单", "lead": city.bureau}
        task = start_task(city=city.region, by=city.office, source=row, deadline=row.deadline, **given)
        task = city.take(city.take(task, "take_up"), "report", done_on=TODAY, report="好了", paper=paper())
        with pytest.raises(ValidationError, match="没有凭据"):
            city.settle(row, "keep", **KEPT)
        city.take(task, "verify", city.office, verification="看了")
        assert city.settle(row, "keep", **KEPT).state == PromiseState.KEPT

    def test_a_cancelled_task_shows_nothing(self, city: VisitCity) -> None:
        row = city.promised()
        given = {"title": "接电", "text": "接电", "proof": "送电单", "lead": city.bureau}
        task = start_task(city=city.region, by=city.office, source=row, deadline=row.deadline, **given)
        city.take(task, "cancel", city.office, reason="不办了")
        with pytest.raises(ValidationError, match="没有凭据"):
            city.settle(row, "keep", **KEPT)

    def test_the_firm_says_whether_it_was_kept_and_is_believed(self, city: VisitCity) -> None:
        row = city.settle(city.promised(), "reply", city.firm_account, heard="not_kept", text="还是没有电")
        with pytest.raises(StepRefused, match="还是没有电"):
            city.settle(row, "keep", **KEPT, paper=paper())
        assert not Promise.objects.filter(promises_to_do(city.office)).exists()
        row = city.settle(row, "reply", city.firm_account, heard="kept")
        assert Promise.objects.filter(promises_to_do(city.office)).get() == row
        row = city.settle(row, "keep", **KEPT)
        assert row.state == PromiseState.KEPT
        with pytest.raises((StepRefused, PermissionDenied)):
            city.settle(row, "reply", city.firm_account, heard="not_kept")

    def test_a_moved_day_is_counted_and_overdue_follows_from_the_day(
        self, city: VisitCity, clockwork: Clockwork
    ) -> None:
        row = city.promised()
        row = city.settle(row, "move", deadline=date(2023, 12, 29), reason="变压器没到")
        assert (row.moved, row.first_deadline, row.deadline) == (1, date(2023, 11, 30), date(2023, 12, 29))
        assert not Promise.objects.filter(overdue(date(2023, 12, 29))).exists()
        clockwork.at("2024-01-03T10:00")
        assert row.is_overdue
        named = [each for each in matters(city.plan, city.office) if each.of.row == row]
        assert [each.leads for each in named] == [(city.bureau,)]
        row = city.settle(row, "keep", kept_on=date(2024, 1, 2), proof="看了", paper=paper())
        assert row.kept_late
        assert Task.objects.count() == 0

    def test_a_dissolved_unit_an_early_day_and_the_same_twice_are_refused(self, city: VisitCity) -> None:
        visit = city.visited()
        with pytest.raises(ValidationError, match="早于"):
            city.promised(visit, deadline=date(2023, 10, 8))
        city.promised(visit)
        with pytest.raises(ValidationError, match="同样的承诺"):
            city.promised(visit)
        ResponsibleUnit.objects.create(city=city.region, organization=city.other, ended=date(2023, 1, 1))
        with pytest.raises(ValidationError, match="已撤销"):
            city.promised(visit, unit=city.other)


def test_planning_tells_nobody_of_a_visit_out_of_sight(city: VisitCity) -> None:
    city.planned()
    stranger = city.user_as("chain_team", chains=city.chains[1:])
    assert city.planned(stranger, chain=city.chains[1]).pk
    with pytest.raises(ValidationError, match="已经登记过"):
        city.planned()
