"""Rooms know only the floors beneath them: in imports (import-linter), and in foreign keys given as strings."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model

from lianzhang.kernel.rooms import room_packages, rooms

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "lianzhang"
CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
# From the top down; rooms side by side share a floor.
FLOORS: dict[str, int] = {
    room.strip(): floor for floor, layer in enumerate(CONTRACT["layers"]) for room in layer.split("|")
}


def own_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("lianzhang.")]


def test_every_room_stands_on_a_floor() -> None:
    rooms = {path.parent.name for path in SOURCES.glob("*/__init__.py")}
    assert rooms
    assert rooms <= set(FLOORS)


def test_every_room_with_models_is_installed() -> None:
    rooms = {path.parent.name for path in SOURCES.glob("*/models*") if path.parent.name in FLOORS}
    assert rooms <= {config.label for config in apps.get_app_configs()}


def test_foreign_keys_point_down() -> None:
    links = [
        (model._meta.app_label, field.related_model._meta.app_label, f"{model.__name__}.{field.name}")
        for model in own_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
    ]
    assert links
    outside = [(room, other, name) for room, other, name in links if other in FLOORS and other != room]
    assert [name for room, other, name in outside if FLOORS[other] <= FLOORS[room]] == []


# Writing in bulk, and the columns and the backend of our own, are about tables, whatever model they belong to.
OF_TABLES = {"bulk.py", "staging.py", "fields.py", "base.py", "sorting.py"}


def test_the_kernel_knows_no_models() -> None:
    modules = [path for path in sorted((SOURCES / "kernel").rglob("*.py")) if path.name not in OF_TABLES]
    assert modules
    assert [
        (path.name, name)
        for path in modules
        for name in imported(path)
        if name.startswith(("django.db", "django.contrib"))
    ] == []


def imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("path", sorted(SOURCES.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCES)))
def test_a_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if tree.body and "migrations" not in path.parts and path.name != "apps.py":
        assert ast.get_docstring(tree)


def test_every_function_fits_a_screen() -> None:
    functions = [
        (f"{path.relative_to(SOURCES)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    assert functions
    assert [named for named in functions if named[1] > 60] == []


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        str(path.relative_to(SOURCES))
        for path in SOURCES.rglob("*.py")
        if "os.environ" in (text := path.read_text(encoding="utf-8")).replace("os.environ.setdefault", "")
        or "getenv" in text
    ]
    assert readers == ["config/settings.py"]


def test_all_rooms_share_one_account_model() -> None:
    assert settings.AUTH_USER_MODEL == "accounts.User"
    assert apps.get_model(settings.AUTH_USER_MODEL)._meta.app_label == "accounts"


def test_every_room_that_is_installed_has_a_manifest_and_nothing_starts_itself() -> None:
    """What registers itself at start is named in the manifest; one app starts all rooms."""
    installed = [config for config in apps.get_app_configs() if config.name.startswith("lianzhang.")]
    assert [config.name for config in installed] == list(room_packages())
    assert [config.label for config in installed] == [room.code for room in rooms()]
    assert [config.label for config in installed if "ready" in vars(type(config))] == ["access"]
