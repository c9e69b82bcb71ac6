"""Signing in: locked after failures, on record, ended by time, and one click only where nobody else can reach."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from lianzhang.access import actions
from lianzhang.access.consent_actions import reset
from lianzhang.accounts import sessions
from lianzhang.accounts.models import SignedIn, User
from lianzhang.config.demonstration import DEMONSTRATORS
from lianzhang.records.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

PASSWORD = "right-horse-battery"
FAILURES = 5


def attempt(name: str, password: str, address: str = "10.0.0.1", client: Client | None = None) -> Any:
    where = {"username": name, "password": password}
    return (client or Client()).post("/sign-in/", where, REMOTE_ADDR=address)


def test_five_failures_lock_the_account_at_that_address(clerk: User) -> None:
    for _ in range(FAILURES - 1):
        assert attempt("clerk", "wrong").status_code == 200
    assert attempt("clerk", "wrong").status_code == 429
    refused = attempt("clerk", PASSWORD)
    assert refused.status_code == 429
    assert "15分钟后再试" in refused.text


def test_a_colleague_at_the_same_address_is_not_locked_out(clerk: User, account: Any) -> None:
    office = account("office")
    office.set_password(PASSWORD)
    office.save()
    for _ in range(FAILURES):
        attempt("clerk", "wrong")
    assert attempt("office", PASSWORD).status_code == 302


def test_the_owner_elsewhere_is_not_locked_out(clerk: User) -> None:
    for _ in range(FAILURES):
        attempt("clerk", "wrong")
    assert attempt("clerk", PASSWORD, "10.0.0.2").status_code == 302


def test_the_lock_opens_after_a_quarter_of_an_hour(clerk: User) -> None:
    for _ in range(FAILURES):
        attempt("clerk", "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert attempt("clerk", PASSWORD).status_code == 302


def test_an_unknown_name_is_locked_as_a_known_one(clerk: User) -> None:
    def answers(name: str) -> list[int]:
        return [attempt(name, "wrong").status_code for _ in range(FAILURES + 1)]

    assert answers("nobody") == answers("clerk")


def test_a_forwarded_address_is_not_believed_without_a_proxy_of_ours(clerk: User) -> None:
    for number in range(FAILURES):
        Client().post(
            "/sign-in/",
            {"username": "clerk", "password": "wrong"},
            REMOTE_ADDR="10.0.0.1",
            headers={"X-Forwarded-For": f"1.2.3.{number}"},
        )
    assert attempt("clerk", PASSWORD).status_code == 429


def test_behind_a_proxy_of_ours_the_clients_address_counts(clerk: User, settings: Settings) -> None:
    settings.PROXIES = 1

    def through(address: str, password: str) -> Any:
        return Client().post(
            "/sign-in/",
            {"username": "clerk", "password": password},
            REMOTE_ADDR="10.0.0.1",
            headers={"X-Forwarded-For": f"6.6.6.6, {address}"},
        )

    for _ in range(FAILURES):
        through("192.0.2.1", "wrong")
    assert through("192.0.2.1", PASSWORD).status_code == 429
    assert through("192.0.2.2", PASSWORD).status_code == 302
    assert SignedIn.objects.get().address == "192.0.2.2"
    assert AuditEvent.objects.filter(action="sign_in").get().address == "192.0.2.2"


def test_an_unknown_name_costs_as_many_hashes_as_a_wrong_password(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    counts = []
    for name in ("clerk", "nobody"):
        hashed.clear()
        attempt(name, "wrong")
        counts.append(len(hashed))
    assert counts == [1, 1]


def acts() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_signing_in_failing_and_out_are_on_record(clerk: User) -> None:
    client = Client()
    attempt("clerk", "wrong", client=client)
    attempt("clerk", PASSWORD, client=client)
    client.post("/sign-out/")
    assert acts() == ["sign_in.failed", "sign_in", "sign_out"]
    assert AuditEvent.objects.filter(account="clerk").count() == 3
    assert AuditEvent.objects.filter(action="sign_in").get().address == "10.0.0.1"
    assert not any("wrong" in str(event.facts) for event in AuditEvent.objects.all())


def test_a_lockout_is_on_record(clerk: User) -> None:
    for _ in range(FAILURES):
        attempt("clerk", "wrong")
    assert "sign_in.locked" in acts()


def test_signing_in_changes_the_session(clerk: User) -> None:
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    attempt("clerk", PASSWORD, client=client)
    assert client.session.session_key != before


class TestSessions:
    @pytest.fixture
    def client(self, clerk: User) -> Client:
        client = Client()
        attempt("clerk", PASSWORD, client=client)
        return client

    def later(self, client: Client, **since: float) -> Any:
        session = client.session
        for name, seconds in since.items():
            session[name] = timezone.now().timestamp() - seconds
        session.save()
        return client.get("/my/posts/")

    def test_ends_after_half_an_hour_without_work(self, client: Client) -> None:
        assert self.later(client, seen=29 * 60).status_code == 200
        answer = self.later(client, seen=31 * 60)
        assert answer.status_code == 302
        assert answer["Location"] == "/sign-in/?next=/my/posts/"
        assert not SignedIn.objects.exists()
        assert "一段时间没有操作" in client.get("/sign-in/").text

    def test_ends_after_twelve_hours_however_busy(self, client: Client) -> None:
        assert self.later(client, since=12 * 3600 + 1, seen=1).status_code == 302

    def test_of_a_disabled_account_end_with_the_next_request(self, client: Client, clerk: User) -> None:
        User.objects.filter(pk=clerk.pk).update(is_active=False)
        assert client.get("/my/posts/").status_code == 302

    def test_of_a_disabled_account_do_not_come_back_when_it_is_enabled(
        self, client: Client, clerk: User, account: Any
    ) -> None:
        guard = account("security_admin")
        idle = dict(Session.objects.values_list("session_key", "session_data"))  # one that nobody uses meanwhile
        actions.set_active(user=clerk, active=False, reason="调离", by=guard)
        assert not Session.objects.exists()
        actions.set_active(user=clerk, active=True, reason="回来", by=guard)
        later = timezone.now() + timedelta(hours=1)
        for key, data in idle.items():  # kept elsewhere, or begun just then
            Session.objects.create(session_key=key, session_data=data, expire_date=later)
        assert client.get("/my/posts/").status_code == 302
        attempt("clerk", PASSWORD, client=client)
        assert client.get("/my/posts/").status_code == 200

    def test_end_for_good_with_a_temporary_password(self, client: Client, clerk: User, account: Any) -> None:
        reset(user=clerk, kind="password", by=account("security_admin"))
        assert not sessions.live(clerk).exists()
        assert client.get("/my/posts/").status_code == 302

    def test_signing_out_ends_it_for_good(self, client: Client) -> None:
        cookie = client.cookies["session"].value
        client.post("/sign-out/")
        client.cookies["session"] = cookie
        assert client.get("/my/posts/").status_code == 302

    def test_an_administrator_ends_them(self, client: Client, clerk: User, account: Any) -> None:
        assert sessions.end_all(user=clerk, by=account("security_admin")) == 1
        assert client.get("/my/posts/").status_code == 302

    def test_show_where_one_is_signed_in_and_end_elsewhere(self, client: Client, clerk: User) -> None:
        other = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) AppleWebKit Safari/605"})
        attempt("clerk", PASSWORD, "10.0.0.9", client=other)
        page = client.get("/my/sessions/").text
        assert "iPhone Safari" in page
        assert "10.0.0.9" in page
        row = SignedIn.objects.get(address="10.0.0.9")
        client.post(f"/my/sessions/{row.pk}/end/")
        assert other.get("/my/posts/").status_code == 302
        assert client.get("/my/posts/").status_code == 200

    def test_of_somebody_else_are_not_there(self, client: Client, account: Any) -> None:
        row = SignedIn.objects.create(user=account("office"), session_key="elsewhere")
        assert client.post(f"/my/sessions/{row.pk}/end/").status_code == 404

    def test_guess_no_password_by_changing_it(self, client: Client) -> None:
        new = "staple-orange-lantern-7"

        def change(old: str) -> int:
            asked = {"old_password": old, "new_password1": new, "new_password2": new}
            return client.post("/my/password/", asked, REMOTE_ADDR="10.0.0.1").status_code

        assert [change("wrong") for _ in range(FAILURES)] == [422] * (FAILURES - 1) + [429]
        assert change(PASSWORD) == 429
        assert attempt("clerk", PASSWORD).status_code == 429
        assert acts().count("sign_in.failed") == FAILURES + 2

    def test_a_password_typed_right_at_last_forgets_the_failures(self, client: Client) -> None:
        new = "staple-orange-lantern-7"
        for old in ("wrong", "wrong", PASSWORD):
            asked = {"old_password": old, "new_password1": new, "new_password2": new}
            answer = client.post("/my/password/", asked, REMOTE_ADDR="10.0.0.1")
        assert answer.status_code == 302
        assert not AccessAttempt.objects.exists()

    def test_elsewhere_end_when_the_password_changes(self, client: Client, clerk: User) -> None:
        other = Client()
        attempt("clerk", PASSWORD, client=other)
        new = "staple-orange-lantern-7"
        asked = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        assert client.post("/my/password/", asked).status_code == 302
        assert other.get("/my/posts/").status_code == 302
        assert client.get("/my/posts/").status_code == 200
        assert "password.change" in acts()


def test_a_temporary_password_must_be_changed_before_anything_else(clerk: User) -> None:
    User.objects.filter(pk=clerk.pk).update(must_change_password=True)
    client = Client()
    attempt("clerk", PASSWORD, client=client)
    for address in ("/", "/plan/", "/my/posts/"):
        assert client.get(address)["Location"].partition("?")[0] == "/my/password/"
    form = client.get("/plan/", follow=True)  # the page asked for is where one goes on
    assert 'name="next" value="/plan/"' in form.text
    new = "staple-orange-lantern-7"
    sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new, "next": "/plan/"}
    assert client.post("/my/password/", sent)["Location"] == "/plan/"
    assert client.get("/my/posts/").status_code == 200


def test_a_temporary_password_cannot_be_kept(clerk: User) -> None:
    User.objects.filter(pk=clerk.pk).update(must_change_password=True)
    client = Client()
    attempt("clerk", PASSWORD, client=client)
    again = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}
    answer = client.post("/my/password/", again)
    assert answer.status_code == 422
    assert "新口令和现在的一样" in answer.text
    assert client.get("/my/posts/")["Location"].startswith("/my/password/")


def test_an_aged_password_must_be_changed_first(clerk: User, settings: Settings) -> None:
    settings.PASSWORD_DAYS = 90
    client = Client()
    attempt("clerk", PASSWORD, client=client)
    User.objects.filter(pk=clerk.pk).update(password_set_at=timezone.now() - timedelta(days=89))
    assert client.get("/my/posts/").status_code == 200
    User.objects.filter(pk=clerk.pk).update(password_set_at=timezone.now() - timedelta(days=91))
    assert client.get("/my/posts/")["Location"].startswith("/my/password/")


class TestDemonstration:
    def test_offers_every_account_with_one_click(self, account: Any, settings: Settings) -> None:
        assert [who.username for who in DEMONSTRATORS] == list(settings.DEMONSTRATION_ACCOUNTS)
        account("chief")
        page = Client().get("/sign-in/").text
        assert 'value="chief"' in page
        client = Client()
        assert client.post("/sign-in/as/", {"username": "chief"}).status_code == 302
        assert client.get("/my/posts/").status_code == 200

    def test_offers_nothing_to_another_machine(self, account: Any) -> None:
        account("chief")
        assert 'value="chief"' not in Client().get("/sign-in/", REMOTE_ADDR="10.0.0.1").text
        assert Client().post("/sign-in/as/", {"username": "chief"}, REMOTE_ADDR="10.0.0.1").status_code == 404

    def test_offers_nothing_through_a_proxy_on_this_machine(self, account: Any) -> None:
        account("chief")
        through = {"X-Forwarded-For": "203.0.113.7"}
        assert 'value="chief"' not in Client().get("/sign-in/", headers=through).text
        assert Client().post("/sign-in/as/", {"username": "chief"}, headers=through).status_code == 404

    def test_offers_nothing_in_a_real_deployment(self, account: Any, settings: Settings) -> None:
        account("chief")
        settings.DEMONSTRATION = False
        assert 'value="chief"' not in Client().get("/sign-in/").text
        assert Client().post("/sign-in/as/", {"username": "chief"}).status_code == 404

    def test_offers_no_account_that_is_not_the_demonstrations(self, account: Any) -> None:
        User.objects.create_user("somebody", "a-real-password-of-somebody")
        assert Client().post("/sign-in/as/", {"username": "somebody"}).status_code == 404
