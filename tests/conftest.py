"""What every room's tests may ask for: the plan of Xiangyang in the database, a signed-in client."""

from __future__ import annotations

import gc
import importlib
import runpy
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models.signals import post_save
from django.test import Client
from django.utils import timezone
from hypothesis import settings
from pytest_django import Settings

from lianzhang.access.limits import forget_rows
from lianzhang.accounts.models import User
from lianzhang.config.demonstration import DEMONSTRATORS, Demonstrator, assign_demonstrator
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan
from lianzhang.records import guards
from lianzhang.registry.models import Region
from lianzhang.sample.presence import CITY
from lianzhang.sample.writing import make_city
from tests.migrated import fill_test_database

# Machines are shared and noisy: a slow example is no failure, and a failure must come back when run again.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")

IN_FORCE = "2026-12-01"  # a day of the last year of the plan of Linhai
XIANGYANG = Path(__file__).parent.parent / "plans" / "xiangyang-2021-2023"


@pytest.fixture(scope="session", autouse=True)
def flush_with_guards_lowered() -> Iterator[None]:
    """Tests with real transactions empty the database after them; the guards of the log would refuse that."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def empty(self: BaseDatabaseOperations, statements: list[str]) -> None:
        guards.lower(self.connection)
        try:
            flush(self, statements)
        finally:
            guards.raise_guards(self.connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", empty)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each worker's database is a copy of one that was migrated once."""
    fill_test_database()


@pytest.fixture
def xiangyang(db: None) -> Plan:
    """The plan of Xiangyang with its published figures; loading takes a fraction of a second."""
    load_folder(XIANGYANG, by="tests")
    return Plan.objects.get(code=XIANGYANG.name)


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """`on_day("2026-12-01")`: that is today, and the clock goes on; for tests that a turn of the year would change."""
    real = timezone.now

    def begin(day: str) -> None:
        lag = date.fromisoformat(day) - timezone.localdate(real())
        monkeypatch.setattr(timezone, "now", lambda: real() + lag)

    return begin


@pytest.fixture
def sample_town(db: None, settings: Settings, tmp_path: Path) -> Region:
    """示例市 with some 60 firms, their chains, titles and five years of figures; made in half a second."""
    settings.VAR = tmp_path
    make_city(scale="town", seed=1, by="tests")
    return Region.objects.get(code=CITY)


@pytest.fixture
def account(db: None) -> Iterator[Callable[..., User]]:
    """`account("clerk")`: a demonstration account in its active, in `city` or that of the first plan there will be."""
    waiting: list[tuple[User, Demonstrator]] = []

    def make(username: str, city: Region | None = None) -> User:
        who = next(each for each in DEMONSTRATORS if each.username == username)
        user, _ = User.objects.get_or_create(username=username, defaults={"label": who.label})
        if user.assignments.exists() and city is None:
            return user
        assign_demonstrator(user, who, city)
        if not user.assignments.exists():
            waiting.append((user, who))
        return user

    def active(instance: Plan, **_: object) -> None:
        while waiting:
            user, who = waiting.pop()
            assign_demonstrator(user, who, instance.city)
            user.__dict__.pop("active", None)

    post_save.connect(active, sender=Plan)
    yield make
    post_save.disconnect(active, sender=Plan)


@pytest.fixture
def quick_passwords(settings: Settings) -> None:
    """Where a test is about who may sign in, not about how hard a password is to guess."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def signed_in(account: Callable[[str], User]) -> Callable[[str], Client]:
    """`signed_in("office")`: a client that has signed in as that post."""

    def sign_in(username: str) -> Client:
        client = Client()
        client.force_login(account(username))
        return client

    return sign_in


def pytest_make_parametrize_id(val: object) -> str | None:
    """A long value would make the test's name unreadable: keep its beginning; a packed file holds the time."""
    if isinstance(val, bytes) and len(val) > 60:
        return "file"
    return f"{val[:40]}..." if isinstance(val, str) and len(val) > 60 else None


@pytest.fixture
def settings_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Evaluate the settings file afresh under the given variables."""
    file = importlib.import_module("lianzhang.config.settings").__file__
    assert file

    def load(**variables: str) -> dict[str, Any]:
        for name in ("HOST", "PORT", "DEMONSTRATION", "HTTPS", "DEBUG", "SECRET_KEY", "DATABASE_URL", "SAMPLE"):
            monkeypatch.delenv(name, raising=False)
        for name, value in ({"VAR": str(tmp_path)} | variables).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(file)

    return load


@pytest.fixture(autouse=True)
def no_rows_seen() -> None:
    """What the accounts of another test saw of lists counts for none of this."""
    forget_rows()


def pytest_collection_finish() -> None:
    """What was loaded to run at all stays to the end: let the collector of garbage walk past it, and seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


# Rooms whose tests start houses and processes of their own on the database that the suite runs on.
OWN_PROCESSES = {"config", "crash", "jobs", "operations", "records", "sample", "work"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks no database, or only what others ask it, runs on SQLite: PostgreSQL would say the same again."""
    for item in items:
        if item.get_closest_marker("once"):
            item.add_marker("no_cover")  # a line counts as tested where a test is about it; and measuring is dear
    if connection.vendor != "postgresql":
        return
    asking = [item for item in items if _asks_a_database(item)]
    config.hook.pytest_deselected(items=sorted(set(items) - set(asking), key=lambda item: item.nodeid))
    items[:] = asking


def _asks_a_database(item: pytest.Item) -> bool:
    counts = "queries" in item.name  # a query too many may be asked of one database alone
    if item.get_closest_marker("once") or (item.get_closest_marker("sqlite_alone") and not counts):
        return False
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    room = item.path.relative_to(Path(__file__).parent).parts[0]
    return bool(item.get_closest_marker("django_db") or fixtures or room in OWN_PROCESSES)
