"""A place on a chain is asked for and agreed to: before, it gives nothing; afterwards it is a place like any other."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from lianzhang.access.actions import hand_over
from lianzhang.access.row_policy import may, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises import actions, membership_actions, merging
from lianzhang.enterprises import proposal_actions as acts
from lianzhang.enterprises.bulk import Asked, plan_of
from lianzhang.enterprises.bulk_actions import apply, undo
from lianzhang.enterprises.history import history_of_firm
from lianzhang.enterprises.lapsing import lapse_proposals
from lianzhang.enterprises.membership_actions import Placing
from lianzhang.enterprises.models import BulkEdit, Contact, Enterprise, Membership, MembershipProposal, ProposalState
from lianzhang.enterprises.permissions import Permission
from lianzhang.enterprises.queries.proposals import to_answer
from lianzhang.kernel.stale import StaleRow
from lianzhang.records.models import AuditEvent
from lianzhang.work.api import StepRefused
from lianzhang.work.models import Clock
from tests.acting import active

from .world import START, City

pytestmark = pytest.mark.django_db
WHY = {"reason": "主营不在这条链"}


class Town(City):
    """A firm of the first district, the team of the first chain, and the district itself."""

    def __init__(self) -> None:
        super().__init__()
        self.team = self.user_as("chain_team", chains=self.chains[:1])
        self.district = self.user_as("district", region=self.districts[0])
        self.own = self.firm("宏远机械")
        Contact.objects.create(enterprise=self.own, post="办公室", phone="0710-3511111")

    def asked(self, by: User | None = None, firm: Enterprise | None = None, **more: Any) -> MembershipProposal:
        return acts.propose(firm=firm or self.own, placing=self.placing(**more), by=by or self.team)

    def placing(self, number: int = 0, **more: Any) -> Placing:
        return Placing(**({"chain": self.chains[number], "starts": START, "source": "名单"} | more))


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
    told = history_of_firm(town.own)
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
        with pytest.raises(StepRefused, match="由市工促办"):
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
    assert lapse_proposals() == {"lapsed": 1}
    row.refresh_from_db()
    assert row.state == ProposalState.LAPSED


def test_unanswered_in_its_time_it_lapses_and_one_in_time_waits_on(town: Town) -> None:
    late, waits = town.asked(), town.asked(firm=town.firm())
    Clock.objects.filter(subject__endswith=f":{late.pk}").update(due=timezone.localdate() - timedelta(days=1))
    assert lapse_proposals() == {"lapsed": 1}
    for row in (late, waits):
        row.refresh_from_db()
    assert (late.state, waits.state) == (ProposalState.LAPSED, ProposalState.WAITING)
    assert "个工作日没有答复" in late.answer
    assert Clock.objects.get(subject__endswith=f":{late.pk}").stopped_at is not None
    assert lapse_proposals() == {"lapsed": 0}


# --- several at once
def test_several_are_agreed_to_at_once_or_none(town: Town) -> None:
    one, two = town.asked(), town.asked(firm=town.firm())
    acts.withdraw(row=two, version=two.version, by=town.team)
    with pytest.raises(acts.NotAllAgreed) as refused:
        acts.agree_all(chosen={one: one.version, two: two.version}, by=town.district)
    assert list(refused.value.reasons) == [two.pk]
    assert not Membership.objects.exists()
    three = town.asked(firm=two.enterprise)
    acts.agree_all(chosen={one: one.version, three: three.version}, by=town.district)
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
    assert history_of_firm(town.own) == []
