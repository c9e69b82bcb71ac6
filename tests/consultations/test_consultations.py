"""Experts of one chain are asked; others reach nothing, none copies from another, none decides on what they said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from lianzhang.access.active import activate
from lianzhang.access.api import visible
from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.consultations import actions
from lianzhang.consultations.filters import Wanted
from lianzhang.consultations.jobs import due, lapse_silence
from lianzhang.consultations.models import Consultation, Opinion, OpinionState, State
from lianzhang.consultations.queries import filter_consultations, tally_of
from lianzhang.work.api import StaleRow, StepRefused
from tests.acting import active
from tests.problems.world import ProblemCity

from .world import ANSWER, ExpertCity

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> ExpertCity:
    return ExpertCity()


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def seated_as_office(city: ExpertCity, expert: User) -> User:
    """The expert's account, acting for a post of the office."""
    held = active(expert, "chain_office", city.region)
    user = fresh(expert)
    user.active = None
    activate(user, held.pk)
    return user


def seen(user: User) -> tuple[int, int]:
    looker = fresh(user)
    return visible(looker, Consultation).count(), visible(looker, Opinion).count()


class TestAsking:
    def test_only_experts_of_the_chain_who_act_today_are_asked(self, city: ExpertCity) -> None:
        bank = city.user_as("bank", chains=city.chains[:1])
        for wrong in ([city.stranger], [bank], []):
            with pytest.raises(ValidationError) as refused:
                city.ask(experts=wrong)
            assert "experts" in refused.value.message_dict
        Assignment.objects.filter(user=city.experts[0]).update(ends=timezone.localdate())
        with pytest.raises(ValidationError, match="已没有账号"):
            city.ask()
        assert not Consultation.objects.exists()

    def test_nobody_asks_on_a_chain_out_of_reach_or_about_a_row_out_of_sight(self, city: ExpertCity) -> None:
        with pytest.raises(ValidationError):
            city.ask(by=city.chief, chain=city.chains[1], experts=[city.stranger])
        elsewhere = ProblemCity()
        with pytest.raises(ValidationError, match="不在您现在的岗位能看的范围"):
            city.ask(about=elsewhere.asked())
        for role in ("enterprise", "bank", "member_unit", "district"):
            with pytest.raises(PermissionDenied):
                city.ask(by=city.user_as(role))

    def test_a_day_that_has_passed_is_no_limit(self, city: ExpertCity) -> None:
        for days in (0, -1, 400):
            with pytest.raises(ValidationError, match="今天以后"):
                city.ask(wanted_by=timezone.localdate() + timedelta(days=days))


class TestReach:
    def test_none_outside_the_question_sees_it(self, city: ExpertCity) -> None:
        city.ask(experts=city.experts[:1])
        outside = [city.stranger, city.experts[1], *(city.user_as(role) for role in ("bank", "member_unit", "park"))]
        firm = city.user_as("enterprise", organization=city.body(city.firm()), chains=city.chains[:1])
        other = city.user_as("chain_team", chains=city.chains[1:])
        assert [seen(each) for each in (*outside, firm, other)] == [(0, 0)] * 7
        assert [seen(each) for each in (city.experts[0], city.chief, city.team, city.office)] == [(1, 1)] * 4

    def test_two_experts_do_not_read_each_other_before_both_have_answered(self, city: ExpertCity) -> None:
        row = city.ask()
        first, second = city.experts
        city.say(row, first)
        assert (seen(first), seen(second), seen(city.chief)) == ((1, 1), (1, 1), (1, 2))
        city.say(row, second)
        assert (seen(first), seen(second)) == ((1, 2), (1, 2))

    def test_who_gave_none_reads_none_even_when_it_is_closed(self, city: ExpertCity) -> None:
        row = city.ask()
        first, second = city.experts
        city.say(row, first)
        city.say(row, second, "decline", ground="conflict", reason="是其中一家的顾问")
        city.close(row, city.chief)
        assert (seen(first), seen(second)) == ((1, 1), (1, 1))

    def test_an_ended_post_reads_and_says_nothing_more(self, city: ExpertCity) -> None:
        row = city.ask()
        mine = city.opinion(row, city.experts[0])
        Assignment.objects.filter(user=city.experts[0]).update(ends=timezone.localdate())
        gone = fresh(city.experts[0])
        assert seen(gone) == (0, 0)
        with pytest.raises(PermissionDenied):
            actions.OPINION_VERBS["take_up"](row=mine, version=mine.version, by=gone)

    def test_who_takes_the_post_over_goes_on_with_it(self, city: ExpertCity) -> None:
        row, heir = city.ask(), User.objects.create(username="heir", label="接任")
        before = Assignment.objects.get(user=city.experts[0])
        Assignment.objects.filter(pk=before.pk).update(ends=timezone.localdate())
        Assignment.objects.create(user=heir, post=before.post, starts=timezone.localdate(), source="试验")
        mine = Opinion.objects.get(consultation=row, post=before.post)
        assert actions.OPINION_VERBS["take_up"](row=mine, version=0, by=fresh(heir)).state == OpinionState.TAKEN_UP


class TestAnswering:
    def test_another_experts_opinion_is_nobodys_to_give(self, city: ExpertCity) -> None:
        row = city.ask(experts=city.experts[:1])
        mine = city.opinion(row, city.experts[0])
        for other in (city.experts[1], city.stranger, city.chief, city.office):
            with pytest.raises(PermissionDenied):
                actions.OPINION_VERBS["take_up"](row=mine, version=0, by=fresh(other))

    @pytest.mark.parametrize("missing", ["opinion", "reasons", "conflict"])
    def test_an_answer_has_reasons_and_says_what_interests_there_are(self, city: ExpertCity, missing: str) -> None:
        row = city.ask()
        with pytest.raises(StepRefused) as refused:
            city.say(row, city.experts[0], **{missing: ""})
        assert missing in refused.value.message_dict

    def test_interests_are_named_where_there_are_any_and_only_there(self, city: ExpertCity) -> None:
        row = city.ask()
        with pytest.raises(ValidationError, match="请写明是什么利益冲突"):
            city.say(row, city.experts[0], conflict="declared")
        with pytest.raises(ValidationError, match="请核对"):
            city.say(city.ask(), city.experts[0], interests="持有股份")
        with pytest.raises(IntegrityError), transaction.atomic():
            Opinion.objects.filter(consultation=row).update(conflict="declared")

    def test_a_second_tab_is_too_late(self, city: ExpertCity) -> None:
        row = city.ask()
        old = city.opinion(row, city.experts[0])
        city.say(row, city.experts[0])
        with pytest.raises(StaleRow):
            actions.OPINION_VERBS["take_up"](row=old, version=old.version, by=fresh(city.experts[0]))
        given = city.opinion(row, city.experts[0])
        with pytest.raises(StepRefused, match="已答复"):
            actions.OPINION_VERBS["answer"](row=given, version=given.version, by=fresh(city.experts[0]), **ANSWER)


class TestClosing:
    def test_who_answered_never_says_whether_it_was_used(self, city: ExpertCity) -> None:
        row, expert = city.ask(by=city.team), city.experts[0]
        city.say(row, expert)
        as_office = seated_as_office(city, expert)
        row.refresh_from_db()
        with pytest.raises(PermissionDenied, match="答复的专家"):
            actions.VERBS["close"](row=row, version=row.version, by=as_office, use="used", reason="好")

    def test_it_is_closed_by_who_asked_or_the_office_once_somebody_answered(self, city: ExpertCity) -> None:
        row = city.ask(by=city.chief)
        with pytest.raises(StepRefused, match="还没有专家答复"):
            city.close(row, city.chief)
        city.say(row, city.experts[0])
        with pytest.raises(PermissionDenied, match="由提问的"):
            city.close(row, city.team)
        assert city.close(row, city.office, "partly").state == State.CLOSED
        late = city.opinion(row, city.experts[1])
        with pytest.raises(StepRefused, match="不再收意见"):
            actions.OPINION_VERBS["take_up"](row=late, version=late.version, by=fresh(city.experts[1]))

    def test_what_an_expert_said_is_not_withdrawn(self, city: ExpertCity) -> None:
        row = city.ask()
        city.say(row, city.experts[0])
        row.refresh_from_db()
        with pytest.raises(StepRefused, match="不能撤回"):
            actions.VERBS["withdraw"](row=row, version=row.version, by=fresh(city.chief), reason="不问了")

    def test_silence_is_a_state_of_its_own(self, city: ExpertCity) -> None:
        silent, half = city.ask(), city.ask()
        city.say(half, city.experts[0])
        assert lapse_silence(keys=due()) == {"opinions": 0, "consultations": 0}
        Consultation.objects.update(wanted_by=timezone.localdate() - timedelta(days=1))
        assert lapse_silence(keys=due()) == {"opinions": 3, "consultations": 1}
        assert lapse_silence(keys=due()) == {"opinions": 0, "consultations": 0}
        for row, state in ((silent, State.LAPSED), (half, State.OPEN)):
            row.refresh_from_db()
            assert (row.state, row.use, row.waits_for) == (state, "", 0)
        late = city.opinion(half, city.experts[1])
        assert late.state == OpinionState.LAPSED
        said = actions.OPINION_VERBS["answer"](row=late, version=late.version, by=fresh(city.experts[1]), **ANSWER)
        assert said.state == OpinionState.ANSWERED


class TestMoreTime:
    """Put off once, for all, by who asked; what is only asked for moves nothing."""

    def ask_for(self, city: ExpertCity, row: Consultation, days: int = 14, by: User | None = None) -> Opinion:
        day = timezone.localdate() + timedelta(days=days)
        return city.say(row, by or city.experts[0], "ask_extension", day=day, reason="要做一次试验")

    def decide(self, row: Consultation, by: User, name: str = "extend", **given: str) -> Consultation:
        row.refresh_from_db()
        return actions.VERBS[name](row=row, version=row.version, by=fresh(by), **given)

    def test_it_is_granted_by_who_asked_and_counted_once(self, city: ExpertCity) -> None:
        row = city.ask()
        first = row.wanted_by
        self.ask_for(city, row)
        with pytest.raises(StepRefused, match="还在等提问的一方决定"):
            self.ask_for(city, row, by=city.experts[1])
        row.refresh_from_db()
        assert (row.wanted_by, row.put_off) == (first, 0)
        for stranger in (city.team, *city.experts, city.stranger):
            with pytest.raises((StepRefused, PermissionDenied)):
                self.decide(row, stranger)
        row = self.decide(row, city.chief)
        assert (row.wanted_by - first).days == 7
        assert (row.first_wanted_by, row.put_off, row.asked_day) == (first, 1, None)
        with pytest.raises(StepRefused, match="已延过一次"):
            self.ask_for(city, row, 30, city.experts[1])
        assert Opinion.objects.filter(asked_day__isnull=False).count() == 0

    def test_refused_it_stays_as_it_was_and_may_be_asked_again(self, city: ExpertCity) -> None:
        row = city.ask()
        self.ask_for(city, row)
        row = self.decide(row, city.chief, "keep", reason="等不及")
        assert (row.put_off, row.asked_day) == (0, None)
        self.ask_for(city, row, 9, city.experts[1])

    def test_who_asked_for_it_never_grants_it_from_another_post(self, city: ExpertCity) -> None:
        row = city.ask(by=city.office)
        self.ask_for(city, row)
        as_office = seated_as_office(city, city.experts[0])
        row.refresh_from_db()
        with pytest.raises(StepRefused, match="答复的专家"):
            actions.VERBS["extend"](row=row, version=row.version, by=as_office)

    def test_a_day_before_the_first_or_far_off_is_refused_and_after_it_nothing_is_asked(self, city: ExpertCity) -> None:
        row = city.ask()
        for days in (7, 3, 90):
            with pytest.raises(ValidationError, match="以后、60天以内"):
                self.ask_for(city, row, days)
        self.ask_for(city, row)
        Consultation.objects.filter(pk=row.pk).update(wanted_by=timezone.localdate() - timedelta(days=1))
        with pytest.raises(StepRefused, match="请直接答复"):
            self.ask_for(city, row, by=city.experts[1])
        lapse_silence(keys=due())
        row.refresh_from_db()
        assert (row.state, row.asked_day) == (State.LAPSED, None)

    def test_the_list_counts_it_and_answers_in_time(self, city: ExpertCity) -> None:
        row = city.ask()
        self.ask_for(city, row)
        assert list(filter_consultations(Wanted(mine="todo"), fresh(city.chief))) == [row]
        self.decide(row, city.chief)
        city.say(row, city.experts[1])
        told = tally_of(fresh(city.chief))
        assert (told.put_off, told.answers, told.in_time) == (1, 1, 1)
        assert tally_of(fresh(city.experts[0])).answers == 0
