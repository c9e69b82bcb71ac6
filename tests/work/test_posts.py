"""What is open is the duty of a post: its colleagues see it and go on with it, nobody else does, and no author decides.

Figures and statements are held to the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from lianzhang.access.active import activate
from lianzhang.accounts.models import User
from lianzhang.enterprises.merging import merge
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.plans.observations import actions as figures
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Post
from lianzhang.statements import actions as statements
from lianzhang.work.models import Report, ReportState
from tests.acting import active, numbers
from tests.enterprises.reported import entry_of, period
from tests.enterprises.world import City
from tests.plans.reports import entry_for

pytestmark = pytest.mark.django_db

SINCE = {"starts": date(2021, 1, 1), "source": "试验"}
YEARS = iter(range(1990, 2022))


def of_post(post: Post, **more: Any) -> User:
    """Another account in the same post."""
    user = User.objects.create(username=f"colleague-{next(numbers)}")
    user.assignments.create(post=post, **(SINCE | more))
    return user


def again(user: User) -> User:
    """The account as the next request loads it."""
    return User.objects.get(pk=user.pk)


@dataclass
class Room:
    """A room whose reports are drafted, submitted and decided on."""

    city: City
    acts: ModuleType
    listed: str
    entry: Callable[[], Any]

    @property
    def author(self) -> User:
        return self.city.clerk

    @property
    def post(self) -> Post:
        post = self.author.assignments.get().post
        assert post
        return post

    def draft(self, by: User | None = None) -> Any:
        by = by or self.author
        if self.acts is figures:
            return figures.enter(plan=self.city.plan, entry=self.entry(), by=by)
        return statements.enter(enterprise=self.firm, period=period(str(next(YEARS))), entry=self.entry(), by=by)

    @property
    def firm(self) -> Enterprise:
        return Enterprise.objects.filter(city=self.city.region).first() or self.city.firm()

    def take(self, step: str, row: Report, by: User, **more: Any) -> Any:
        given = {"entry": self.entry()} if step == "edit" else more
        return getattr(self.acts, step)(row=row, version=row.version, by=by, **given)


@pytest.fixture(params=["figures", "statements"])
def room(request: pytest.FixtureRequest) -> Room:
    city = City()
    if request.param == "statements":
        return Room(city, statements, "statements", entry_of)
    target = city.world.target()
    return Room(city, figures, "observations", lambda: entry_for(target, value=Decimal(next(numbers))))


class TestColleagues:
    """Each sees of the post what the one who typed sees."""

    def page(self, by: User, name: str, **asked: str) -> Any:
        client = Client()
        client.force_login(by)
        return client.get(reverse(name), asked)

    def waiting(self, by: User) -> Any:
        """Without the quarter's figures that nobody has entered: they are no report's."""
        told = self.page(by, "desk").context["desk"].waiting
        rows = tuple(row for row in told.rows if row.link.page != "figure_grid")
        return replace(told, rows=rows, count=told.count - len(told.rows) + len(rows))

    def test_drafts_and_what_came_back_wait_for_everybody_in_the_post(self, room: Room) -> None:
        back = room.take("submit", room.draft(), room.author)
        room.take("give_back", back, room.city.office, reason="口径不同")
        draft = room.draft()
        colleague, other = of_post(room.post), room.city.user_as("office_clerk")
        for which, row in (("drafts", draft), ("returned", back)):
            for by, rows in ((room.author, [row]), (colleague, [row]), (other, [])):
                assert self.page(by, room.listed, mine=which).context["rows"] == rows
        assert self.waiting(colleague).count == self.waiting(room.author).count == 2
        assert self.waiting(other).count == 0

    def test_who_reads_a_draft_is_told_for_which_post_it_waits(self, room: Room) -> None:
        draft, client = room.draft(), Client()
        client.force_login(room.city.office)
        assert f"“{room.post}”办理。" in client.get(reverse(room.listed[:-1], args=[draft.pk])).text

    @staticmethod
    def drafts(waiting: Any) -> list[Any]:
        return [link for link, _ in waiting.more if link.query.get("mine")]

    def test_the_desk_leads_to_the_drafts_that_it_counts(self, room: Room) -> None:
        room.draft()
        other = room.city.user_as("office_clerk")
        waiting = self.waiting(other)
        assert not waiting.rows
        assert not self.drafts(waiting)
        waiting = self.waiting(of_post(room.post))
        (link,) = [row.link for row in waiting.rows] or self.drafts(waiting)
        room.draft(other)
        assert len(self.page(room.author, link.page, **link.query).context["rows"]) == 1

    def test_what_no_chain_claims_is_seen_by_the_post_and_not_by_who_left_it(self) -> None:
        """A team reaches its own chains; what it entered beside them is the post's all the same."""
        city = City()
        team = city.user_as("chain_team", chains=city.chains)
        post = team.assignments.get().post
        assert post
        row = city.world.observe(None, "2022", 5, state="draft", entered_by=team, post=post)
        assert self.page(of_post(post), "observations", mine="drafts").context["rows"] == [row]
        team.assignments.all().delete()
        active(team, "chain_team", city.region, chains=city.chains[:1])
        assert self.page(again(team), "observations").context["rows"] == []


def ended(room: Room) -> User:
    return of_post(room.post, ends=date(2022, 1, 1))


def moved_on(room: Room) -> User:
    user = ended(room)
    active(user, "office_clerk", room.city.region)
    return user


def in_another_post(room: Room) -> User:
    return room.city.user_as("office_clerk")


def in_another_city(room: Room) -> User:
    return City().clerk


def acting_for_another_post(room: Room) -> User:
    """Holds the post as well, and acts for another now."""
    user = of_post(room.post)
    chosen = active(user, "office_clerk", room.city.region)
    activate(user, chosen.pk)
    return user


INTRUDERS = (ended, moved_on, in_another_post, in_another_city, acting_for_another_post)
STEPS = ("edit", "submit", "withdraw", "discard")


def refused(room: Room, step: str, row: Report, by: User) -> None:
    before = AuditEvent.objects.count()
    with pytest.raises((StepRefused, PermissionDenied)):
        room.take(step, row, by)
    kept = type(row)._default_manager.get(pk=row.pk)
    assert (kept.version, kept.state, kept.authors) == (row.version, row.state, row.authors)
    assert AuditEvent.objects.count() == before


def at(room: Room, step: str) -> Any:
    """A report at which the step may be taken."""
    row = room.draft()
    return room.take("submit", row, room.author) if step == "withdraw" else row


class TestStrangers:
    @pytest.mark.parametrize("step", STEPS)
    @pytest.mark.parametrize("intruder", INTRUDERS, ids=lambda each: each.__name__)
    def test_nobody_else_goes_on_with_what_is_a_posts(
        self, room: Room, intruder: Callable[[Room], User], step: str
    ) -> None:
        refused(room, step, at(room, step), intruder(room))

    @pytest.mark.parametrize("step", STEPS)
    def test_whoever_is_in_the_post_does(self, room: Room, step: str) -> None:
        row = at(room, step)
        colleague = of_post(room.post)
        left = room.take(step, row, colleague)
        assert (left is None) == (step == "discard")

    @pytest.mark.parametrize("step", STEPS)
    def test_the_user_of_a_merged_firm_reaches_nothing_of_the_one_that_goes_on(self, step: str) -> None:
        city = City()
        stays, goes = city.firm(), city.firm(uscc="")
        former, own = (city.user_as("enterprise", organization=city.body(each)) for each in (goes, stays))
        room = Room(city, statements, "statements", entry_of)
        entered = [
            statements.enter(enterprise=firm, period=period(year), entry=entry_of(), by=by)
            for firm, year, by in ((goes, "2021", former), (stays, "2022", own))
        ]
        if step == "withdraw":
            entered = [room.take("submit", row, by) for row, by in zip(entered, (former, own), strict=True)]
        Enterprise.objects.filter(pk=goes.pk).update(organization=None)  # else neither can go into the other
        stays.refresh_from_db()
        goes.refresh_from_db()
        merge(stays=stays, goes=goes, versions=(stays.version, goes.version), by=city.office)
        for row in entered:
            row = type(row)._default_manager.get(pk=row.pk)
            assert row.enterprise == stays
            refused(room, step, row, again(former))


class TestFourEyes:
    @pytest.mark.parametrize("decide", ["confirm", "give_back"])
    def test_whoever_edited_or_submitted_never_decides_in_whatever_post(self, room: Room, decide: str) -> None:
        edits, submits = of_post(room.post), of_post(room.post)
        row = room.take("edit", room.draft(), edits)
        row = room.take("submit", row, submits)
        assert set(row.authors) == {room.author.pk, edits.pk, submits.pk}
        given = {"reason": "口径不同"} if decide == "give_back" else {}
        for hand in (room.author, edits, submits):
            chosen = active(hand, "chain_office", room.city.region)
            hand = again(hand)
            activate(hand, chosen.pk)
            with pytest.raises(StepRefused, match="录入、提交或上传的人不能自己"):
                room.take(decide, row, hand, **given)
            hand.assignments.exclude(pk=chosen.pk).delete()  # and when the former post is theirs no more
            with pytest.raises(StepRefused, match="录入、提交或上传的人不能自己"):
                room.take(decide, row, again(hand), **given)
        done = room.take(decide, row, room.city.office, **given)
        assert done.state == (ReportState.CONFIRMED if decide == "confirm" else ReportState.RETURNED)

    def test_a_correction_keeps_only_its_own_authors_and_they_do_not_decide(self, room: Room) -> None:
        row = room.take("submit", room.draft(), room.author)
        row = room.take("confirm", row, room.city.office)
        colleague = of_post(room.post)
        made = room.acts.correct(row=row, version=row.version, entry=room.entry(), by=colleague)
        made = room.take("submit", made, colleague)
        assert made.authors == (colleague.pk,)
        chosen = active(colleague, "chain_office", room.city.region)
        colleague = again(colleague)
        activate(colleague, chosen.pk)
        with pytest.raises(StepRefused, match="不能自己"):
            room.take("confirm", made, colleague)
