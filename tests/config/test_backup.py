"""A backup made under writes comes back whole into an empty place, and nothing else is taken for one."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real import Place, empty_place

# No test of this module touches the suite's own database; its connection tells which kind is meant.
pytestmark = pytest.mark.django_db

WRITE = """
import sys, time
from django.db import transaction
from lianzhang.records.actions import record
until = time.monotonic() + float(sys.argv[1])
while time.monotonic() < until:
    with transaction.atomic():
        record("export", "/x/", by="试验", account="writer")
"""
EVENTS = "from lianzhang.records.models import AuditEvent; print(AuditEvent.objects.count())"
VERIFIED = "from lianzhang.records.chain import verify; print(verify().holds)"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: object) -> Iterator[Place]:
    """A place with the plan of Xiangyang in it."""
    with empty_place(tmp_path_factory.mktemp("filled")) as place:
        place.run("manage", "migrate", "-v", "0")
        place.run("plan", "load", "plans/xiangyang-2021-2023")
        yield place


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Place]:
    with empty_place(tmp_path / "empty") as place:
        yield place


def test_a_backup_made_while_four_write_comes_back_whole(filled: Place, empty: Place, tmp_path: Path) -> None:
    writers = [filled.script(WRITE, "4") for _ in range(4)]
    time.sleep(1.5)  # until they write
    folder = tmp_path / "backup"
    filled.run("backup", str(folder))
    for writer in writers:
        assert writer.wait(60) == 0, writer.stderr and writer.stderr.read()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert "审计链完好" in empty.run("restore", str(folder)).stdout
    assert int(empty.told(EVENTS)) == manifest["tables"]["records_auditevent"] == manifest["head"]["events"]
    assert 0 < int(empty.told(EVENTS)) <= int(filled.told(EVENTS))
    assert filled.told(VERIFIED) == empty.told(VERIFIED) == "True"
    evaluated = ("evaluate", "--at", "2023-12-31", "--format", "csv")
    assert empty.run(*evaluated).stdout == filled.run(*evaluated).stdout


def test_a_backup_holds_no_secret_and_is_private(filled: Place, tmp_path: Path) -> None:
    filled.run("backup", str(tmp_path / "backup"))
    files = {path.name: path for path in (tmp_path / "backup").iterdir()}
    assert set(files) < {"manifest.json", "database.sqlite3", "database.dump"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in files.values())


def test_a_place_that_is_not_empty_is_left_alone(filled: Place, tmp_path: Path) -> None:
    filled.run("backup", str(tmp_path / "backup"))
    before = filled.told(EVENTS)
    refused = filled.run("restore", str(tmp_path / "backup"), check=False)
    assert refused.returncode == 1
    assert "不是空的" in refused.stderr
    assert filled.told(EVENTS) == before


def test_a_damaged_backup_is_refused_before_anything_is_written(filled: Place, empty: Place, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    filled.run("backup", str(folder))
    (data,) = folder.glob("database.*")
    content = bytearray(data.read_bytes())
    content[len(content) // 2] ^= 1
    data.write_bytes(content)
    refused = empty.run("restore", str(folder), check=False)
    assert refused.returncode == 1
    assert "与清单不符" in refused.stderr
    (folder / "manifest.json").unlink()
    assert "不是完整的备份" in empty.run("restore", str(folder), check=False).stderr
    empty.run("manage", "migrate", "-v", "0")


def test_an_older_backup_is_not_overwritten(filled: Place, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    refused = filled.run("backup", str(tmp_path / "backup"), check=False)
    assert "不覆盖" in refused.stderr


def test_only_the_newest_are_kept_when_asked(filled: Place) -> None:
    for _ in range(3):
        filled.run("backup", "--keep", "2")
        time.sleep(1)
    assert len(list((filled.folder / "backups").iterdir())) == 2


def test_the_first_administrators_are_made_by_command(empty: Place) -> None:
    empty.run("manage", "migrate", "-v", "0")
    made = empty.run("administrator", "create", "anquan", "--role", "security_admin")
    assert "临时口令" in made.stdout
    assert "anquan" in empty.run("administrator", "list").stdout
    again = empty.run("administrator", "create", "anquan", "--role", "audit_admin", check=False)
    assert again.returncode == 1
    assert "已有同名的账号" in again.stderr
