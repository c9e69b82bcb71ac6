"""A city, and the office at the pages of imports."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.enterprises.world import City

from .uploads import Desk


@pytest.fixture
def city(db: None, settings: Settings, tmp_path: Path) -> City:
    settings.VAR = tmp_path
    return City()


@pytest.fixture
def desk(city: City, tmp_path: Path) -> Desk:
    return Desk(city, city.office, tmp_path)
