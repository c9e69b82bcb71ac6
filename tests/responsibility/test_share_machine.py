"""The life of a share of a target in memory: whatever is tried, four eyes issue it, only its unit answers, once, and
nobody rules on what it disputed itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lianzhang.kernel.lifecycle import Lifecycle, StepRefused
from lianzhang.responsibility import needs
from lianzhang.responsibility.lifecycle import SHARE
from lianzhang.responsibility.models import ShareState as S
from tests.walking import Person

OFFICE = {f"share.{name}" for name in ("draft", "issue", "answer")}
# `both` is an account of the office whose post also receives the share.
MAY = {"drafter": OFFICE, "checker": OFFICE, "both": OFFICE, "unit": {"share.answer"}, "stranger": {"share.answer"}}
RECEIVERS = ("unit", "both")
WHO = tuple(MAY)
GIVEN = {
    "dispute": {"reason": "去年只有一半"},
    "uphold": {"reason": "按产值分"},
    "change": {"value": "8", "reason": "按产值分"},
    "withdraw": {"reason": "分错了"},
}
RULINGS = ("uphold", "change")


@dataclass
class Row:
    """A share without a database: what the table and its conditions ask of one."""

    state: str = S.DRAFT
    authors: tuple[str, ...] = ("drafter",)
    disputed: bool = False
    answered_by_id: str = ""
    told: list[tuple[str, str]] = field(default_factory=list)
    receiver = "经信局"


def in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "is_receiver", lambda _row, by: by.pk in RECEIVERS)


class ShareLife(RuleBasedStateMachine):
    table: Lifecycle = SHARE

    @initialize()
    def drafted(self) -> None:
        self.row = Row()

    @rule(who=st.sampled_from(WHO), name=st.sampled_from(sorted(SHARE.steps)))
    def attempt(self, who: str, name: str) -> None:
        try:
            step = self.table.check(self.row, name, Person(who, MAY[who]), **GIVEN.get(name, {}))
        except StepRefused:
            return
        row = self.row
        row.state = step.to or row.state
        row.told.append((name, who))
        row.authors += (who,) * step.authors
        if name in ("accept", "dispute"):
            row.answered_by_id = who
        row.disputed |= name == "dispute"

    @invariant()
    def nobody_issues_what_it_drafted(self) -> None:
        editors = {"drafter", *(who for name, who in self.row.told if name == "edit")}
        assert not editors & {who for name, who in self.row.told if name == "issue"}

    @invariant()
    def it_counts_only_once_issued(self) -> None:
        issued = [name for name, _ in self.row.told].count("issue")
        assert issued <= 1
        assert bool(issued) == (self.row.state not in (S.DRAFT, "gone", ""))

    @invariant()
    def only_who_receives_it_answers(self) -> None:
        assert {who for name, who in self.row.told if name in ("accept", "dispute")} <= set(RECEIVERS)

    @invariant()
    def it_is_disputed_and_ruled_on_once_by_another(self) -> None:
        told = [(name, who) for name, who in self.row.told if name in ("dispute", *RULINGS)]
        assert [name for name, _ in told] in ([], ["dispute"], ["dispute", "uphold"], ["dispute", "change"])
        assert not {who for name, who in told if name in RULINGS} & set(RECEIVERS)

    @invariant()
    def withdrawn_it_is_over(self) -> None:
        names = [name for name, _ in self.row.told]
        assert "withdraw" not in names or names.index("withdraw") == len(names) - 1


def run(machine: type[ShareLife]) -> None:
    run_state_machine_as_test(machine, settings=settings(max_examples=150, stateful_step_count=30, deadline=None))


def test_a_share_is_issued_by_four_eyes_answered_by_its_unit_and_ruled_on_by_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_memory(monkeypatch)
    run(ShareLife)


def test_the_machine_sees_a_table_in_which_who_disputes_also_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    in_memory(monkeypatch)
    steps = [replace(step, who=()) if step.name in RULINGS else step for step in SHARE.steps.values()]
    machine = ShareLife()
    machine.table = Lifecycle("share", dict(S.choices), steps)
    machine.drafted()
    for who, name in (("checker", "issue"), ("both", "dispute"), ("both", "uphold")):
        machine.attempt(who, name)
    with pytest.raises(AssertionError):
        machine.it_is_disputed_and_ruled_on_once_by_another()


def test_the_machine_sees_a_table_in_which_who_drafts_also_issues(monkeypatch: pytest.MonkeyPatch) -> None:
    in_memory(monkeypatch)
    steps = [replace(step, decides=False) if step.name == "issue" else step for step in SHARE.steps.values()]
    machine = ShareLife()
    machine.table = Lifecycle("share", dict(S.choices), steps)
    machine.drafted()
    machine.attempt("drafter", "issue")
    with pytest.raises(AssertionError):
        machine.nobody_issues_what_it_drafted()
