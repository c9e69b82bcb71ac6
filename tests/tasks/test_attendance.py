"""Who came to a course: entered by who entered the record, read by name by few, each person counted once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from lianzhang.access.api import visible
from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.enterprises.merging import merge
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.folding import fold
from lianzhang.kernel.periods import Period
from lianzhang.plans.evaluating import evaluate_duty
from lianzhang.plans.models import Duty, WorkKind, WorkTopic
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Region
from lianzhang.tasks.attendance_actions import attend
from lianzhang.tasks.models import Attendee, RecordState, WorkRecord
from lianzhang.tasks.record_actions import edit_record
from lianzhang.tasks.record_measures import tell_topics, topics_without
from lianzhang.work.api import StaleRow, StepRefused
from tests.problems.world import Clockwork

from .world import TODAY, TaskCity

pytestmark = pytest.mark.django_db
YEAR = Period(date(2023, 1, 1), date(2023, 12, 31))


class School(TaskCity):
    """Courses of two topics, and two firms to come to them."""

    def __init__(self) -> None:
        super().__init__()
        self.training = WorkKind.objects.create(plan=self.plan, code="training", name="培训辅导")
        self.training.duties.add(self.duty)
        self.topics = [
            WorkTopic.objects.create(plan=self.plan, code=code, kind=self.training, name=name, order=order)
            for order, (code, name) in enumerate((("tax", "财税"), ("safety", "安全生产")))
        ]
        self.mill, self.forge = self.firm("东区纺织厂"), self.firm("西区锻造厂")

    def course(self, topic: int = 0, *, confirm: bool = False, lines: str = "", **more: Any) -> WorkRecord:
        given = {"kind": self.training, "topic": self.topics[topic], "duty": self.duty} | more
        row = self.record(**given)
        if lines:
            row = self.attend(row, lines)
        return self.step(row, "confirm") if confirm else row

    def attend(self, row: WorkRecord, lines: str, by: User | None = None, **more: Any) -> WorkRecord:
        fresh = User.objects.get(pk=(by or self.bureau_account).pk)
        return attend(row=row, version=row.version, lines=lines, by=fresh, **more)


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> School:
    Clockwork(monkeypatch).at("2023-10-09T10:00")
    settings.VAR = tmp_path
    return School()


def shown(city: School) -> int:
    return len(evaluate_duty(Duty.objects.get(pk=city.duty.pk), TODAY).evidence.points)


class TestWhoMay:
    def test_nobody_but_who_entered_it_writes_the_list(self, city: School) -> None:
        row = city.course()
        strangers = [city.other_account, city.team, city.user_as("district", region=city.districts[1])]
        for by in (*strangers, *map(city.user_as, ("enterprise", "bank", "expert", "committee"))):
            with pytest.raises((PermissionDenied, StepRefused)):
                city.attend(row, "东区纺织厂,总经理", by)
        with pytest.raises(PermissionDenied):
            city.attend(row, "东区纺织厂,总经理", city.office)
        assert not Attendee.objects.exists()

    def test_an_ended_post_writes_nothing_and_reads_no_name(self, city: School) -> None:
        row = city.course(lines="东区纺织厂,总经理")
        Assignment.objects.filter(user=city.bureau_account).update(ends=date(2023, 10, 1))
        with pytest.raises((PermissionDenied, StepRefused)):
            city.attend(row, ",别人")
        assert not visible(User.objects.get(pk=city.bureau_account.pk), Attendee).exists()

    def test_names_are_for_who_wrote_them_and_the_office(self, city: School) -> None:
        row = city.course(confirm=True, lines="东区纺织厂,总经理", unit=city.bureau)
        firm = city.user_as("enterprise", organization=city.body(city.mill), chains=city.chains)
        for user in (city.team, city.user_as("committee"), city.user_as("chief", chains=city.chains)):
            assert visible(user, WorkRecord).filter(pk=row.pk).exists()
            assert not visible(user, Attendee).exists()
        for user in (city.other_account, firm, *map(city.user_as, ("bank", "expert"))):
            assert not visible(user, Attendee).exists()
        for user in (city.bureau_account, city.office, city.clerk):
            assert visible(user, Attendee).count() == 1

    def test_who_wrote_the_list_does_not_confirm_it_and_what_is_confirmed_stands(self, city: School) -> None:
        row = city.course(lines=",总经理")
        with pytest.raises((PermissionDenied, StepRefused)):
            city.step(row, "confirm", city.bureau_account)
        row = city.step(row, "confirm")
        with pytest.raises(StepRefused):
            city.attend(row, ",别人")

    def test_a_second_tab_comes_too_late(self, city: School) -> None:
        row = city.course()
        city.attend(row, ",一")
        with pytest.raises(StaleRow):
            city.attend(WorkRecord(pk=row.pk, version=row.version, post_id=row.post_id), ",二")

    def test_the_log_holds_how_many_and_never_a_name(self, city: School) -> None:
        row = city.attend(city.course(lines="东区纺织厂,王某甲\n,李某甲"), ",李某甲")
        events = list(AuditEvent.objects.filter(action="work_record.attend").order_by("pk"))
        told = [(each.facts["seats_added"], each.facts["seats_removed"]) for each in events]
        assert told == [(2, 0), (0, 1)]
        assert "某甲" not in "".join(str(each.facts) for each in events)
        assert row.attended == 1


class TestLines:
    def test_each_fault_is_told_by_its_line_and_nothing_is_written(self, city: School) -> None:
        row = city.course()
        lines = "东区纺织厂,总经理\n没有逗号\n东区纺织厂,\n,13800000000\n一,二,三"
        with pytest.raises(ValidationError) as refused:
            city.attend(row, lines)
        assert [each[:3] for each in refused.value.message_dict["lines"]] == ["第2行", "第3行", "第4行", "第5行"]
        with pytest.raises(ValidationError) as refused:
            city.attend(row, "没有这厂,总经理\n东区纺织厂，财务")
        assert refused.value.message_dict["lines"][0].startswith("第1行：名录里没有")
        assert not Attendee.objects.exists()

    def test_a_firm_of_another_city_or_out_of_sight_is_none(self, city: School) -> None:
        near = Region.objects.create(code="near", name="邻市", kind="city")
        Enterprise.objects.create(city=near, name="邻市机械厂", search="邻市机械厂")
        with pytest.raises(ValidationError, match="名录里没有"):
            city.attend(city.course(), "邻市机械厂,总经理")

    def test_the_list_is_what_stands_there_and_a_person_once(self, city: School) -> None:
        row = city.course(lines=f"东区纺织厂,张 三\n{city.mill.uscc}，张三\n西区锻造厂,张三\n,张三\n\n")
        assert row.attended == 3
        row = city.attend(row, "西区锻造厂,张三\n西区锻造厂,财务负责人")
        assert {str(each) for each in row.attendees.all()} == {"西区锻造厂：张三", "西区锻造厂：财务负责人"}
        assert city.attend(row, "").attended == 0

    def test_a_table_is_read_behind_what_is_typed(self, city: School) -> None:
        table = ContentFile("企业,姓名\n西区锻造厂,厂长\n".encode(), "名单.csv")
        row = city.attend(city.course(), ",联络员", sheet=table)
        assert row.attended == 2
        wrong = ContentFile("企业,姓名\n不在名录的厂,厂长\n西区锻造厂,\n".encode(), "名单.csv")
        with pytest.raises(ValidationError) as refused:
            city.attend(row, ",联络员", sheet=wrong)
        assert "行" in refused.value.messages[0]
        assert Attendee.objects.count() == 2

    def test_the_database_holds_a_person_once(self, city: School) -> None:
        row = city.course(lines=",一\n东区纺织厂,一")
        for firm in (None, city.mill):
            with pytest.raises(IntegrityError), transaction.atomic():
                Attendee.objects.create(record=row, enterprise=firm, name="一", folded=fold("一"))


class TestTopics:
    def test_a_topic_of_another_kind_is_refused(self, city: School) -> None:
        with pytest.raises(ValidationError) as refused:
            city.record(topic=city.topics[0])
        assert "topic" in refused.value.message_dict

    def test_a_kind_without_topics_keeps_no_list(self, city: School) -> None:
        with pytest.raises(StepRefused, match="不分专题"):
            city.attend(city.record(), ",一")
        row = city.step(city.course(lines=",一"), "return", reason="改")
        said = {"title": "一", "result": "二", "date": TODAY, "chain": city.chains[0], "source": "三"}
        with pytest.raises(ValidationError) as refused:
            edit_record(row=row, version=row.version, by=city.bureau_account, kind=city.kind, **said)
        assert "kind" in refused.value.message_dict

    def test_a_course_with_nobody_is_confirmed_and_shows_nothing(self, city: School) -> None:
        row = city.course(confirm=True)
        assert (row.state, row.attended, shown(city)) == (RecordState.CONFIRMED, 0, 0)
        city.course(confirm=True, lines=",一")
        assert shown(city) == 1
        assert city.record(kind=city.training, duty=city.duty).attended is None

    def test_a_course_that_was_confirmed_without_its_list_is_given_back_for_it(self, city: School) -> None:
        row = city.course(confirm=True)
        row = city.step(row, "return", city.office, reason="补到场名单")
        assert shown(city) == 0
        row = city.step(city.attend(row, ",校长"), "submit", city.bureau_account)
        city.step(row, "confirm", city.office)
        assert shown(city) == 1

    def test_a_topic_taken_away_takes_the_list_as_it_is(self, city: School) -> None:
        row = city.step(city.course(), "return", reason="改")
        said = {"title": "一", "result": "二", "date": TODAY, "chain": city.chains[0], "source": "三"}
        row = edit_record(row=row, version=row.version, by=city.bureau_account, kind=city.training, **said)
        assert row.attended is None


class TestCounting:
    def test_one_manager_in_eight_courses_is_one_person(self, city: School) -> None:
        for number in range(8):
            city.course(number % 2, confirm=True, lines="东区纺织厂,总经理\n,联络员", title=f"第{number}班")
        city.course(confirm=True)
        city.course(lines="西区锻造厂,总经理")
        told = tell_topics(city.office, YEAR, "topic")
        assert told.whole.counts == {
            "held": 8, "empty": 1, "seats": 16, "persons": 2, "firms": 1, "without_firm": 8,
        }  # fmt: skip
        assert [(each.name, each.counts["persons"]) for each in told.parts] == [("安全生产", 2), ("财税", 2)]
        assert topics_without(city.office, city.plan, YEAR) == []
        assert len(topics_without(city.office, city.plan, Period(date(2022, 1, 1), date(2022, 12, 31)))) == 2

    def test_who_reads_only_counts_reads_them_whole(self, city: School) -> None:
        city.course(confirm=True, lines="东区纺织厂,总经理\n西区锻造厂,总经理")
        told = tell_topics(city.team, YEAR, "chain").whole.counts
        assert (told["persons"], told["firms"]) == (2, 2)
        assert tell_topics(city.other_account, YEAR, "chain").whole.counts["persons"] == 0

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        seats=st.lists(
            st.tuples(
                st.integers(0, 2), st.sampled_from([None, 0, 1]), st.sampled_from(["张三", "张 三", "ａ", "A", "厂长"])
            ),
            max_size=25,
        )
    )
    def test_persons_are_counted_as_a_set_counts_them(self, city: School, seats: list[Any]) -> None:
        firms = [city.mill, city.forge]
        with transaction.atomic():
            for number in range(3):
                own = [(firm, name) for course, firm, name in seats if course == number]
                lines = "\n".join(f"{'' if firm is None else firms[firm].name},{name}" for firm, name in own)
                row = city.course(number % 2, confirm=True, lines=lines, title=f"第{number}班")
                assert (row.attended or 0) == len({(firm, fold(name)) for firm, name in own})
            told = tell_topics(city.office, YEAR, "topic").whole.counts
            transaction.set_rollback(True)
        assert told["persons"] == len({(firm, fold(name)) for _, firm, name in seats})
        assert told["seats"] == len({(course, firm, fold(name)) for course, firm, name in seats})
        assert told["firms"] == len({firm for _, firm, _ in seats if firm is not None})


def test_two_firms_that_are_one_have_one_manager(city: School) -> None:
    row = city.course(confirm=True, lines="东区纺织厂,总经理\n西区锻造厂,总经理\n西区锻造厂,厂长")
    Enterprise.objects.filter(pk=city.forge.pk).update(uscc="")
    stays, goes = (Enterprise.objects.get(pk=each.pk) for each in (city.mill, city.forge))
    by = User.objects.get(pk=city.office.pk)
    merge(stays=stays, goes=goes, versions=(stays.version, goes.version), by=by)
    row.refresh_from_db()
    assert row.attended == Attendee.objects.filter(enterprise=stays).count() == 2
