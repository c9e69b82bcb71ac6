"""The invented city's plan: as a folder to change, and loaded."""

from pathlib import Path

import pytest

from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan

from .folders import BEFORE, LINHAI, copy_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    load_folder(BEFORE, by="试验")
    return copy_of(LINHAI, tmp_path)


@pytest.fixture
def loaded(folder: Path) -> Plan:
    load_folder(folder, by="试验")
    return Plan.objects.get(code=folder.name)
