"""The life of a problem: who may take which step, what its limits do, what is never counted as solved."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.merging import merge
from lianzhang.problems.models import Problem, State
from lianzhang.registry.models import ResponsibleUnit
from lianzhang.work.api import StaleRow, StepRefused
from lianzhang.work.models import Clock

from .world import Clockwork, ProblemCity

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> ProblemCity:
    return ProblemCity()


@pytest.fixture
def clockwork(monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    return Clockwork(monkeypatch)


class TestRaising:
    def test_a_firm_raises_and_sees_only_its_own(self, city: ProblemCity) -> None:
        row = city.asked()
        rival = city.user_as("enterprise", organization=city.body(city.firm("示例对手厂")))
        assert (row.state, row.level, row.post) == (
            State.RAISED,
            city.levels[1],
            city.firm_account.assignments.get().post,
        )
        assert list(visible(city.firm_account, Problem)) == [row]
        assert not visible(rival, Problem).exists()
        for role in ("bank", "expert"):
            assert not visible(city.user_as(role), Problem).exists()

    def test_one_of_a_chain_begins_with_the_chains_team(self, city: ProblemCity) -> None:
        assert city.asked(chain=city.chains[0]).level == city.levels[0]
        assert city.asked(segment=city.segments[0]).chain == city.segments[0].chain

    def test_numbers_go_on_within_the_year(self, city: ProblemCity, clockwork: Clockwork) -> None:
        clockwork.at("2023-12-29T10:00")
        assert [city.asked().number for _ in range(2)] == ["2023-0001", "2023-0002"]
        clockwork.at("2024-01-02T10:00")
        assert city.asked().number == "2024-0001"

    def test_another_firms_name_is_out_of_reach(self, city: ProblemCity) -> None:
        with pytest.raises(ValidationError):
            city.asked(enterprise=city.firm("示例别家"))
        assert not Problem.objects.exists()

    def test_a_segment_of_another_chain_is_refused_at_its_field(self, city: ProblemCity) -> None:
        with pytest.raises(ValidationError) as refused:
            city.asked(chain=city.chains[0], segment=city.segments[-1])
        assert "segment" in refused.value.message_dict


def test_a_post_without_a_place_sees_none_of_what_lies_nowhere(city: ProblemCity) -> None:
    city.asked(by=city.office, enterprise=None, source="visit")
    assert not visible(city.user_as("district"), Problem).exists()


class TestAssigning:
    def test_the_limit_starts_with_the_assignment(self, city: ProblemCity, clockwork: Clockwork) -> None:
        clockwork.at("2023-10-09T10:00")
        row = city.asked()
        clockwork.at("2023-10-10T10:00")
        row = city.take(row, "assign", city.office, lead=city.bureau, helpers=[city.other])
        clock = Clock.objects.get(name="handle")
        assert (clock.limit_workdays, clock.due, row.due) == (15, date(2023, 10, 31), date(2023, 10, 24))
        assert [str(each) for each in row.helpers.all()] == ["自然资源局"]

    def test_a_team_assigns_what_is_at_its_level_alone(self, city: ProblemCity) -> None:
        mine, above = city.asked(chain=city.chains[0]), city.asked(chain=city.chains[0])
        Problem.objects.filter(pk=above.pk).update(level=city.levels[1])
        above.refresh_from_db()
        assert city.take(mine, "assign", city.team, lead=city.bureau).state == State.ASSIGNED
        with pytest.raises(StepRefused, match="已到“链办”"):
            city.take(above, "assign", city.team, lead=city.bureau)

    def test_a_unit_that_was_dissolved_is_refused_with_its_successor(self, city: ProblemCity) -> None:
        successor = ResponsibleUnit.objects.create(city=city.region, organization=city.other)
        ResponsibleUnit.objects.create(
            city=city.region, organization=city.bureau, ended=date(2023, 1, 1), successor=successor
        )
        with pytest.raises(ValidationError, match="已撤销，由“自然资源局”承接"):
            city.take(city.asked(), "assign", city.office, lead=city.bureau)

    def test_only_the_lead_unit_takes_it_up(self, city: ProblemCity) -> None:
        row = city.take(city.asked(), "assign", city.office, lead=city.bureau)
        with pytest.raises(PermissionDenied):
            city.take(row, "take_up", city.other_account)
        assert city.take(row, "take_up", city.bureau_account).state == State.IN_HAND

    def test_a_unit_disputes_once_and_the_ruling_is_final(self, city: ProblemCity) -> None:
        row = city.take(city.asked(), "assign", city.office, lead=city.bureau)
        row = city.take(row, "dispute", city.bureau_account, reason="应归自然资源局")
        row = city.take(row, "uphold", city.office, reason="渠道归水利局管")
        assert row.state == State.ASSIGNED
        with pytest.raises(StepRefused, match="不再变更"):
            city.take(row, "dispute", city.bureau_account, reason="还是不归我")

    def test_another_lead_has_the_whole_limit_from_the_ruling_on(self, city: ProblemCity, clockwork: Clockwork) -> None:
        clockwork.at("2023-10-09T10:00")
        row = city.take(city.asked(), "assign", city.office, lead=city.bureau)
        clockwork.at("2023-10-10T10:00")
        row = city.take(row, "dispute", city.bureau_account, reason="应归自然资源局")
        row = city.take(row, "reassign", city.office, lead=city.other, reason="属实")
        first, second = Clock.objects.filter(name="handle").order_by("pk")
        assert (first.stopped_at is None, second.due) == (False, date(2023, 10, 31))
        with pytest.raises(PermissionDenied):
            city.take(row, "take_up", city.bureau_account)


class TestLimits:
    def test_an_extension_is_asked_a_workday_before_and_once(self, city: ProblemCity, clockwork: Clockwork) -> None:
        clockwork.at("2023-10-09T10:00")
        row = city.in_hand()
        clockwork.at("2023-10-27T10:00")  # due on the 30th, one workday left
        row = city.take(row, "ask_extension", city.bureau_account, days=5, reason="省厅批复晚到")
        row = city.take(row, "extend", city.office)
        clock = Clock.objects.get(name="handle")
        assert (clock.limit_workdays, clock.extended_workdays, clock.due) == (20, 5, date(2023, 11, 6))
        with pytest.raises(StepRefused, match="已延过一次"):
            city.take(row, "ask_extension", city.bureau_account, days=5, reason="再延")

    def test_on_the_last_day_no_extension_is_asked(self, city: ProblemCity, clockwork: Clockwork) -> None:
        clockwork.at("2023-10-09T10:00")
        row = city.in_hand()
        clockwork.at("2023-10-30T10:00")
        with pytest.raises(StepRefused, match="至少一个工作日"):
            city.take(row, "ask_extension", city.bureau_account, days=5, reason="晚到")

    def test_a_pause_takes_two_and_does_not_count(self, city: ProblemCity, clockwork: Clockwork) -> None:
        clockwork.at("2023-10-09T10:00")
        row = city.in_hand()
        row = city.take(row, "ask_pause", city.bureau_account, waits_for="firm", reason="等企业补图")
        clockwork.at("2023-10-10T10:00")
        row = city.take(row, "pause", city.office)
        assert (row.state, row.due) == (State.SUSPENDED, None)
        clockwork.at("2023-10-17T10:00")
        row = city.take(row, "resume", city.bureau_account)
        assert Clock.objects.get(name="handle").due == date(2023, 11, 3)
        assert row.pending == ""

    def test_a_refused_request_leaves_the_limit(self, city: ProblemCity) -> None:
        row = city.in_hand()
        row = city.take(row, "ask_pause", city.bureau_account, waits_for="above", reason="等省厅")
        row = city.take(row, "refuse", city.office, reason="不用等")
        assert (row.state, row.pending) == (State.IN_HAND, "")

    def test_another_try_has_a_shorter_limit_and_the_breach_stays(
        self, city: ProblemCity, clockwork: Clockwork
    ) -> None:
        clockwork.at("2023-10-09T10:00")
        row = city.in_hand()
        clockwork.at("2023-11-02T10:00")
        row = city.take(row, "answer", city.bureau_account, outcome="solved", answer="已改线")
        assert (row.overran, row.used_workdays) == (True, 18)
        row = city.take(row, "reject", city.office, reason="现场没有通水")
        assert Clock.objects.get(name="redo").due == date(2023, 11, 9)
        row = city.take(row, "answer", city.bureau_account, outcome="solved", answer="已通水")
        assert (row.overran, row.redone) == (True, 1)

    def test_what_waits_for_a_decision_does_not_count(self, city: ProblemCity, clockwork: Clockwork) -> None:
        clockwork.at("2023-10-09T10:00")
        row = city.in_hand(chain=city.chains[0])
        row = city.take(row, "escalate", city.office, question="谁出钱", advice="各出一半")
        assert row.level == city.levels[1]
        clockwork.at("2023-10-10T10:00")
        row = city.take(row, "query", city.chief, reason="要多少钱")
        row = city.take(row, "supply", city.office, advice="三十万元")
        clockwork.at("2023-10-17T10:00")
        row = city.take(row, "instruct", city.chief, instruction="照此办理")
        assert (row.state, Clock.objects.get(name="handle").due) == (State.IN_HAND, date(2023, 11, 6))


class TestClosing:
    def test_who_answered_never_verifies_whichever_account(self, city: ProblemCity) -> None:
        row = city.take(city.asked(), "assign", city.office, lead=city.bureau)
        ResponsibleUnit.objects.filter(pk=row.lead_id).update(organization=city.bureau)
        row = city.take(row, "take_up", city.bureau_account)
        row = city.take(row, "answer", city.bureau_account, outcome="solved", answer="好了")
        same_body = city.user_as("chain_office", organization=city.bureau)
        with pytest.raises(PermissionDenied, match="不能核验自己的答复"):
            city.take(row, "verify", same_body, verification="看过", initiative="yes")

    def test_answered_is_not_solved_until_the_firm_says_so(self, city: ProblemCity) -> None:
        row = city.verified()
        assert row.state == State.VERIFIED
        row = city.take(row, "confirm", city.firm_account, grade="satisfied")
        assert (row.state, row.grade, row.called_back) == (State.SOLVED, "satisfied", False)

    def test_what_cannot_be_done_ends_explained_and_never_solved(self, city: ProblemCity) -> None:
        row = city.verified("impossible")
        with pytest.raises(StepRefused, match="办不了"):
            city.take(row, "confirm", city.firm_account, grade="satisfied")
        assert city.take(row, "accept", city.firm_account, grade="fair").state == State.EXPLAINED

    def test_the_office_may_call_back_and_it_is_told(self, city: ProblemCity) -> None:
        row = city.take(city.verified(), "confirm", city.office, grade="fair", feedback="电话里说可以")
        assert row.called_back

    def test_dissatisfaction_goes_back_to_the_unit(self, city: ProblemCity) -> None:
        row = city.take(city.verified(), "dissatisfy", city.firm_account, reason="水还没有通")
        assert (row.state, row.redone, row.feedback) == (State.IN_HAND, 1, "水还没有通")

    def test_silence_is_neither_consent_nor_before_its_time(self, city: ProblemCity, clockwork: Clockwork) -> None:
        clockwork.at("2023-10-09T10:00")
        row = city.verified()
        with pytest.raises(StepRefused, match="还没有过"):
            city.take(row, "lapse", city.office)
        clockwork.at("2023-10-17T10:00")
        row = city.take(row, "lapse", city.office)
        assert (row.state, row.grade) == (State.UNCONFIRMED, "")

    def test_a_closed_one_is_reopened_with_a_new_limit(self, city: ProblemCity) -> None:
        row = city.take(city.verified(), "confirm", city.firm_account, grade="satisfied")
        row = city.take(row, "reopen", city.firm_account, reason="又断水了")
        assert (row.state, row.reopened, row.closed_at) == (State.IN_HAND, 1, None)

    def test_merging_leads_to_one_that_is_open_and_never_in_a_circle(self, city: ProblemCity) -> None:
        one, two, three = (city.asked() for _ in range(3))
        one = city.take(one, "merge", city.office, into=two.number)
        assert (one.state, one.merged_into) == (State.MERGED, two)
        two.refresh_from_db()
        for target, words in ((one.number, "已并入"), (two.number, "没有这个编号")):
            with pytest.raises(ValidationError, match=words):
                city.take(two, "merge", city.office, into=target)
        with pytest.raises(ValidationError, match="已有别的问题并入"):
            city.take(two, "merge", city.office, into=three.number)

    def test_an_old_page_is_refused_with_what_changed(self, city: ProblemCity) -> None:
        row = city.answered()
        old = Problem.objects.get(pk=row.pk)
        city.take(row, "verify", city.office, verification="看过", initiative="yes")
        with pytest.raises(StaleRow):
            city.take(old, "reject", User.objects.get(pk=city.office.pk), reason="没办好")


def test_the_firm_that_goes_on_has_the_open_problems_of_the_other(city: ProblemCity) -> None:
    row = city.in_hand()
    stays = city.firm("示例并入后电池厂", uscc="")
    merge(stays=stays, goes=city.asking, versions=(stays.version, city.asking.version), by=city.office)
    row.refresh_from_db()
    assert (row.enterprise, row.state) == (stays, State.IN_HAND)
    assert city.take(row, "answer", city.bureau_account, outcome="solved", answer="好了").state == State.ANSWERED
