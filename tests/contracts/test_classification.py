"""Every field is classified, and what is secret or personal stays out of logs, exports and sight."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client

from lianzhang.accounts.models import User
from lianzhang.kernel.rooms import room_packages
from lianzhang.records.models import AuditEvent

ROOT = Path(__file__).parents[2]
CLASSES = {"public", "internal", "personal", "secret"}
TABLES = {
    config.label: tomllib.loads(path.read_text(encoding="utf-8"))
    for config in apps.get_app_configs()
    if config.name in room_packages() and (path := Path(config.path) / "classification.toml").exists()
}
TABLE = {label: classes for table in TABLES.values() for label, classes in table.items()}
PASSWORD = "right-horse-battery"


def fields() -> set[tuple[str, str]]:
    return {
        (model._meta.label, field.name)
        for config in apps.get_app_configs()
        if config.name in room_packages()
        for model in config.get_models()
        for field in (*model._meta.fields, *model._meta.many_to_many)
    }


def classified() -> list[tuple[str, str]]:
    return [(label, name) for label, classes in TABLE.items() for names in classes.values() for name in names]


def test_each_room_classifies_its_own_models_alone() -> None:
    for room, table in TABLES.items():
        assert {label.partition(".")[0] for label in table} == {room}


def test_every_field_is_classified_once() -> None:
    assert set(classified()) == fields()
    assert len(classified()) == len(set(classified()))
    assert {name for classes in TABLE.values() for name in classes} <= CLASSES


def secrets() -> list[tuple[str, str]]:
    return [(label, name) for label, classes in TABLE.items() for name in classes.get("secret", ())]


def test_passwords_and_session_keys_are_secret() -> None:
    for label, name in fields():
        if "password" in name and apps.get_model(label)._meta.get_field(name).get_internal_type() == "CharField":
            assert (label, name) in secrets()
    assert ("accounts.SignedIn", "session_key") in secrets()


def test_no_page_or_export_names_a_secret_field() -> None:
    words = {f".{name}" for _, name in secrets()}
    pages = [*ROOT.glob("src/lianzhang/*/templates/**/*.html"), *ROOT.glob("src/lianzhang/**/exports.py")]
    assert pages
    named = {(path.name, word) for path in pages for word in words if word in path.read_text(encoding="utf-8")}
    # The page of one's sessions compares the key with its own, to mark the one in use.
    assert named <= {("sessions.html", ".session_key"), ("login.html", ".password")}


@pytest.mark.django_db
@pytest.mark.usefixtures("quick_passwords")
def test_neither_log_nor_audit_holds_a_password(
    account: Callable[[str], User], caplog: pytest.LogCaptureFixture
) -> None:
    user = account("clerk")
    user.set_password(PASSWORD)
    user.save()
    with caplog.at_level(logging.DEBUG):
        for password in (PASSWORD, f"{PASSWORD}-wrong"):
            Client().post("/sign-in/", {"username": "clerk", "password": password})
    assert PASSWORD not in caplog.text
    assert AuditEvent.objects.count() == 2
    assert not any(PASSWORD in str(vars(event)) for event in AuditEvent.objects.all())
