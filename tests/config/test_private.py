"""What the house writes is its owner's alone, whatever the umask; what an older one left open is closed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from lianzhang.config.secrets import make_private
from tests.house import running_house
from tests.migrated import FILE, copy_migrated, migrated_file
from tests.real import PROGRAM, ROOT, Place

# On the embedded database, whatever the suite runs on.
pytestmark = pytest.mark.once

START = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'lianzhang.config.settings'; django.setup()\n"
WRITE = """
from lianzhang.accounts.models import User
from lianzhang.exchange.progress import report
from lianzhang.records.attachments.actions import add_attachment
by, _ = User.objects.get_or_create(username="archivist")
add_attachment(row=by, name="甲.txt", content="甲".encode(), by=by)
report(1, "试验")
for path in sorted(os.listdir(os.environ["VAR"])):
    print(path)
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A folder that everybody may write, as the umask lets everybody."""
    folder = tmp_path / "place"
    folder.mkdir()
    folder.chmod(0o777)
    return Place(folder, "")


def run(place: Place, *command: str) -> str:
    done = subprocess.run(
        command, env=place.environment, capture_output=True, text=True, check=False, cwd=ROOT, umask=0
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def opened(folder: Path) -> dict[str, str]:
    """What others may do anything with."""
    return {
        str(path.relative_to(folder)): oct(path.stat().st_mode & 0o777)
        for path in folder.rglob("*")
        if path.stat().st_mode & 0o077
    }


def test_whatever_the_umask_database_secrets_papers_and_backups_are_private(place: Place) -> None:
    run(place, PROGRAM, "manage", "migrate", "contenttypes", "-v", "0")  # makes the file; the rest would be long
    assert opened(place.folder) == {}
    (place.folder / FILE).write_bytes(migrated_file().read_bytes())  # it stays as private as it was made
    names = run(place, str(Path(PROGRAM).with_name("python")), "-c", START + WRITE).split()
    run(place, PROGRAM, "backup")
    assert {"lianzhang.sqlite3", "lianzhang.sqlite3-wal", "lianzhang.sqlite3-shm", "secret_key", "files"} <= {*names}
    assert (place.folder / "backups").is_dir()
    assert opened(place.folder) == {}


def test_what_a_restore_brings_is_private(place: Place, tmp_path: Path) -> None:
    copy_migrated(place.folder)
    run(place, str(Path(PROGRAM).with_name("python")), "-c", START + WRITE)
    run(place, PROGRAM, "backup", str(tmp_path / "backup"))
    restored = Place(tmp_path / "restored", "")
    run(restored, PROGRAM, "restore", str(tmp_path / "backup"))
    assert opened(restored.folder) == {}


def test_what_an_older_one_left_open_is_closed_at_the_start(place: Place, tmp_path: Path) -> None:
    copy_migrated(place.folder)
    run(place, str(Path(PROGRAM).with_name("python")), "-c", START + WRITE)
    run(place, PROGRAM, "backup")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    elsewhere.chmod(0o755)
    (place.folder / "files" / "link").symlink_to(elsewhere)
    (place.folder / "of somebody else").touch()
    for path in place.folder.rglob("*"):
        path.chmod(0o777 if path.is_dir() else 0o666)
    with running_house(place.folder):
        beside = opened(place.folder)
    assert beside.keys() <= {"log", "of somebody else", "files/link"}, "closed while it runs"
    assert os.stat(elsewhere).st_mode & 0o777 == 0o777, "a link leads out of the house and is left alone"
    assert place.folder.stat().st_mode & 0o777 == 0o777, "whose folder it is decides on the folder"


def test_what_belongs_to_somebody_else_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, mode: int) -> None:
        raise PermissionError

    (tmp_path / "backups").mkdir()
    (tmp_path / "backups").chmod(0o755)
    monkeypatch.setattr(Path, "chmod", refuse)
    assert make_private([tmp_path / "backups", tmp_path / "files"]) == [tmp_path / "backups"]
