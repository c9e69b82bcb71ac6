"""A second factor: asked for before anything else, each code once, recovery codes, and a lost phone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from lianzhang.accounts.models import User
from lianzhang.records.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone, pytest.mark.usefixtures("quick_passwords")]

PASSWORD = "right-horse-battery"
Clock = Callable[[int], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """`clock(30)`: half a minute later; a code is one of its moment."""
    now = [time.time()]
    monkeypatch.setattr("django_otp.plugins.otp_totp.models.time.time", lambda: now[0])

    def later(seconds: int) -> None:
        now[0] += seconds

    return later


@pytest.fixture
def clerk(account: Callable[[str], User]) -> User:
    user = account("clerk")
    user.set_password(PASSWORD)
    user.save()
    return user


def code_of(device: TOTPDevice) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    from django_otp.plugins.otp_totp import models

    totp.time = models.time.time()
    return f"{totp.token():06}"


def sign_in() -> Client:
    client = Client()
    client.post("/sign-in/", {"username": "clerk", "password": PASSWORD})
    return client


def enrol(client: Client, **typed: str) -> Any:
    return client.post("/my/second-factor/", {"password": PASSWORD} | typed)


@pytest.fixture
def enrolled(clerk: User, clock: Clock) -> TOTPDevice:
    """The clerk with an authenticator; its first code is spent."""
    client = sign_in()
    client.get("/my/second-factor/")
    device = TOTPDevice.objects.get()
    assert enrol(client, token=code_of(device)).status_code == 200
    clock(30)
    device.refresh_from_db()
    return device


def check(client: Client, token: str) -> int:
    return client.post("/my/second-factor/check/", {"token": token}).status_code


def test_without_one_nothing_is_asked(clerk: User) -> None:
    assert sign_in().get("/my/posts/").status_code == 200


def test_the_page_shows_a_picture_to_scan_and_the_key_to_type(clerk: User) -> None:
    page = sign_in().get("/my/second-factor/").text
    assert 'src="data:image/svg+xml' in page
    assert "Lianzhang" in TOTPDevice.objects.get().config_url


def test_a_wrong_first_code_sets_nothing_up(clerk: User) -> None:
    client = sign_in()
    client.get("/my/second-factor/")
    assert enrol(client, token="000000").status_code == 422
    assert not TOTPDevice.objects.filter(confirmed=True).exists()


class TestChanging:
    @pytest.fixture
    def client(self, enrolled: TOTPDevice, clock: Clock) -> Client:
        """Signed in with both factors, a new authenticator to be set up, the time of a new code."""
        client = sign_in()
        check(client, code_of(enrolled))
        client.get("/my/second-factor/")
        clock(30)
        enrolled.refresh_from_db()
        return client

    @pytest.fixture
    def new(self, client: Client) -> TOTPDevice:
        return TOTPDevice.objects.get(confirmed=False)

    def test_asks_for_the_password_and_a_code_of_the_one_in_use(
        self, client: Client, enrolled: TOTPDevice, new: TOTPDevice
    ) -> None:
        old, token = code_of(enrolled), code_of(new)
        for missing in ({"token": token}, {"token": token, "current": "000000"}):
            assert enrol(client, **missing).status_code == 422
        TOTPDevice.objects.update(throttling_failure_count=0)  # as after the wait
        assert enrol(client, token=token, current=old, password="wrong").status_code == 422
        assert enrol(client, token="000000", current=old).status_code == 422
        assert TOTPDevice.objects.get(confirmed=True) == enrolled
        assert enrol(client, token=token, current=old).status_code == 200
        assert TOTPDevice.objects.get(confirmed=True) == new

    def test_takes_a_recovery_code_for_the_one_that_is_lost(self, client: Client, new: TOTPDevice) -> None:
        recovery = StaticToken.objects.values_list("token", flat=True)[0]
        assert enrol(client, token=code_of(new), current=recovery).status_code == 200

    def test_slows_guesses_of_the_code_down(self, client: Client, enrolled: TOTPDevice, new: TOTPDevice) -> None:
        for _ in range(3):
            enrol(client, token=code_of(new), current="000000")
        assert enrol(client, token=code_of(new), current=code_of(enrolled)).status_code == 422
        assert AuditEvent.objects.filter(action="second_factor.failed").count() == 4

    def test_locks_as_sign_in_does_where_the_password_is_guessed(
        self, client: Client, enrolled: TOTPDevice, new: TOTPDevice
    ) -> None:
        for _ in range(5):
            last = enrol(client, token=code_of(new), current=code_of(enrolled), password="wrong")
        assert last.status_code == 429
        assert enrol(client, token=code_of(new), current=code_of(enrolled)).status_code == 429
        assert TOTPDevice.objects.get(confirmed=True) == enrolled


def test_setting_one_up_asks_for_the_password(clerk: User) -> None:
    client = sign_in()
    client.get("/my/second-factor/")
    assert enrol(client, token=code_of(TOTPDevice.objects.get()), password="wrong").status_code == 422
    assert not TOTPDevice.objects.filter(confirmed=True).exists()


def test_after_the_password_a_code_is_asked_for_before_anything_else(enrolled: TOTPDevice) -> None:
    client = sign_in()
    for address in ("/", "/plan/", "/my/posts/", "/my/password/", "/my/second-factor/"):
        assert client.get(address)["Location"] == "/my/second-factor/check/", address
    assert check(client, "123456") == 422
    assert client.get("/my/posts/").status_code == 302


def test_the_right_code_opens_and_the_session_is_a_new_one(enrolled: TOTPDevice) -> None:
    client = sign_in()
    before = client.session.session_key
    assert check(client, code_of(enrolled)) == 302
    assert client.session.session_key != before
    assert client.get("/my/posts/").status_code == 200


def test_a_code_works_once(enrolled: TOTPDevice, clock: Clock) -> None:
    code = code_of(enrolled)
    assert check(sign_in(), code) == 302
    assert check(sign_in(), code) == 422
    clock(30)
    TOTPDevice.objects.update(throttling_failure_count=0)  # as after the wait
    enrolled.refresh_from_db()
    assert check(sign_in(), code_of(enrolled)) == 302


def test_guesses_are_slowed_down(enrolled: TOTPDevice) -> None:
    client = sign_in()
    for _ in range(3):
        check(client, "000000")
    assert check(client, code_of(enrolled)) == 422


def test_a_recovery_code_works_once(enrolled: TOTPDevice) -> None:
    codes = list(StaticToken.objects.values_list("token", flat=True))
    assert len(codes) == 10
    assert check(sign_in(), codes[0]) == 302
    assert StaticToken.objects.count() == 9
    assert check(sign_in(), codes[0]) == 422


def test_recovery_codes_are_shown_once(clerk: User, enrolled: TOTPDevice) -> None:
    client = sign_in()
    check(client, code_of(enrolled))
    token = StaticToken.objects.first()
    assert token
    assert token.token not in client.get("/my/second-factor/").text


def test_a_deployment_can_ask_it_of_everybody(clerk: User, settings: Settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    client = sign_in()
    assert client.get("/plan/")["Location"] == "/my/second-factor/"
    assert client.get("/my/second-factor/").status_code == 200


def test_the_security_administrator_takes_a_lost_one_away(
    enrolled: TOTPDevice, clerk: User, signed_in: Callable[[str], Client]
) -> None:
    assert signed_in("security_admin").post(f"/people/{clerk.pk}/second-factor/remove/").status_code == 302
    assert sign_in().get("/my/posts/").status_code == 200


def test_everything_about_it_is_on_record_without_a_code(enrolled: TOTPDevice) -> None:
    client = sign_in()
    check(client, "123456")
    acts = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"second_factor.enrol", "second_factor.failed"} <= acts
    assert not any("123456" in str(event.facts) for event in AuditEvent.objects.all())
