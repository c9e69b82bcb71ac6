"""Acts come through one door: declared with @action, in a transaction that the door opens, told in the log by it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from inspect import isfunction, signature
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from lianzhang.kernel.lifecycle import Lifecycle
from lianzhang.kernel.vocabulary import TERMS
from lianzhang.work.api import Workflow, workflows
from lianzhang.work.outcome import ends_in, onward_from
from lianzhang.work.transactions import is_action

from .test_rooms import FLOORS, SOURCES

ABOVE_WORK = sorted(room for room, floor in FLOORS.items() if floor < FLOORS["work"])


def of_acts(path: Path) -> bool:
    return path.name in ("actions.py", "merging.py") or path.name.endswith("_actions.py")


MODULES = [path for room in ABOVE_WORK for path in sorted((SOURCES / room).rglob("*.py"))]
ACTS = [path for path in MODULES if of_acts(path)]


def named(path: Path) -> str:
    return ".".join(path.relative_to(SOURCES.parent).with_suffix("").parts)


def imported(path: Path) -> ModuleType:
    return import_module(named(path))


def public(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """The functions of the module itself that others may call."""
    for name, found in vars(module).items():
        if isfunction(found) and not name.startswith("_") and found.__module__ == module.__name__:
            yield name, found


def test_there_are_acts_to_look_at() -> None:
    assert {"actions.py", "merging.py", "bulk_actions.py"} <= {path.name for path in ACTS}


@pytest.mark.parametrize("path", ACTS, ids=named)
def test_who_does_something_does_it_by_an_act(path: Path) -> None:
    acts = [(name, found) for name, found in public(imported(path)) if "by" in signature(found).parameters]
    assert [name for name, found in acts if not is_action(found)] == []


def is_atomic(decorator: ast.expr) -> bool:
    return ast.unparse(decorator).partition("(")[0] in ("transaction.atomic", "atomic")


@pytest.mark.parametrize("path", ACTS, ids=named)
def test_acts_open_no_transaction_of_their_own(path: Path) -> None:
    functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    assert [each.name for each in functions if any(map(is_atomic, each.decorator_list))] == []


def records(path: Path) -> Iterator[str]:
    """By which name a module takes the writing of the log past the door."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("records.actions"):
            yield from (alias.name for alias in node.names if alias.name == "record")
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("lianzhang.records"):
            yield from (alias.name for alias in node.names if alias.name == "actions")


def test_above_the_door_nobody_writes_the_log_past_it() -> None:
    """The door itself does; whatever else is told there is told by `log_event`, so that others can follow it."""
    assert [named(path) for path in MODULES if list(records(path))] == []


def unanswered(lifecycle: Lifecycle) -> Iterator[str]:
    """Steps after which somebody waits for something, and no word says for what."""
    if not any(step.onwards for step in lifecycle.steps.values()):
        return  # rows that stand and wait for nobody
    for step in lifecycle.steps.values():
        ends = step.sources if step.to is None else (step.to,)
        told = all(onward_from(lifecycle, state) or ends_in(lifecycle, state) for state in ends)
        if step.by_hand and not step.then and not told:
            yield step.name


@pytest.mark.parametrize("flow", workflows(), ids=lambda flow: flow.name)
def test_after_every_act_it_is_said_what_comes_next_or_that_nothing_does(flow: Workflow) -> None:
    assert list(unanswered(flow.lifecycle)) == []
    words = "".join(str(step.then) for step in flow.lifecycle.steps.values())
    assert set(re.findall(r"{(\w+)}", words)) <= {"able", "duty", *TERMS}


def test_every_step_of_a_table_has_a_title_and_says_what_it_does() -> None:
    steps = [(flow.name, step) for flow in workflows() for step in flow.lifecycle.steps.values()]
    assert steps
    assert [(name, step.name) for name, step in steps if not step.title or (step.by_hand and not step.effect)] == []
