"""One server at a time over the embedded database; a second is told of the first, and a dead one bars nobody."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.house import free_port, running_house
from tests.real import PROGRAM, ROOT, Place

# On the embedded database, whatever the suite runs on.
pytestmark = pytest.mark.once

HOLD = "from lianzhang.config.lock import hold; hold({!r}); print('held', flush=True); import time; time.sleep(60)"


def second(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    own = {"VAR": str(folder), "DATABASE_URL": "", "SAMPLE": "none", "PORT": str(free_port())}
    environment = os.environ | own | variables
    done = subprocess.run(
        [PROGRAM, "up"], env=environment, capture_output=True, text=True, check=False, cwd=ROOT, timeout=60
    )
    assert "Traceback" not in done.stderr
    return done


def test_a_second_server_on_the_same_folder_is_refused_and_told_which_one_runs(tmp_path: Path) -> None:
    with running_house(tmp_path) as house:
        refused = second(tmp_path)
        (error,) = (line for line in refused.stderr.splitlines() if line.startswith("错误："))
        beside = Place(tmp_path, "").run("administrator", "create", "anquan", "--role", "security_admin")
    assert refused.returncode == 1
    assert f"进程号 {house.process.pid}" in error
    assert house.address in error
    assert re.search(r"自 20\d\d-\d\d-\d\d \d\d:\d\d 起", error)
    assert "临时口令" in beside.stdout, "commands beside a server write as ever"


def test_another_way_to_the_same_file_is_the_same_database(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "other").symlink_to(tmp_path / "real")
    with running_house(tmp_path / "real") as house:
        refused = second(tmp_path / "other")
        elsewhere = second(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/other/lianzhang.sqlite3")
    assert f"进程号 {house.process.pid}" in refused.stderr
    assert f"进程号 {house.process.pid}" in elsewhere.stderr


def test_one_killed_without_warning_bars_nobody(tmp_path: Path) -> None:
    with running_house(tmp_path) as house:
        house.process.send_signal(signal.SIGKILL)
        house.process.wait(timeout=20)
        time.sleep(1)  # its child looks once a second whether the parent lives
        with running_house(tmp_path):
            pass


def test_who_holds_it_bars_another_until_it_dies(tmp_path: Path) -> None:
    place = Place(tmp_path, "")
    first = place.script(HOLD.format("正在试验"))
    assert first.stdout
    assert first.stdout.readline() == "held\n"
    other = place.script(HOLD.format("也在试验"))
    _, error = other.communicate(timeout=60)
    assert f"进程号 {first.pid}" in error
    assert "正在试验" in error
    first.kill()
    first.communicate(timeout=60)
    third = place.script(HOLD.format("第三个"))
    assert third.stdout
    assert third.stdout.readline() == "held\n"
    third.kill()
    third.communicate(timeout=60)


def test_another_folder_is_another_house(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    with running_house(tmp_path / "a"), running_house(tmp_path / "b"):
        pass
