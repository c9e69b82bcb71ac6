"""A restore that is refused, for whatever reason and however late, leaves the place as it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lianzhang.config.releases import LaterRelease
from lianzhang.records.api import hash_of
from tests.migrated import migrated_place
from tests.real import Place, empty_place

pytestmark = pytest.mark.django_db

ATTACH = """
from lianzhang.accounts.models import User
from lianzhang.records.attachments.actions import add_attachment
by, _ = User.objects.get_or_create(username="archivist")
add_attachment(row=by, name="甲.txt", content="甲".encode(), by=by)
"""
# Of PostgreSQL: what stands in the database.
OBJECTS = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
                   " + (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace)")
    print(cursor.fetchone()[0])
"""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: object) -> Iterator[Path]:
    """A backup of a place with a few rows and a paper."""
    with migrated_place(tmp_path_factory.mktemp("filled")) as place:
        place.told(ATTACH)
        folder = tmp_path_factory.mktemp("backups") / "sound"
        place.run("backup", str(folder))
        yield folder


@pytest.fixture
def backup(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "backup")


@pytest.fixture
def own_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no command writes one into the place."""
    monkeypatch.setenv("SECRET_KEY", "k3J9xvQ2mLr7Tz5Bw8Yp1NcF6Hd4Sg0Uj" * 2)


@pytest.fixture
def place(tmp_path: Path, own_key: None) -> Iterator[Place]:
    with empty_place(tmp_path / "place") as place:
        yield place


def state(place: Place) -> Any:
    paths = {
        str(path.relative_to(place.folder)): (path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in place.folder.rglob("*")
    }
    return paths, place.told(OBJECTS) if place.address else None


def refuse(place: Place, backup: Path, words: str) -> None:
    before = state(place)
    refused = place.run("restore", str(backup), check=False)
    assert refused.returncode in (1, LaterRelease.exit_code), refused.stdout
    assert "Traceback" not in refused.stderr
    assert words in refused.stderr
    assert state(place) == before


def change(backup: Path, **facts: Callable[[Any], Any]) -> None:
    """Put another manifest in its place; each fact is made from the one that stood there."""
    file = backup / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    manifest |= {name: make(manifest[name]) for name, make in facts.items()}
    file.write_text(json.dumps(manifest), encoding="utf-8")


def data(backup: Path) -> Path:
    (file,) = backup.glob("database.*")
    return file


def paper(backup: Path) -> Path:
    (file,) = (backup / "files").iterdir()
    return file


def no_database(backup: Path) -> None:
    """A file that is no database, under a manifest that says it is the right one."""
    data(backup).write_bytes(b"no database" * 1000)
    change(backup, files=lambda files: dict.fromkeys(files, hash_of(data(backup))))


REASONS: dict[str, tuple[Callable[[Path], object], str]] = {
    "no manifest": (lambda at: (at / "manifest.json").unlink(), "不是完整的备份"),
    "manifest cut off": (lambda at: (at / "manifest.json").write_text("{"), "不是完整的备份"),
    "manifest of another shape": (lambda at: (at / "manifest.json").write_text("[]"), "不是完整的备份"),
    "tables of another shape": (lambda at: change(at, tables=list), "不是完整的备份"),
    "made at no time": (lambda at: change(at, made=lambda _: "昨天"), "不是完整的备份"),
    "head of another shape": (lambda at: change(at, head=lambda _: {"last": 1}), "不是完整的备份"),
    "another kind": (lambda at: change(at, vendor=lambda _: "oracle"), "备份来自 oracle"),
    "database changed": (lambda at: data(at).write_bytes(b"x"), "与清单不符"),
    "database gone": (lambda at: data(at).unlink(), "与清单不符"),
    "database not listed": (lambda at: change(at, files=lambda _: {}), "不是完整的备份"),
    "no database": (no_database, "没有成功"),
    "paper changed": (lambda at: paper(at).write_bytes(b"x"), "与清单不符"),
    "paper gone": (lambda at: paper(at).unlink(), "与清单不符"),
    "paper not listed": (lambda at: change(at, attachments=lambda _: []), "附件与记录对不上"),
    "a row more": (lambda at: change(at, tables=lambda rows: rows | {"accounts_user": 99}), "行数不符"),
    "a table more": (lambda at: change(at, tables=lambda rows: rows | {"accounts_moon": 1}), "行数不符"),
    "a migration less": (lambda at: change(at, migrations=lambda names: names[1:]), "库结构版本与清单不符"),
    "a later release": (lambda at: change(at, migrations=lambda names: [*names, "plans.9999_later"]), "更新的版本"),
    "another end of the log": (
        lambda at: change(at, head=lambda head: head | {"events": 1, "last": 1, "hash": "0" * 64}),
        "审计链对不上",
    ),
}


# Told by the files alone, before any database is asked.
BY_FILES = {
    *("manifest cut off", "manifest of another shape", "tables of another shape", "made at no time"),
    *("head of another shape", "another kind", "database changed", "database not listed"),
    *("paper changed", "paper gone", "paper not listed"),
}


@pytest.mark.parametrize(
    "reason",
    [pytest.param(reason, marks=[pytest.mark.sqlite_alone] * (reason in BY_FILES)) for reason in REASONS],
)
def test_a_refused_one_leaves_nothing_behind(place: Place, backup: Path, reason: str) -> None:
    spoil, words = REASONS[reason]
    spoil(backup)
    refuse(place, backup, words)


def test_after_the_latest_refusal_the_sound_one_comes_back(place: Place, sound: Path, backup: Path) -> None:
    change(backup, head=lambda head: head | {"events": 1, "last": 1, "hash": "0" * 64})
    refuse(place, backup, "审计链对不上")
    assert "审计链完好" in place.run("restore", str(sound)).stdout
    assert "1份完好" in place.run("attachments", "verify").stdout


@pytest.mark.usefixtures("own_key")
def test_a_database_that_is_not_empty_stays_as_it_is(sound: Path, tmp_path: Path) -> None:
    with migrated_place(tmp_path / "migrated") as place:
        refuse(place, sound, "不是空的")


def test_a_store_that_is_not_empty_stays_as_it_is(place: Place, sound: Path) -> None:
    (place.folder / "files" / "ab").mkdir(parents=True)
    refuse(place, sound, "不是空的")


def test_an_empty_file_and_an_empty_store_stay_as_they_are(place: Place, backup: Path, sound: Path) -> None:
    (place.folder / "files").mkdir()
    (place.folder / "lianzhang.sqlite3").touch()
    paper(backup).unlink()
    refuse(place, backup, "与清单不符")
    place.run("restore", str(sound))


def test_what_another_left_half_done_is_in_nobodys_way(place: Place, sound: Path) -> None:
    """Killed on its way, a restore leaves its own drafts, and the next sweeps them away."""
    (place.folder / ".restoring" / "files").mkdir(parents=True)
    (place.folder / ".restoring" / "files" / "half").write_text("half")
    place.run("restore", str(sound))
    assert not (place.folder / ".restoring").exists()
