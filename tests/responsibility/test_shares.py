"""A target broken down: the sum beside the whole, four eyes, who sees and answers what, and where a part stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from lianzhang.access.api import visible
from lianzhang.plans.models import Target
from lianzhang.responsibility import share_actions
from lianzhang.responsibility.models import ShareState, TargetShare
from lianzhang.responsibility.share_actions import Part
from lianzhang.work.api import StaleRow, StepRefused

from .world import DUE, Town, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return Town()


class TestIssuing:
    def test_parts_that_exceed_the_whole_want_a_reason_and_nothing_is_lost(self, town: Town) -> None:
        rows = town.draft(10, 5)
        with pytest.raises(ValidationError, match="合计15家，总数12家，超出3家"):
            town.issue(rows)
        assert set(TargetShare.objects.values_list("state", flat=True)) == {ShareState.DRAFT}
        assert {row.excess for row in town.issue(rows, "留出余量")} == {"留出余量"}

    def test_what_may_not_exceed_is_refused_whatever_is_said(self, town: Town) -> None:
        limit = town.world.target("limit", "<=", 12)
        with pytest.raises(ValidationError, match="不许超过总数"):
            town.issue(town.draft(10, 5, target=limit), "就要")

    def test_a_ratio_makes_no_sum(self, town: Town) -> None:
        ratio = town.world.target("ratio", ">=", 30, unit="%", measure="level")
        assert len(town.issue(town.draft(30, 35, target=ratio))) == 2

    def test_parts_by_place_and_by_chain_are_sums_of_their_own(self, town: Town) -> None:
        rows = town.draft(7, 5)
        parts = {chain: Part(Decimal(6)) for chain in town.chains}
        given = {"due": DUE, "paper_title": "分解表", "by": town.clerk}
        rows += share_actions.draft_parts(target=town.target, goal=town.goal, parts=parts, **given)
        assert len(town.issue(rows)) == 4

    def test_who_drafted_does_not_issue(self, town: Town) -> None:
        rows = town.draft(6, 6, by=town.office)
        with pytest.raises(StepRefused, match="不能自己下达"):
            town.issue(rows)
        with pytest.raises(PermissionDenied):
            town.issue(rows, by=town.clerk)
        assert town.issue(rows, by=town.second_office)

    def test_a_draft_that_came_or_changed_meanwhile_stops_it(self, town: Town) -> None:
        rows = town.draft(6)
        parts = {town.districts[1]: Part(Decimal(9))}
        given = {"due": DUE, "paper_title": "分解表", "by": town.clerk}
        more = share_actions.draft_parts(target=town.target, goal=town.goal, parts=parts, **given)
        with pytest.raises(ValidationError, match="刚有变动"):
            town.issue(rows)
        share_actions.draft_parts(
            target=town.target, goal=town.goal, parts={town.districts[1]: Part(Decimal(5), 0)}, **given
        )
        with pytest.raises(StaleRow):
            town.issue([*rows, *more])

    def test_a_dissolved_unit_gets_no_part(self, town: Town) -> None:
        town.dissolve(town.bureau, town.other)
        given = {"due": DUE, "paper_title": "分解表", "by": town.clerk}
        with pytest.raises(ValidationError, match="已撤销，由“科技局”承接"):
            share_actions.draft_parts(
                target=town.target, goal=town.goal, parts={town.bureau: Part(Decimal(1))}, **given
            )
        with pytest.raises(ValidationError):
            share_actions.draft_parts(target=town.target, goal=town.goal, parts={}, **given | {"due": date(2030, 1, 1)})


class TestAnswering:
    def test_each_sees_its_own_part_and_no_draft(self, town: Town) -> None:
        drafts = town.draft(6, 6)
        assert not visible(town.district_accounts[0], TargetShare).exists()
        first, second = town.issue(drafts)
        assert list(visible(town.district_accounts[0], TargetShare)) == [first]
        assert client_of(town.district_accounts[0]).get(f"/shares/{second.pk}/").status_code == 404
        assert visible(town.user_as("chief", chains=town.chains[:1]), TargetShare).count() == 2
        for role in ("bank", "expert"):
            assert not visible(town.user_as(role), TargetShare).exists()
        assert client_of(town.user_as("bank")).get("/shares/").status_code == 403

    def test_only_the_receiver_answers_and_disputes_once(self, town: Town) -> None:
        first, _ = town.issued(6, 6)
        own, rival = town.district_accounts
        for user in (rival, town.office, town.team):
            with pytest.raises(PermissionDenied):
                town.take(first, "accept", user)
        row = town.take(first, "dispute", own, reason="只有三家")
        with pytest.raises(ValidationError, match="准确的数"):
            town.take(row, "change", town.office, value="约4", reason="属实")
        row = town.take(row, "change", town.office, value="4家", reason="属实")
        assert (row.state, row.value, row.disputed) == (ShareState.CHANGED, Decimal(4), True)
        with pytest.raises(StepRefused):
            town.take(row, "dispute", own, reason="还是多")

    def test_no_ruling_takes_a_limit_over_the_whole(self, town: Town) -> None:
        limit = town.world.target("limit", "<=", 12)
        row, _ = town.issue(town.draft(6, 6, target=limit))
        row = town.take(row, "dispute", town.district_accounts[0], reason="不够")
        with pytest.raises(ValidationError, match="不许超过总数"):
            town.take(row, "change", town.office, value="7", reason="属实")

    def test_who_answers_for_both_sides_does_not_rule(self, town: Town) -> None:
        row = town.take(town.issued(6, 6)[0], "dispute", town.district_accounts[0], reason="多了")
        TargetShare.objects.filter(pk=row.pk).update(answered_by=town.office)
        row.refresh_from_db()
        with pytest.raises(PermissionDenied):
            town.take(row, "uphold", town.office, reason="维持")
        assert town.take(row, "uphold", town.second_office, reason="维持").state == ShareState.UPHELD

    def test_the_successor_answers_for_a_dissolved_unit(self, town: Town) -> None:
        given = {"due": DUE, "paper_title": "分解表", "by": town.clerk}
        rows = share_actions.draft_parts(
            target=town.target, goal=town.goal, parts={town.bureau: Part(Decimal(12))}, **given
        )
        (row,) = town.issue(rows)
        town.dissolve(town.bureau, town.other)
        assert town.take(row, "accept", town.other_account).state == ShareState.ACCEPTED

    def test_a_part_taken_back_can_be_given_anew(self, town: Town) -> None:
        first, _ = town.issued(6, 6)
        town.take(first, "withdraw", town.office, reason="分错")
        assert town.issue(town.draft(5))[0].state == ShareState.ISSUED


class TestPages:
    def test_a_part_stands_by_what_is_known_of_it_alone(self, town: Town) -> None:
        town.issued(4, 4)
        town.world.observe(town.target, "2023", 20)
        town.world.observe(town.target, "2023", 5, region=town.districts[0])
        page = client_of(town.office).get("/shares/", {"at": "2023-12-31"})
        states = {line.row.receiver.region: line.state for line in page.context["lines"]}
        assert states == {town.districts[0]: "met", town.districts[1]: "unknown"}
        own = client_of(town.district_accounts[1]).get("/shares/", {"at": "2023-12-31"})
        assert [line.total.words for line in own.context["lines"]] == ["合计8家，总数12家，还差4家没有分解"]
        assert "没有回应" in own.text

    def test_a_breakdown_is_drafted_and_issued_on_its_pages(self, town: Town) -> None:
        clerk, office = client_of(town.clerk), client_of(town.office)
        address = "/targets/giants/shares/draft/?of=area"
        keys = [f"region-{each.pk}" for each in town.districts]
        sent = {keys[0]: "10家", keys[1]: "五", "due": "2023-12-31", "paper_title": "分解表"}
        answer = clerk.post(address, sent)
        assert (answer.status_code, TargetShare.objects.count()) == (422, 0)
        assert "10家" in answer.text
        assert clerk.post(address, sent | {keys[1]: "5"}).status_code == 302
        versions = {f"version-{row.pk}": row.version for row in TargetShare.objects.all()}
        refused = office.post("/targets/giants/shares/issue/", {"period": "", **versions})
        assert refused.status_code == 422
        assert "要加码下达的，请写加码的理由" in refused.text
        assert "下达这2份" in refused.text
        done = office.post("/targets/giants/shares/issue/", {"period": "", "excess": "留余量", **versions})
        assert done.status_code == 302
        assert "合计15家，总数12家，超出3家" in office.get("/targets/giants/").text
        assert clerk.get("/targets/giants/shares/draft/?of=area&period=2022").status_code == 404
        assert client_of(town.team).get("/targets/giants/shares/draft/").status_code == 403

    def test_lists_ask_no_more_for_more_parts(self, town: Town, django_assert_max_num_queries: object) -> None:
        town.issued(6)
        office = client_of(town.office)
        office.get("/shares/")
        with django_assert_max_num_queries(60) as counted:  # type: ignore[operator]
            office.get("/shares/")
            few = len(counted)
        for number in range(4):
            target: Target = town.world.target(f"more-{number}")
            town.issue(town.draft(6, 6, target=target))
        office.get("/shares/")
        with django_assert_max_num_queries(few):  # type: ignore[operator]
            office.get("/shares/")
        assert office.get("/shares/export.xlsx").status_code == 200

    def test_the_desk_names_what_waits_for_whom(self, town: Town) -> None:
        row = town.issued(6, 6)[0]
        own = client_of(town.district_accounts[0]).get("/")
        assert f"/shares/{row.pk}/" in own.text
        assert "who=nobody" in client_of(town.office).get("/").text
        town.take(row, "accept", town.district_accounts[0])
        assert client_of(town.district_accounts[0]).get("/shares/").context["tally"].todo == 0
