"""What a role may do and reach is data: codes of roles stand in roles.toml and in scope.py, in no other code."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from lianzhang.access.roles import roles

SOURCES = Path(__file__).parents[2] / "src" / "lianzhang"
CODES = set(roles())
# Such a code means a role wherever it stands; "park" or "bank" are words of the field as well.
PLAIN = {code for code in CODES if "_" in code}


def modules() -> list[Path]:
    return [p for p in SOURCES.rglob("*.py") if "migrations" not in p.parts and p.name != "scope.py"]


def texts(node: ast.AST) -> set[str]:
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def about_roles(tree: ast.AST) -> Iterator[ast.AST]:
    """What is compared with a role, or handed to something that is named after it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and "role" in ast.unparse(node):
            yield node
        if isinstance(node, ast.keyword) and "role" in (node.arg or ""):
            yield node.value


def codes_in(source: str) -> set[str]:
    tree = ast.parse(source)
    return (texts(tree) & PLAIN) | {text for node in about_roles(tree) for text in texts(node) & CODES}


def groups_in(source: str) -> set[str]:
    """Names imported from a scope.py that hold codes of roles."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.endswith(".scope") and not node.level:
            held = {alias.name: getattr(importlib.import_module(node.module), alias.name) for alias in node.names}
            found |= {name for name, value in held.items() if set([value] if isinstance(value, str) else _codes(value))}
    return found


def _codes(value: object) -> set[object]:
    return set(value) & CODES if isinstance(value, tuple) else set()


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCES)))
def test_no_code_of_a_role_stands_in_code(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert codes_in(source) == set()
    assert groups_in(source) == set()


@pytest.mark.parametrize(
    "source",
    [
        "if active.role.code == 'enterprise': pass",
        "if active.role.code in ('park', 'district'): pass",
        "Post.objects.filter(rank__role='bank')",
        "TEAM = 'chain_team'",
    ],
)
def test_a_code_that_slips_in_is_seen(source: str) -> None:
    assert codes_in(source)


def test_a_group_of_roles_that_slips_in_is_seen() -> None:
    assert groups_in("from lianzhang.access.scope import OFFICE, in_city_of") == {"OFFICE"}
    assert groups_in("from lianzhang.access.scope import in_city_of") == set()
