"""Each thing that can be wrong with the database itself keeps the server from starting; what cannot harm is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest

from lianzhang.config import checks, up
from tests.migrated import copy_migrated, migrated_place
from tests.real import Place

SOUND = {
    "PRAGMA journal_mode": "wal",
    "PRAGMA foreign_keys": 1,
    "PRAGMA busy_timeout": 20_000,
    "PRAGMA quick_check(1)": "ok",
    "SHOW server_encoding": "UTF8",
    "SHOW default_transaction_isolation": "read committed",
}


class Database:
    """A database that answers what it is told to."""

    def __init__(self, vendor: str, **facts: Any) -> None:
        self.vendor, self.pg_version = vendor, facts.get("version", 15_00_00)
        self.settings_dict = {"OPTIONS": {"transaction_mode": facts.get("mode", "IMMEDIATE")}}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`told("sqlite", {"PRAGMA foreign_keys": 0})`: the complaints, each with whether it is serious."""

    def ask(vendor: str, answers: dict[str, Any] | None = None, **facts: Any) -> dict[str, bool]:
        monkeypatch.setattr(checks, "connection", Database(vendor, **facts))
        monkeypatch.setattr(checks, "_ask", (SOUND | (answers or {})).__getitem__)
        version = SimpleNamespace(sqlite_version_info=facts.get("sqlite", (3, 51, 3)), sqlite_version="3.40.1")
        monkeypatch.setattr(checks, "sqlite3", version)
        return {str(each.id)[-4:]: each.is_serious() for each in checks.database(databases=["default"])}

    return ask


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_a_sound_one_is_not_complained_about(told: Any, vendor: str) -> None:
    assert told(vendor) == {}


@pytest.mark.parametrize(
    ("vendor", "answers", "facts", "complaint"),
    [
        ("sqlite", {}, {"mode": "DEFERRED"}, {"D001": True}),
        ("sqlite", {"PRAGMA journal_mode": "delete"}, {}, {"D002": True}),
        ("sqlite", {"PRAGMA foreign_keys": 0}, {}, {"D003": True}),
        ("sqlite", {"PRAGMA busy_timeout": 100}, {}, {"D004": True}),
        ("sqlite", {"PRAGMA quick_check(1)": "*** in database main ***"}, {}, {"D005": True}),
        ("sqlite", {}, {"sqlite": (3, 40, 1)}, {"D006": False}),
        ("postgresql", {}, {"version": 13_00_00}, {"D011": True}),
        ("postgresql", {"SHOW server_encoding": "SQL_ASCII"}, {}, {"D012": True}),
        ("postgresql", {"SHOW default_transaction_isolation": "serializable"}, {}, {"D013": True}),
    ],
)
def test_what_is_wrong_is_told_and_keeps_the_doors_shut(
    told: Any, vendor: str, answers: dict[str, Any], facts: dict[str, Any], complaint: dict[str, bool]
) -> None:
    assert told(vendor, answers, **facts) == complaint


STEPS = (
    "hold",
    "require_free_port",
    "make_private",
    "migrate",
    "forget_evaluations",
    "load_plans",
    "load_sample",
    "prepare_accounts",
)


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_it_is_looked_at_before_a_plan_is_loaded_and_anybody_is_served(
    told: Any, monkeypatch: pytest.MonkeyPatch, vendor: str
) -> None:
    done: list[str] = []

    def step(name: str) -> Callable[..., list[str]]:
        return lambda *_args, **_more: done.append(name) or []

    for name in STEPS:
        monkeypatch.setattr(up, name, step(name))
    server = SimpleNamespace(run=step("serve"))
    monkeypatch.setattr(up, "Server", lambda _ready: server)
    monkeypatch.setattr(up.connections, "close_all", lambda: None)
    wrong = {"PRAGMA quick_check(1)": "*** in database main ***", "SHOW server_encoding": "SQL_ASCII"}
    told(vendor, wrong)
    with pytest.raises(click.ClickException, match="没有启动"):
        up.bring_up()
    assert not {"migrate", "forget_evaluations", "load_plans", "load_sample", "prepare_accounts", "serve"} & set(done)
    told(vendor)
    up.bring_up()
    assert done[-1] == "serve"


@pytest.fixture
def place(tmp_path: Any, db: None) -> Iterator[Place]:
    with migrated_place(tmp_path / "place") as place:
        yield place


SERIOUS = """
from lianzhang.config.checks import database
print([each.id for each in database(databases=["default"]) if each.is_serious()])
"""


def test_the_one_that_the_house_makes_is_sound(place: Place) -> None:
    assert place.told(SERIOUS) == "[]"


def test_a_damaged_file_keeps_the_doors_shut(tmp_path: Path) -> None:
    """Of SQLite, whatever the suite runs on: PostgreSQL keeps its own files."""
    place = Place(tmp_path, "")
    file = copy_migrated(tmp_path)
    content = bytearray(file.read_bytes())
    half = len(content) // 2
    content[half : half + 8192] = b"\xff" * 8192
    file.write_bytes(content)
    refused = place.run("up", check=False)
    assert refused.returncode == 1
    assert "数据库文件已损坏" in refused.stderr
    assert "已启动" not in refused.stderr
    assert "Traceback" not in refused.stderr
