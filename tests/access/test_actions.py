"""Granting, ending and handing over posts: who may, what is refused, what goes along, what is written."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.test import Client
from django.utils import timezone

from lianzhang.access import actions
from lianzhang.access.active import acting, assignments_held
from lianzhang.access.explaining import explain
from lianzhang.access.models import Assignment, HandOver
from lianzhang.access.permissions import Permission
from lianzhang.access.roles import roles
from lianzhang.access.row_policy import SYSTEM, get_visible_or_404, may, row_policies, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.stale import StaleRow
from lianzhang.plans.models import Observation, Plan
from lianzhang.plans.permissions import Permission as PlanPermission
from lianzhang.records.models import AuditEvent
from lianzhang.work.reports import own_reports
from tests.acting import active, post_of, seated
from tests.plans.world import World

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def guard() -> User:
    return seated("guard", "security_admin")


def grant(user: User, guard: Any, **more: Any) -> Assignment:
    return actions.assign(**{"user": user, "starts": TODAY, "source": "分工文件", "by": guard} | more)


class TestSeats:
    def test_an_account_without_a_post_sees_and_does_nothing(self, world: World) -> None:
        nobody = User.objects.create(username="nobody")
        assert acting(nobody) is None
        assert not visible(nobody, Plan).exists()
        assert not may(nobody, PlanPermission.READ_PLAN)
        with pytest.raises(Http404):
            get_visible_or_404(nobody, Plan, pk=world.plan.pk)

    def test_a_row_out_of_sight_answers_like_one_that_is_not_there(self, world: World) -> None:
        other = World()
        clerk = seated("clerk", "office_clerk", world.city)
        assert get_visible_or_404(clerk, Plan, pk=world.plan.pk) == world.plan
        for pk in (other.plan.pk, 10**12, "x"):
            with pytest.raises(Http404):
                get_visible_or_404(clerk, Plan, pk=pk)

    @pytest.mark.parametrize(
        ("starts", "ends", "holds"),
        [(-1, None, True), (0, None, True), (1, None, False), (-5, 0, False), (-5, 1, True)],
    )
    def test_a_seat_is_there_from_its_first_day_until_before_its_last(
        self, world: World, starts: int, ends: int | None, holds: bool
    ) -> None:
        clerk = seated("clerk", "office_clerk", world.city)
        days = {"starts": TODAY + timedelta(starts), "ends": None if ends is None else TODAY + timedelta(ends)}
        Assignment.objects.update(**days)
        assert bool(assignments_held(clerk)) == holds

    def test_a_disabled_account_has_no_seat(self, world: World) -> None:
        clerk = seated("clerk", "office_clerk", world.city)
        User.objects.update(is_active=False)
        assert assignments_held(User.objects.get(pk=clerk.pk)) == []

    def test_one_acts_in_one_seat_at_a_time(self, world: World) -> None:
        other = World()
        person = seated("person", "office_clerk", world.city)
        elsewhere = active(person, "head_chief", other.city)
        client = Client()
        client.force_login(person)
        assert list(client.get("/plan/").context["viewpoint"].plans) == [world.plan]
        client.post("/my/posts/act-as/", {"assignment": elsewhere.pk})
        page = client.get("/plan/")
        assert list(page.context["viewpoint"].plans) == [other.plan]
        assert elsewhere.title in page.text
        assert AuditEvent.objects.filter(action="acting.switch").exists()

    def test_a_post_of_somebody_else_cannot_be_taken(self, world: World) -> None:
        theirs = active(User.objects.create(username="other"), "head_chief", world.city)
        client = Client()
        client.force_login(seated("person", "office_clerk", world.city))
        assert client.post("/my/posts/act-as/", {"assignment": theirs.pk}).status_code == 404

    def test_a_post_that_ended_bites_on_the_next_request(self, world: World) -> None:
        client = Client()
        client.force_login(seated("clerk", "office_clerk", world.city))
        assert client.get("/plan/").status_code == 200
        Assignment.objects.update(ends=TODAY)
        assert client.get("/plan/").status_code == 403


class TestGranting:
    def test_a_post_is_given_and_told(self, world: World, guard: User) -> None:
        user = User.objects.create(username="new")
        row = grant(user, guard, post=post_of("chief", world.city))
        assert [active.pk for active in assignments_held(user)] == [row.pk]
        event = AuditEvent.objects.get()
        assert (event.action, event.account, event.facts["post"]) == ("assignment.grant", "guard", row.title)

    def test_only_the_security_administrator_gives(self, world: World) -> None:
        for role, city in (("chain_office", world.city), ("system_admin", None), ("audit_admin", None)):
            with pytest.raises(PermissionDenied):
                grant(User.objects.create(username=f"to {role}"), seated(role, role, city), administers="audit_admin")

    def test_nobody_gives_to_oneself(self, world: World, guard: User) -> None:
        with pytest.raises(ValidationError, match="不能给自己任岗"):
            grant(guard, guard, post=post_of("chief", world.city))

    @pytest.mark.parametrize("first", ["system_admin", "security_admin", "audit_admin"])
    @pytest.mark.parametrize("second", ["system_admin", "security_admin", "audit_admin", "post"])
    def test_administrators_are_disjoint(self, world: World, guard: User, first: str, second: str) -> None:
        user = User.objects.create(username="new")
        grant(user, SYSTEM, administers=first)
        more = {"post": post_of("chief", world.city)} if second == "post" else {"administers": second}
        with pytest.raises(ValidationError, match="不必重复" if first == second else "互不兼任"):
            grant(user, guard, **more)

    def test_who_holds_a_post_does_not_administer(self, world: World, guard: User) -> None:
        with pytest.raises(ValidationError, match="互不兼任"):
            grant(seated("clerk", "office_clerk", world.city), guard, administers="system_admin")

    @pytest.mark.parametrize(
        ("more", "message"),
        [({"source": " "}, "请写依据"), ({}, "只选其一"), ({"administers": "superuser"}, "没有这个管理员")],
    )
    def test_what_is_missing_is_said(self, guard: User, more: dict[str, Any], message: str) -> None:
        with pytest.raises(ValidationError, match=message):
            grant(User.objects.create(username="new"), guard, **more)

    def test_a_rank_without_a_role_gives_no_seat(self, world: World, guard: User) -> None:
        post = post_of("chief", world.city)
        post.rank.role = ""
        post.rank.save()
        with pytest.raises(ValidationError, match="没有系统角色"):
            grant(User.objects.create(username="new"), guard, post=post)


class TestAccounts:
    def test_a_new_account_has_a_password_to_be_changed_and_no_seat(self, guard: User) -> None:
        user, password = actions.create_account(username="new", label="市商务局联系岗", by=guard)
        assert user.check_password(password)
        assert user.must_change_password
        assert assignments_held(user) == []
        assert password not in str(AuditEvent.objects.get().facts)

    def test_a_change_seen_by_nobody_is_refused_with_what_stands_there_now(self, guard: User) -> None:
        user, _ = actions.create_account(username="new", label="甲", by=guard)
        actions.relabel_account(user=user, version=0, label="乙", email="", by=guard)
        with pytest.raises(StaleRow) as stale:
            actions.relabel_account(user=user, version=0, label="丙", email="", by=guard)
        assert stale.value.current.label == "乙"
        client = Client()
        client.force_login(guard)
        answer = client.post(f"/people/{user.pk}/change/", {"version": 0, "label": "丙", "email": ""})
        assert answer.status_code == 409
        assert "您写的是“丙”，现在是“乙”" in answer.text
        assert f"最近一次改动：{guard}" in answer.text
        assert 'value="丙"' in answer.text  # so that saving again saves what was typed
        again = client.post(f"/people/{user.pk}/change/", {"version": 1, "label": "丙", "email": ""})
        assert again.status_code == 302

    def test_one_does_not_disable_oneself(self, guard: User) -> None:
        with pytest.raises(ValidationError, match="不能停用"):
            actions.set_active(user=guard, active=False, reason="x", by=guard)

    def test_a_change_tells_what_was_and_what_is(self, guard: User) -> None:
        user, _ = actions.create_account(username="new", label="甲", by=guard)
        actions.relabel_account(user=user, version=0, label="乙", email="", by=guard)
        assert AuditEvent.objects.first().facts["changes"] == {"label": ["甲", "乙"]}  # type: ignore[union-attr]


class TestHandingOver:
    @pytest.fixture
    def leaving(self, world: World) -> User:
        return seated("leaving", "office_clerk", world.city)

    def test_open_work_goes_along_and_both_see_it(self, world: World, leaving: User, guard: User) -> None:
        target, taking = world.target(), User.objects.create(username="taking", label="接任岗")
        kept = world.observe(target, "2021", 1, state="confirmed", entered_by=leaving)
        drafts = [world.observe(target, str(year), 1, state="draft", entered_by=leaving) for year in (2022, 2023)]
        row = leaving.assignments.get()
        paper = actions.hand_over(assignment=row, version=0, to=taking, on=TODAY, source="调整", by=guard)
        assert {work["pk"] for work in paper.moved} == {draft.pk for draft in drafts}
        assert set(Observation.objects.filter(own_reports(taking))) == set(drafts)
        assert set(Observation.objects.filter(entered_by=leaving)) == {kept, *drafts}
        for user, words in ((leaving, "由接任岗接任"), (taking, "随岗接来2件")):
            client = Client()
            client.force_login(User.objects.get(pk=user.pk))
            assert words in client.get("/my/posts/").text
        assert assignments_held(User.objects.get(pk=leaving.pk)) == []
        assert [active.title for active in assignments_held(User.objects.get(pk=taking.pk))] == [row.title]

    def test_a_stale_form_moves_nothing(self, leaving: User, guard: User) -> None:
        row = leaving.assignments.get()
        with pytest.raises(StaleRow):
            actions.end_assignment(assignment=row, version=7, ends=TODAY, reason="x", by=guard)
        assert not HandOver.objects.exists()
        client = Client()
        client.force_login(guard)
        sent = {"version": 7, "ends": str(TODAY), "reason": "岗位调整"}
        answer = client.post(f"/assignments/{row.pk}/end/", sent)
        assert answer.status_code == 409
        assert "刚被改动过" in answer.text
        assert 'value="岗位调整"' in answer.text

    def test_a_disabled_account_takes_nothing_over(self, leaving: User, guard: User) -> None:
        gone = User.objects.create(username="gone", is_active=False)
        with pytest.raises(ValidationError, match="已停用"):
            actions.hand_over(
                assignment=leaving.assignments.get(), version=0, to=gone, on=TODAY, source="调整", by=guard
            )
        assert leaving.assignments.get().ends is None


class TestExplaining:
    def answer(self, user: User, **asked: Any) -> tuple[bool, str]:
        (found,) = explain(user, **asked)
        return found.allowed, "".join(reason.words for reason in found.reasons)

    def test_it_agrees_with_the_doors(self, world: World) -> None:
        row = world.observe(world.target(), "2022", 1, state="draft")
        kind = "plans.observation"
        for role in ("chain_office", "chief", "district", "bank"):
            user = seated(role, role, world.city)
            allowed, _ = self.answer(user, permission="observation.enter", kind=kind, pk=row.pk)
            assert allowed == may(user, PlanPermission.ENTER_OBSERVATION, row)
            seen, _ = self.answer(user, kind=kind, pk=row.pk)
            assert seen == visible(user, Observation).filter(pk=row.pk).exists()

    def test_it_says_who_could(self, world: World) -> None:
        allowed, words = self.answer(seated("chief", "chief", world.city), permission="observation.confirm")
        assert not allowed
        assert "链长不能确认或退回实际值；能的是：链办" in words

    def test_it_says_why_there_is_no_seat(self, world: World) -> None:
        clerk = seated("clerk", "office_clerk", world.city)
        Assignment.objects.update(ends=TODAY)
        assert "已止于" in self.answer(clerk)[1]
        Assignment.objects.update(starts=TODAY + timedelta(3), ends=None)
        assert "才开始" in self.answer(clerk)[1]
        assert "从来没有任岗" in self.answer(User.objects.create(username="new"))[1]
        User.objects.filter(pk=clerk.pk).update(is_active=False)
        assert "已停用" in self.answer(User.objects.get(pk=clerk.pk))[1]

    def test_asked_of_nothing_in_particular_it_tells_what_one_may_do_and_how_much_one_sees(
        self, world: World, guard: User
    ) -> None:
        world.observe(world.target(), "2022", 1)
        seated("chief", "chief", world.city)
        client = Client()
        client.force_login(guard)
        text = re.sub(r"<[^>]*>", "", client.get("/explain/?account=chief").text)
        assert f"可以办{len(roles()['chief'].permissions)}种事，看得到" in text
        assert "看方案、" in text
        assert "看企业名录" in text
        assert "实际值1条" in text

    def test_every_kind_of_row_is_called_by_a_chinese_name(self) -> None:
        assert [model for model in row_policies() if str(model._meta.verbose_name).isascii()] == []

    def test_it_never_shows_what_a_row_holds(self, world: World, guard: User) -> None:
        row = world.observe(world.target(), "2022", 12345, state="draft", note="不外传的说明")
        seated("chief", "chief", world.city)
        client = Client()
        client.force_login(guard)
        text = client.get(f"/explain/?account=chief&kind=plans.observation&pk={row.pk}").text
        assert f"第{row.pk}号实际值" in text
        assert "12,345" not in text
        assert "不外传的说明" not in text


def test_the_house_itself_may_do_everything() -> None:
    assert may(SYSTEM, Permission.GRANT_ASSIGNMENT)
