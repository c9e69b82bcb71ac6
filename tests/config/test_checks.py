"""What keeps the doors shut: a database set wrongly, a deployment with the demonstration's ways."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from lianzhang.config.checks import database, deployment
from lianzhang.registry.models import Region

pytestmark = pytest.mark.django_db

STRONG = "k3J9x!vQ2m#Lr7Tz@5Bw8Yp$1NcF6Hd%4Sg&0Uj*Ae^Ri(Ob)Xt"


@pytest.fixture
def deployed(settings: Settings) -> Settings:
    settings.DEMONSTRATION = settings.DEBUG = False
    settings.HTTPS = True
    settings.SECRET_KEY = STRONG
    settings.ALLOWED_HOSTS = ["lianzhang.example.gov.cn"]
    return settings


def told() -> set[str]:
    return {str(each.id) for each in deployment()}


def test_a_sound_deployment_is_not_complained_about(deployed: Settings) -> None:
    assert told() == set()


def test_the_demonstration_is_not_held_to_it(deployed: Settings) -> None:
    deployed.DEMONSTRATION = deployed.DEBUG = True
    assert told() == set()


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("DEBUG", True, "lianzhang.S001"),
        ("SECRET_KEY", "a" * 60, "lianzhang.S002"),
        ("SECRET_KEY", f"django-insecure-{STRONG}", "lianzhang.S002"),
        ("ALLOWED_HOSTS", ["*"], "lianzhang.S003"),
        ("OIDC_ISSUER", "http://identity.city.example", "lianzhang.S006"),
    ],
)
def test_what_a_deployment_must_not_have(deployed: Settings, name: str, value: Any, complaint: str) -> None:
    setattr(deployed, name, value)
    assert told() == {complaint}


def test_passwords_in_the_clear_are_refused_beyond_this_machine(deployed: Settings) -> None:
    deployed.HTTPS = False
    deployed.HOST = "0.0.0.0"
    assert told() == {"lianzhang.S004"}
    deployed.HOST = "127.0.0.1"
    assert told() == set()


def test_the_demonstrations_accounts_are_refused(deployed: Settings, account: Any) -> None:
    account("security_admin")
    assert told() == {"lianzhang.S005"}


def test_every_complaint_says_what_to_do(deployed: Settings, account: Any) -> None:
    account("audit_admin")
    deployed.DEBUG, deployed.ALLOWED_HOSTS, deployed.SECRET_KEY = True, ["*"], "a"
    assert all("请" in each.msg for each in deployment())


def test_the_database_is_looked_at_when_it_is_at_hand() -> None:
    assert database() == []
    found = {str(each.id) for each in database(databases=["default"]) if each.is_serious()}
    # The suite's own SQLite database lives in memory, where there is no write-ahead log.
    assert found == ({"lianzhang.D002"} if connection.vendor == "sqlite" else set())


def test_a_made_up_city_is_refused(deployed: Settings) -> None:
    Region.objects.create(code="shili", name="示例市", kind="city", fictitious=True)
    assert told() == {"lianzhang.S007"}
