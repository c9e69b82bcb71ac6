"""The life of an answer in memory: whatever is tried in whatever order, nothing is delivered that was not agreed, who
delivers never notes it, and what came to nothing says why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.market import lifecycle, needs
from lianzhang.market.lifecycle import FOLLOW_UP, JUROR, MATCH, NEED
from lianzhang.market.models import Answer, Ground, MatchState, NeedState, Side

DAY = date(2023, 1, 2)
WHO = ("owner", "party", "team", "rival")
CARRYING = {"owner", "party", "team"}
# Of a kind that is not judged, and names no customer; it draws on capacities.
PLAIN = {"bids_closed_on": None, "customer_id": None, "kind": SimpleNamespace(judges=None), "draws": True}
ASKED = {"day": DAY, "value": "5", "ground": Ground.PRICE, "said": "在谈", "reason": "x"}


@dataclass
class Person:
    pk: str

    def has_perm(self, perm: str, _row: Any = None) -> bool:
        """Who reaches the row may carry it; a rival reaches none."""
        return perm == "match.carry" and self.pk in CARRYING


@dataclass
class Row:
    state: str = MatchState.SUGGESTED
    need: Any = field(default_factory=lambda: SimpleNamespace(state=NeedState.OPEN, **PLAIN))
    ground: str = ""
    stages: int = 2  # that are left in this part of the way
    taken: list[tuple[str, str]] = field(default_factory=list)
    party = stage = "承接方"
    authors: tuple[str, ...] = ()


@pytest.fixture(autouse=True)
def in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    sides = {"owner": Side.OWNER, "party": Side.PARTY}
    monkeypatch.setattr(needs, "side_of", lambda _row, by: sides.get(by.pk))
    monkeypatch.setattr(needs, "_carries", lambda by: by.pk == "team")
    monkeypatch.setattr(needs, "draws_on", lambda need: need.draws)
    for module in (needs, lifecycle):
        monkeypatch.setattr(module, "next_stage", lambda row: "下一阶段" if row.stages else None)


class MatchLife(RuleBasedStateMachine):
    @initialize()
    def suggested(self) -> None:
        self.row = Row()

    @rule(name=st.sampled_from([step.name for step in MATCH.offered]), who=st.sampled_from(WHO))
    def attempt(self, name: str, who: str) -> None:
        step = MATCH.steps[name]
        given = {ask.name: ASKED[ask.name] for ask in step.asks}
        try:
            MATCH.check(self.row, name, Person(who), **given)
        except StepRefused:
            return
        self.row.taken.append((name, who))
        if name == "move":
            self.row.stages -= 1
        if step.to is not None:
            self.row.state, self.row.stages = step.to, 2
        self.row.ground = ASKED["ground"] if name == "fail" else self.row.ground  # type: ignore[assignment]

    @rule(state=st.sampled_from(NeedState.values))
    def need_moves(self, state: str) -> None:
        self.row.need.state = state

    @invariant()
    def holds(self) -> None:
        names = [name for name, _ in self.row.taken]
        if self.row.state in ("delivered", "kept"):
            assert names.index("agree") < names.index("deliver")
        assert not {("deliver", "party"), ("keep", "party"), ("take_up", "owner"), ("take_up", "team")} & set(
            self.row.taken
        )
        assert "rival" not in {who for _, who in self.row.taken}
        assert bool(self.row.ground) == (self.row.state == MatchState.FAILED)
        if "fail" in names:
            assert names[-1] == "fail"  # nothing follows


def test_answers_walked_at_random_keep_to_their_lifecycle() -> None:
    run_state_machine_as_test(MatchLife, settings=settings(max_examples=60, stateful_step_count=25, deadline=None))  # type: ignore[no-untyped-call]


def test_every_state_is_reached_by_a_step_and_every_end_is_an_end() -> None:
    for table in (NEED, MATCH, JUROR, FOLLOW_UP):
        reached = {step.to for step in table.steps.values() if step.to}
        assert reached == set(table.states)
    ends = {NeedState.MET, NeedState.LAPSED, NeedState.WITHDRAWN}
    assert not [step.name for step in NEED.steps.values() if set(step.sources) & ends]
    said = set(Answer.values) - {Answer.ASKED}
    assert not [step.name for step in FOLLOW_UP.steps.values() if set(step.sources) & said]
