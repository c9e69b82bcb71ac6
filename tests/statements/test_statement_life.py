"""The life of a statement, walked at random: no illegal step, one audit event an act, nothing after a failure."""

from __future__ import annotations

from typing import Any

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
from lianzhang.records.models import AuditEvent
from lianzhang.statements import actions
from lianzhang.statements.lifecycle import STATEMENT
from lianzhang.statements.lock_actions import lock_period, open_lock
from lianzhang.statements.models import PeriodLock, Statement
from lianzhang.work.api import RowGone, StaleRow
from lianzhang.work.models import ReportState
from tests.enterprises.reported import entry_of, period
from tests.enterprises.world import City

REFUSALS = (StepRefused, ValidationError, PermissionDenied, RowGone, StaleRow)
NAMES = ["edit", "submit", "withdraw", "confirm", "give_back", "discard", "correct"]
PERIODS = ["2022", "2022Q1"]
# Read off the agreed picture of the lifecycle, not off the code's own table.
LEGAL = {
    ("draft", "draft"),
    ("draft", "submitted"),
    ("returned", "draft"),
    ("returned", "submitted"),
    ("submitted", "draft"),
    ("submitted", "confirmed"),
    ("submitted", "returned"),
    ("confirmed", "replaced"),
}


class Lives(RuleBasedStateMachine):
    """A firm, its district, the office and a reader act in any order, on fresh and on stale versions, under locks."""

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
        self.city = City()
        self.firm = self.city.firm()
        self.clerks = [
            self.city.user_as("enterprise", organization=self.city.body(self.firm)),
            self.city.user_as("district", region=self.city.districts[0]),
            self.city.office,
            self.city.user_as("head_chief"),
        ]

    @rule(who=st.integers(0, 3), code=st.sampled_from(PERIODS))
    def enter(self, who: int, code: str) -> None:
        row = self.act(actions.enter, who, enterprise=self.firm, period=period(code), entry=entry_of())
        if row:
            self.rows.append(row.pk)

    @rule(code=st.sampled_from(PERIODS), again=st.booleans())
    def close_or_open(self, code: str, again: bool) -> None:
        lock = PeriodLock.objects.filter(city=self.city.region, opened_at=None).first()
        if lock and again:
            self.act(open_lock, 2, lock=lock, reason="补报")
        elif not lock:
            self.act(lock_period, 2, period=period(code), reason="定稿")

    @precondition(lambda self: self.rows)
    @rule(
        who=st.integers(0, 3),
        which=st.integers(0, 50),
        name=st.sampled_from(NAMES),
        behind=st.sampled_from([0, 0, 0, 1]),
        reason=st.sampled_from(["", "单位不对"]),
    )
    def any_step(self, who: int, which: int, name: str, behind: int, reason: str) -> None:
        self.step(self.row(which), name, who, behind, reason)

    @precondition(lambda self: self.rows)
    @rule(which=st.integers(0, 50), choice=st.integers(0, 50))
    def fitting_step(self, which: int, choice: int) -> None:
        row = self.row(which)
        open_to = [
            (who, offer.step.name)
            for who, clerk in enumerate(self.clerks)
            for offer in STATEMENT.offers(row, clerk)
            if not offer.refusal
        ]
        if open_to:
            who, name = open_to[choice % len(open_to)]
            self.step(row, {"return": "give_back"}.get(name, name), who, 0, "单位不对")
            self.taken.add(name)

    def row(self, which: int) -> Statement:
        return Statement.objects.get(pk=self.rows[which % len(self.rows)])

    def step(self, row: Statement, name: str, who: int, behind: int, reason: str) -> None:
        given: dict[str, Any] = {"row": row, "version": row.version - behind}
        if name == "give_back":
            given["reason"] = reason
        if name in ("edit", "correct"):
            given["entry"] = entry_of(output=1000 + len(self.rows))
        made = self.act(getattr(actions, name), who, **given)
        if name == "correct" and made:
            self.rows.append(made.pk)
        self.rows = [pk for pk in self.rows if Statement.objects.filter(pk=pk).exists()]

    def act(self, action: Any, who: int, **given: Any) -> Any:
        before, events = self.picture(), AuditEvent.objects.count()
        clerk = User.objects.get(pk=self.clerks[who].pk)
        locked = {each["id"] for each in before.values() if self.locked(each)}
        try:
            result = action(by=clerk, **given)
        except REFUSALS:
            assert self.picture() == before
            assert AuditEvent.objects.count() == events
            return None
        assert AuditEvent.objects.count() == events + 1
        assert AuditEvent.objects.first().account == clerk.username
        after = self.picture()
        assert {pk: after.get(pk) for pk in locked} == {pk: before[pk] for pk in locked}
        self.hold_steps_legal(before, after)
        return result

    def locked(self, row: dict[str, Any]) -> bool:
        standing = PeriodLock.objects.filter(city=self.city.region, opened_at=None)
        return any(
            lock.period_start <= row["period_start"] and row["period_end"] <= lock.period_end for lock in standing
        )

    def hold_steps_legal(self, before: dict[int, Any], after: dict[int, Any]) -> None:
        for pk, row in after.items():
            if pk not in before:
                assert row["state"] == "draft"
            elif row["state"] != before[pk]["state"]:
                assert (before[pk]["state"], row["state"]) in LEGAL
        assert {before[pk]["state"] for pk in before.keys() - after.keys()} <= {"draft", "returned"}

    def picture(self) -> dict[int, Any]:
        return {row["id"]: row for row in Statement.objects.filter(enterprise=self.firm).values()}

    @invariant()
    def nobody_decides_on_their_own(self) -> None:
        for row in Statement.objects.exclude(decided_by=None):
            assert row.decided_by_id not in (row.entered_by_id, row.submitted_by_id)

    @invariant()
    def what_is_replaced_has_a_confirmed_or_replaced_successor(self) -> None:
        for row in Statement.objects.filter(state=ReportState.REPLACED):
            assert row.replaced_by.state in (ReportState.CONFIRMED, ReportState.REPLACED)


@pytest.mark.django_db
@pytest.mark.once
def test_statements_walked_at_random_keep_to_their_lifecycle() -> None:
    run_state_machine_as_test(
        Lives, settings=settings(max_examples=30, stateful_step_count=50, deadline=None, derandomize=True)
    )
    assert Lives.taken == {step.name for step in STATEMENT.offered}
