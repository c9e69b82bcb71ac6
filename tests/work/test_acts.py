"""The door for acts: who names themselves, what is stale, what is out of reach, what follows, what a clock does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction

from lianzhang.accounts.models import User
from lianzhang.jobs.models import Job
from lianzhang.jobs.working import run_one
from lianzhang.kernel.lifecycle import ClockRule, Lifecycle, Step
from lianzhang.plans.models import Observation
from lianzhang.plans.observations import actions
from lianzhang.records.models import AuditEvent
from lianzhang.work.api import RowGone, StaleRow, StepRefused, action, clocks_of, link, links_of, subscribe
from lianzhang.work.clocks import move_clocks, rewrite_due
from lianzhang.work.models import Clock, ReportState
from lianzhang.work.outbox import unsubscribe
from lianzhang.work.transactions import RETRIES, is_action
from lianzhang.work.workflows import Workflow, register_workflow, workflow_named, workflow_of
from tests.acting import active, seated
from tests.plans.reports import entry_for
from tests.plans.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def clerk(world: World) -> User:
    return seated("clerk", "office_clerk", world.city)


@pytest.fixture
def office(world: World) -> User:
    return seated("office", "chain_office", world.city)


@pytest.fixture
def draft(world: World, clerk: User) -> Observation:
    return actions.enter(plan=world.plan, entry=entry_for(world.target()), by=clerk)


class TestActs:
    def test_an_event_names_account_post_and_city_by_itself(self, draft: Observation, clerk: User) -> None:
        event = AuditEvent.objects.get(action="observation.enter")
        assert (event.by, event.account) == (str(clerk), "clerk")
        assert event.post == clerk.assignments.get().title
        assert event.facts["city"] == str(clerk.assignments.get().post.city)

    def test_a_row_belongs_to_the_post_and_keeps_who_typed(self, draft: Observation, clerk: User) -> None:
        assert draft.post == clerk.assignments.get().post
        assert Observation.objects.get().authors == (clerk.pk,)

    def test_a_colleague_in_the_same_post_goes_on_and_becomes_an_author(self, draft: Observation, clerk: User) -> None:
        colleague = User.objects.create(username="colleague")
        post = clerk.assignments.get().post
        colleague.assignments.create(post=post, starts=date(2021, 1, 1), source="试验")
        sent = actions.submit(row=draft, version=draft.version, by=colleague)
        assert sent.state == ReportState.SUBMITTED
        assert set(sent.authors) == {clerk.pk, colleague.pk}

    def test_a_stranger_to_the_post_does_not_go_on(self, draft: Observation, world: World) -> None:
        other = seated("other", "office_clerk", world.city)
        with pytest.raises(StepRefused, match="由填报的"):
            actions.submit(row=draft, version=draft.version, by=other)

    def test_who_edited_in_between_never_decides(self, draft: Observation, office: User, world: World) -> None:
        """Neither the first nor the last hand, and now in a post that may confirm."""
        between = User.objects.create(username="between")
        between.assignments.create(post=draft.post, starts=date(2021, 1, 1), source="试验")
        row = actions.edit(
            row=draft, version=draft.version, entry=entry_for(draft.target, value=Decimal(5)), by=between
        )
        clerk = User.objects.get(username="clerk")
        row = actions.submit(row=row, version=row.version, by=clerk)
        between = User.objects.get(pk=between.pk)
        between.assignments.all().delete()
        active(between, "chain_office", world.city)
        with pytest.raises(StepRefused, match="不能自己确认"):
            actions.confirm(row=row, version=row.version, by=between)
        assert actions.confirm(row=row, version=row.version, by=office).state == ReportState.CONFIRMED

    def test_a_row_that_is_gone_is_stale(self, draft: Observation, clerk: User) -> None:
        seen = Observation.objects.get()
        actions.discard(row=draft, version=draft.version, by=clerk)
        with pytest.raises(RowGone, match="刚被删除") as gone:
            actions.submit(row=seen, version=seen.version, by=clerk)
        assert gone.value.model is Observation

    def test_what_changed_is_told_in_the_one_event(self, draft: Observation, clerk: User) -> None:
        before = AuditEvent.objects.count()
        actions.edit(row=draft, version=draft.version, entry=entry_for(draft.target, value=Decimal(31)), by=clerk)
        (event,) = AuditEvent.objects.filter(pk__gt=0).order_by("-pk")[: AuditEvent.objects.count() - before]
        assert event.facts["changes"] == {"value": ["30家", "31家"]}
        assert event.facts["state"] == ["draft", "draft"]

    def test_an_act_without_permission_writes_nothing(self, world: World) -> None:
        chief = seated("chief", "chief", world.city)
        with pytest.raises(PermissionDenied):
            actions.enter(plan=world.plan, entry=entry_for(world.target()), by=chief)
        assert not Observation.objects.exists()
        assert not AuditEvent.objects.exists()


class TestTransactions:
    @pytest.mark.django_db(transaction=True)
    def test_a_deadlock_is_tried_again_and_not_shown(self) -> None:
        tries: list[int] = []

        @action
        def stumbling(*, times: int) -> str:
            tries.append(1)
            if len(tries) <= times:
                raise OperationalError from _Passing("40P01")
            return "done"

        assert stumbling(times=RETRIES - 1) == "done"
        tries.clear()
        with pytest.raises(OperationalError):
            stumbling(times=RETRIES)
        assert len(tries) == RETRIES

    @pytest.mark.django_db(transaction=True)
    def test_another_error_is_not_tried_again(self) -> None:
        tries: list[int] = []

        @action
        def failing() -> None:
            tries.append(1)
            raise OperationalError from _Passing("57014")

        with pytest.raises(OperationalError):
            failing()
        assert len(tries) == 1

    @pytest.mark.django_db(transaction=True)
    def test_within_a_transaction_the_outermost_alone_tries_again(self) -> None:
        tries: list[int] = []

        @action
        def inner() -> None:
            tries.append(1)
            raise OperationalError from _Passing("40001")

        with pytest.raises(OperationalError), transaction.atomic():
            inner()
        assert len(tries) == 1

    def test_acts_are_known_as_such(self) -> None:
        assert is_action(actions.enter)
        assert is_action(actions.submit)
        assert not is_action(entry_for)


class _Passing(Exception):
    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


@pytest.fixture
def heard() -> Iterator[list[AuditEvent]]:
    events: list[AuditEvent] = []
    subscribe("test", "observation.sub*", events.append)
    yield events
    unsubscribe("test")


class TestOutbox:
    def test_what_follows_is_written_with_the_act_and_done_once(
        self, draft: Observation, clerk: User, heard: list[AuditEvent]
    ) -> None:
        actions.submit(row=draft, version=draft.version, by=clerk)
        assert heard == []
        assert Job.objects.filter(name="work.deliver").count() == 1
        while run_one():
            pass
        (event,) = heard
        assert event.action == "observation.submit"

    def test_an_act_that_fails_leaves_nothing_to_deliver(
        self, draft: Observation, clerk: User, heard: list[AuditEvent]
    ) -> None:
        with pytest.raises(StaleRow):
            actions.submit(row=draft, version=draft.version + 1, by=clerk)
        assert not Job.objects.filter(name="work.deliver").exists()

    def test_two_subscribers_of_one_name_are_refused(self, heard: list[AuditEvent]) -> None:
        with pytest.raises(ValueError, match="twice"):
            subscribe("test", "*", print)


ASKED = Lifecycle(
    "question",
    {"open": "在办", "waiting": "等待", "done": "办结"},
    (
        Step(name="ask", title="交办", sources=("open",), to="open", permission="ask", starts=("answer",)),
        Step(name="wait", title="暂停", sources=("open",), to="waiting", permission="ask", pauses=("answer",)),
        Step(name="go_on", title="恢复", sources=("waiting",), to="open", permission="ask", resumes=("answer",)),
        Step(name="answer", title="答复", sources=("open",), to="done", permission="ask", stops=("answer",)),
    ),
    clocks=(ClockRule(name="answer", title="答复时限", limit=lambda row: 5 if row.code != "free" else None),),
)


class TestClocks:
    def move(self, row: Any, *steps: str) -> None:
        for step in steps:
            move_clocks(row, ASKED.steps[step], ASKED)

    def test_steps_start_pause_resume_and_stop_a_clock(self, world: World) -> None:
        row = world.chains[0]
        self.move(row, "ask")
        clock = Clock.objects.get()
        assert clock.due
        self.move(row, "wait", "wait")
        clock.refresh_from_db()
        assert clock.due is None
        assert len(clock.pauses) == 1
        self.move(row, "go_on", "answer")
        (clock,) = next(iter(clocks_of([row]).values()))
        assert clock.stopped_at
        assert clock.due

    def test_started_again_it_is_another_clock_and_the_first_stays(self, world: World) -> None:
        row = world.chains[0]
        self.move(row, "ask", "ask")
        assert [bool(each.stopped_at) for each in Clock.objects.order_by("pk")] == [True, False]

    def test_without_a_limit_no_clock_runs(self, world: World) -> None:
        row = world.chains[0]
        row.code = "free"
        self.move(row, "ask")
        assert not Clock.objects.exists()

    def test_the_kept_day_is_the_reckoned_one(self, world: World) -> None:
        self.move(world.chains[0], "ask")
        assert rewrite_due() == 0
        Clock.objects.update(due=date(2000, 1, 1))
        assert rewrite_due() == 1
        assert Clock.objects.get().due > date(2000, 1, 1)


class TestLinks:
    def test_a_row_knows_what_it_led_to_and_where_it_came_from(self, world: World, office: User) -> None:
        need, problem = world.chains
        made = link(need, problem, by=office)
        assert link(need, problem, by=office) == made
        assert links_of(need) == links_of(problem) == [made]


class TestWorkflows:
    def test_a_name_or_a_model_bound_twice_is_refused(self) -> None:
        found = workflow_of(Observation)
        assert workflow_named("observation") is found
        with pytest.raises(ValueError, match="twice"):
            register_workflow(Workflow(model=Observation, lifecycle=found.lifecycle))
        with pytest.raises(LookupError):
            workflow_of(User)
        with pytest.raises(LookupError):
            workflow_named("nothing")
