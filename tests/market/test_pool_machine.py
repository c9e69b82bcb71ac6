"""The lives of a pool and of a buyer's part in memory: nobody joins for another, and what is agreed stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.market.models import MemberState, PoolState
from lianzhang.market.pools import needs
from lianzhang.market.pools.lifecycle import POOL, POOL_MEMBER

WHO = ("buyer", "team", "rival")


@dataclass
class Person:
    pk: str

    def has_perm(self, _perm: str, _row: Any = None) -> bool:
        return self.pk != "rival"


@dataclass
class Row:
    state: str = MemberState.INVITED
    pool: Any = field(default_factory=lambda: SimpleNamespace(state=PoolState.CALLING, signed=False, post_id=None))
    enterprise: str = "一家"
    authors: tuple[int, ...] = ()
    post_id: int | None = None


@pytest.fixture(autouse=True)
def in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "_carries", lambda by: by.pk == "team")
    monkeypatch.setattr(needs, "_own", lambda _row, by: by.pk == "buyer")
    monkeypatch.setattr(needs, "acting", lambda _by: None)
    monkeypatch.setattr(needs, "is_signed", lambda pool: pool.signed)
    monkeypatch.setattr(needs, "joined", lambda _row: [SimpleNamespace(leads=True, shares=True)] * 2)
    monkeypatch.setattr(needs, "unanswered", lambda _row: 0)


class PartLife(RuleBasedStateMachine):
    @initialize()
    def invited(self) -> None:
        self.row, self.taken, self.left = Row(), [], []

    @rule(name=st.sampled_from([step.name for step in POOL_MEMBER.offered]), who=st.sampled_from(WHO))
    def attempt(self, name: str, who: str) -> None:
        try:
            POOL_MEMBER.check(self.row, name, Person(who))
        except StepRefused:
            return
        self.taken.append((name, who))
        self.left += [self.row.pool.state] if name in ("leave", "decline", "join", "change") else []
        self.row.state = POOL_MEMBER.steps[name].to or self.row.state

    @rule()
    def agreed(self) -> None:
        self.row.pool.state = PoolState.AGREED

    @rule()
    def signed(self) -> None:
        self.row.pool.signed = self.row.pool.state == PoolState.AGREED

    @invariant()
    def holds(self) -> None:
        names = [name for name, _ in self.taken]
        assert {who for name, who in self.taken if name != "receive"} <= {"buyer"}
        assert PoolState.AGREED not in self.left
        if self.row.state == MemberState.RECEIVED:
            assert "join" in names[: names.index("receive")]


def test_parts_walked_at_random_keep_to_their_lifecycle() -> None:
    run_state_machine_as_test(PartLife, settings=settings(max_examples=60, stateful_step_count=20, deadline=None))  # type: ignore[no-untyped-call]


def test_every_state_is_reached_by_a_step() -> None:
    for table in (POOL, POOL_MEMBER):
        assert {step.to for step in table.steps.values() if step.to} == set(table.states)
    pool = Row(state=PoolState.CALLING)
    with pytest.raises(StepRefused):
        POOL.check(pool, "agree", Person("rival"))
    assert POOL.check(pool, "agree", Person("team")).to == PoolState.AGREED
