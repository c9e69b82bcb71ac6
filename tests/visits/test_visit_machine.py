"""The life of a promise in memory: whatever is tried in whatever order, nobody finds kept what is its own, nothing is
kept that the firm denies, and a moved day is counted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lianzhang.kernel.lifecycle import Lifecycle, StepRefused
from lianzhang.visits import needs
from lianzhang.visits.lifecycle import PROMISE, VISIT
from lianzhang.visits.models import PromiseState as P
from lianzhang.visits.models import VisitState as V

START = date(2023, 1, 2)
WHO = ("office", "unit", "office_of_unit", "firm", "stranger")
MAY = {
    "office": {"promise.decide", "promise.speak", "visit.enter"},
    "office_of_unit": {"promise.decide", "promise.speak", "visit.enter"},
    "unit": {"promise.speak", "visit.enter"},
    "firm": {"promise.reply"},
    "stranger": {"promise.speak", "visit.enter"},
}


@dataclass
class Person:
    pk: Any
    can: frozenset[str] = frozenset()

    def has_perm(self, perm: str, _row: Any = None) -> bool:
        return perm in MAY.get(self.pk, self.can)


@dataclass
class Row:
    """A promise without a database: what the table and its conditions ask of one."""

    state: str = P.OPEN
    deadline: date = START
    moved: int = 0
    heard: str = ""
    told: list[tuple[str, str]] = field(default_factory=list)

    unit = name = post = entered_by = "单位"
    post_id, heard_text = 7, ""


def in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "_owes", lambda _row, by: by.pk in ("unit", "office_of_unit"))
    acts_for = {"office": "city", "office_of_unit": "city", "firm": "firm"}
    post = SimpleNamespace(post_id=8)
    monkeypatch.setattr(
        needs,
        "acting",
        lambda by: SimpleNamespace(role=SimpleNamespace(acts_for=acts_for.get(by.pk, "")), assignment=post),
    )


class PromiseLife(RuleBasedStateMachine):
    table: Lifecycle = PROMISE

    @initialize()
    def made(self) -> None:
        self.row = Row()

    def attempt(self, name: str, who: str, **given: Any) -> bool:
        try:
            step = self.table.check(self.row, name, Person(who), **given)
        except StepRefused:
            return False
        self.row.state = step.to or self.row.state
        self.row.told.append((name, who))
        return True

    @rule(who=st.sampled_from(WHO), name=st.sampled_from(("say", "fail", "withdraw")))
    def small(self, who: str, name: str) -> None:
        self.attempt(name, who, said="快了", reason="并")

    @rule(who=st.sampled_from(WHO), heard=st.sampled_from(("kept", "not_kept")))
    def reply(self, who: str, heard: str) -> None:
        if self.attempt("reply", who, heard=heard):
            self.row.heard = heard

    @rule(who=st.sampled_from(WHO), days=st.integers(1, 90))
    def move(self, who: str, days: int) -> None:
        asked = self.row.deadline + timedelta(days=days)
        if self.attempt("move", who, deadline=asked, reason="晚"):
            self.row.deadline, self.row.moved = asked, self.row.moved + 1

    @rule(who=st.sampled_from(WHO))
    def keep(self, who: str) -> None:
        denied = self.row.heard == "not_kept"
        if self.attempt("keep", who, kept_on=START, proof="看了"):
            assert not denied

    @invariant()
    def nobody_decides_on_its_own(self) -> None:
        assert {who for name, who in self.row.told if name in ("keep", "move", "fail")} <= {"office"}
        assert {who for name, who in self.row.told if name == "say"} <= {"unit", "office_of_unit"}
        assert {who for name, who in self.row.told if name == "reply"} <= {"firm"}

    @invariant()
    def a_moved_day_is_counted(self) -> None:
        assert self.row.moved == sum(name == "move" for name, _ in self.row.told)
        assert (self.row.deadline > START) == bool(self.row.moved)

    @invariant()
    def it_ends_once(self) -> None:
        ends = [place for place, (name, _) in enumerate(self.row.told) if name in ("keep", "fail", "withdraw")]
        assert len(ends) <= 1
        assert not ends or ends[0] == len(self.row.told) - 1


def test_nobody_finds_kept_what_is_its_own_or_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    in_memory(monkeypatch)
    limits = settings(max_examples=60, stateful_step_count=25, deadline=None)
    run_state_machine_as_test(PromiseLife, settings=limits)


def test_the_machine_sees_a_table_that_lets_the_unit_find_its_own_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    in_memory(monkeypatch)
    machine = PromiseLife()
    steps = [replace(step, who=()) if step.name == "keep" else step for step in PROMISE.steps.values()]
    machine.table, machine.row = Lifecycle("promise", dict(P.choices), steps), Row()
    machine.keep("office_of_unit")
    with pytest.raises(AssertionError):
        machine.nobody_decides_on_its_own()


def test_a_visit_counts_only_after_somebody_else_read_what_was_written() -> None:
    """Every way to confirmed goes through written, and the last step decides."""
    into = {step.to: step for step in VISIT.steps.values() if step.to in (V.CONFIRMED, V.CANCELLED)}
    assert into[V.CONFIRMED].sources == (V.WRITTEN,)
    assert into[V.CONFIRMED].decides
    assert VISIT.steps["write"].authors
    assert VISIT.steps["record"].authors
    assert not [step for step in VISIT.steps.values() if V.CONFIRMED in step.sources or V.CANCELLED in step.sources]
