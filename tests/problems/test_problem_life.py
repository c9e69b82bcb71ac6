"""The life of a problem, walked at random by everybody who has a hand in it, over days that pass."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lianzhang.access.api import SYSTEM, acting
from lianzhang.accounts.models import User
from lianzhang.kernel.clocks import breached
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.problems import actions
from lianzhang.problems.closing_actions import pass_over
from lianzhang.problems.lifecycle import PROBLEM
from lianzhang.problems.models import Problem
from lianzhang.problems.models import State as S
from lianzhang.records.models import AuditEvent
from lianzhang.registry.api import work_calendar
from lianzhang.registry.models import ResponsibleUnit
from lianzhang.work.api import StaleRow, StepRefused, read_clock
from lianzhang.work.models import Clock

from .world import ProblemCity

REFUSALS = (StepRefused, ValidationError, PermissionDenied, StaleRow)
HANDS = (S.ASSIGNED, S.DISPUTED, S.IN_HAND, S.SUSPENDED)
DONE = (S.SOLVED, S.EXPLAINED, S.UNCONFIRMED)
# Read off the agreed picture, not off the table in the code.
LEGAL = {
    S.RAISED: {S.ASSIGNED, S.DECLINED, S.WITHDRAWN, S.MERGED},
    S.ASSIGNED: {S.IN_HAND, S.DISPUTED, S.WITHDRAWN, S.MERGED},
    S.DISPUTED: {S.ASSIGNED, S.MERGED},
    S.IN_HAND: {S.SUSPENDED, S.ESCALATED, S.ANSWERED, S.MERGED},
    S.SUSPENDED: {S.IN_HAND, S.MERGED},
    S.ESCALATED: {S.IN_HAND, S.QUERIED},
    S.QUERIED: {S.ESCALATED},
    S.ANSWERED: {S.VERIFIED, S.IN_HAND},
    S.VERIFIED: {*DONE, S.IN_HAND},
    **{state: {S.IN_HAND} for state in DONE},
    S.DECLINED: set(),
    S.WITHDRAWN: set(),
    S.MERGED: {S.RAISED, S.IN_HAND},
}
BY_THE_HOUSE = {"climb": actions.climb, "pass_over": pass_over}
ANSWERS = ("solved", "impossible")
# Steps of which one may do too many for the rest to be reached.
RARE = {
    *("withdraw", "decline", "merge", "note", "refuse", "ask_extension", "ask_pause"),
    *("reopen", "reject", "dissatisfy"),
}
OF_THE_LEAD = {"take_up", "answer", "dispute", "ask_extension", "ask_pause", "note"}
OF_ANOTHER = {"verify", "reject", "uphold", "reassign", "extend", "pause", "refuse"}


class Lives(RuleBasedStateMachine):
    """A firm, its rival, the office, two bureaus, a team, a chief, an office in the bureau itself, and the house."""

    taken: set[str] = set()
    city: ProblemCity
    people: dict[str, User]
    leading: dict[int | None, list[User]]
    office_post: int

    @initialize()
    def begin(self) -> None:
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.now = datetime(2023, 9, 25, 10, tzinfo=SHANGHAI)
        self.clockwork = patch("django.utils.timezone.now", lambda: self.now)
        self.clockwork.start()
        chain, office = self.city.chains[0], self.city.office
        asked = [self.city.asked(chain=chain), self.city.asked(), self.city.asked(by=office, chain=chain)]
        self.rows = [each.pk for each in asked]

    def teardown(self) -> None:
        self.clockwork.stop()
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    @rule(
        who=st.integers(0, 8),
        which=st.integers(0, 2),
        name=st.sampled_from([*actions.VERBS, *BY_THE_HOUSE]),
        behind=st.sampled_from([0, 0, 1]),
        days=st.integers(0, 61),
    )
    def any_step(self, who: int, which: int, name: str, behind: int, days: int) -> None:
        row = self.row(which)
        by = self.who_tries(name)[who % len(self.who_tries(name))]
        self.step(row, name, by, self.given(row, name, days), behind)

    @rule(seed=st.integers(0, 2**32))
    def fitting_steps(self, seed: int) -> None:
        """A few steps that may be taken, each that fits as likely as the other."""
        chance = Random(seed)
        for _ in range(5):
            self.fitting_step(self.row(chance.randrange(3)), chance)
            self.now += timedelta(days=chance.choice([0, 0, 1, 9]))

    def fitting_step(self, row: Problem, chance: Random) -> None:
        fitting = [
            step
            for step in PROBLEM.steps.values()
            if row.state in step.sources and step.name in (*actions.VERBS, *BY_THE_HOUSE)
        ]
        fitting = [step for step in fitting if step.name not in RARE or chance.random() < 0.3]
        for step in chance.sample(fitting, len(fitting)):
            people, given = self.who_tries(step.name), self.given(row, step.name, chance.randint(1, 9))
            for by in chance.sample(people, len(people)):
                try:
                    PROBLEM.check(row, step.name, by, **given)
                except StepRefused:
                    continue
                if self.step(row, step.name, by, given) or step.name != "merge":
                    self.taken.add(step.name)
                    return

    def who_tries(self, name: str) -> list[Any]:
        """The house itself lets silence lapse and what is stuck climb, and does nothing else."""
        return [SYSTEM] if name in BY_THE_HOUSE else [*self.people.values(), *([SYSTEM] if name == "lapse" else [])]

    def row(self, which: int) -> Problem:
        return Problem.objects.get(pk=self.rows[which % len(self.rows)])

    def given(self, row: Problem, name: str, days: int) -> dict[str, Any]:
        bodies = [self.city.bureau, self.city.other]
        other = Problem.objects.get(pk=self.rows[days % len(self.rows)])
        answers = {
            "lead": bodies[self.leading.get(row.lead_id, [None])[0] is self.people["bureau"]],
            "helpers": [],
            "reason": "理由",
            "days": days,
            "waits_for": "firm",
            "question": "谁出钱",
            "advice": "各一半",
            "instruction": "照办",
            "outcome": ANSWERS[days % 2],
            "answer": "办好了",
            "verification": "看过",
            "initiative": "yes",
            "grade": "fair",
            "into": other.number,
        }
        return {ask.name: answers[ask.name] for ask in PROBLEM.steps[name].asks if ask.name in answers}

    def step(self, row: Problem, name: str, by: Any, given: dict[str, Any], behind: int = 0) -> Any:
        before, events = self.picture(), AuditEvent.objects.count()
        act = BY_THE_HOUSE.get(name) or actions.VERBS[name]
        fresh = by if by is SYSTEM else User.objects.get(pk=by.pk)
        version = {} if name in BY_THE_HOUSE else {"version": row.version - behind}
        clocks = self.clocks()
        try:
            made = act(row=row, by=fresh, **version, **given)
        except REFUSALS:
            assert self.picture() == before
            assert self.clocks() == clocks
            assert AuditEvent.objects.count() == events
            return None
        assert AuditEvent.objects.count() == events + 1
        self.hold(before[row.pk], self.picture(), name, by)
        return made

    def hold(self, was: dict[str, Any], after: dict[int, dict[str, Any]], name: str, by: Any) -> None:
        row = after[was["id"]]
        if row["state"] != was["state"]:
            assert row["state"] in LEGAL[S(was["state"])], (was["state"], row["state"])
        assert row["overran"] or not was["overran"]
        assert by is not self.people["rival"]
        if name == "dispute":
            assert not was["disputed"]
        if name == "extend":
            assert was["extended"] <= was["redone"] + was["reopened"]
        if name == "answer":
            assert row["overran"] == (was["overran"] or self.broken(row["id"]))
        if name in OF_THE_LEAD:
            assert by in self.leading[was["lead_id"]]
        if name in OF_ANOTHER:
            assert by not in self.leading.get(was["lead_id"], ())
            assert by.pk != was["answered_by_id"]
        if row["state"] in (S.SOLVED, S.EXPLAINED) and row["state"] != was["state"]:
            assert was["state"] == S.VERIFIED
            assert (row["state"] == S.SOLVED) == (row["outcome"] == "solved")
            assert (bool(row["grade"]), row["heard_at"]) == (True, self.now)
            assert row["called_back"] or by is self.people["firm"] or was["post_id"] == self.office_post
        if row["state"] == S.UNCONFIRMED and row["state"] != was["state"]:
            assert (row["grade"], row["heard_at"]) == ("", None)
            assert (self.now.date() - was["verified_at"].astimezone(SHANGHAI).date()).days > 5

    def broken(self, key: int) -> bool:
        """Whether one of its limits to answer was broken by today, reckoned from the moments."""
        limits = Clock.objects.filter(subject=f"problems.Problem:{key}", name__in=("handle", "redo"))
        return any(breached(read_clock(each), self.now.date(), work_calendar()) for each in limits)

    def picture(self) -> dict[int, dict[str, Any]]:
        return {row["id"]: row for row in Problem.objects.values()}

    def clocks(self) -> list[dict[str, Any]]:
        return list(Clock.objects.order_by("pk").values())

    @invariant()
    def merged_leads_to_one_that_is_part_of_none(self) -> None:
        for row in Problem.objects.exclude(merged_into=None).select_related("merged_into"):
            assert row.merged_into is not None
            assert row.merged_into.merged_into_id is None

    @invariant()
    def a_limit_runs_where_somebody_is_awaited_and_nowhere_else(self) -> None:
        running: dict[str, set[str]] = {}
        for subject, name in Clock.objects.filter(stopped_at=None).values_list("subject", "name"):
            running.setdefault(subject, set()).add(name)
        for row in Problem.objects.all():
            names = running.get(f"problems.Problem:{row.pk}", set())
            match row.state:
                case S.RAISED:
                    assert names == {"accept"}
                case S.ANSWERED | S.VERIFIED:
                    assert names == {"verify" if row.state == S.ANSWERED else "confirm"}
                case S.SOLVED | S.EXPLAINED | S.UNCONFIRMED | S.DECLINED | S.WITHDRAWN:
                    assert names == set()
                case S.MERGED:
                    assert names <= {"confirm"}
                case _:
                    assert len(names & {"handle", "redo"}) == 1
                    assert ("decide" in names) == (row.state in (S.ESCALATED, S.QUERIED))


@pytest.mark.django_db
@pytest.mark.once
def test_problems_walked_at_random_keep_to_their_life() -> None:
    city = ProblemCity()
    Lives.city = city
    Lives.people = {
        "firm": city.firm_account,
        "rival": city.user_as("enterprise", organization=city.body(city.firm("示例对手厂"))),
        "office": city.office,
        "within": city.user_as("chain_office", organization=city.bureau),
        "bureau": city.bureau_account,
        "other": city.other_account,
        "team": city.team,
        "chief": city.chief,
    }
    bureau, other = (
        ResponsibleUnit.objects.create(city=city.region, organization=body) for body in (city.bureau, city.other)
    )
    Lives.leading = {
        bureau.pk: [Lives.people["bureau"], Lives.people["within"]],
        other.pk: [Lives.people["other"]],
    }
    Lives.office_post = acting(city.office).post.pk
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=10, stateful_step_count=24, deadline=None, derandomize=True, phases=(Phase.generate,)
        ),
    )
    assert len(Lives.taken) >= 15
