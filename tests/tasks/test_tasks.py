"""The life of a task: who may take which step, what shows it done, what a moved day leaves behind."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django import Settings

from lianzhang.access.api import may, visible
from lianzhang.accounts.models import User
from lianzhang.records.api import add_attachment, attachments_of
from lianzhang.registry.models import ResponsibleUnit
from lianzhang.tasks.models import Pace, Progress, Task, TaskState
from lianzhang.tasks.queries import overdue, to_do
from lianzhang.work.api import StaleRow, StepRefused, links_of
from tests.papers import PDF
from tests.problems.world import Clockwork

from .world import TODAY, TaskCity, paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def clockwork(monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    clock = Clockwork(monkeypatch)
    clock.at("2023-10-09T10:00")
    return clock


@pytest.fixture
def city(clockwork: Clockwork, settings: Settings, tmp_path: Path) -> TaskCity:
    settings.VAR = tmp_path
    return TaskCity()


class TestAssigning:
    def test_whose_it_is_sees_it_and_others_do_not(self, city: TaskCity) -> None:
        row = city.assigned(helpers=[city.other])
        for user in (city.office, city.bureau_account, city.other_account):
            assert list(visible(user, Task)) == [row]
        for role in ("bank", "expert", "enterprise", "member_unit", "chief", "district"):
            assert not visible(city.user_as(role), Task).exists()

    def test_a_team_assigns_for_its_own_chains_alone(self, city: TaskCity) -> None:
        assert city.assigned(city.team, chain=city.chains[0]).number == "2023-00001"
        for chain in (city.chains[1], None):
            with pytest.raises(ValidationError):
                city.assigned(city.team, chain=chain)
        assert Task.objects.count() == 1

    def test_a_dissolved_unit_is_refused_with_its_successor(self, city: TaskCity) -> None:
        successor = ResponsibleUnit.objects.create(city=city.region, organization=city.other)
        dissolved = {"ended": date(2023, 1, 1), "successor": successor}
        ResponsibleUnit.objects.create(city=city.region, organization=city.bureau, **dissolved)
        with pytest.raises(ValidationError, match="已撤销，由“水利局”承接"):
            city.assigned()

    def test_another_rooms_row_that_led_to_it_is_linked(self, city: TaskCity) -> None:
        row = city.assigned(source=city.chains[0])
        assert [each.target for each in links_of(city.chains[0])] == [f"tasks.Task:{row.pk}"]

    def test_nobody_but_the_lead_takes_it_up(self, city: TaskCity) -> None:
        row = city.assigned(helpers=[city.other])
        with pytest.raises(PermissionDenied):
            city.take(row, "take_up", city.other_account)
        assert city.take(row, "take_up").state == TaskState.IN_HAND


class TestProgress:
    def test_green_needs_a_paper(self, city: TaskCity) -> None:
        row = city.in_hand()
        with pytest.raises(ValidationError, match="按进度"):
            city.take(row, "note", on=TODAY, pace="on_course", text="顺利")
        assert not Progress.objects.exists()
        row = city.take(row, "note", on=TODAY, pace="behind", text="差两家没有报")
        row = city.take(row, "note", on=TODAY, pace="on_course", text="都报了", paper=paper())
        assert (row.pace, row.pace_on) == (Pace.ON_COURSE, TODAY)

    def test_the_paper_of_a_note_is_removed_by_nobody(self, city: TaskCity) -> None:
        row = city.take(city.in_hand(), "note", on=TODAY, pace="on_course", text="都报了", paper=paper())
        said = row.progress.get()
        for user in (city.office, city.bureau_account):
            assert not may(user, "attachment.add", said)
            assert not may(user, "attachment.remove", said)

    def test_a_later_word_of_an_earlier_day_changes_no_light(self, city: TaskCity, clockwork: Clockwork) -> None:
        row = city.in_hand()
        clockwork.at("2023-10-20T10:00")
        row = city.take(row, "note", on=date(2023, 10, 20), pace="stuck", text="卡在省厅")
        row = city.take(row, "note", on=date(2023, 10, 12), pace="on_course", text="补记", paper=paper())
        assert row.pace == Pace.STUCK
        with pytest.raises(ValidationError):
            city.take(row, "note", on=date(2023, 10, 21), pace="behind", text="明天的事")


class TestMovedDates:
    def test_a_day_is_moved_by_another_with_a_reason_and_that_stays(self, city: TaskCity) -> None:
        row = city.in_hand()
        with pytest.raises(StepRefused):
            city.take(row, "ask_move", deadline=date(2024, 1, 31), reason=" ")
        row = city.take(row, "ask_move", deadline=date(2024, 1, 31), reason="省里晚印发")
        assert (row.deadline, row.due) == (date(2023, 12, 20), date(2023, 12, 20))
        row = city.take(row, "move", city.office)
        assert (row.deadline, row.due, row.first_deadline) == (date(2024, 1, 31), date(2024, 1, 31), date(2023, 12, 20))
        row = city.take(row, "ask_move", deadline=date(2024, 2, 9), reason="再等")
        row = city.take(row, "keep", city.office, reason="不等了")
        assert (row.moved, row.deadline, row.asked_deadline) == (1, date(2024, 1, 31), None)

    def test_no_unit_moves_its_own_day_even_by_an_account_of_the_office(self, city: TaskCity) -> None:
        row = city.take(city.in_hand(), "ask_move", deadline=date(2024, 1, 31), reason="晚")
        with pytest.raises(PermissionDenied):
            city.take(row, "move")
        with pytest.raises(PermissionDenied, match="承办的单位"):
            city.take(row, "move", city.user_as("chain_office", organization=city.bureau))

    def test_overdue_follows_from_the_day(self, city: TaskCity, clockwork: Clockwork) -> None:
        row = city.in_hand()
        assert not Task.objects.filter(overdue(date(2023, 12, 20))).exists()
        assert Task.objects.filter(overdue(date(2023, 12, 21))).get() == row
        clockwork.at("2023-12-21T10:00")
        row = city.take(row, "report", done_on=date(2023, 12, 19), report="早就好了", paper=paper())
        # Whatever day is claimed, it was handed in too late.
        assert row.is_overdue
        assert Task.objects.filter(overdue(date(2023, 12, 21))).exists()


class TestReporting:
    def test_without_evidence_nothing_is_reported(self, city: TaskCity) -> None:
        row = city.in_hand()
        row = city.take(row, "note", on=TODAY, pace="on_course", text="快好了", paper=paper())
        with pytest.raises(ValidationError, match="没有凭据"):
            city.take(row, "report", done_on=TODAY, report="好了")
        assert Task.objects.get().state == TaskState.IN_HAND

    def test_the_paper_with_which_it_was_assigned_shows_nothing(self, city: TaskCity, clockwork: Clockwork) -> None:
        row = city.assigned()
        add_attachment(row=row, name="交办单.pdf", content=PDF, by=city.office)
        clockwork.at("2023-10-10T10:00")
        row = city.take(row, "take_up")
        add_attachment(row=row, name="再发.pdf", content=PDF + b"2", by=city.office)
        with pytest.raises(ValidationError, match="没有凭据"):
            city.take(row, "report", done_on=date(2023, 10, 10), report="好了")
        assert attachments_of(row).count() == 2

    def test_a_refused_paper_leaves_nothing_behind(self, city: TaskCity) -> None:
        row = city.in_hand()
        bad = paper("照片.jpg")
        with pytest.raises(ValidationError):
            city.take(row, "report", done_on=TODAY, report="好了", paper=bad)
        assert not attachments_of(row).exists()

    def test_a_draft_record_is_no_evidence_a_submitted_one_must_be_confirmed(self, city: TaskCity) -> None:
        row = city.in_hand()
        city.step(city.record(task=row), "return", reason="没有写清")
        with pytest.raises(ValidationError, match="没有凭据"):
            city.take(row, "report", done_on=TODAY, report="好了")
        second = city.record(task=row, title="第二条")
        row = city.take(row, "report", done_on=TODAY, report="好了")
        with pytest.raises(StepRefused, match="还没有确认"):
            city.take(row, "verify", city.office, verification="看了")
        city.step(second, "confirm")
        assert city.take(row, "verify", city.office, verification="看了").state == TaskState.CLOSED

    def test_nobody_verifies_for_its_own_unit_whichever_account(self, city: TaskCity) -> None:
        row = city.reported(helpers=[city.other])
        for organization in (city.bureau, city.other):
            own = city.user_as("chain_office", organization=organization)
            assert not Task.objects.filter(to_do(own)).exists()
            with pytest.raises(PermissionDenied, match="承办的单位"):
                city.take(row, "verify", own, verification="看了")
        with pytest.raises(PermissionDenied):
            city.take(row, "verify", verification="看了")
        committee = city.user_as("committee")
        assert city.take(row, "verify", committee, verification="看了原件").state == TaskState.CLOSED

    def test_rejected_it_goes_back_and_is_counted(self, city: TaskCity, clockwork: Clockwork) -> None:
        row = city.take(city.reported(), "reject", city.office, reason="没有盖章")
        assert (row.state, row.rejected, row.reported_on) == (TaskState.IN_HAND, 1, None)
        clockwork.at("2023-12-22T10:00")
        row = city.take(row, "report", done_on=TODAY, report="盖了章")
        assert row.is_overdue

    def test_what_has_ended_is_touched_by_nobody(self, city: TaskCity) -> None:
        row = city.closed()
        for user in (city.office, city.bureau_account):
            fresh = User.objects.get(pk=user.pk)
            assert visible(fresh, Task).filter(pk=row.pk).exists()
            assert not may(fresh, "attachment.remove", row)
            assert not may(fresh, "attachment.add", row)
        with pytest.raises(StepRefused):
            city.take(row, "reject", city.office, reason="不算")

    def test_a_second_tab_comes_too_late(self, city: TaskCity) -> None:
        row = city.reported()
        city.take(Task.objects.get(pk=row.pk), "reject", city.office, reason="没有盖章")
        with pytest.raises(StaleRow):
            city.take(row, "verify", city.second_office, verification="看了")

    def test_who_assigned_it_cancels_and_no_other_team(self, city: TaskCity) -> None:
        row = city.assigned(chain=city.chains[0])
        with pytest.raises(PermissionDenied, match="由交办的"):
            city.take(row, "cancel", city.team, reason="不要了")
        assert city.take(row, "cancel", city.second_office, reason="不要了").state == TaskState.CANCELLED


class TestCadence:
    def test_each_period_wants_its_record_before_it_is_done(self, city: TaskCity, clockwork: Clockwork) -> None:
        row = city.in_hand(cadence="quarter", deadline=date(2024, 3, 31))
        assert row.due == date(2023, 12, 31)
        city.confirmed(task=row)
        row.refresh_from_db()
        assert row.due == date(2024, 3, 31)
        clockwork.at("2024-04-01T10:00")
        with pytest.raises(StepRefused, match="2024年一季度"):
            city.take(row, "report", done_on=date(2024, 3, 31), report="办了", paper=paper())
        late = city.confirmed(task=row, date=date(2024, 3, 30), title="一季度")
        row = city.take(row, "report", done_on=date(2024, 3, 31), report="办了", paper=paper())
        assert row.state == TaskState.REPORTED
        row = city.take(row, "reject", city.office, reason="一季度那条不对")
        city.step(late, "withdraw", reason="记错了")
        row.refresh_from_db()
        assert row.due == date(2024, 3, 31)
        assert row.is_overdue
