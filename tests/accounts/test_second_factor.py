"""A second factor: asked for before anything else, each code once, recovery codes, and a lost phone."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from lianzhang.accounts.models import User
from lianzhang.records.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

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


@pytest.fixture
def enrolled(clerk: User, clock: Clock) -> TOTPDevice:
    """The clerk with an authenticator; its first code is spent."""
    client = sign_in()
    client.get("/my/second-factor/")
    device = TOTPDevice.objects.get()
    assert client.post("/my/second-factor/", {"token": code_of(device)}).status_code == 200
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
    assert client.post("/my/second-factor/", {"token": "000000"}).status_code == 422
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
