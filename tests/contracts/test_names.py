"""A name says what it holds: `found` is as true of a firm as of a list of problems, and so says nothing of either."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from .test_rooms import SOURCES

EMPTY = "found"
# Where a syntax tree holds an identifier as text: of names, parameters, attributes, functions and classes, keyword
# arguments, imports, patterns.
PLACES = ("id", "arg", "attr", "name", "asname", "rest")


def identifiers(node: ast.AST) -> Iterator[str]:
    yield from (value for place in PLACES if isinstance(value := getattr(node, place, None), str))
    if isinstance(node, ast.Global | ast.Nonlocal):
        yield from node.names


def empty_names(source: str) -> list[int]:
    """The lines on which something is called by the word that says nothing of it."""
    return sorted({node.lineno for node in ast.walk(ast.parse(source)) if EMPTY in identifiers(node)})  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "source",
    [
        "found = 1",
        "print(found)",
        "def found(): ...",
        "def act(found): ...",
        "def act(*, found=None): ...",
        "act(found=1)",
        "row.found",
        "from house import found",
        "from house import row as found",
        "[found for found in rows]",
        "f'{found}'",
        "match row:\n    case {**found}: ...",
        "try: ...\nexcept ValueError as found: ...",
        "def act():\n    nonlocal found",
    ],
)
def test_it_is_seen_wherever_a_name_can_stand(source: str) -> None:
    assert empty_names(source)


def test_words_are_no_names() -> None:
    assert empty_names('"""What was found."""\nnot_found = "found"  # found') == []


def test_a_name_says_what_it_holds() -> None:
    modules = [path for path in sorted(SOURCES.rglob("*.py")) if "migrations" not in path.parts]
    assert modules
    assert [
        f"{path.relative_to(SOURCES)}:{line}"
        for path in modules
        for line in empty_names(path.read_text(encoding="utf-8"))
    ] == []
