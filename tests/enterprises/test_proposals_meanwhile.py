"""What is asked for on chains: two at one row, something that happens meanwhile, and many asked for at once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises import membership_actions, merging
from lianzhang.enterprises import proposal_actions as acts
from lianzhang.enterprises.bulk import Asked, plan_of
from lianzhang.enterprises.bulk_actions import apply, undo
from lianzhang.enterprises.history import history_of_firm
from lianzhang.enterprises.lapsing import due, lapse_proposals
from lianzhang.enterprises.membership_actions import Placing
from lianzhang.enterprises.models import BulkEdit, Enterprise, Membership, MembershipProposal, ProposalState
from lianzhang.kernel.stale import StaleRow
from lianzhang.work.api import NotAll, StepRefused, take_all
from lianzhang.work.models import Clock

from .asking import WHY, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None) -> Town:
    return Town()


# --- two at one row, and what happens meanwhile
def test_withdrawn_or_declined_it_is_agreed_to_no_more(town: Town) -> None:
    row = town.asked()
    acts.withdraw(row=row, version=row.version, by=town.team)
    with pytest.raises(StaleRow):
        acts.agree(row=row, version=row.version, by=town.district)
    row.refresh_from_db()
    with pytest.raises(StepRefused, match="现在是“已撤回”"):
        acts.agree(row=row, version=row.version, by=town.district)
    again = town.asked()
    acts.decline(row=again, version=again.version, by=town.district, **WHY)
    again.refresh_from_db()
    assert (again.state, again.answer, again.decided_by) == ("declined", WHY["reason"], town.district)
    with pytest.raises(StepRefused, match="现在是“没有同意”"):
        acts.agree(row=again, version=again.version, by=town.district)
    assert not Membership.objects.exists()


def test_a_firm_that_was_merged_meanwhile_takes_what_was_asked_with_it(town: Town) -> None:
    row, stays = town.asked(), town.firm()
    Enterprise.objects.filter(pk=town.own.pk).update(uscc="")
    goes = Enterprise.objects.get(pk=town.own.pk)
    merging.merge(stays=stays, goes=goes, versions=(stays.version, goes.version), by=town.office)
    row.refresh_from_db()
    assert (row.state, row.enterprise_id) == (ProposalState.LAPSED, goes.pk)
    assert "已并入" in row.answer
    with pytest.raises(StepRefused, match="已失效"):
        acts.agree(row=row, version=row.version, by=town.district)
    assert not stays.memberships.exists()


def test_a_place_that_changed_meanwhile_is_not_written_over(town: Town) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    place = town.on_chain(town.own, starts=tomorrow)
    where = town.placing(role="core", starts=tomorrow)
    row = acts.propose_change(membership=place, version=0, placing=where, by=town.team)
    moved = Placing(place.chain, tomorrow, "key_supplier")
    membership_actions.change(membership=place, version=0, placing=moved, by=town.office)
    with pytest.raises(StepRefused, match="已有变动"):
        acts.agree(row=row, version=row.version, by=town.district)
    with pytest.raises(StaleRow):
        acts.propose_change(membership=place, version=0, placing=where, by=town.team)


def test_what_no_longer_fits_beside_other_chains_is_not_agreed_to(town: Town) -> None:
    row = town.asked()
    town.on_chain(town.own, 1, share=Decimal(60))
    with pytest.raises(ValidationError, match="超过100%"):
        acts.agree(row=row, version=row.version, by=town.district)
    row.refresh_from_db()
    assert row.state == ProposalState.WAITING


@pytest.mark.parametrize("state", ["deregistered", "moved"])
def test_of_a_firm_that_ended_nothing_is_agreed_to_and_the_night_ends_it(town: Town, state: str) -> None:
    row = town.asked()
    Enterprise.objects.filter(pk=town.own.pk).update(state=state)
    with pytest.raises(StepRefused, match="不能照提请的办"):
        acts.agree(row=row, version=row.version, by=town.district)
    assert lapse_proposals(keys=due()) == {"lapsed": 1}
    row.refresh_from_db()
    assert row.state == ProposalState.LAPSED


def test_unanswered_in_its_time_it_lapses_and_one_in_time_waits_on(town: Town) -> None:
    late, waits = town.asked(), town.asked(firm=town.firm())
    Clock.objects.filter(subject__endswith=f":{late.pk}").update(due=timezone.localdate() - timedelta(days=1))
    assert lapse_proposals(keys=due()) == {"lapsed": 1}
    for row in (late, waits):
        row.refresh_from_db()
    assert (late.state, waits.state) == (ProposalState.LAPSED, ProposalState.WAITING)
    assert "个工作日没有答复" in late.answer
    assert Clock.objects.get(subject__endswith=f":{late.pk}").stopped_at is not None
    assert lapse_proposals(keys=due()) == {"lapsed": 0}


# --- several at once
def test_several_are_agreed_to_at_once_or_none(town: Town) -> None:
    one, two = town.asked(), town.asked(firm=town.firm())
    acts.withdraw(row=two, version=two.version, by=town.team)
    with pytest.raises(NotAll) as refused:
        take_all(name="agree", chosen={one: one.version, two: two.version}, by=town.district)
    assert list(refused.value.reasons) == [two.pk]
    assert not Membership.objects.exists()
    three = town.asked(firm=two.enterprise)
    take_all(name="agree", chosen={one: one.version, three: three.version}, by=town.district)
    assert Membership.objects.count() == 2


def bulk(town: Town, by: User, *firms: Enterprise) -> BulkEdit:
    asked, rows = Asked("proposal", placing=town.placing()), Enterprise.objects.filter(pk__in=[row.pk for row in firms])
    return apply(asked=asked, firms=rows, token=plan_of(asked, rows, by).token, by=by)


def test_many_are_asked_for_in_one_act_counted_and_taken_back_by_its_author(town: Town) -> None:
    made = bulk(town, town.team, town.own, town.firm())
    assert made.rows.count() == MembershipProposal.objects.filter(state="waiting", entered_by=town.team).count() == 2
    assert not Membership.objects.exists()
    undo(bulk_edit=made, by=town.team)
    assert MembershipProposal.objects.filter(state="withdrawn").count() == 2


def test_one_that_cannot_be_asked_for_holds_back_all(town: Town) -> None:
    asked = Asked("proposal", placing=town.placing())
    town.asked()
    firms = Enterprise.objects.filter(pk__in=[town.own.pk, town.firm().pk])
    assert [line.fault for line in plan_of(asked, firms, town.team).lines if line.fault] == [
        "这家企业在这条链上已有一件提请在等待同意。"
    ]
    with pytest.raises(ValidationError, match="一家也没有改"):
        bulk(town, town.team, *firms)
    assert all("归您办理" in line.fault for line in plan_of(asked, firms, town.office).lines)
    assert MembershipProposal.objects.count() == 1


def test_what_was_agreed_meanwhile_is_not_taken_back_in_one(town: Town) -> None:
    made = bulk(town, town.team, town.own, town.firm())
    row = town.own.proposals.get()
    acts.agree(row=row, version=row.version, by=town.district)
    with pytest.raises(StepRefused, match="又有改动"):
        undo(bulk_edit=made, by=town.team)


def test_the_firms_history_tells_others_nothing_of_what_only_waits(town: Town) -> None:
    bulk(town, town.team, town.own)
    assert history_of_firm(town.own, town.office) == []
