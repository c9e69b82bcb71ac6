"""What a password must be, in both profiles."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.password_validation import get_password_validators, validate_password
from django.core.exceptions import ValidationError

from lianzhang.accounts.models import User
from lianzhang.accounts.passwords import remember

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone, pytest.mark.usefixtures("quick_passwords")]


def refusals(password: str, user: User | None = None, validators: Any = None) -> set[str]:
    try:
        validate_password(password, user, validators)
    except ValidationError as refused:
        return {str(error.code) for error in refused.error_list}
    return set()


@pytest.mark.parametrize("password", ["staple orange lantern", "雨后的梧桐与铁轨和一盏旧灯泡", "kd82-mfpw-29vb"])
def test_long_words_that_do_not_belong_together_are_taken(password: str) -> None:
    assert refusals(password) == set()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("kd82-mfpw", "password_too_short"),
        ("password1234", "password_too_common"),
        ("xiangyang2024!", "password_context"),
        ("Lianzhang@2023", "password_context"),
        ("LianZhangXiangYang!!", "password_context"),
        ("a" * 129, "password_too_long"),
        ("aaaabbbbcccc", "password_plain"),
        ("qwertyuiopas", "password_plain"),
        ("210987654321", "password_plain"),
    ],
)
def test_what_is_easily_guessed_is_refused(password: str, code: str) -> None:
    assert code in refusals(password)


def test_the_account_itself_is_no_password() -> None:
    user = User(username="qichelian", label="汽车产业链链长")
    assert "password_context" in refusals("qichelian-20231", user)
    assert "password_context" in refusals("汽车产业链链长2023年!!", user)


def test_words_of_the_city_are_a_setting(settings: Any) -> None:
    settings.PASSWORD_WORDS = ["linhaishi"]
    assert "password_context" in refusals("Linhaishi-2024")


@pytest.fixture
def mlps(settings_with: Any) -> Any:
    return get_password_validators(settings_with(PASSWORD_PROFILE="mlps")["AUTH_PASSWORD_VALIDATORS"])


def test_mlps_wants_three_kinds_of_characters(mlps: Any) -> None:
    assert "password_kinds" in refusals("staple orange lantern", validators=mlps)
    assert refusals("Staple orange lantern 7", validators=mlps) == set()


def test_mlps_refuses_the_last_five(mlps: Any) -> None:
    user = User.objects.create_user("somebody", "Staple orange 0")
    for number in range(1, 8):
        remember(user)
        user.set_password(f"Staple orange {number}")
        user.save()
    used = {number for number in range(8) if "password_used" in refusals(f"Staple orange {number}", user, mlps)}
    assert used == {2, 3, 4, 5, 6, 7}


def test_mlps_takes_ten_characters(mlps: Any) -> None:
    assert "password_too_short" in refusals("Kd82-mfpw", validators=mlps)
    assert refusals("Kd82-mfpw9", validators=mlps) == set()


def test_mlps_asks_for_a_new_one_after_ninety_days(settings_with: Any) -> None:
    assert settings_with(PASSWORD_PROFILE="mlps")["PASSWORD_DAYS"] == 90
    assert settings_with(PASSWORD_PROFILE="asvs")["PASSWORD_DAYS"] == 0
