"""The settings file, evaluated afresh under chosen variables."""

from __future__ import annotations

import importlib
import runpy
from pathlib import Path
from typing import Any

import pytest

SETTINGS = "lianzhang.config.settings"


@pytest.fixture
def settings_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Evaluate the settings file afresh under the given variables."""
    file = importlib.import_module(SETTINGS).__file__
    assert file

    def load(**variables: str) -> dict[str, Any]:
        for name in ("HOST", "PORT", "DEMONSTRATION", "HTTPS", "DEBUG", "SECRET_KEY", "DATABASE_URL"):
            monkeypatch.delenv(name, raising=False)
        for name, value in ({"VAR": str(tmp_path)} | variables).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(file)

    return load
