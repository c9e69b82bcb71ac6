"""The log in Chinese: every act that is written has its word, and every fact told with it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps

from lianzhang.access.consent_lifecycle import CONSENT
from lianzhang.kernel.rooms import act_words, fact_words
from lianzhang.plans.changing.first_lifecycle import FIRST_PLAN
from lianzhang.records import words
from lianzhang.work.api import workflows

SOURCES = Path(words.__file__).parents[1]
WRITERS = {"record", "log_event", "tell", "tell_refused"}
# What acts are given goes into their event, as does what they put into `act.facts`; this is for the door alone.
STEPS = {"create_row", "take_step"}
FOR_THE_DOOR = {"on", "out_of_reach", "version", "seen", "along"}
# The signals of signing in write through a function of their own.
SIGNALS = Path("accounts/signals.py")
# Who did it: columns of the event, not facts.
WHO = {"by", "account"}


@cache
def walked() -> tuple[list[ast.Call], set[str]]:
    """Calls that write events, those of the door for acts among them; the names that are put into facts otherwise."""
    calls, names = [], set()
    for path in SOURCES.rglob("*.py"):
        writers = WRITERS | STEPS | ({"_tell"} if path.relative_to(SOURCES) == SIGNALS else set())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names.update(put_in(node))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in writers:
                calls.append(node)
    return calls, names


def acts() -> set[str]:
    """Acts written as they are; those put together at run time are listed by `made_up`."""
    texts = {
        part.value
        for call in walked()[0]
        if call.func.id not in STEPS  # type: ignore[attr-defined]  # a name, as `walked` asks
        for part in call.args[:2]
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }
    return {text for text in texts if re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", text)} - {"accounts.sign_in"}


def made_up() -> set[str]:
    steps = {flow.act(name) for flow in workflows() for name in flow.lifecycle.steps}
    consents = {f"consent.{name}" for name in CONSENT.steps}
    first_plans = {f"first_plan.{name}" for name in FIRST_PLAN.steps}
    return steps | consents | first_plans | {"account.enable", "account.disable"}


def put_in(node: ast.AST) -> Iterator[str]:
    """The names in `act.facts["name"] = …`, in `act.facts |= {"name": …}` and in the tables of a function `_facts`."""
    match node:
        case ast.Assign(targets=[ast.Subscript(value=ast.Attribute(attr="facts"), slice=ast.Constant(value=name))]):
            yield str(name)
        case ast.AugAssign(target=ast.Attribute(attr="facts"), value=ast.Dict(keys=keys)):
            yield from (str(key.value) for key in keys if isinstance(key, ast.Constant))
        case ast.FunctionDef(name="_facts"):
            tables = [each for each in ast.walk(node) if isinstance(each, ast.Dict)]
            yield from (str(key.value) for table in tables for key in table.keys if isinstance(key, ast.Constant))


def facts() -> set[str]:
    calls, names = walked()
    return names | {word.arg for call in calls for word in call.keywords if word.arg} - WHO - FOR_THE_DOOR


def test_the_walk_finds_what_is_written() -> None:
    assert {"export", "account.create", "sign_in.failed", "plans.load"} <= acts()
    assert {"reason", "way", "account_of", "sha256", "chains_left", "number_changed"} <= facts()


def test_every_act_has_a_word() -> None:
    by_hand = {flow.act(step.name) for flow in workflows() for step in flow.lifecycle.steps.values() if step.by_hand}
    assert (acts() | by_hand) - set(act_words()) == set()


def test_no_word_is_left_over() -> None:
    assert set(act_words()) - acts() - made_up() == set()


def said(name: str) -> bool:
    """A word of its own, or what some row's own field is called."""
    fields = [field for model in apps.get_models() for field in model._meta.get_fields() if field.name == name]
    named = {str(getattr(field, "verbose_name", "")) for field in fields}
    return name in words.FACTS | fact_words() or any(re.search(r"[\u4e00-\u9fff]", word) for word in named)


def test_a_fact_that_all_share_is_no_rooms_own() -> None:
    assert words.FACTS.keys() & fact_words().keys() == set()


def test_every_fact_has_a_word() -> None:
    assert {name for name in facts() if not said(name)} == set()
