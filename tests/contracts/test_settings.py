"""A wrong or missing variable stops the start with one line that says how to mend it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LONG_KEY = "k" * 60


@pytest.mark.parametrize(
    ("variables", "named", "advice"),
    [
        ({"PORT": "eighty"}, "PORT", "8000"),
        ({"PORT": "65536"}, "PORT", "65535"),
        ({"PORT": "٨٠"}, "PORT", "8000"),
        ({"DEBUG": "maybe"}, "DEBUG", "1（开）"),
        ({"DATABASE_URL": "mysql://u:geheim@h/b"}, "DATABASE_URL", "postgresql://"),
        ({"DATABASE_URL": "postgresql://u:geheim@h"}, "DATABASE_URL", "postgresql://"),
        ({"DATABASE_URL": "postgresql://u:geheim@h:port/b"}, "DATABASE_URL", "postgresql://"),
        ({"DATABASE_URL": "plain words"}, "DATABASE_URL", "postgresql://"),
        ({"HOST": "0.0.0.0"}, "SECRET_KEY", "50"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY", "50"),
    ],
)
def test_a_wrong_variable_is_named_with_the_way_out(
    settings_with: Any, variables: Any, named: str, advice: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        settings_with(**variables)
    message = str(caught.value)
    assert named in message
    assert advice in message
    assert "\n" not in message
    assert "geheim" not in message


def test_on_loopback_a_key_is_made_once_and_kept_private(settings_with: Any, tmp_path: Path) -> None:
    first = settings_with()
    assert first["DEMONSTRATION"]
    assert settings_with()["SECRET_KEY"] == first["SECRET_KEY"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_a_host_that_others_reach_gets_no_demonstration_and_wants_https(settings_with: Any) -> None:
    found = settings_with(HOST="0.0.0.0", SECRET_KEY=LONG_KEY)
    assert not found["DEMONSTRATION"]
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["SECURE_HSTS_SECONDS"] > 0


def test_an_empty_database_address_means_the_embedded_database(settings_with: Any, tmp_path: Path) -> None:
    database = settings_with(DATABASE_URL="")["DATABASES"]["default"]
    assert database["ENGINE"].endswith("sqlite3")
    assert Path(database["NAME"]).parent == tmp_path
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_a_postgresql_address_is_honoured_without_sqlite_options(settings_with: Any) -> None:
    database = settings_with(DATABASE_URL="postgresql://u:p@db.example:5433/book")["DATABASES"]["default"]
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "book")
    assert "transaction_mode" not in database.get("OPTIONS", {})


def test_postgresql_plans_for_rows_in_memory_unless_the_address_says_otherwise(settings_with: Any) -> None:
    plain = settings_with(DATABASE_URL="postgresql://u:p@db.example/book")["DATABASES"]["default"]
    assert "random_page_cost" in plain["OPTIONS"]["options"]
    own = settings_with(DATABASE_URL="postgresql://u:p@db.example/book?options=-c%20jit%3Don")["DATABASES"]["default"]
    assert own["OPTIONS"]["options"] == "-c jit=on"


def test_passwords_are_kept_with_argon2_alone() -> None:
    assert [name.rpartition(".")[2] for name in settings.PASSWORD_HASHERS] == ["QueuedArgon2PasswordHasher"]


def test_a_demonstration_starts_with_a_made_up_city_and_a_real_deployment_with_none(settings_with: Any) -> None:
    assert settings_with()["SAMPLE"] == "city"
    real = {"DEMONSTRATION": "0", "SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "a.example"}
    assert settings_with(**real)["SAMPLE"] == "none"
    with pytest.raises(ImproperlyConfigured, match="SAMPLE"):
        settings_with(SAMPLE="city", **real)
