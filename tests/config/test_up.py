"""`lianzhang up` as a person meets it: a free port, a busy one, a database that is not there, Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import click
import pytest

from lianzhang.config.up import require_free_port
from tests.house import free_port, running_house

# On the embedded database, whatever the suite runs on.
pytestmark = pytest.mark.once

LIANZHANG = str(Path(sys.executable).with_name("lianzhang"))


def run_lianzhang(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LIANZHANG, *arguments],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_free_port_is_accepted() -> None:
    require_free_port("127.0.0.1", free_port())


def test_a_busy_port_is_named_with_another_to_try() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(click.ClickException, match=f"{port}.*PORT=") as caught:
            require_free_port("127.0.0.1", port)
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"PORT": "web"}, "PORT"),
        ({"DATABASE_URL": "postgresql://u:geheim@127.0.0.1:1/x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "oracle://h/x"}, "DATABASE_URL"),
    ],
)
def test_a_start_that_cannot_succeed_says_why_in_one_line(
    variables: dict[str, str], words: str, tmp_path: Path
) -> None:
    done = run_lianzhang("up", **{"VAR": str(tmp_path), "PORT": str(free_port())} | variables)
    assert done.returncode == 1
    errors = [line for line in done.stderr.splitlines() if line.startswith("错误：")]
    assert len(errors) == 1
    assert words in errors[0]
    assert "Traceback" not in done.stderr
    assert "geheim" not in done.stderr


def test_an_unknown_command_is_wrong_use(tmp_path: Path) -> None:
    done = run_lianzhang("fly", VAR=str(tmp_path))
    assert done.returncode == 2
    assert "错误：" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_command_before_the_first_start_says_to_start_first(tmp_path: Path) -> None:
    done = run_lianzhang("evaluate", VAR=str(tmp_path), DATABASE_URL="")
    assert done.returncode == 1
    assert "lianzhang up" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_starts_says_how_to_sign_in_answers_and_stops_cleanly(tmp_path: Path) -> None:
    with running_house(tmp_path, first=True) as house:  # from nothing, as on the first day
        with urlopen(f"{house.address}/sign-in/") as page:
            assert page.status == 200
        said = (tmp_path / "log").read_text()
        house.process.send_signal(signal.SIGINT)
        assert house.process.wait(timeout=20) == 0
    assert house.address in said
    assert "准备数据库：" in said  # a minute and a half without a word looks like a fault
    for name, password in house.passwords.items():
        assert name in said
        assert password in said


def test_what_was_a_demonstration_does_not_open_as_a_deployment(tmp_path: Path) -> None:
    with running_house(tmp_path):
        pass
    real = {
        "DEMONSTRATION": "0",
        "SECRET_KEY": "k3J9xvQ2mLr7Tz5Bw8Yp1NcF6Hd4Sg0Uj" * 2,
        "DATABASE_URL": "",
        "DEBUG": "1",
    }
    done = run_lianzhang("up", **real, VAR=str(tmp_path), PORT=str(free_port()))
    said = done.stderr.replace("\n", "")
    assert done.returncode == 1
    for words in ("库里有演示账号", "DEBUG 开着", "服务没有启动"):
        assert words in said
