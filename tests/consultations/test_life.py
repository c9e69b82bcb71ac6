"""Whatever is done in whatever order: nothing is used that nobody said, silence is never an answer, and the day is put
off once. In memory."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from lianzhang.access.api import SYSTEM
from lianzhang.consultations.lifecycle import CONSULTATION, OPINION
from lianzhang.consultations.models import PENDING, Consultation, Opinion, OpinionState, State
from lianzhang.kernel.lifecycle import StepRefused

GIVEN: dict[str, Any] = {"day": date(2100, 2, 1)}
GIVEN |= {"opinion": "可行", "reasons": "有先例", "conflict": "none", "ground": "busy", "reason": "出差", "use": "used"}
EXPERTS = 3


class Life(RuleBasedStateMachine):
    """One consultation with three opinions, moved by the tables alone."""

    def __init__(self) -> None:
        super().__init__()
        self.row = Consultation(wanted_by=date(2100, 1, 1), asked_of=EXPERTS, waits_for=EXPERTS)
        self.opinions = [Opinion(consultation=self.row) for _ in range(EXPERTS)]
        self.answered: set[int] = set()

    def _take(self, table: Any, row: Any, name: str) -> bool:
        asked = {ask.name: GIVEN[ask.name] for ask in table.steps[name].asks if ask.required}
        try:
            step = table.check(row, name, SYSTEM, **asked)
        except StepRefused:
            return False
        row.state = step.to or row.state
        return True

    @rule(at=st.integers(0, EXPERTS - 1), name=st.sampled_from(list(OPINION.steps)))
    def opine(self, at: int, name: str) -> None:
        before = self.row.state
        if self._take(OPINION, self.opinions[at], name):
            assert before == State.OPEN
            self.answered |= {at} if name == "answer" else set()
            if name == "ask_extension":
                assert not self.row.put_off
                self.opinions[at].asked_day = GIVEN["day"]
        self.row.waits_for = sum(each.state in PENDING for each in self.opinions)
        self.row.answers = sum(each.state == OpinionState.ANSWERED for each in self.opinions)
        asked = [each.asked_day for each in self.opinions if each.asked_day and each.state in PENDING]
        self.row.asked_day = max(asked, default=None)

    @rule(name=st.sampled_from([each.name for each in CONSULTATION.steps.values() if each.sources]))
    def move(self, name: str) -> None:
        if self._take(CONSULTATION, self.row, name) and name in ("extend", "keep"):
            self.row.put_off += name == "extend"
            for each in self.opinions:
                each.asked_day = self.row.asked_day = None

    @rule()
    def the_day_passes(self) -> None:
        self.row.wanted_by = date(2020, 1, 1)

    @invariant()
    def the_day_is_put_off_once_while_somebody_is_asked(self) -> None:
        assert self.row.put_off <= 1
        assert not self.row.asked_day or self.row.waits_for

    @invariant()
    def nothing_is_used_that_nobody_said(self) -> None:
        said = {at for at, each in enumerate(self.opinions) if each.state == OpinionState.ANSWERED}
        assert said == self.answered
        if self.row.state == State.CLOSED:
            assert said
        if self.row.state in (State.WITHDRAWN, State.LAPSED):
            assert not said


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
