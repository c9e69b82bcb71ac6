"""The life of a meeting in memory: whatever is tried in whatever order, minutes stand by the chair's word alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lianzhang.kernel.lifecycle import Lifecycle, StepRefused
from lianzhang.reviews import needs
from lianzhang.reviews.lifecycle import MEETING
from lianzhang.reviews.models import State as S
from tests.walking import Person

DAY = date(2023, 10, 9)
WHO = ("chair", "office", "team", "stranger")
MAY = {
    "chair": {"review.confirm", "review.record", "review.plan"},  # a team's own post may chair
    "office": {"review.plan", "review.record", "review.confirm"},
    "team": {"review.plan", "review.record", "review.confirm"},
    "stranger": set(),
}
STEPS = tuple(name for name, step in MEETING.steps.items() if step.sources)
GIVEN = {"on": DAY, "held_on": DAY, "text": "议了", "reason": "有事"}


@dataclass
class Row:
    state: str = S.PLANNED
    authors: tuple[str, ...] = ()
    undecided: bool = False
    told: list[tuple[str, str]] = field(default_factory=list)

    chair = post = "主持"

    @property
    def decisions(self) -> Any:
        """Only what nobody decided is asked for here."""
        open_ones = SimpleNamespace(count=lambda: int(self.undecided), first=lambda: None)
        return SimpleNamespace(filter=lambda **_: open_ones)

    @property
    def minutes(self) -> Any:
        return SimpleNamespace(exists=lambda: any(name == "write" for name, _ in self.told))


class MeetingLife(RuleBasedStateMachine):
    table: Lifecycle = MEETING

    @initialize(undecided=st.booleans())
    def planned(self, *, undecided: bool) -> None:
        self.row = Row(undecided=undecided)

    @rule(who=st.sampled_from(WHO), name=st.sampled_from(STEPS))
    def attempt(self, who: str, name: str) -> None:
        asked = {ask.name: GIVEN[ask.name] for ask in self.table.steps[name].asks}
        try:
            step = self.table.check(self.row, name, Person(who, MAY[who]), **asked)
        except StepRefused:
            return
        self.row.state = step.to or self.row.state
        if step.authors:
            self.row.authors = (*self.row.authors, who)
        self.row.told.append((name, who))

    @rule()
    def decide(self) -> None:
        self.row.undecided = False

    @invariant()
    def only_the_chair_confirms_and_never_what_it_wrote(self) -> None:
        for name, who in self.row.told:
            if name in ("confirm", "return", "correct"):
                assert who == "chair"
            if name == "confirm":
                assert "chair" not in self.row.authors
                assert not self.row.undecided

    @invariant()
    def nothing_but_corrections_follows_a_confirmation(self) -> None:
        names = [name for name, _ in self.row.told]
        if "confirm" in names:
            assert set(names[names.index("confirm") + 1 :]) <= {"correct"}

    @invariant()
    def it_is_held_once_with_an_agenda_and_never_after_it_was_cancelled(self) -> None:
        names = [name for name, _ in self.row.told]
        assert names.count("hold") <= 1
        if "hold" in names:
            assert "fix" in names[: names.index("hold")]
        assert "cancel" not in names[:-1]


def in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "_is_chair", lambda _row, by: by.pk == "chair")


def test_minutes_stand_by_the_chairs_word_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    in_memory(monkeypatch)
    run_state_machine_as_test(MeetingLife, settings=settings(max_examples=60, stateful_step_count=30, deadline=None))


def test_the_machine_sees_a_table_that_lets_who_wrote_them_confirm(monkeypatch: pytest.MonkeyPatch) -> None:
    in_memory(monkeypatch)
    steps = [replace(step, decides=False) if step.name == "confirm" else step for step in MEETING.steps.values()]
    machine = MeetingLife()
    machine.table = Lifecycle("meeting", dict(S.choices), steps)
    machine.planned(undecided=False)
    for name in ("fix", "hold", "write", "confirm"):
        machine.attempt("chair", name)
    with pytest.raises(AssertionError):
        machine.only_the_chair_confirms_and_never_what_it_wrote()
