"""A place on a chain is asked for and agreed to: before, it gives nothing; afterwards it is a place like any other."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from lianzhang.access.actions import hand_over
from lianzhang.access.row_policy import may, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises import actions
from lianzhang.enterprises import proposal_actions as acts
from lianzhang.enterprises.history import history_of_firm
from lianzhang.enterprises.models import Contact, Membership, MembershipProposal
from lianzhang.enterprises.permissions import Permission
from lianzhang.enterprises.queries.proposals import to_answer
from lianzhang.records.models import AuditEvent
from lianzhang.work.api import StepRefused
from tests.acting import active

from .asking import WHY, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def fresh(user: User) -> User:
    """The account as the next request loads it."""
    return User.objects.get(pk=user.pk)


# --- it gives nothing before it is agreed to
def test_what_is_asked_for_gives_no_reach_and_is_no_membership(town: Town) -> None:
    town.asked()
    team = fresh(town.team)
    assert not may(team, Permission.EDIT_ENTERPRISE, town.own)
    assert not may(team, Permission.REVEAL_CONTACT, town.own.contacts.get())
    assert not visible(team, Contact).exists()
    assert not Membership.objects.exists()
    with pytest.raises(PermissionDenied):
        actions.edit(firm=town.own, version=town.own.version, by=team, address="新址")


def test_once_agreed_it_is_a_place_like_any_other_and_one_event_tells(town: Town) -> None:
    row = town.asked(role="core", segment=town.segments[0], share=Decimal(60))
    acts.agree(row=row, version=row.version, by=town.district)
    place = town.own.memberships.get()
    assert (place.chain, place.segment, place.role, place.share) == (town.chains[0], town.segments[0], "core", 60)
    assert place.source == "名单"
    assert may(fresh(town.team), Permission.EDIT_ENTERPRISE, town.own)
    assert [each.action for each in AuditEvent.objects.order_by("pk")] == ["proposal.propose", "proposal.agree"]
    told = history_of_firm(town.own, town.office)
    assert [each.act for each in told] == ["同意在链提请", "提请在链登记"]
    assert "第1链，铸件1，核心，2021-01-01起，计入60%" in told[0].details[0]


def test_a_change_and_an_end_are_asked_for_and_agreed_to(town: Town) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    place = town.on_chain(town.own, starts=tomorrow)  # it only comes: the team does not answer for the firm yet
    where = town.placing(role="core", starts=tomorrow)
    row = acts.propose_change(membership=place, version=0, placing=where, by=town.team)
    acts.agree(row=row, version=row.version, by=town.district)
    place.refresh_from_db()
    assert (place.role, place.version) == ("core", 1)
    row = acts.propose_end(membership=place, version=1, ends=tomorrow + timedelta(days=9), by=town.team, **WHY)
    acts.agree(row=row, version=row.version, by=town.office)
    place.refresh_from_db()
    assert place.ends == tomorrow + timedelta(days=9)
    assert place.source == "名单"


def test_a_firm_itself_asks_and_never_answers(town: Town) -> None:
    itself = town.user_as("enterprise", organization=town.body(town.own))
    row = town.asked(itself, town.own)
    for act in (acts.agree, acts.decline):
        with pytest.raises(StepRefused, match="由市链长办"):
            act(row=row, version=row.version, by=itself, **(WHY if act is acts.decline else {}))
    assert not MembershipProposal.objects.filter(to_answer(itself)).exists()
    acts.agree(row=row, version=row.version, by=town.district)


# --- who asks
def test_who_answers_for_the_firm_does_it_and_does_not_ask(town: Town) -> None:
    for by in (town.office, town.district):
        with pytest.raises(StepRefused, match="不必提请"):
            town.asked(by)


@pytest.mark.parametrize("role", ["chief", "member_unit", "bank", "expert", "committee"])
def test_who_keeps_no_register_does_not_ask(town: Town, role: str) -> None:
    with pytest.raises(PermissionDenied):
        town.asked(town.user_as(role, **({"chains": town.chains} if role in ("chief", "expert") else {})))


def test_nobody_asks_about_a_firm_out_of_sight(town: Town) -> None:
    elsewhere = Town()
    other_place = town.user_as("district", region=town.districts[1])
    for by in (elsewhere.team, other_place, town.user_as("enterprise", organization=town.body(town.firm()))):
        with pytest.raises(PermissionDenied, match="没有这家企业"):
            town.asked(by)


def test_a_team_asks_for_its_own_chain_alone(town: Town) -> None:
    with pytest.raises(ValidationError, match="不归您"):
        town.asked(number=1)
    place = town.on_chain(town.own, 1)
    with pytest.raises(ValidationError, match="不归您"):
        acts.propose_end(membership=place, version=0, ends=date(2024, 1, 1), by=town.team, **WHY)


def test_one_waits_at_a_time_for_a_firm_on_a_chain(town: Town) -> None:
    row = town.asked()
    with pytest.raises(ValidationError, match="已有一件"):
        town.asked()
    acts.withdraw(row=row, version=row.version, by=town.team)
    town.asked()


def test_what_cannot_be_is_refused_when_it_is_asked(town: Town) -> None:
    town.on_chain(town.own, 1, share=Decimal(60))
    with pytest.raises(ValidationError, match="最多填40%"):
        town.asked(share=Decimal(50))
    with pytest.raises(ValidationError, match="请写依据"):
        town.asked(source=" ")
    assert not MembershipProposal.objects.exists()


# --- who sees it
def test_it_is_seen_by_its_chain_and_by_those_who_answer_and_by_nobody_else(town: Town) -> None:
    town.asked()
    itself = town.user_as("enterprise", organization=town.body(town.own))
    sees = [town.team, town.office, town.clerk, town.district, itself]
    blind = [
        town.user_as("chain_team", chains=town.chains[1:]),
        town.user_as("district", region=town.districts[1]),
        town.user_as("park", park=town.park),
        town.user_as("enterprise", organization=town.body(town.firm())),
        *(town.user_as(role) for role in ("committee", "head_chief", "member_unit", "bank", "expert")),
        town.user_as("chief", chains=town.chains),
        Town().office,
    ]
    assert [visible(by, MembershipProposal).count() for by in sees] == [1] * len(sees)
    assert [visible(by, MembershipProposal).count() for by in blind] == [0] * len(blind)


def test_only_those_who_could_do_it_themselves_are_asked_and_may_agree(town: Town) -> None:
    row = town.asked()
    itself = town.user_as("enterprise", organization=town.body(town.own))
    colleague = town.user_as("chain_team", chains=town.chains[:1])
    for by in (town.team, colleague, itself):
        assert not visible(by, MembershipProposal).filter(to_answer(by)).exists()
        with pytest.raises(StepRefused):
            acts.agree(row=row, version=row.version, by=by)
    for by in (town.office, town.clerk, town.district):
        assert visible(by, MembershipProposal).filter(to_answer(by)).exists()
    other = town.user_as("district", region=town.districts[1])
    with pytest.raises(StepRefused):
        acts.agree(row=row, version=row.version, by=other)


# --- four eyes
def test_who_asked_never_answers_from_whatever_post(town: Town) -> None:
    row = town.asked()
    town.team.assignments.all().delete()
    active(town.team, "district", town.region, region=town.districts[0])
    moved = fresh(town.team)
    assert may(moved, Permission.EDIT_ENTERPRISE, town.own)
    assert not visible(moved, MembershipProposal).filter(to_answer(moved)).exists()
    for act, more in ((acts.agree, {}), (acts.decline, WHY)):
        with pytest.raises(StepRefused, match="不能自己"):
            act(row=row, version=row.version, by=moved, **more)
    with pytest.raises(StepRefused, match="由提请的"):
        acts.withdraw(row=row, version=row.version, by=moved)


def test_a_post_that_ended_asks_no_more(town: Town) -> None:
    town.team.assignments.update(ends=timezone.localdate())
    with pytest.raises(PermissionDenied):
        town.asked(fresh(town.team))


def test_what_waits_passes_on_with_the_post(town: Town) -> None:
    row = town.asked()
    heir = User.objects.create(username="heir", label="接任")
    admin = User.objects.create(username="admin", label="安全管理员")
    active(admin, "security_admin")
    held, on = town.team.assignments.get(), timezone.localdate()
    made = hand_over(assignment=held, version=held.version, to=heir, on=on, source="调整分工", by=admin)
    assert [each["kind"] for each in made.moved] == ["proposal"]
    acts.withdraw(row=row, version=row.version, by=fresh(heir))


def test_an_end_that_stands_already_is_not_asked_for(town: Town) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    ends = tomorrow + timedelta(days=9)
    place = town.on_chain(town.own, starts=tomorrow, ends=ends)
    with pytest.raises(ValidationError, match="没有要改的"):
        acts.propose_end(membership=place, version=0, ends=ends, by=town.team, **WHY)
