"""What the room tells the search and the desk of its rows, and the light of a part that a body has to reach."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.desk import SearchQuery
from lianzhang.plans.api import viewpoint
from lianzhang.responsibility import share_actions, waiting
from lianzhang.responsibility.models import TargetShare
from lianzhang.responsibility.share_actions import Part
from tests.problems.world import Clockwork

from .world import DUE, Town, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return Town()


def hits(user: User, text: str) -> list[str]:
    vp = viewpoint(User.objects.get(pk=user.pk), {}, timezone.localdate())
    assert vp
    return [hit.link.page for group in waiting.search(vp, SearchQuery(text, 5)) for hit in group.hits]


def moved(user: User, days: int = 1) -> list[tuple[str, str]]:
    vp = viewpoint(User.objects.get(pk=user.pk), {}, timezone.localdate())
    assert vp
    since = timezone.localdate() - timedelta(days=days)
    return [(row.tag, row.value.title) for row in waiting.changes(vp, since)]


def of_bodies(town: Town) -> list[TargetShare]:
    given = {"due": DUE, "paper_title": "目标分解表", "paper_number": "襄链办〔2022〕3号", "by": town.clerk}
    parts = {town.bureau: Part(Decimal(4)), town.other: Part(Decimal(5))}
    return town.issue(share_actions.draft_parts(target=town.target, goal=town.goal, parts=parts, **given))


class TestALightOfABody:
    def light(self, town: Town, user: User | None = None) -> dict[str, str]:
        page = client_of(user or town.office).get("/shares/", {"at": "2023-12-31"})
        return {str(line.row.receiver): line.state for line in page.context["lines"]}

    def test_is_unknown_by_what_others_report_and_says_what_would_light_it(self, town: Town) -> None:
        row, _ = of_bodies(town)
        town.world.observe(town.target, "2023", 20)
        town.world.observe(town.target, "2023", 9, region=town.districts[0])
        town.world.observe(town.target, "2023", 9, scope_text="经信局和科技局")
        assert self.light(town) == {"经信局": "unknown", "科技局": "unknown"}
        assert "范围说明写“经信局”" in client_of(town.office).get(f"/shares/{row.pk}/").text

    def test_is_that_of_figures_of_this_body_alone(self, town: Town) -> None:
        of_bodies(town)
        town.world.observe(town.target, "2023", 4, scope_text="经信局")
        town.world.observe(town.target, "2023", 3, scope_text="科技局")
        town.world.observe(town.target, "2023", 9, scope_text="科技局", relation="context")
        town.world.observe(town.target, "2023", 9, scope_text="科技局", state="submitted")
        assert self.light(town) == {"经信局": "met", "科技局": "missed"}
        assert self.light(town, town.bureau_account) == {"经信局": "met"}
        whole = client_of(town.office).get("/targets/giants/", {"at": "2023-12-31"})
        assert whole.context["page"].evaluation.state == "unknown"


class TestSearch:
    def test_units_papers_and_parts_are_told_to_those_who_see_them(self, town: Town) -> None:
        town.assign(paper_number="襄政办〔2022〕8号")
        of_bodies(town)
        assert hits(town.office, "经信局") == ["responsibility", "share"]
        assert hits(town.office, "政办 8号") == ["responsibility"]
        assert hits(town.office, "链办 giants") == ["share", "share"]
        assert hits(town.bureau_account, "链办") == ["share"]
        assert hits(town.bureau_account, "科技局") == []
        assert hits(town.user_as("bank"), "经信局") == hits(town.district_accounts[0], "链办") == []

    def test_a_draft_and_one_taken_back_are_told_to_nobody(self, town: Town) -> None:
        row, _ = of_bodies(town)
        town.draft(6, 6)
        assert hits(town.office, "分解表") == ["share", "share"]
        town.take(row, "withdraw", town.office, reason="分错")
        assert hits(town.office, "链办") == ["share"]


class TestChanges:
    def test_what_was_assigned_issued_disputed_and_ruled_since(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Clockwork(monkeypatch).at("2023-10-09T10:00")
        town = Town()
        today = timezone.localdate()
        town.assign(starts=today)
        row, _ = of_bodies(town)
        row = town.take(row, "dispute", town.bureau_account, reason="多了")
        town.take(row, "uphold", town.office, reason="维持")
        told = moved(town.office)
        assert told[0] == ("指定责任", "经信局")
        assert sorted(told[1:]) == sorted(
            [("下达分解", "经信局"), ("下达分解", "科技局"), ("提出异议", "经信局"), ("裁定异议", "经信局")]
        )
        assert ("下达分解", "科技局") not in moved(town.bureau_account)
        assert moved(town.office, days=0) == moved(town.user_as("bank")) == []

    def test_of_days_before_nothing_is_told(self, town: Town) -> None:
        town.assign(starts=date(2022, 3, 1))
        assert moved(town.office) == []
