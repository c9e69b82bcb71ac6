"""The life of a task in memory: whatever is tried in whatever order, nothing is done without evidence, nothing counts
twice, and nobody decides on what is its own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lianzhang.kernel.lifecycle import Lifecycle, StepRefused
from lianzhang.tasks import needs
from lianzhang.tasks.lifecycle import TASK
from lianzhang.tasks.models import TaskState as S
from tests.walking import Person

START = date(2023, 1, 2)
WHO = ("office", "lead", "helper", "stranger", "office_of_lead")
MAY = {
    "office": {"task.assign", "task.verify", "task.handle"},
    "office_of_lead": {"task.assign", "task.verify", "task.handle"},
    **{who: {"task.handle"} for who in ("lead", "helper", "stranger")},
}


@dataclass
class Row:
    """A task without a database: what the table and its conditions ask of one."""

    state: str = S.ASSIGNED
    deadline: date = START + timedelta(days=60)
    first_deadline: date = START + timedelta(days=60)
    asked_deadline: date | None = None
    moved: int = 0
    rejected: int = 0
    amended: int = 0
    asked_title: str = ""
    disputed: bool = False
    evidence: bool = False
    reported_by_id: str = ""
    told: list[tuple[str, str]] = field(default_factory=list)

    post = assigned_by = lead = post_id = "单位"

    @property
    def asks_change(self) -> bool:
        return bool(self.asked_deadline or self.asked_title)


def in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose a row is and what shows it, asked of the row alone."""
    monkeypatch.setattr(needs, "_is_lead", lambda _row, by: by.pk in ("lead", "office_of_lead"))
    monkeypatch.setattr(needs, "_helps", lambda _row, by: by.pk == "helper")
    monkeypatch.setattr(needs, "periods_of", lambda _row: [])
    monkeypatch.setattr(needs, "has_evidence", lambda row, *_: row.evidence)
    city, other = (SimpleNamespace(acts_for=acts_for) for acts_for in ("city", ""))
    post = SimpleNamespace(post_id=None)
    monkeypatch.setattr(
        needs,
        "acting",
        lambda by: SimpleNamespace(role=city if by.pk.startswith("office") else other, assignment=post),
    )


class TaskLife(RuleBasedStateMachine):
    table: Lifecycle = TASK

    @initialize(state=st.sampled_from((S.ASSIGNED, S.IN_HAND)))
    def assigned(self, state: str) -> None:
        self.row = Row(state=state)

    def attempt(self, name: str, who: str, **given: Any) -> bool:
        if name == "report" and not self.row.evidence:  # what the act itself refuses
            return False
        try:
            step = self.table.check(self.row, name, Person(who, MAY[who]), **given)
        except StepRefused:
            return False
        self.row.state = step.to or self.row.state
        self.row.told.append((name, who))
        return True

    @rule(who=st.sampled_from(WHO), name=st.sampled_from(("take_up", "note", "note", "note", "cancel")))
    def small(self, who: str, name: str) -> None:
        given: dict[str, dict[str, Any]] = {"note": {"on": START, "pace": "behind", "text": "差"}}
        given["cancel"] = {"reason": "并"}
        self.attempt(name, who, **given.get(name, {}))

    @rule(by_unit=st.booleans())
    def paper(self, *, by_unit: bool) -> None:
        """Only one that the unit itself brings once it has the task in hand shows anything."""
        self.row.evidence |= by_unit and self.row.state == S.IN_HAND

    @rule(who=st.sampled_from(WHO), days=st.integers(1, 90))
    def ask_move(self, who: str, days: int) -> None:
        asked = self.row.deadline + timedelta(days=days)
        if self.attempt("ask_move", who, deadline=asked, reason="晚"):
            self.row.asked_deadline = asked

    @rule(who=st.sampled_from(WHO), name=st.sampled_from(("amend", "ask_amend")))
    def amend(self, who: str, name: str) -> None:
        """Written anew at once, or only asked for."""
        if self.attempt(name, who, title="另一件", proof="印发件", deadline=self.row.deadline, reason="改了"):
            self.row.amended += name == "amend"
            self.row.asked_title = "" if name == "amend" else "另一件"

    @precondition(lambda self: self.row.state in (S.ASSIGNED, S.DISPUTED))
    @rule(who=st.sampled_from(WHO), name=st.sampled_from(("dispute", "uphold", "reassign")))
    def dispute(self, who: str, name: str) -> None:
        if self.attempt(name, who, reason="不归本单位", lead=self.row):
            self.row.disputed = True

    @precondition(lambda self: self.row.asks_change)
    @rule(who=st.sampled_from(WHO), name=st.sampled_from(("move", "grant", "keep")))
    def decide(self, who: str, name: str) -> None:
        asked = self.row.asked_deadline
        if self.attempt(name, who, reason="好"):
            if name == "move":
                assert asked is not None
                self.row.deadline, self.row.moved = asked, self.row.moved + 1
            self.row.amended += name == "grant"
            self.row.asked_deadline, self.row.asked_title = None, ""

    @precondition(lambda self: self.row.state == S.IN_HAND)
    @rule(who=st.sampled_from(WHO), with_paper=st.booleans())
    def report(self, who: str, *, with_paper: bool) -> None:
        self.row.evidence |= with_paper and self.row.state == S.IN_HAND
        if self.attempt("report", who, done_on=START, report="好了"):
            self.row.reported_by_id, self.row.asked_deadline, self.row.asked_title = who, None, ""

    @precondition(lambda self: self.row.state in (S.REPORTED, S.CLOSED))
    @rule(who=st.sampled_from(WHO), passes=st.booleans())
    def verify(self, who: str, *, passes: bool) -> None:
        if self.attempt("verify" if passes else "reject", who, verification="看了", reason="没有盖章") and not passes:
            self.row.rejected += 1

    @invariant()
    def only_what_was_shown_is_done(self) -> None:
        if self.row.state in (S.REPORTED, S.CLOSED):
            assert self.row.evidence

    @invariant()
    def a_moved_day_is_counted(self) -> None:
        moves = [who for name, who in self.row.told if name == "move"]
        assert self.row.moved == len(moves)
        assert (self.row.deadline > self.row.first_deadline) == bool(moves)

    @invariant()
    def what_is_written_anew_is_counted(self) -> None:
        assert self.row.amended == sum(name in ("amend", "grant") for name, _ in self.row.told)

    @invariant()
    def it_is_disputed_and_ruled_on_once(self) -> None:
        told = [name for name, _ in self.row.told if name in ("dispute", "uphold", "reassign")]
        assert told in ([], ["dispute"], ["dispute", "uphold"], ["dispute", "reassign"])
        assert (self.row.state == S.DISPUTED) <= (told == ["dispute"])

    @invariant()
    def nobody_decides_on_its_own(self) -> None:
        deciding = ("move", "grant", "keep", "verify", "reject", "uphold", "reassign")
        assert {who for name, who in self.row.told if name in deciding} <= {"office"}
        assert {who for name, who in self.row.told if name in ("take_up", "report", "dispute", "ask_amend")} <= {
            "lead",
            "office_of_lead",
        }

    @invariant()
    def it_ends_once(self) -> None:
        ends = [name for name, _ in self.row.told if name in ("verify", "cancel")]
        assert len(ends) <= 1
        assert not ends or self.row.told[-1][0] == ends[0]


def run(machine: type[TaskLife]) -> None:
    run_state_machine_as_test(machine, settings=settings(max_examples=100, stateful_step_count=30, deadline=None))


def test_nothing_is_done_without_evidence_or_by_who_has_it_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    in_memory(monkeypatch)
    run(TaskLife)


def test_the_machine_sees_a_table_that_lets_the_unit_verify_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    in_memory(monkeypatch)
    steps = [replace(step, who=()) if step.name == "verify" else step for step in TASK.steps.values()]
    machine = TaskLife()
    machine.table = Lifecycle("task", dict(S.choices), steps)
    machine.row = Row(state=S.IN_HAND)
    machine.report("lead", with_paper=True)
    machine.verify("office_of_lead", passes=True)
    with pytest.raises(AssertionError):
        machine.nobody_decides_on_its_own()
