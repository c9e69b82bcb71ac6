"""Many accounts tried from one address: the address is shut, and a device that signed in before is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core import signing
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from lianzhang.accounts.models import User

from .test_sign_in import attempt

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

PASSWORD = "right-horse-battery"
FAILURES = 5


class TestManyAccountsFromOneAddress:
    @pytest.fixture
    def office(self, account: Any) -> User:
        office: User = account("office")
        office.set_password(PASSWORD)
        office.save()
        return office

    def spray(self, count: int, address: str = "10.0.0.1") -> list[int]:
        return [attempt(f"name{number}", "Summer-2026-summer", address).status_code for number in range(count)]

    def test_shut_it_to_devices_that_never_signed_in(self, clerk: User, settings: Settings) -> None:
        assert set(self.spray(settings.SIGN_IN_NAMES)) == {200}
        assert attempt("clerk", "wrong").status_code == 429
        assert attempt("clerk", PASSWORD).status_code == 429
        assert attempt("clerk", PASSWORD, "10.0.0.2").status_code == 302

    def test_leave_a_colleague_on_a_device_that_signed_in_before(
        self, clerk: User, office: User, settings: Settings
    ) -> None:
        known = Client()
        attempt("office", PASSWORD, client=known)
        known.post("/sign-out/")
        self.spray(settings.SIGN_IN_NAMES)
        assert attempt("office", PASSWORD, client=known).status_code == 302
        known.post("/sign-out/")
        assert attempt("clerk", PASSWORD, client=known).status_code == 429

    def test_a_forged_cookie_makes_no_device_known(self, office: User, settings: Settings) -> None:
        self.spray(settings.SIGN_IN_NAMES)
        client = Client()
        client.cookies[settings.DEVICE_COOKIE_NAME] = signing.dumps(["office"], salt="another")
        assert attempt("office", PASSWORD, client=client).status_code == 429

    def test_do_not_count_those_that_got_in_at_last(self, clerk: User, office: User, settings: Settings) -> None:
        known = Client()
        attempt("office", PASSWORD, client=known)
        known.post("/sign-out/")
        self.spray(settings.SIGN_IN_NAMES - 1)
        attempt("office", "typed wrong", client=known)
        assert attempt("clerk", PASSWORD).status_code == 429
        attempt("office", PASSWORD, client=known)
        assert attempt("clerk", PASSWORD).status_code == 302

    def test_open_it_after_a_quarter_of_an_hour(self, clerk: User, settings: Settings) -> None:
        self.spray(settings.SIGN_IN_NAMES)
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
        assert attempt("clerk", PASSWORD).status_code == 302

    def test_are_counted_over_a_whole_ipv6_network(self, clerk: User) -> None:
        for number in range(FAILURES):
            attempt("clerk", "wrong", f"2001:db8::{number}")
        assert attempt("clerk", PASSWORD, "2001:db8::ffff").status_code == 429
        assert attempt("clerk", PASSWORD, "2001:db8:0:1::1").status_code == 302
