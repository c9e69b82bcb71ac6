"""Nobody alone gets into an administrator's account: what leads into it takes two security administrators."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from lianzhang.access import actions
from lianzhang.access.commands import administrator
from lianzhang.access.consent_actions import agree, ask_administrator, decline, reset, withdraw
from lianzhang.access.models import ConsentRequest
from lianzhang.access.row_policy import SYSTEM
from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.stale import StaleRow
from lianzhang.records.models import AuditEvent
from tests.acting import seated
from tests.plans.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

ROLES = ("system_admin", "security_admin", "audit_admin")
KINDS = ("password", "second_factor")
OLD = "right-horse-battery"
TODAY = timezone.localdate()


@pytest.fixture
def guard() -> User:
    return seated("guard", "security_admin")


@pytest.fixture
def second() -> User:
    return seated("second", "security_admin")


@pytest.fixture
def clerk() -> User:
    return with_both(seated("clerk", "office_clerk", World().city))


def with_both(user: User) -> User:
    """With a password and an authenticator."""
    user.set_password(OLD)
    user.save()
    TOTPDevice.objects.create(user=user, name="authenticator", confirmed=True)
    return user


def of(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def untouched(user: User) -> bool:
    return User.objects.get(pk=user.pk).check_password(OLD) and TOTPDevice.objects.filter(user=user).exists()


class TestOfAnAdministrator:
    @pytest.fixture(params=ROLES)
    def whose(self, request: Any) -> User:
        return with_both(seated("theirs", request.param))

    @pytest.mark.parametrize("kind", KINDS)
    def test_one_alone_changes_nothing(self, whose: User, guard: User, kind: str) -> None:
        address = {"password": "password", "second_factor": "second-factor/remove"}[kind]
        client = of(guard)
        assert client.post(f"/people/{whose.pk}/{address}/").status_code == 422  # without a reason
        answer = client.post(f"/people/{whose.pk}/{address}/", {"reason": "手机丢了"}, follow=True)
        assert "另一位安全管理员同意后才办" in answer.text
        row = ConsentRequest.objects.get()
        for step in ("agree", "decline"):
            assert client.post(f"/people/consents/{row.pk}/{step}/", {"version": 0}).status_code == 422
        assert untouched(whose)

    @pytest.mark.parametrize("kind", KINDS)
    def test_another_agrees_and_it_is_done(self, whose: User, guard: User, second: User, kind: str) -> None:
        row, secret = reset(user=whose, kind=kind, reason="手机丢了", by=guard)
        assert (row.state, secret) == ("asked", "")
        client = of(second)
        assert "手机丢了" in client.get("/people/").text
        answer = client.post(f"/people/consents/{row.pk}/agree/", {"version": 0}, follow=True)
        if kind == "password":
            shown = re.search(r"临时口令 ([a-z0-9-]{19})", answer.text)
            assert shown
            assert User.objects.get(pk=whose.pk).check_password(shown[1])
        else:
            assert not TOTPDevice.objects.filter(user=whose).exists()
        assert "guard" in AuditEvent.objects.filter(action="consent.ask").get().account
        assert "second" in AuditEvent.objects.filter(action="consent.agree").get().account

    def test_declined_withdrawn_or_lapsed_it_is_not_done(self, guard: User, second: User) -> None:
        whose = with_both(seated("theirs", "audit_admin"))
        for end in (
            lambda row: decline(request=row, version=0, by=second),
            lambda row: withdraw(request=row, version=0, by=guard),
            lambda row: ConsentRequest.objects.filter(pk=row.pk).update(asked_at=timezone.now() - timedelta(days=3)),
        ):
            row, _ = reset(user=whose, kind="password", reason="a", by=guard)
            end(row)
            with pytest.raises((StepRefused, StaleRow)):
                agree(request=row, version=0, by=second)
            with pytest.raises(StepRefused):
                agree(request=row, version=ConsentRequest.objects.get(pk=row.pk).version, by=second)
        assert untouched(whose)

    def test_nobody_withdraws_what_another_asked_and_nobody_asks_twice(self, guard: User, second: User) -> None:
        row, _ = reset(user=with_both(seated("theirs", "audit_admin")), kind="password", reason="a", by=guard)
        with pytest.raises(StepRefused, match="只有提请的人"):
            withdraw(request=row, version=0, by=second)
        with pytest.raises(ValidationError, match="已经提请过"):
            reset(user=row.user, kind="password", reason="b", by=second)

    def test_an_asker_who_is_no_administrator_any_more_asks_in_vain(self, guard: User, second: User) -> None:
        row, _ = reset(user=with_both(seated("theirs", "audit_admin")), kind="password", reason="a", by=guard)
        actions.set_active(user=guard, active=False, reason="离岗", by=second)
        with pytest.raises(StepRefused, match="已不是安全管理员"):
            agree(request=row, version=0, by=second)

    @pytest.mark.parametrize("role", ["system_admin", "audit_admin", "office_clerk"])
    def test_nobody_else_reaches_what_was_asked(self, guard: User, role: str) -> None:
        row, _ = reset(user=with_both(seated("theirs", "audit_admin")), kind="password", reason="a", by=guard)
        client = of(seated("other", role, World().city if role == "office_clerk" else None))
        assert client.post(f"/people/consents/{row.pk}/agree/", {"version": 0}).status_code == 403

    @pytest.mark.parametrize("option", [(), ("--second-factor",)])
    def test_on_the_server_it_is_done_where_there_is_no_second(self, guard: User, option: tuple[str, ...]) -> None:
        with_both(guard)
        result = CliRunner().invoke(administrator, ["reset", "guard", *option])
        assert result.exit_code == 0, result.output
        current = User.objects.get(pk=guard.pk)
        assert TOTPDevice.objects.filter(user=guard).exists() is not bool(option)
        assert current.check_password(OLD) is bool(option)
        assert ConsentRequest.resets_of(guard).get().done_by == "系统管理员在服务器上"


class TestMakingOne:
    def test_takes_two(self, guard: User, second: User) -> None:
        """Else one administrator makes the second one, and agrees with that."""
        puppet, _ = actions.create_account(username="puppet", label="乙", by=guard)
        with pytest.raises(ValidationError, match="另一位安全管理员同意"):
            actions.assign(user=puppet, administers="security_admin", starts=TODAY, source="a", by=guard)
        sent = {"acts_as": "administers:security_admin", "starts": str(TODAY), "source": "任命文件"}
        assert "另一位安全管理员同意后才办" in of(guard).post(f"/people/{puppet.pk}/assign/", sent, follow=True).text
        assert not puppet.assignments.exists()
        row = ConsentRequest.objects.get()
        with pytest.raises(StepRefused, match="不能自己同意"):
            agree(request=row, version=0, by=guard)
        agree(request=row, version=0, by=second)
        assert puppet.assignments.get().administers == "security_admin"

    def test_what_stands_against_it_is_said_when_it_is_asked(self, guard: User, clerk: User) -> None:
        with pytest.raises(ValidationError, match="互不兼任"):
            ask_administrator(user=clerk, administers="audit_admin", starts=TODAY, source="a", by=guard)
        assert not ConsentRequest.objects.exists()
        assert not AuditEvent.objects.filter(action="assignment.grant").exists()


class TestOfAnybodyElse:
    def test_one_alone_gives_a_password_and_does_not_take_the_second_factor_as_well(
        self, clerk: User, guard: User, second: User
    ) -> None:
        row, secret = reset(user=clerk, kind="password", by=guard)
        assert row.state == "done"
        assert User.objects.get(pk=clerk.pk).check_password(secret)
        clerk.refresh_from_db()
        assert reset(user=clerk, kind="second_factor", reason="a", by=guard)[0].state == "asked"
        assert reset(user=clerk, kind="password", by=second)[0].state == "done"
        assert TOTPDevice.objects.filter(user=clerk).exists()

    def test_nor_the_other_way_round_until_the_owner_has_set_up_another(self, clerk: User, guard: User) -> None:
        assert reset(user=clerk, kind="second_factor", by=guard)[0].state == "done"
        assert reset(user=clerk, kind="password", reason="a", by=guard)[0].state == "asked"
        assert User.objects.get(pk=clerk.pk).check_password(OLD)
        with_both(clerk)
        assert reset(user=clerk, kind="password", by=guard)[0].state == "done"

    def test_the_owner_is_told_at_every_sign_in_of_a_week_by_whom_and_when(self, clerk: User, guard: User) -> None:
        TOTPDevice.objects.all().delete()
        _, secret = reset(user=clerk, kind="password", by=guard)
        for _ in range(2):  # whoever comes first is not the only one told
            client = Client()
            page = client.post("/sign-in/", {"username": "clerk", "password": secret}, follow=True)
            assert "安全管理员（guard）给您的账号换了临时口令" in page.text
            assert "不是您要求的" in page.text
        ConsentRequest.objects.update(decided_at=timezone.now() - timedelta(days=8))
        page = Client().post("/sign-in/", {"username": "clerk", "password": secret}, follow=True)
        assert "给您的账号换了临时口令" not in page.text
        User.objects.update(must_change_password=False)
        assert "安全管理员（guard）给临时口令" in of(clerk).get("/my/posts/").text

    def test_nobody_resets_their_own(self, guard: User) -> None:
        for kind in KINDS:
            with pytest.raises(ValidationError, match="自己的"):
                reset(user=guard, kind=kind, reason="a", by=guard)


def test_the_house_itself_is_asked_for_no_consent(guard: User) -> None:
    assert reset(user=guard, kind="password", by=SYSTEM)[0].state == "done"
