"""A new room is its own folder and a line in the list of rooms: a toy one is installed and everything shows it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOY = ROOT / "tests" / "toy_room"


def test_a_room_that_is_installed_appears_everywhere(tmp_path: Path) -> None:
    """In a process of its own, on SQLite: this one has no such room."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DATABASE_URL", "COV_"))
    }
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts="),
            "--import-mode=importlib",
            "--ds=tests.toy_room.settings",
            str(TOY / "checks.py"),
        ],
        cwd=ROOT,
        env=kept | {"VAR": str(tmp_path), "DEMONSTRATION": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "7 passed" in ran.stdout


def test_nothing_outside_its_folder_knows_it() -> None:
    """No file of the house names it; its settings are the house's with one more line in the list of rooms."""
    words = ("toy_room", "wish.grant", "许愿池")
    sources = [path for path in (ROOT / "src").rglob("*") if path.suffix in (".py", ".toml", ".html")]
    assert len(sources) > 300
    assert [path for path in sources if any(word in path.read_text(encoding="utf-8") for word in words)] == []
    settings = (TOY / "settings.py").read_text(encoding="utf-8").split('"""')[-1].split("\n")
    assert [line for line in settings if "=" in line] == ['INSTALLED_APPS = [*HOUSE, "tests.toy_room"]']
