"""The life of a search in memory: whatever is tried in whatever order, nothing is measured that the records do not
show, clocks run while they should, and what has ended stays so."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lianzhang.kernel.lifecycle import Lifecycle, Need, StepRefused
from lianzhang.supply.lifecycle import SOURCING
from lianzhang.supply.models import SourcingState as S

START = date(2023, 1, 2)
WHO = ("team", "office", "chief", "rival")
NAMES = tuple(SOURCING.steps)
GIVEN = {"said": "在谈", "reason": "不成", "supplying_since": START, "stage": "trial"}


@dataclass
class Person:
    pk: str

    def has_perm(self, perm: str, _row: Any = None) -> bool:
        return perm == "sourcing.carry" and self.pk in ("team", "office")


@dataclass
class Row:
    """A search without a database: what the table and its conditions ask of one."""

    state: str = S.FOUND
    chokepoint: bool = False
    bought: bool = False
    analysed: bool = False
    running: set[str] = field(default_factory=set)
    told: list[tuple[str, str, str]] = field(default_factory=list)

    authors: tuple[int, ...] = ()


def in_memory(table: Lifecycle) -> Lifecycle:
    """The table with conditions that ask the row alone, in the place of those that ask the database."""
    asked = {
        "已标为卡脖子": lambda row, _by: "" if row.chokepoint else "没有标",
        "采购记录里已有第二家": lambda row, _by: "" if row.bought else "没有记录",
        "供货以后重新分析过停供代价": lambda row, _by: "" if row.analysed else "没有算过",
    }

    def simple(conditions: tuple[Need, ...]) -> tuple[Need, ...]:
        return tuple(Need(each.says, asked[each.says]) for each in conditions)

    steps = [replace(step, who=simple(step.who), needs=simple(step.needs)) for step in table.steps.values()]
    return Lifecycle(table.name, table.states, steps, clocks=table.clocks.values())


class SearchLife(RuleBasedStateMachine):
    table: Lifecycle = in_memory(SOURCING)

    @initialize()
    def found(self) -> None:
        self.row = Row()

    @rule(who=st.sampled_from(WHO), name=st.sampled_from(NAMES), given=st.booleans())
    def attempt(self, who: str, name: str, given: bool) -> None:
        before = self.row.state
        try:
            step = self.table.check(self.row, name, Person(who), **(GIVEN if given else {}))
        except StepRefused:
            assert self.row.state == before
            return
        self.row.state = step.to or self.row.state
        self.row.running = (self.row.running - set(step.stops)) | set(step.starts)
        self.row.chokepoint = {"mark": True, "unmark": False}.get(name, self.row.chokepoint)
        self.row.told.append((name, who, before))
        assert given or not step.asks

    @rule()
    def buy(self) -> None:
        self.row.bought = True

    @rule()
    def analyse(self) -> None:
        self.row.analysed = True

    @invariant()
    def only_who_carries_it_moves_it(self) -> None:
        assert {who for _, who, _ in self.row.told} <= {"team", "office"}

    @invariant()
    def a_clock_runs_just_where_somebody_searches_or_qualifies(self) -> None:
        expected = {S.SEARCHING: {"search"}, S.QUALIFYING: {"qualify"}}
        assert self.row.running == expected.get(S(self.row.state), set())

    @invariant()
    def what_is_measured_was_supplied_and_is_in_the_records(self) -> None:
        if self.row.state == S.MEASURED:
            assert self.row.bought
            assert self.row.analysed
            assert "supply" in [name for name, _, _ in self.row.told]

    @invariant()
    def what_has_ended_stays_so(self) -> None:
        ends = [place for place, (name, _, _) in enumerate(self.row.told) if name in ("measure", "give_up")]
        assert not ends or ends == [len(self.row.told) - 1]

    @invariant()
    def it_is_taken_off_the_list_only_where_it_stood(self) -> None:
        marks = [name for name, _, _ in self.row.told if name in ("mark", "unmark")]
        assert all(marks[place - 1] == "mark" for place, name in enumerate(marks) if name == "unmark" and place)
        assert not marks or marks[0] == "mark"


def test_nothing_is_measured_that_the_records_do_not_show() -> None:
    limits = settings(max_examples=120, stateful_step_count=30, deadline=None)
    run_state_machine_as_test(SearchLife, settings=limits)


def test_the_machine_sees_a_table_that_measures_what_nobody_bought() -> None:
    machine = SearchLife()
    steps = [replace(step, needs=()) if step.name == "measure" else step for step in in_memory(SOURCING).steps.values()]
    machine.table, machine.row = Lifecycle("sourcing", dict(S.choices), steps, clocks=SOURCING.clocks.values()), Row()
    for name in ("choose", "supply", "measure"):
        machine.attempt("team", name, given=True)
    with pytest.raises(AssertionError):
        machine.what_is_measured_was_supplied_and_is_in_the_records()


def test_every_state_can_be_left_but_the_last_two() -> None:
    ends = {S.MEASURED, S.GIVEN_UP}
    assert {state for step in SOURCING.steps.values() for state in step.sources} == set(S) - ends
