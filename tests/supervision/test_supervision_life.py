"""The life of a matter, walked at random in memory: none ends without its three, no unit reviews itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.supervision import needs
from lianzhang.supervision.lifecycle import ITEM
from lianzhang.supervision.models import OPEN, State

MAY = {
    "office": {"supervision.issue", "supervision.answer", "supervision.review"},
    "unit": {"supervision.answer"},
    "leader": {"supervision.review"},
    "firm": set[str](),
}
DAY = date(2023, 11, 22)
GIVEN = dict.fromkeys(("answer", "reason", "review", "basis", "asked"), "说了") | {"recognition": "firm"}
# Read off the agreed picture, not off the code's own table.
LEGAL = {
    "issued": {"answered", "carried", "withdrawn"},
    "insufficient": {"answered", "carried", "withdrawn"},
    "answered": {"accepted", "insufficient", "carried", "withdrawn"},
    "accepted": {"ended", "insufficient", "carried", "withdrawn"},
    "drafted": {"issued", ""},
}


@dataclass
class Person:
    name: str
    pk: str = field(init=False)

    def __post_init__(self) -> None:
        self.pk = self.name

    def has_perm(self, perm: str, _row: Any = None) -> bool:
        return perm in MAY[self.name]


class Lives(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.row: Any = SimpleNamespace(
            state=State.DRAFTED, lead_id=1, lead_name="一局", answered_by_id=None, authors=()
        )
        self.heard: list[str] = []

    @rule(name=st.sampled_from(sorted(ITEM.steps)), who=st.sampled_from(sorted(MAY)))
    def step(self, name: str, who: str) -> None:
        if not ITEM.steps[name].sources:
            return
        given = GIVEN | {ask.name: GIVEN.get(ask.name) or DAY for ask in ITEM.steps[name].asks}
        was = self.row.state
        try:
            step = ITEM.check(self.row, name, Person(who), **given)
        except StepRefused:
            return
        if step.to is None:
            return
        assert step.to in LEGAL[was]
        self.row.state = step.to
        if name == "answer":
            self.row.answered_by_id, self.heard = who, ["answer"]
        if name in ("accept", "end"):
            assert who not in ("unit", self.row.answered_by_id)
            self.heard.append(name)
        if step.to == "":
            self.row.state = State.DRAFTED

    @invariant()
    def it_ends_by_three(self) -> None:
        if self.row.state == State.ENDED:
            assert self.heard == ["answer", "accept", "end"]
        assert self.row.state in {*OPEN, *LEGAL, "ended", "carried", "withdrawn"}


def test_no_walk_ends_a_matter_without_answer_review_and_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "is_lead", lambda _row, by: by.name == "unit")
    monkeypatch.setattr("lianzhang.kernel.lifecycle.who_may", lambda *_: "别人")
    run_state_machine_as_test(Lives, settings=settings(max_examples=60, stateful_step_count=25, deadline=None))
