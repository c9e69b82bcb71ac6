"""Open challenges: who judges and who does not, who reads a score, what scores come to, when a contract may follow."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from lianzhang.access.api import activate
from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.market.judge_actions import sit
from lianzhang.market.match_actions import offer, suggest
from lianzhang.market.models import Juror, Match, Need, Posting, Score
from lianzhang.work.api import StaleRow, StepRefused
from tests.enterprises.world import START

from .judging import FULL, JudgedCity
from .test_acts import refused, sees
from .test_pages import client_of, page
from .world import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


def acting_for(user: User, role: str) -> User:
    """The account, acting in one of its posts."""
    user = fresh(user)
    held = next(each for each in user.assignments.all() if each.role_code == role)
    activate(user, held.pk)
    return user


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> JudgedCity:
    settings.VAR = tmp_path
    return JudgedCity()


class TestAttacks:
    def test_a_rival_neither_reads_nor_judges_another_answer(self, city: JudgedCity) -> None:
        row = city.bid(need := city.asked())
        city.bid(need, city.rival_solver)
        city.closed(need)
        assert not sees(city.rival_solver, row)
        assert page(city.rival_solver, "match", row.pk).status_code == 404
        for act in (city.sits, lambda _need, by: city.scored(row, by)):
            with pytest.raises(PermissionDenied):
                act(need, city.rival_solver)
        assert not Score.objects.exists()

    def test_an_answer_lies_sealed_for_who_asks_until_no_more_are_taken(self, city: JudgedCity) -> None:
        row = city.bid(need := city.asked(), said="用新配方")
        for user in (city.anchor_account, city.team):
            assert not sees(user, row)
            shown = page(user, "need", need.pk)
            assert "1份报名封着" in shown.text
            assert "用新配方" not in shown.text
            assert reverse("match", args=[row.pk]) not in shown.text
            assert page(user, "match", row.pk).status_code == 404
            with pytest.raises(PermissionDenied):
                city.take(row, "fail", user, ground="price", reason="")
        assert sees(city.solver, row)
        city.closed(need)
        assert sees(city.anchor_account, row)

    def test_nobody_reads_an_answer_before_answers_are_closed_and_they_sit(self, city: JudgedCity) -> None:
        row = city.bid(need := city.asked())
        assert not sees(city.expert, row)
        with pytest.raises(StepRefused, match="还在收报名"):
            city.sits(need)
        with pytest.raises(PermissionDenied):
            city.scored(row)
        city.closed(need)
        assert not sees(city.expert, row)
        with pytest.raises(PermissionDenied):
            city.scored(row)
        city.sits(need)
        assert sees(city.expert, row)

    def test_once_answers_are_closed_nobody_answers(self, city: JudgedCity) -> None:
        city.bid(need := city.asked())
        posting = Posting.objects.get(need=need)
        asked = city.suggested(need, enterprise=None, body=city.post(city.third))
        city.closed(need)
        with pytest.raises(StepRefused, match="不再收报名"):
            city.bid(need, city.rival_solver)
        with pytest.raises(StepRefused):  # asked before, and never came forward
            city.take(asked, "take_up", city.third)
        sent = client_of(city.rival_solver).post(reverse("posting_answer", args=[posting.pk]), {"said": "我来"})
        assert sent.status_code == 422
        assert "不再收报名" in sent.text
        assert "我来" in sent.text
        assert need.matches.filter(state="talking").count() == 1

    def test_who_answers_does_not_judge_themselves_and_reads_no_score(self, city: JudgedCity) -> None:
        row = city.bid()
        with pytest.raises(PermissionDenied, match="报了名"):
            city.judged(row, city.solver)
        score = city.judged(row, note="思路不新")
        city.judged(row, city.second)
        assert not sees(city.solver, score)
        shown = page(city.solver, "match", row.pk)
        assert "评审标准" in shown.text
        assert [told for told in ("思路不新", "没有排名", "评审得分", "match_judge") if told in shown.text] == []
        assert not re.search(r"(?<![-\w])88(?!\d)", shown.text)  # the points; an account may be numbered so
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

    def test_nor_one_whose_account_acts_for_the_firm_that_answers(self, city: JudgedCity) -> None:
        """The employer by another post of the same account."""
        city.challenge.answered_by = "enterprise"
        city.challenge.save()
        row = city.offered(city.asked())
        firm = city.post(city.supplier_account)
        Assignment.objects.create(user=city.expert, post=firm, starts=START)
        city.closed(row.need)
        with pytest.raises(PermissionDenied, match="您的单位"):
            sit(need=row.need, by=acting_for(city.expert, "expert"))

    def test_nor_a_post_of_the_owner(self, city: JudgedCity) -> None:
        row, post = city.bid(), city.post(city.expert)
        post.organization = city.anchor.organization
        post.save()
        with pytest.raises(PermissionDenied):
            city.judged(row)

    def test_nor_an_account_that_typed_the_answer_from_another_post(self, city: JudgedCity) -> None:
        row = city.bid()
        Match.objects.filter(pk=row.pk).update(authors=(city.expert.pk,))
        with pytest.raises(PermissionDenied, match="办过报名"):
            city.judged(row)

    def test_one_account_does_not_judge_from_two_posts(self, city: JudgedCity) -> None:
        row = city.bid()
        city.judged(row)
        for model in (Score, Juror):
            model.objects.update(post=city.post(city.third))
        with pytest.raises(PermissionDenied, match="另一个岗位"):
            city.judged(row)

    def test_an_expert_of_another_chain_reaches_nothing(self, city: JudgedCity) -> None:
        row = city.bid()
        city.closed(row.need)
        with pytest.raises(ValidationError, match="不在您负责的产业链上"):
            city.sits(row.need, city.elsewhere_expert)
        posting = Posting.objects.get(need=row.need)
        sent = client_of(city.elsewhere_expert).post(reverse("posting_sit", args=[posting.pk]))
        assert sent.status_code == 422
        assert not sees(city.elsewhere_expert, row)

    @pytest.mark.parametrize("who", ["office", "team", "chief", "anchor_account", "bank", "supplier_account"])
    def test_who_is_no_expert_does_not_judge(self, city: JudgedCity, who: str) -> None:
        with pytest.raises(PermissionDenied):
            city.judged(city.bid(), getattr(city, who))

    def test_a_post_that_ended_reaches_nothing(self, city: JudgedCity) -> None:
        row = city.bid()
        city.judged(row)
        city.expert.assignments.update(ends=timezone.localdate())
        assert not sees(city.expert, row)
        with pytest.raises(PermissionDenied):
            city.judged(row)

    @pytest.mark.parametrize("name", ["move", "say", "agree", "fail"])
    def test_who_judges_does_not_carry_the_answer(self, city: JudgedCity, name: str) -> None:
        row = city.bid()
        city.judged(row)
        more = {"say": {"said": "压价"}, "agree": {"day": timezone.localdate()}, "fail": {"ground": "price"}}
        with pytest.raises(PermissionDenied):
            city.take(row, name, city.expert, **more.get(name, {}))

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
        city.sits(city.closed(row.need))
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

    def test_once_announced_or_ended_nothing_is_judged(self, city: JudgedCity) -> None:
        row = city.announced(city.bid())
        with pytest.raises(StepRefused, match="已经公布"):
            city.scored(row, points={"merit": 1, "team": 1})
        with pytest.raises(StepRefused):
            city.sits(row.need, city.third)
        city.agreed(row)
        with pytest.raises(StepRefused):
            city.scored(row)

    def test_of_a_kind_that_is_not_judged_nothing_is(self, city: JudgedCity) -> None:
        row = city.offered()
        for act in (lambda: city.scored(row), lambda: city.sits(row.need)):
            with pytest.raises((StepRefused, PermissionDenied)):
                act()
        with pytest.raises(StepRefused, match="不评审"):
            city.take(row.need, "close_bids", city.team)


class TestAfterwards:
    """Who opened the answers as a judge never answers that need, also when answers are taken once more."""

    def again(self, city: JudgedCity, *, scores: bool = False) -> Need:
        """Judged or at least opened by the expert; then all came to nothing, and answers are taken anew."""
        row = city.bid()
        city.sits(city.closed(row.need))
        if scores:
            city.scored(row)
        city.take(row, "fail", city.team, ground="unchosen")
        return city.take(row.need, "reopen", city.team)

    @pytest.mark.parametrize("scores", [True, False])
    def test_not_by_the_same_post_nor_when_suggested(self, city: JudgedCity, scores: bool) -> None:
        need = self.again(city, scores=scores)
        with pytest.raises(StepRefused, match="参加过这件需求的评审"):
            city.bid(need, city.expert)
        with pytest.raises(StepRefused, match="参加过这件需求的评审"):
            suggest(need=need, by=fresh(city.office), body=city.post(city.expert))
        assert city.bid(need, city.third).pk

    def test_not_by_the_firm_for_which_the_account_acts_besides(self, city: JudgedCity) -> None:
        city.challenge.answered_by = "enterprise"
        city.challenge.save()
        row = city.offered(city.asked(), enterprise=city.rival, by=fresh(city.rival_account))
        city.sits(city.closed(row.need))
        city.take(row, "fail", city.team, ground="unchosen")
        need = city.take(row.need, "reopen", city.team)
        Assignment.objects.create(user=city.expert, post=city.post(city.supplier_account), starts=START)
        for by in (acting_for(city.expert, "enterprise"), fresh(city.supplier_account)):
            with pytest.raises(StepRefused, match="参加过这件需求的评审"):
                offer(need=need, by=by, enterprise=city.supplier, said="我来")

    def test_not_by_another_post_of_its_institute_though_it_left_it_since(self, city: JudgedCity) -> None:
        institute = city.rival.organization
        posts = [city.post(user) for user in (city.expert, city.third)]
        for post in posts:
            post.organization = institute
            post.save()
        need = self.again(city)
        posts[0].organization = None
        posts[0].save()
        with pytest.raises(StepRefused, match="参加过这件需求的评审"):
            city.bid(need, city.third)

    def test_not_by_who_took_over_the_post_and_read_the_answers(self, city: JudgedCity) -> None:
        row = city.bid()
        city.sits(city.closed(row.need))
        Assignment.objects.create(user=city.third, post=city.post(city.expert), starts=START, ends=None)
        city.take(row, "fail", city.team, ground="unchosen")
        need = city.take(row.need, "reopen", city.team)
        own = city.post(city.third) if city.third.assignments.count() == 1 else None
        post = own or city.third.assignments.order_by("pk")[0].post
        with pytest.raises(StepRefused, match="参加过这件需求的评审"):
            offer(need=need, by=acting_for(city.third, "expert"), body=post, said="我来")

    def test_not_by_who_was_let_go(self, city: JudgedCity) -> None:
        row = city.bid()
        city.released(city.sits(city.closed(row.need)))
        assert not sees(city.expert, row)
        with pytest.raises(PermissionDenied):
            city.scored(row)
        city.take(row, "fail", city.team, ground="unchosen")
        need = city.take(row.need, "reopen", city.team)
        with pytest.raises(StepRefused, match="参加过这件需求的评审"):
            city.bid(need, city.expert)

    def test_other_needs_are_open_to_them(self, city: JudgedCity) -> None:
        self.again(city)
        assert city.bid(city.asked(title="另一件"), city.expert).pk


class TestInterest:
    def test_who_declares_one_gives_no_points_does_not_count_and_never_scores_it(self, city: JudgedCity) -> None:
        row = city.bid()
        score = city.judged(row, points=FULL, conflict=True)
        assert score.points == {}
        with pytest.raises(StepRefused, match="已声明"):
            city.scored(row)
        assert client_of(city.expert).get(reverse("match_judge", args=[row.pk])).status_code == 403
        city.judged(row, city.second)
        with pytest.raises(StepRefused, match="还差1位专家"):
            city.take(row.need, "announce", city.team)

    def test_of_another_answer_they_still_judge(self, city: JudgedCity) -> None:
        row = city.bid(need := city.asked())
        other = city.bid(need, city.rival_solver)
        city.judged(row, conflict=True, points={})
        assert city.judged(other).points == {"merit": "80", "team": "20"}

    def test_points_given_before_go_with_it(self, city: JudgedCity) -> None:
        row = city.bid()
        city.judged(row)
        assert city.scored(row, conflict=True, seen=1).points == {}
