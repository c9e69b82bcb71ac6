"""The invented city's plan, as a folder and loaded; a small world with one target, and who reports on it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from lianzhang.accounts.models import User
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan, UploadedSheet
from lianzhang.plans.observations.sheet_actions import read_sheet, store_sheet

from .folders import BEFORE, LINHAI, copy_of
from .world import World


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    load_folder(BEFORE, by="试验")
    return copy_of(LINHAI, tmp_path)


@pytest.fixture
def loaded(folder: Path) -> Plan:
    load_folder(folder, by="试验")
    return Plan.objects.get(code=folder.name)


@pytest.fixture
def world(db: None) -> World:
    world = World()
    world.giants = world.target()
    return world


@pytest.fixture
def lead(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("clerk")


@pytest.fixture
def office(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("office")


@pytest.fixture
def by(account: Callable[[str], User]) -> User:
    return account("clerk")


@pytest.fixture
def keep(world: World, by: User) -> Callable[..., UploadedSheet]:
    def kept(content: bytes | str, name: str = "填报.xlsx") -> UploadedSheet:
        data = content.encode() if isinstance(content, str) else content
        return store_sheet(plan=world.plan, name=name, content=data, reading=read_sheet(world.plan, name, data), by=by)

    return kept
