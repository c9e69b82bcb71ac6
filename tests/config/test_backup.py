"""A backup made under writes comes back whole into an empty place, and nothing else is taken for one."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.migrated import migrated_place
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
ATTACH = """
from lianzhang.accounts.models import User
from lianzhang.records.attachments.actions import add_attachment
by, _ = User.objects.get_or_create(username="archivist")
for name in ("甲.txt", "乙.txt", "丙.txt"):
    add_attachment(row=by, name=name, content=name.encode(), by=by)
"""
LOSE = """
from lianzhang.records.attachments.store import path_of
from lianzhang.records.models import Attachment
path_of(Attachment.objects.get(name="丙.txt").sha256).unlink()
"""
EVENTS = "from lianzhang.records.models import AuditEvent; print(AuditEvent.objects.count())"
CHAINED = "from lianzhang.records.chain import head; print(head().events)"
VERIFIED = "from lianzhang.records.chain import verify; print(verify().holds)"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: object) -> Iterator[Place]:
    """A place with the plan of Xiangyang and three papers in it, one of which has lost its file."""
    with migrated_place(tmp_path_factory.mktemp("filled")) as place:
        place.run("plan", "load", "plans/xiangyang-2021-2023")
        place.told(ATTACH)
        place.told(LOSE)
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
    waited = manifest["tables"]["records_auditevent"] - manifest["head"]["events"]
    assert 0 <= waited <= len(writers)  # committed, and not yet chained when the backup was made
    assert int(empty.told(EVENTS)) == int(empty.told(CHAINED)) == manifest["tables"]["records_auditevent"]
    assert 0 < int(empty.told(EVENTS)) <= int(filled.told(EVENTS))
    assert filled.told(VERIFIED) == empty.told(VERIFIED) == "True"
    evaluated = ("evaluate", "--at", "2023-12-31", "--format", "csv")
    assert empty.run(*evaluated).stdout == filled.run(*evaluated).stdout


def test_papers_come_back_with_their_rows(filled: Place, empty: Place, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    made = filled.run("backup", str(folder)).stdout
    assert "2份附件" in made
    assert "有1份附件的文件早已不在" in made
    assert "2份附件" in empty.run("restore", str(folder)).stdout
    told = empty.run("attachments", "verify", check=False)
    assert told.returncode == 1
    assert "“丙.txt”：文件不在了" in told.stdout
    assert "2份完好" in told.stdout


def test_a_paper_changed_in_the_backup_is_refused(filled: Place, empty: Place, tmp_path: Path) -> None:
    filled.run("backup", str(tmp_path / "backup"))
    next((tmp_path / "backup" / "files").iterdir()).write_bytes(b"changed")
    refused = empty.run("restore", str(tmp_path / "backup"), check=False)
    assert "与清单不符" in refused.stderr
    assert list((empty.folder / "files").glob("*")) == []


def test_a_store_that_is_not_empty_is_left_alone(filled: Place, empty: Place, tmp_path: Path) -> None:
    filled.run("backup", str(tmp_path / "backup"))
    (empty.folder / "files" / "ab").mkdir(parents=True)
    assert "不是空的" in empty.run("restore", str(tmp_path / "backup"), check=False).stderr


def test_a_backup_holds_no_secret_and_is_private(filled: Place, tmp_path: Path) -> None:
    filled.run("backup", str(tmp_path / "backup"))
    names = {path.name for path in (tmp_path / "backup").iterdir()}
    assert names < {"manifest.json", "database.sqlite3", "database.dump", "files"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "backup").rglob("*"))


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


def test_an_older_backup_is_not_overwritten(filled: Place, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    refused = filled.run("backup", str(tmp_path / "backup"), check=False)
    assert "不覆盖" in refused.stderr


def test_only_the_newest_are_kept_when_asked(filled: Place) -> None:
    for _ in range(3):
        filled.run("backup", "--keep", "2")
        time.sleep(1)
    assert len(list((filled.folder / "backups").iterdir())) == 2


def test_the_first_administrators_are_made_by_command(tmp_path: Path) -> None:
    with migrated_place(tmp_path / "migrated") as place:
        made = place.run("administrator", "create", "anquan", "--role", "security_admin")
        listed = place.run("administrator", "list")
        again = place.run("administrator", "create", "anquan", "--role", "audit_admin", check=False)
    assert "临时口令" in made.stdout
    assert "anquan" in listed.stdout
    assert again.returncode == 1
    assert "已有同名的账号" in again.stderr
