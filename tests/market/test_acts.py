"""Needs and answers to them: who may do what, what is refused, what counts as delivered."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Membership
from lianzhang.market import jobs
from lianzhang.market.actions import change
from lianzhang.market.follow_up_actions import ANSWERS
from lianzhang.market.match_actions import deliver, keep
from lianzhang.market.models import Answer, Delivery, FollowUp, Match, MatchState, Need, NeedState, Posting
from lianzhang.work.api import StaleRow, StepRefused

from .world import SECRETS, MarketCity, fresh, month_end

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def city() -> MarketCity:
    return MarketCity()


def sees(user: User, row: Any) -> bool:
    return visible(fresh(user), type(row)).filter(pk=row.pk).exists()


def refused(act: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        act()
    return error.value.message_dict if hasattr(error.value, "error_dict") else {"": error.value.messages}


class TestReach:
    """A rival, another district, a bank and a solver see what is published and their own answer, nothing else."""

    def test_a_need_is_its_owners_its_chains_its_places_and_the_offices(self, city: MarketCity) -> None:
        row = city.published()
        inside = [city.anchor_account, city.team, city.chief, city.office, city.clerk, city.district]
        outside = [city.supplier_account, city.rival_account, city.rival_team, city.other_district, city.bank]
        assert [user.username for user in inside if not sees(user, row)] == []
        assert [user.username for user in (*outside, city.expert) if sees(user, row)] == []

    def test_what_is_published_holds_no_secret(self, city: MarketCity) -> None:
        posting = Posting.objects.get(need=city.published())
        told = " ".join(str(getattr(posting, field.name)) for field in Posting._meta.fields if field.name != "need")
        assert "A380" in told
        assert [secret for secret in (*SECRETS, city.anchor.name) if secret in told] == []

    def test_before_it_is_checked_nobody_else_reads_a_word(self, city: MarketCity) -> None:
        city.take(city.need(), "submit", city.anchor_account)
        assert not visible(fresh(city.supplier_account), Posting).exists()

    def test_what_is_for_all_is_read_by_those_who_may_answer_it(self, city: MarketCity) -> None:
        posting = Posting.objects.get(need=city.published())
        assert sees(city.supplier_account, posting)
        assert sees(city.rival_account, posting)
        assert not sees(city.bank, posting)

    def test_what_is_for_some_is_read_by_those_who_were_chosen(self, city: MarketCity) -> None:
        need = city.published(city.loan())
        posting = Posting.objects.get(need=need)
        assert not sees(city.bank, posting)
        row = city.suggested(need, body=city.post(city.bank))
        assert sees(city.bank, posting)
        assert sees(city.bank, row)
        for user in (city.other_bank, city.supplier_account, city.rival_account):
            assert not sees(user, posting)
            assert not sees(user, row)

    def test_an_answer_is_of_its_two_sides(self, city: MarketCity) -> None:
        row = city.offered()
        assert sees(city.supplier_account, row)
        assert sees(city.anchor_account, row)
        for user in (city.rival_account, city.bank, city.rival_team, city.other_district):
            assert not sees(user, row)

    def test_a_firm_enters_for_itself_alone(self, city: MarketCity) -> None:
        with pytest.raises((PermissionDenied, ValidationError)):
            city.need(by=city.rival_account)
        assert not Need.objects.exists()

    def test_a_team_enters_on_its_own_chain_alone(self, city: MarketCity) -> None:
        assert "chain" in refused(lambda: city.need(by=city.rival_team))
        assert "chain" in refused(lambda: city.need(by=city.rival_team, chain=city.chains[1]))

    def test_a_post_that_has_ended_reaches_nothing(self, city: MarketCity) -> None:
        row = city.offered()
        city.supplier_account.assignments.update(ends=TODAY())
        assert not sees(city.supplier_account, row)


class TestNeed:
    def test_who_wrote_it_does_not_check_it(self, city: MarketCity) -> None:
        row = city.take(city.need(by=city.team), "submit", city.team)
        with pytest.raises(StepRefused, match="另一个账号"):
            city.take(row, "publish", city.team)
        assert city.take(row, "publish", city.office).state == NeedState.OPEN

    def test_a_firm_does_not_publish_its_own(self, city: MarketCity) -> None:
        row = city.take(city.need(), "submit", city.anchor_account)
        with pytest.raises(PermissionDenied):
            city.take(row, "publish", city.anchor_account)

    def test_of_a_merged_firm_it_is_refused_with_the_one_that_goes_on(self, city: MarketCity) -> None:
        city.anchor.merged_into = city.supplier
        city.anchor.save()
        assert city.supplier.name in refused(lambda: city.need(by=city.office))["enterprise"][0]

    def test_on_a_chain_where_the_firm_does_not_stand_it_is_refused(self, city: MarketCity) -> None:
        Membership.objects.filter(enterprise=city.anchor).update(ends=TODAY())
        assert "不在" in refused(lambda: city.need(by=city.office))["chain"][0]

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"valid_until": date(2021, 1, 1)}, "valid_until"),
            ({"valid_until": date(2999, 1, 1)}, "valid_until"),
            ({"title": " "}, "title"),
            ({"text": " "}, "text"),
            ({"value": Decimal(0)}, "value"),
            ({"quantity": Decimal(5)}, "unit"),
            ({"wanted_by": date(2021, 1, 1)}, "wanted_by"),
        ],
    )
    def test_a_fault_is_told_at_its_field(self, city: MarketCity, said: dict[str, Any], field: str) -> None:
        assert field in refused(lambda: city.need(**said))

    @pytest.mark.parametrize(
        ("details", "field"),
        [
            ({}, "finance_use"),
            ({"finance_rate": "四个点"}, "finance_rate"),
            ({"finance_rate": "NaN"}, "finance_rate"),
            ({"finance_first": "也许"}, "finance_first"),
            ({"finance_by": "下月"}, "finance_by"),
            ({"finance_use": "买" * 300}, "finance_use"),
        ],
    )
    def test_what_its_kind_asks_is_held_to_its_type(
        self, city: MarketCity, details: dict[str, str], field: str
    ) -> None:
        given = details if field == "finance_use" else {"finance_use": "买设备"} | details
        assert f"detail_{field}" in refused(lambda: city.loan(details=given))

    def test_what_its_kind_does_not_ask_is_not_kept(self, city: MarketCity) -> None:
        assert city.need(details={"finance_use": "x", "goods_model": "A"}).details == {"goods_model": "A"}

    def test_a_change_from_an_old_page_is_refused(self, city: MarketCity) -> None:
        row = city.need()
        city.take(row, "submit", city.anchor_account)
        said = {"title": "x", "text": "y", "valid_until": row.valid_until, "details": {}}
        with pytest.raises((StaleRow, StepRefused)):
            change(row=row, version=0, by=fresh(city.anchor_account), **said)

    def test_withdrawn_its_talks_end_and_its_words_go(self, city: MarketCity) -> None:
        row = city.offered()
        need = city.take(row.need, "withdraw", city.anchor_account, reason="另有安排")
        row.refresh_from_db()
        assert (need.state, row.state) == (NeedState.WITHDRAWN, MatchState.FAILED)
        assert not visible(fresh(city.rival_account), Posting).exists()

    def test_with_a_contract_it_is_not_withdrawn(self, city: MarketCity) -> None:
        row = city.agreed()
        with pytest.raises(StepRefused, match="不能撤回"):
            city.take(row.need, "withdraw", city.anchor_account, reason="x")

    def test_it_is_met_only_once_something_was_delivered(self, city: MarketCity) -> None:
        row = city.agreed()
        with pytest.raises(StepRefused, match="交付"):
            city.take(row.need, "close", city.anchor_account)
        city.delivered(row)
        assert city.take(row.need, "close", city.anchor_account).state == NeedState.MET


class TestMatch:
    def test_the_owner_does_not_answer_itself(self, city: MarketCity) -> None:
        need = city.published()
        assert "party" in refused(lambda: city.suggested(need, enterprise=city.anchor))

    def test_one_answers_a_need_once(self, city: MarketCity) -> None:
        row = city.offered()
        assert "party" in refused(lambda: city.suggested(row.need))

    def test_a_firm_does_not_answer_what_banks_answer(self, city: MarketCity) -> None:
        need = city.published(city.loan())
        assert "party" in refused(lambda: city.suggested(need, enterprise=city.supplier))
        assert "party" in refused(lambda: city.suggested(need, body=city.post(city.expert)))

    def test_a_need_that_is_closed_takes_no_answer(self, city: MarketCity) -> None:
        need = city.take(city.published(), "withdraw", city.anchor_account, reason="x")
        with pytest.raises(StepRefused, match="已撤回"):
            city.offered(need)

    def test_only_the_side_that_answers_takes_it_up(self, city: MarketCity) -> None:
        row = city.suggested()
        with pytest.raises(PermissionDenied):
            city.take(row, "take_up", city.anchor_account)
        row = city.take(row, "take_up", city.supplier_account)
        assert (row.state, row.stage.name) == (MatchState.TALKING, "洽谈")
        assert row.slow_on == TODAY() + timedelta(days=30)

    def test_it_goes_through_the_stages_of_its_kind(self, city: MarketCity) -> None:
        row = city.take(city.offered(), "move", city.supplier_account)
        assert (row.stage.name, row.slow_on) == ("样品", TODAY() + timedelta(days=540))
        with pytest.raises(StepRefused, match="没有后面的阶段"):
            city.take(row, "move", city.supplier_account)

    def test_a_contract_is_dated_between_the_talks_and_today(self, city: MarketCity) -> None:
        row = city.offered()
        assert "day" in refused(lambda: city.agreed(row, day=TODAY() + timedelta(days=1)))
        assert "day" in refused(lambda: city.agreed(row, day=date(2021, 1, 1)))
        assert "value" in refused(lambda: city.agreed(row, value="很多"))

    def test_only_a_confirmed_purchase_shows_a_delivery(self, city: MarketCity) -> None:
        row = city.agreed()
        today = TODAY()
        unconfirmed = city.bought(period_start=today.replace(day=1), period_end=month_end(today))
        for purchase in (None, unconfirmed):
            assert "purchase" in refused(lambda purchase=purchase: city.delivered(row, purchase=purchase))
        assert city.delivered(row, purchase=city.paid(item="另一样")).state == MatchState.DELIVERED

    def test_a_purchase_from_before_the_contract_shows_nothing(self, city: MarketCity) -> None:
        assert "purchase" in refused(lambda: city.delivered(city.agreed(), purchase=city.confirmed()))

    def test_a_purchase_of_another_supplier_shows_nothing(self, city: MarketCity) -> None:
        row = city.agreed()
        today = TODAY()
        stranger = city.bought_from_stranger(period_start=today.replace(day=1), period_end=month_end(today))
        assert "purchase" in refused(lambda: city.delivered(row, purchase=stranger))

    def test_one_purchase_shows_one_delivery(self, city: MarketCity) -> None:
        purchase = city.paid()
        first = city.delivered(city.agreed(), purchase=purchase)
        second = city.published(city.need(title="又一件"))
        again = city.agreed(city.offered(second))
        assert "purchase" in refused(lambda: city.delivered(again, purchase=purchase))
        assert Delivery.objects.get().match_id == first.pk

    def test_the_side_that_delivers_does_not_note_it(self, city: MarketCity) -> None:
        row, purchase = city.agreed(), city.paid()
        row.refresh_from_db()
        with pytest.raises(PermissionDenied):
            deliver(row=row, version=row.version, by=fresh(city.supplier_account), purchase=purchase)

    def test_a_further_delivery_is_later_than_the_first(self, city: MarketCity) -> None:
        row = city.delivered()
        row.refresh_from_db()
        given = {"row": row, "version": row.version, "by": fresh(city.anchor_account)}
        assert "purchase" in refused(lambda: keep(**given, purchase=city.paid(item="同一天的")))

    def test_money_is_drawn_as_the_firm_says_that_received_it(self, city: MarketCity) -> None:
        row = city.suggested(city.published(city.loan()), body=city.post(city.bank))
        row = city.take(row, "take_up", city.bank)
        row = city.take(row, "agree", city.bank, day=TODAY(), value="500")
        row.refresh_from_db()
        given: dict[str, Any] = {"row": row, "version": row.version, "day": TODAY(), "value": Decimal(300)}
        with pytest.raises(PermissionDenied):
            deliver(**given, by=fresh(city.bank), note="到账")
        assert "note" in refused(lambda: deliver(**given, by=fresh(city.anchor_account)))
        made = deliver(**given, by=fresh(city.anchor_account), note="银行回单")
        assert (made.state, made.stage.name) == (MatchState.DELIVERED, "放款")
        assert Delivery.objects.get().value == 300  # what was drawn, not what was granted

    def test_what_failed_says_why_and_waits_for_nobody(self, city: MarketCity) -> None:
        row = city.take(city.offered(), "fail", city.anchor_account, ground="price")
        assert (row.state, row.ask_on) == (MatchState.FAILED, None)


class TestFollowUps:
    def asked(self, city: MarketCity) -> Match:
        row = city.offered()
        Match.objects.filter(pk=row.pk).update(ask_on=TODAY())
        assert jobs.ask_both_sides(keys=jobs.to_ask()) == {"asked": 1}
        return row

    def test_both_sides_are_asked_once_in_ninety_days(self, city: MarketCity) -> None:
        row = city.offered()
        assert row.ask_on == TODAY() + timedelta(days=90)
        assert jobs.to_ask() == []
        row = self.asked(MarketCity())
        assert FollowUp.objects.filter(match=row).count() == 2
        assert jobs.to_ask() == []

    @pytest.mark.parametrize("name", ANSWERS)
    def test_one_click_answers_and_the_other_side_reads_nothing_of_it(self, city: MarketCity, name: str) -> None:
        row = self.asked(city)
        question = FollowUp.objects.get(match=row, side="party")
        for user in (city.anchor_account, city.rival_account, city.office):
            with pytest.raises(PermissionDenied):
                ANSWERS[name](row=question, version=question.version, by=fresh(user))
        answer = ANSWERS[name]
        assert answer(row=question, version=question.version, by=fresh(city.supplier_account)).state == name
        assert not sees(city.anchor_account, question)
        row.refresh_from_db()
        assert row.state == MatchState.TALKING  # a word moves nothing

    def test_silence_is_an_answer_of_its_own(self, city: MarketCity) -> None:
        row = self.asked(city)
        FollowUp.objects.update(due=date(2021, 1, 1))
        assert jobs.lapse_silence(keys=jobs.silent()) == {"silent": 2}
        assert set(FollowUp.objects.filter(match=row).values_list("state", flat=True)) == {Answer.SILENT}


class TestLapsing:
    def test_past_its_day_a_need_without_a_contract_lapses(self, city: MarketCity) -> None:
        row = city.offered()
        Need.objects.update(valid_until=TODAY() - timedelta(days=1))
        assert jobs.lapse_needs(keys=jobs.over()) == {"needs": 1}
        row.refresh_from_db()
        assert (row.need.state, row.state) == (NeedState.LAPSED, MatchState.FAILED)

    def test_one_with_a_contract_goes_on(self, city: MarketCity) -> None:
        city.agreed()
        Need.objects.update(valid_until=TODAY() - timedelta(days=1))
        assert jobs.over() == []
