"""Which plan prevails: what a post sees and does follows the plan in force today, and the register with it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from lianzhang.access.active import activate
from lianzhang.access.models import Assignment
from lianzhang.access.row_policy import may
from lianzhang.accounts.models import User
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan, PlanPost
from lianzhang.plans.prevailing import chains_of_post, weight
from lianzhang.registry.models import Chain, Post, Rank
from tests.acting import post_of

from .folders import BEFORE, LINHAI, copy_of, edit
from .world import World

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 30)


def codes(post: Post) -> set[str]:
    return set(Chain.objects.filter(pk__in=chains_of_post(post.pk)).values_list("code", flat=True))


def test_of_the_plans_that_have_begun_the_last_to_begin_prevails() -> None:
    plans = [(date(2021, 1, 1), "a"), (date(2024, 1, 1), "b"), (date(2026, 1, 1), "c"), (date(2029, 1, 1), "d")]
    ordered = sorted(plans, key=lambda plan: weight(*plan, TODAY))
    assert [code for _, code in ordered] == ["d", "c", "a", "b"]


class TestAPost:
    """One post of a city whose plan gives it the first chain; the plan that follows gives it the second."""

    @pytest.fixture
    def world(self) -> World:
        return World(chains=2)

    @pytest.fixture
    def post(self, world: World) -> Post:
        return post_of("chain_team", world.city, chains=world.chains)

    def state(self, plan: Plan, post: Post, *chains: Chain) -> None:
        PlanPost.objects.create(plan=plan, post=post, name=post.name, rank=post.rank).chains.set(chains)

    def follow(self, world: World, starts: date) -> Plan:
        plan = World(chains=0, city=world.city).plan
        Plan.objects.filter(pk=plan.pk).update(starts=starts, ends=starts + timedelta(days=900))
        return plan

    def test_no_plan_names_has_the_chains_of_the_register(self, world: World, post: Post) -> None:
        assert codes(post) == {"chain-0", "chain-1"}

    def test_has_the_chains_of_the_plan_in_force(self, world: World, post: Post) -> None:
        self.state(world.plan, post, world.chains[0])
        self.state(self.follow(world, date(2024, 1, 1)), post, world.chains[1])
        assert codes(post) == {"chain-1"}

    def test_keeps_its_chains_until_the_day_the_next_plan_begins(self, world: World, post: Post) -> None:
        self.state(world.plan, post, world.chains[0])
        tomorrow = timezone.localdate() + timedelta(days=1)
        plan = self.follow(world, tomorrow)
        self.state(plan, post, world.chains[1])
        assert codes(post) == {"chain-0"}
        Plan.objects.filter(pk=plan.pk).update(starts=timezone.localdate())
        assert codes(post) == {"chain-1"}

    def test_the_next_plan_leaves_out_keeps_what_the_last_one_gave_it(self, world: World, post: Post) -> None:
        self.state(world.plan, post, world.chains[0])
        self.follow(world, date(2024, 1, 1))
        assert codes(post) == {"chain-0"}

    def test_acts_for_these_chains_alone(self, world: World, post: Post) -> None:
        self.state(world.plan, post, world.chains[0])
        user = User.objects.create(username="team")
        Assignment.objects.create(user=user, post=post, starts=date(2021, 1, 1), source="试验")
        activate(user)
        assert [may(user, "checklist.record", chain) for chain in world.chains] == [True, False]


class TestARowOfTheCity:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """A plan that is to follow, and calls things otherwise."""
        load_folder(BEFORE, by="试验")
        folder = copy_of(LINHAI, tmp_path)
        edit(folder, "chains.csv", "petro,绿色石化产业链", "petro,石化新材料产业链")
        return folder

    def test_is_called_as_the_plan_in_force_says(self, folder: Path) -> None:
        load_folder(folder, by="试验")
        assert Chain.objects.get(code="petro").name == "石化新材料产业链"

    def test_keeps_its_name_until_the_next_plan_begins(self, folder: Path) -> None:
        year = timezone.localdate().year + 1
        for table in folder.glob("*.csv"):
            if table.stem not in ("regions", "chains", "organizations", "ranks"):
                table.unlink()
        for name in ("clauses.csv", "targets.csv"):
            (folder / name).write_text((BEFORE / name).read_text("utf-8"), "utf-8")
        edit(folder, "plan.toml", "starts = 2024-01-01", f"starts = {year}-01-01")
        edit(folder, "plan.toml", "ends = 2026-12-31", f"ends = {year + 2}-12-31")
        load_folder(folder, by="试验")
        assert Chain.objects.get(code="petro").name == "绿色石化产业链"
        assert Rank.objects.get(code="chief").name == "链长", "what only the next plan names is there already"
        Plan.objects.filter(code=folder.name).update(starts=date(2024, 1, 1))
        edit(folder, "plan.toml", f"starts = {year}-01-01", "starts = 2024-01-01")
        load_folder(folder, by="试验")
        assert Chain.objects.get(code="petro").name == "石化新材料产业链"
