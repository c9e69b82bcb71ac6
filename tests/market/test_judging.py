"""Open challenges: who judges and who does not, who reads a score, what scores come to, when a contract may follow."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from lianzhang.access.api import visible
from lianzhang.access.models import Assignment
from lianzhang.enterprises.merging import merge
from lianzhang.enterprises.models import Enterprise
from lianzhang.market.judging import Standing, in_order, mean_of, total_of
from lianzhang.market.match_actions import offer, suggest
from lianzhang.market.models import Match, MatchState, Posting, Score
from lianzhang.plans.models import NeedCriterion
from lianzhang.records.models import AuditEvent
from lianzhang.work.api import StaleRow, StepRefused
from tests.enterprises.world import START

from .judging import FULL, JudgedCity
from .test_acts import refused, sees
from .test_pages import client_of, page, words
from .world import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> JudgedCity:
    settings.VAR = tmp_path
    return JudgedCity()


class TestAttacks:
    def test_a_rival_neither_reads_nor_judges_another_answer(self, city: JudgedCity) -> None:
        row = city.bid(need := city.asked())
        assert sees(city.rival_solver, row)  # an expert of the chain, who has not answered yet
        city.bid(need, city.rival_solver)
        assert not sees(city.rival_solver, row)
        assert page(city.rival_solver, "match", row.pk).status_code == 404
        with pytest.raises(PermissionDenied):
            city.judged(row, city.rival_solver)
        assert not Score.objects.exists()

    def test_who_answers_does_not_judge_themselves_and_reads_no_score(self, city: JudgedCity) -> None:
        row = city.bid()
        with pytest.raises(PermissionDenied, match="报了名"):
            city.judged(row, city.solver)
        score = city.judged(row, note="思路不新")
        assert not sees(city.solver, score)
        shown = page(city.solver, "match", row.pk)
        assert "评审标准" in shown.text
        assert [told for told in ("思路不新", "88", "没有评", "评审得分", 'name="point_') if told in shown.text] == []
        assert city.post(city.expert).name not in shown.text.partition("两方")[2]

    def test_nor_does_another_post_of_its_organization(self, city: JudgedCity) -> None:
        row, body = city.bid(), city.rival.organization
        for user in (city.solver, city.expert):
            post = city.post(user)
            post.organization = body
            post.save()
        assert not sees(city.expert, row)
        with pytest.raises(PermissionDenied):
            city.judged(row)

    def test_nor_a_post_of_the_owner(self, city: JudgedCity) -> None:
        row, post = city.bid(), city.post(city.expert)
        post.organization = city.anchor.organization
        post.save()
        with pytest.raises(PermissionDenied):
            city.judged(row)

    def test_nor_an_account_that_typed_the_answer_from_another_post(self, city: JudgedCity) -> None:
        row = city.bid()
        Match.objects.filter(pk=row.pk).update(authors=(city.expert.pk,))
        with pytest.raises(PermissionDenied, match="经过您的账号"):
            city.judged(row)

    def test_one_account_does_not_judge_from_two_posts(self, city: JudgedCity) -> None:
        row = city.bid()
        city.judged(row)
        Score.objects.update(post=city.post(city.third))
        with pytest.raises(PermissionDenied, match="另一个岗位"):
            city.judged(row)

    def test_an_expert_of_another_chain_reaches_nothing(self, city: JudgedCity) -> None:
        row = city.bid()
        assert not sees(city.elsewhere_expert, row)
        with pytest.raises(PermissionDenied):
            city.judged(row, city.elsewhere_expert)

    @pytest.mark.parametrize("who", ["office", "team", "chief", "anchor_account", "bank", "supplier_account"])
    def test_who_is_no_expert_does_not_judge(self, city: JudgedCity, who: str) -> None:
        with pytest.raises(PermissionDenied):
            city.judged(city.bid(), getattr(city, who))

    def test_a_post_that_ended_reaches_nothing(self, city: JudgedCity) -> None:
        row = city.bid()
        city.expert.assignments.update(ends=timezone.localdate())
        assert not sees(city.expert, row)
        with pytest.raises(PermissionDenied):
            city.judged(row)

    @pytest.mark.parametrize("name", ["move", "say", "agree", "fail"])
    def test_who_judges_does_not_carry_the_answer(self, city: JudgedCity, name: str) -> None:
        row = city.bid()
        more = {"say": {"said": "压价"}, "agree": {"day": timezone.localdate()}, "fail": {"ground": "price"}}
        with pytest.raises(PermissionDenied):
            city.take(row, name, city.expert, **more.get(name, {}))

    def test_who_gave_points_does_not_answer_the_same_need(self, city: JudgedCity) -> None:
        need = city.asked()
        city.judged(city.bid(need))
        post = city.post(city.expert)
        assert "评审过" in refused(lambda: offer(need=need, by=fresh(city.expert), said="我来", body=post))["party"][0]
        assert "评审过" in refused(lambda: suggest(need=need, by=fresh(city.office), body=post))["party"][0]

    @pytest.mark.parametrize(
        ("points", "field"),
        [
            ({"merit": 101, "team": 1}, "point_merit"),
            ({"merit": -1, "team": 1}, "point_merit"),
            ({"merit": "NaN", "team": 1}, "point_merit"),
            ({"merit": "1e99999", "team": 1}, "point_merit"),
            ({"merit": "", "team": 1}, "point_merit"),
            ({"merit": "1.25", "team": 1}, "point_merit"),
            ({"merit": 50}, "point_team"),
            (FULL | {"charm": 100}, "point_charm"),
        ],
    )
    def test_forged_points_are_refused_at_their_field(self, city: JudgedCity, points: Any, field: str) -> None:
        row = city.bid()
        assert list(refused(lambda: city.judged(row, points=points))) == [field]
        assert not Score.objects.exists()

    def test_a_page_from_before_the_answer_changed_is_refused_with_what_was_typed(self, city: JudgedCity) -> None:
        row = city.bid()
        client, where = client_of(city.expert), reverse("match_judge", args=[row.pk])
        sent = {"version": row.version, "seen": 0, "point_merit": "77", "point_team": "9", "note": "看过了"}
        city.take(row, "say", city.solver, said="降了价")
        answer = client.post(where, sent)
        assert answer.status_code == 409
        assert "看过了" in answer.text
        assert 'value="77"' in answer.text

    def test_a_second_tab_does_not_undo_the_first(self, city: JudgedCity) -> None:
        row = city.bid()
        assert city.judged(row, seen=0).version == 1
        with pytest.raises(StaleRow):
            city.judged(row, points={"merit": 1, "team": 1}, seen=0)
        assert Score.objects.get().points["merit"] == "80"

    def test_two_judges_do_not_stand_in_each_others_way(self, city: JudgedCity) -> None:
        row = city.bid()
        city.judged(row, version=row.version)
        assert city.judged(row, city.second, version=row.version).pk
        row.refresh_from_db()
        assert row.version == 0

    @pytest.mark.parametrize("state", ["agreed", "failed"])
    def test_after_a_contract_or_an_end_nothing_is_judged(self, city: JudgedCity, state: str) -> None:
        row = city.bid()
        city.judged(row), city.judged(row, city.second)
        name, said = {"agreed": ("agree", {"day": timezone.localdate()}), "failed": ("fail", {"ground": "price"})}[
            state
        ]
        city.take(row, name, city.anchor_account, **said)
        with pytest.raises(StepRefused):
            city.judged(row)

    def test_of_a_kind_that_is_not_judged_nothing_is(self, city: JudgedCity) -> None:
        row = city.offered()
        with pytest.raises(StepRefused):
            city.judged(row)


class TestContract:
    def test_it_waits_for_as_many_experts_as_the_kind_says(self, city: JudgedCity) -> None:
        row = city.bid()
        for missing, by in ((2, city.expert), (1, city.second)):
            with pytest.raises(StepRefused, match=f"还差{missing}位专家评审"):
                city.agreed(row)
            city.judged(row, by)
        assert city.agreed(row).state == MatchState.AGREED

    def test_who_has_an_interest_does_not_count_and_gives_no_points(self, city: JudgedCity) -> None:
        row = city.bid()
        score = city.judged(row, points=FULL, conflict=True)
        assert score.points == {}
        city.judged(row, city.second)
        with pytest.raises(StepRefused, match="还差1位"):
            city.agreed(row)

    def test_a_score_may_be_changed_until_then_and_the_log_says_from_what(self, city: JudgedCity) -> None:
        row = city.bid()
        city.judged(row)
        city.judged(row, points={"merit": 60, "team": 10}, seen=1)
        (score,) = Score.objects.all()
        assert (score.points, score.version) == ({"merit": "60", "team": "10"}, 2)
        event = AuditEvent.objects.filter(action="match.judge").latest("pk")
        assert (event.facts["scored_before"], event.facts["scored"]) == ("先进性80、团队20", "先进性60、团队10")
        assert event.subject.startswith("market.Score")


class TestReading:
    def test_the_office_the_leaders_the_chain_and_the_owner_read_all(self, city: JudgedCity) -> None:
        row = city.bid()
        city.judged(row, note="可行")
        for user in (city.office, city.chief, city.team, city.anchor_account):
            assert "可行" in page(user, "match", row.pk).text
            assert '88.0<smallclass="below">1位评' in words(page(user, "need", row.need_id))
        told = page(city.district, "need", row.need_id).text
        assert [word for word in ("88.0", "评审得分") if word in told] == []

    def test_a_judge_reads_their_own_until_the_contract_and_all_after(self, city: JudgedCity) -> None:
        row = city.bid()
        city.judged(row, note="我的话"), city.judged(row, city.second, note="别人的话")
        before = page(city.expert, "match", row.pk).text
        assert ("我的话" in before, "别人的话" in before) == (True, False)
        sheet = exported(city, city.expert)
        assert sheet["评审得分"] is None
        row = city.agreed(row)
        assert "别人的话" in page(city.expert, "match", row.pk).text
        assert exported(city, city.office)["评审得分"] == 88

    def test_who_answers_exports_no_score(self, city: JudgedCity) -> None:
        city.judged(city.bid())
        sheet = exported(city, city.solver)
        assert (sheet["评审得分"], sheet["几位评审"]) == (None, None)

    def test_answers_stand_best_first_and_one_without_a_score_last_and_never_zero(self, city: JudgedCity) -> None:
        need = city.asked()
        unscored, second, best = (city.bid(need, by) for by in (city.third, city.solver, city.rival_solver))
        city.judged(second, points={"merit": 10, "team": 2}), city.judged(best)
        shown = page(city.office, "need", need.pk)
        assert shown.context["dossier"].matches == [best, second, unscored]
        assert "没有评" in shown.text
        assert page(city.district, "need", need.pk).context["dossier"].matches == [unscored, second, best]

    def test_it_waits_on_the_desk_until_enough_have_judged(self, city: JudgedCity) -> None:
        row = city.bid()
        assert "评审" in page(city.expert, "desk").text
        assert list(page(city.expert, "matches", mine="todo").context["page"]) == [row]
        city.judged(row)
        assert list(page(city.expert, "matches", mine="todo").context["page"]) == []
        assert list(page(city.third, "matches", mine="todo").context["page"]) == [row]
        city.judged(row, city.second)
        assert list(page(city.third, "matches", mine="todo").context["page"]) == []
        assert list(page(city.solver, "matches", mine="todo").context["page"]) == []


def exported(city: JudgedCity, user: Any) -> dict[str, Any]:
    rows = load_workbook(BytesIO(page(user, "matches_export").content)).worksheets[0].iter_rows(values_only=True)
    heads, row = list(rows)[:2]
    return dict(zip(heads, row, strict=True))


class TestKept:
    def test_a_hand_over_keeps_the_score_and_lets_it_be_changed(self, city: JudgedCity) -> None:
        row = city.bid()
        score, post = city.judged(row), city.post(city.expert)
        city.expert.assignments.update(ends=timezone.localdate())
        heir = city.third
        Assignment.objects.filter(user=heir).update(ends=timezone.localdate())
        Assignment.objects.create(user=heir, post=post, starts=START)
        assert sees(heir, score)
        assert city.judged(row, heir, points={"merit": 1, "team": 1}, seen=1).pk == score.pk

    def test_of_two_firms_that_become_one_no_score_is_lost(self, city: JudgedCity) -> None:
        city.challenge.answered_by = "enterprise"
        city.challenge.save()
        need = city.asked()
        twin, account = city.firm_with_account("东区铸造股份有限公司")
        stays, goes = city.offered(need), city.offered(need, enterprise=twin, by=fresh(account))
        city.judged(stays), city.judged(goes, points={"merit": 1, "team": 1}), city.judged(goes, city.second)
        Enterprise.objects.filter(pk=twin.pk).update(uscc="", organization=None)
        for firm in (city.supplier, twin):
            firm.refresh_from_db()
        versions = (city.supplier.version, twin.version)
        merge(stays=city.supplier, goes=twin, versions=versions, by=fresh(city.office))
        (row,) = Match.objects.all()
        kept = {score.post: score.points["merit"] for score in row.scores.all()}
        assert kept == {city.post(city.expert): "80", city.post(city.second): "80"}


def test_a_kind_with_criteria_walks_form_judging_and_ranking_by_its_rows_alone(city: JudgedCity) -> None:
    made = city.kind("design", "外观设计", "enterprise", proof="word", shown="all", judges=1)
    for order, (name, weight) in enumerate((("美观", 70), ("成本", 30))):
        NeedCriterion.objects.create(
            plan=city.plan, kind=made, code=f"d{order}", name=name, weight=weight, most=10, order=order
        )
    need = city.published(city.need(kind=made, title="外观", details={}))
    row = city.offered(need)
    client = client_of(city.expert)
    assert client.get(reverse("posting", args=[Posting.objects.get(need=need).pk])).status_code == 200
    form = client.get(reverse("match", args=[row.pk])).text
    assert [name in form for name in ("美观（满分10，占70%）", "成本（满分10，占30%）")] == [True, True]
    where = reverse("match_judge", args=[row.pk])
    wrong = client.post(where, {"version": 0, "seen": 0, "point_d0": "11", "point_d1": "5"})
    assert wrong.status_code == 422
    assert client.post(where, {"version": 0, "seen": 0, "point_d0": "9", "point_d1": "5"}).status_code == 302
    assert "78.0" in page(city.anchor_account, "need", need.pk).text
    assert city.agreed(row).state == MatchState.AGREED


CRITERIA = st.lists(st.tuples(st.integers(1, 100), st.integers(1, 1000)), min_size=1, max_size=5)
SHARES = st.lists(st.integers(0, 100), min_size=5, max_size=5)


def made_of(table: list[tuple[int, int]]) -> list[NeedCriterion]:
    return [NeedCriterion(code=f"c{at}", weight=weight, most=most) for at, (weight, most) in enumerate(table)]


def points_of(criteria: list[NeedCriterion], shares: list[int]) -> dict[str, str]:
    pairs = zip(criteria, shares, strict=False)
    return {each.code: str(Decimal(each.most) * share / 100) for each, share in pairs}


NEAR = Decimal("1e-15")


@given(CRITERIA, st.lists(SHARES, min_size=1, max_size=6))
def test_a_mean_lies_between_its_scores_and_these_between_nothing_and_a_hundred(
    table: list[tuple[int, int]], judges: list[list[int]]
) -> None:
    criteria = made_of(table)
    totals = [total_of(points_of(criteria, shares), criteria) for shares in judges]
    for total, shares in zip(totals, judges, strict=True):
        given_shares = shares[: len(criteria)]
        assert total is not None
        assert min(given_shares) - NEAR <= total <= max(given_shares) + NEAR
    told = mean_of(totals)
    known = [each for each in totals if each is not None]
    assert told.mean is not None
    assert min(known) - NEAR <= told.mean <= max(known) + NEAR
    assert told.count == len(judges)
    again = mean_of(reversed(totals)).mean
    assert again is not None
    assert abs(again - told.mean) <= NEAR


@given(st.lists(st.none() | st.integers(0, 100).map(Decimal), max_size=12))
def test_the_order_falls_and_keeps_the_unscored_last_as_they_came(means: list[Decimal | None]) -> None:
    matches = [Match(pk=at) for at in range(len(means))]
    standings = {at: Standing(mean, 1) for at, mean in enumerate(means) if mean is not None}
    ordered = [standings.get(row.pk) for row in in_order(matches, standings)]
    scored = [each.mean for each in ordered if each]
    assert ordered[len(scored) :] == [None] * (len(means) - len(scored))
    assert all(one >= other for one, other in pairwise(scored) if one is not None and other is not None)
    assert sorted(row.pk for row in in_order(matches, standings)) == list(range(len(means)))


def test_nobodys_score_is_none_and_no_zero() -> None:
    assert mean_of([]) == Standing(None, 0)
    assert total_of({}, made_of([(100, 100)])) is None


def test_a_match_out_of_every_chain_shows_no_score(city: JudgedCity) -> None:
    score = city.judged(city.bid())
    for user in (city.rival_team, city.rival_account, city.supplier_account, city.bank, city.district):
        assert not visible(fresh(user), Score).filter(pk=score.pk).exists()


def test_a_note_that_is_too_long_is_refused(city: JudgedCity) -> None:
    with pytest.raises(ValidationError):
        city.judged(city.bid(), note="长" * 501)
