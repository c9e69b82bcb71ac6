"""The life of a reported figure, walked at random: no illegal step, one audit event an act, nothing after a failure."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
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

from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.plans.models import Observation
from lianzhang.plans.observations import actions
from lianzhang.plans.observations.lifecycle import OBSERVATION
from lianzhang.records.models import AuditEvent
from lianzhang.work.api import RowGone, StaleRow
from lianzhang.work.models import ReportState
from tests.acting import seated

from .reports import entry_for
from .world import World

REFUSALS = (StepRefused, ValidationError, PermissionDenied, RowGone, StaleRow)
NAMES = ["edit", "submit", "withdraw", "confirm", "give_back", "discard", "correct", "prefer", "unprefer"]
# Read off the agreed picture of the lifecycle, not off the code's own table.
LEGAL = {
    ("draft", "draft"),
    ("draft", "submitted"),
    ("returned", "draft"),
    ("returned", "submitted"),
    ("submitted", "draft"),
    ("submitted", "confirmed"),
    ("submitted", "returned"),
    ("confirmed", "confirmed"),
    ("confirmed", "replaced"),
}


class Lives(RuleBasedStateMachine):
    """Clerks who may do anything, or some of it, act on figures in any order, on fresh and on stale versions."""

    taken: set[str] = set()

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.rows: list[int] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    @initialize()
    def people(self) -> None:
        self.world = World()
        self.target = self.world.target()
        self.clerks = [
            seated("entering", "office_clerk", self.world.city),
            seated("everything", "chain_office", self.world.city),
            seated("everything too", "chain_office", self.world.city),
            seated("reading", "head_chief", self.world.city),
        ]

    @rule(who=st.integers(0, 3), value=st.one_of(st.none(), st.integers(1, 9).map(Decimal)))
    def enter(self, who: int, value: Decimal | None) -> None:
        entry = entry_for(self.target, value=value)
        row = self.act(actions.enter, who, plan=self.world.plan, entry=entry)
        if row:
            self.rows.append(row.pk)

    @precondition(lambda self: self.rows)
    @rule(
        who=st.integers(0, 3),
        which=st.integers(0, 50),
        name=st.sampled_from(NAMES),
        behind=st.sampled_from([0, 0, 0, 0, 1]),
        reason=st.sampled_from(["", "口径不同"]),
    )
    def any_step(self, who: int, which: int, name: str, behind: int, reason: str) -> None:
        row = Observation.objects.get(pk=self.rows[which % len(self.rows)])
        self.step(row, name, who, behind, reason)

    @precondition(lambda self: self.rows)
    @rule(which=st.integers(0, 50), choice=st.integers(0, 50))
    def fitting_step(self, which: int, choice: int) -> None:
        row = Observation.objects.get(pk=self.rows[which % len(self.rows)])
        open_to = [
            (who, offer.step.name)
            for who, clerk in enumerate(self.clerks)
            for offer in OBSERVATION.offers(row, clerk)
            if not offer.refusal
        ]
        if open_to:
            who, name = open_to[choice % len(open_to)]
            self.step(row, {"return": "give_back"}.get(name, name), who, 0, "口径不同")
            self.taken.add(name)

    def step(self, row: Observation, name: str, who: int, behind: int, reason: str) -> None:
        given: dict[str, object] = {"row": row, "version": row.version - behind}
        if name in ("give_back", "prefer"):
            given["reason"] = reason
        if name in ("edit", "correct"):
            given["entry"] = entry_for(self.target, value=Decimal(len(self.rows) + 10))
        made = self.act(getattr(actions, name), who, **given)
        if name == "correct" and made:
            self.rows.append(made.pk)
        self.rows = [pk for pk in self.rows if Observation.objects.filter(pk=pk).exists()]

    def act(self, action, who: int, **given):
        before, events = self.picture(), AuditEvent.objects.count()
        clerk = User.objects.get(pk=self.clerks[who].pk)
        try:
            result = action(by=clerk, **given)
        except REFUSALS:
            assert self.picture() == before
            assert AuditEvent.objects.count() == events
            return None
        assert AuditEvent.objects.count() == events + 1
        assert AuditEvent.objects.first().account == clerk.username
        self.hold_steps_legal(before)
        return result

    def hold_steps_legal(self, before) -> None:
        after = self.picture()
        for pk, row in after.items():
            if pk not in before:
                assert row["state"] == "draft"
            elif row["state"] != before[pk]["state"]:
                assert (before[pk]["state"], row["state"]) in LEGAL
        gone = {before[pk]["state"] for pk in before.keys() - after.keys()}
        assert gone <= {"draft", "returned"}

    def picture(self):
        return {row["id"]: row for row in Observation.objects.filter(plan=self.world.plan).values()}

    @invariant()
    def nobody_decides_on_their_own(self) -> None:
        for row in Observation.objects.exclude(decided_by=None):
            assert row.decided_by_id not in (row.entered_by_id, row.submitted_by_id)

    @invariant()
    def what_is_replaced_has_a_confirmed_or_replaced_successor(self) -> None:
        for row in Observation.objects.filter(state=ReportState.REPLACED):
            assert row.replaced_by.state in (ReportState.CONFIRMED, ReportState.REPLACED)

    @invariant()
    def at_most_one_of_rivals_is_preferred(self) -> None:
        preferred = Observation.objects.filter(state=ReportState.CONFIRMED, preferred=True)
        assert preferred.count() <= 1


@pytest.mark.django_db
@pytest.mark.once
def test_figures_walked_at_random_keep_to_their_lifecycle():
    run_state_machine_as_test(
        Lives, settings=settings(max_examples=15, stateful_step_count=30, deadline=None, derandomize=True)
    )
    assert Lives.taken == {step.name for step in OBSERVATION.offered}
