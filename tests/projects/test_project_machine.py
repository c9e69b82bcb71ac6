"""The life of a project in memory: whatever is tried, no gate is jumped, and no hand takes over unasked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.projects import needs
from lianzhang.projects.lifecycle import GATE_STEPS, PROJECT
from lianzhang.projects.models import ORDER, Stage

UNITS = (1, 2, 3)
WHO = (*(f"unit-{unit}" for unit in UNITS), "office", "clerk")
MAY = {"office": {"project.carry", "project.coordinate"}, "clerk": {"project.enter"}}
ON = date(2023, 5, 1)
FIELDS = {
    "investor": "一家", "chain_id": 1, "planned": Decimal(9), "contract": Decimal(9), "region_id": 1,
    "enterprise_id": 1, "filing_number": "1", "filed_on": ON, "planned_completion": ON, "jobs": 9, "output": Decimal(9),
}  # fmt: skip


@dataclass
class Person:
    pk: str

    def has_perm(self, perm: str, _row: Any = None) -> bool:
        return perm in MAY.get(self.pk, {"project.carry"})


@dataclass
class Row:
    """A project without a database: what the table and its conditions ask of one."""

    state: str = Stage.LEAD
    unit_id: int = 1
    asked_unit_id: int | None = None
    lost_from: str = ""
    chain_id: int | None = None
    pk: int | None = None
    reached: list[str] = field(default_factory=list)
    hands: list[int] = field(default_factory=lambda: [1])
    unit = asked_unit = "单位"

    def __getattr__(self, name: str) -> Any:
        if name in FIELDS:
            return None
        raise AttributeError(name)


def in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "_speaks_for", lambda by, unit: unit is not None and by.pk == f"unit-{unit}")
    role = SimpleNamespace(acts_for="")
    monkeypatch.setattr(needs, "acting", lambda _by: SimpleNamespace(role=role, chains=()))


class Lives(RuleBasedStateMachine):
    @initialize()
    def reported(self) -> None:
        self.row = Row()

    def attempt(self, name: str, who: str, **given: Any) -> bool:
        try:
            step = PROJECT.check(self.row, name, Person(who), **given)
        except StepRefused:
            return False
        self.row.state = step.to or self.row.state
        return True

    @rule(name=st.sampled_from(sorted(FIELDS)))
    def written(self, name: str) -> None:
        setattr(self.row, name, FIELDS[name])

    @rule(name=st.sampled_from(sorted(GATE_STEPS)), who=st.sampled_from(WHO))
    def gate(self, name: str, who: str) -> None:
        lacking = [each for each in needs.GATES[name] if each(self.row, None)]
        if self.attempt(name, who, on=ON):
            assert not lacking
            assert who in (f"unit-{self.row.unit_id}", "office")
            self.row.reached.append(self.row.state)

    @rule(who=st.sampled_from(WHO), unit=st.sampled_from(UNITS))
    def hand_over(self, who: str, unit: int) -> None:
        if unit != self.row.unit_id and self.attempt("hand_over", who, unit=object(), reason="办到签约"):
            self.row.asked_unit_id = unit

    @rule(who=st.sampled_from(WHO), takes=st.booleans())
    def answer(self, who: str, *, takes: bool) -> None:
        asked = self.row.asked_unit_id
        if self.attempt("take_over" if takes else "refuse_hand_over", who, **({} if takes else {"reason": "用地"})):
            assert asked is not None
            assert who == f"unit-{asked}"
            self.row.asked_unit_id = None
            if takes:
                self.row.unit_id = asked
                self.row.hands.append(asked)

    @rule(who=st.sampled_from(WHO))
    def lose(self, who: str) -> None:
        was = self.row.state
        if self.attempt("lose", who, on=ON, reason="去了别处"):
            self.row.lost_from, self.row.asked_unit_id = was, None

    @rule(who=st.sampled_from(WHO))
    def revive(self, who: str) -> None:
        if self.attempt("revive", who, on=ON, reason="又谈"):
            assert self.row.lost_from in (Stage.LEAD, Stage.TALKS, Stage.SIGNED)
            self.row.reached, self.row.lost_from = [Stage.TALKS], ""

    @invariant()
    def gates_are_passed_in_order(self) -> None:
        places = [ORDER.index(Stage(stage)) for stage in self.row.reached]
        assert places == list(range(1, len(places) + 1))

    @invariant()
    def whoever_carries_it_was_asked(self) -> None:
        assert self.row.hands[-1] == self.row.unit_id


def test_no_order_of_steps_jumps_a_gate_or_takes_it_from_a_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    in_memory(monkeypatch)
    lives = settings(max_examples=60, stateful_step_count=40, deadline=None)
    run_state_machine_as_test(Lives, settings=lives)
