"""docs/promises.md names a test for each promise: each exists, and nothing keeps it from running."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "promises.md"
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
NAMED = re.compile(r"([\w/]+\.py)::(\w+)")


def promises() -> list[tuple[str, str, str]]:
    return ROW.findall(PAGE.read_text(encoding="utf-8"))


def named() -> list[tuple[str, str]]:
    return [found for _, _, tests in promises() for found in NAMED.findall(tests)]


def defined(path: Path) -> set[str]:
    return {
        node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)
    }


def test_each_promise_stands_once_in_order() -> None:
    numbers = [int(number) for number, _, _ in promises()]
    assert numbers == sorted(set(numbers))
    assert set(range(1, 32)) <= set(numbers)


@pytest.mark.parametrize(("file", "test"), named(), ids=lambda part: str(part))
def test_the_named_test_exists(file: str, test: str) -> None:
    assert test in defined(TESTS / file)


def test_a_promise_without_a_test_says_that_it_is_open() -> None:
    without = [number for number, _, tests in promises() if not NAMED.search(tests)]
    told = {"open", "`make test` runs it on both"}
    assert {tests for number, _, tests in promises() if number in without} <= told
