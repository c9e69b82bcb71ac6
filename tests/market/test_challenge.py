"""An open challenge from the need to the payment: each step where it belongs, and who reads what was judged."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lianzhang.access.api import visible
from lianzhang.market.jobs import over
from lianzhang.market.models import Match, MatchState, Need, NeedState, Posting, Result, Score
from lianzhang.plans.models import NeedCriterion
from lianzhang.records.models import AuditEvent
from lianzhang.work.api import StepRefused

from .judging import JudgedCity
from .test_pages import client_of, page, words
from .world import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> JudgedCity:
    settings.VAR = tmp_path
    return JudgedCity()


class TestUntilOpen:
    def test_it_is_argued_and_shown_for_days_before_it_opens(self, city: JudgedCity) -> None:
        row = city.written()
        assert str(row.stage) == "论证"
        with pytest.raises(StepRefused, match="还要先走“公示”"):
            city.take(row, "publish", city.team)
        row = city.on_notice(row)
        assert Posting.objects.get(need=row).notice
        with pytest.raises(StepRefused, match="至少5天"):
            city.take(row, "publish", city.team)
        row = city.take(city.waited(row), "publish", city.team)
        posting = Posting.objects.get(need=row)
        assert (row.state, posting.open, posting.notice) == (NeedState.OPEN, True, False)
        event = AuditEvent.objects.get(action="need.move")
        assert event.facts["said"] == "论证通过"

    def test_on_notice_who_may_answer_reads_it_and_does_not_answer(self, city: JudgedCity) -> None:
        row = city.written()
        assert not visible(fresh(city.solver), Posting).filter(need=row).exists()
        city.on_notice(row)
        posting = Posting.objects.get(need=row)
        shown = page(city.solver, "posting", posting.pk)
        assert "公示中，还不能报名" in shown.text
        assert "报名</button>" not in shown.text
        with pytest.raises(StepRefused):
            city.bid(row)

    def test_what_comes_back_from_the_notice_is_read_no_more_and_goes_the_whole_way_again(
        self, city: JudgedCity
    ) -> None:
        row = city.take(city.on_notice(), "give_back", city.team, reason="有异议")
        assert not Posting.objects.exists()
        assert row.stage is None
        assert str(city.take(row, "submit", city.anchor_account).stage) == "论证"

    def test_who_wrote_it_does_not_carry_it_on(self, city: JudgedCity) -> None:
        row = city.take(city.need(city.team, kind=city.challenge, details={}), "submit", city.team)
        with pytest.raises(StepRefused):
            city.take(row, "move", city.team, said="我看行")


class TestWalk:
    def test_from_the_need_to_the_payment(self, city: JudgedCity) -> None:
        row = city.bid()
        city.closed(row.need)
        with pytest.raises(StepRefused, match="评审结果还没有公布"):
            city.agreed(row)
        row = city.agreed(city.announced(row))
        assert (row.state, str(row.stage)) == (MatchState.AGREED, "签约")
        done = {"day": timezone.localdate(), "note": "测试报告"}
        with pytest.raises(StepRefused, match="还要先到“测试验收”"):
            city.delivered(row, **done)
        with pytest.raises(StepRefused):  # who solves it does not say that it was tested
            city.take(row, "move", city.solver)
        row = city.delivered(city.take(row, "move", city.anchor_account), **done)
        assert (row.state, str(row.stage)) == (MatchState.DELIVERED, "应用")
        shown = page(city.anchor_account, "match", row.pk).text
        assert "记结清" in shown
        assert city.take(row.need, "close", city.anchor_account).state == NeedState.MET

    def test_who_was_not_chosen_is_let_go_together_once_one_is_signed(self, city: JudgedCity) -> None:
        row = city.bid(need := city.asked())
        other = city.bid(need, city.rival_solver)
        for each in (row, other):
            city.judged(each), city.judged(each, city.second)
        city.take(need, "announce", city.team)
        with pytest.raises(StepRefused, match="还没有签约"):
            city.take(need, "decline_rest", city.team)
        city.agreed(row)
        city.take(need, "decline_rest", city.team)
        other.refresh_from_db(), row.refresh_from_db()
        assert (row.state, other.state, other.ground) == (MatchState.AGREED, MatchState.FAILED, "unchosen")
        with pytest.raises(StepRefused, match="没有还在等"):
            city.take(need, "decline_rest", city.team)

    def test_who_solves_it_does_not_put_down_the_contract(self, city: JudgedCity) -> None:
        row = city.announced(city.bid())
        with pytest.raises(StepRefused):
            city.take(row, "agree", city.solver, day=timezone.localdate())

    def test_without_an_answer_it_is_not_closed_and_lapses(self, city: JudgedCity) -> None:
        need = city.asked()
        with pytest.raises(StepRefused, match="还没有人揭榜"):
            city.take(need, "close_bids", city.team)
        Need.objects.filter(pk=need.pk).update(valid_until=timezone.localdate() - timezone.timedelta(days=1))
        assert over() == [need.pk]

    def test_while_it_is_judged_it_does_not_lapse(self, city: JudgedCity) -> None:
        row = city.bid()
        city.closed(row.need)
        Need.objects.update(valid_until=timezone.localdate() - timezone.timedelta(days=1))
        assert over() == []

    def test_answers_are_taken_anew_once_none_is_left(self, city: JudgedCity) -> None:
        row = city.bid()
        need = city.closed(row.need)
        with pytest.raises(StepRefused, match="请先了结"):
            city.take(need, "reopen", city.team)
        city.take(row, "fail", city.team, ground="unchosen")
        assert city.bid(city.take(need, "reopen", city.team), city.rival_solver).pk


class TestResults:
    def test_they_wait_for_every_judge_and_every_answer(self, city: JudgedCity) -> None:
        row = city.bid(need := city.asked())
        other = city.bid(need, city.rival_solver)
        city.judged(row), city.judged(row, city.second), city.judged(other)
        with pytest.raises(StepRefused, match=f"等{city.post(city.second)}评"):
            city.take(need, "announce", city.team)
        told = words(page(city.office, "need", need.pk))
        assert "第1名" in told
        assert f'还没有排名</span><smallclass="below">等{city.post(city.second)}评'.replace(" ", "") in told
        assert "0.00分" not in told

    def test_a_judge_who_is_let_go_is_not_waited_for(self, city: JudgedCity) -> None:
        row = city.bid()
        city.judged(row), city.judged(row, city.second)
        seat = city.sits(row.need, city.third)
        with pytest.raises(StepRefused, match="还没有评完"):
            city.take(row.need, "announce", city.team)
        city.released(seat)
        assert city.take(row.need, "announce", city.team).announced_on

    def test_they_stay_whatever_the_plan_says_later(self, city: JudgedCity) -> None:
        need = city.asked()
        best, second = (city.bid(need, by) for by in (city.solver, city.rival_solver))
        city.judged(second, points={"merit": 10, "team": 20}), city.judged(second, city.second)
        city.judged(best), city.judged(best, city.second)
        city.take(need, "announce", city.team)
        before = list(Result.objects.order_by("rank").values_list("match", "total", "rank"))
        assert [key for key, *_ in before] == [best.pk, second.pk]
        NeedCriterion.objects.filter(code="merit").update(weight=1)
        city.take(best, "fail", city.team, ground="breach")
        assert list(Result.objects.order_by("rank").values_list("match", "total", "rank")) == before
        assert city.agreed(second).state == MatchState.AGREED  # the next in line

    def test_they_may_be_taken_back_until_a_contract_and_never_after(self, city: JudgedCity) -> None:
        row = city.announced(city.bid())
        city.take(row.need, "recall", city.team, reason="有异议")
        assert not Result.objects.exists()
        city.scored(row, points={"merit": 50, "team": 10})
        city.take(row.need, "announce", city.team)
        city.agreed(row)
        with pytest.raises(StepRefused, match="不能收回"):
            city.take(row.need, "recall", city.team, reason="再改")
        assert "1." in AuditEvent.objects.filter(action="need.announce").latest("pk").facts["results"]


class TestReading:
    def test_the_office_the_leaders_and_the_chain_read_every_score(self, city: JudgedCity) -> None:
        row = city.bid()
        city.judged(row, note="可行")
        for user in (city.office, city.chief, city.team):
            assert "可行" in page(user, "match", row.pk).text
        for user in (city.anchor_account, city.solver, city.second):
            assert "可行" not in page(user, "match", row.pk).text
            assert not visible(fresh(user), Score).exists()

    def test_who_answers_reads_their_own_total_once_announced_and_no_rival_one(self, city: JudgedCity) -> None:
        row = city.bid(need := city.asked())
        other = city.bid(need, city.rival_solver)
        for each, points in ((row, {"merit": 60, "team": 12}), (other, {"merit": 77, "team": 20})):
            city.judged(each, points=points, note="我的话"), city.judged(each, city.second, points=points)
        assert "60.00" not in page(city.solver, "match", row.pk).text
        city.take(need, "announce", city.team)
        told = page(city.solver, "match", row.pk).text
        assert ("60.00分" in told, "86.20" in told, "我的话" in told, "名次" in told) == (True, False, False, False)
        assert list(visible(fresh(city.solver), Result)) == [row.result]
        assert exported(city.solver)["评审得分"] == 60
        assert page(city.solver, "match", other.pk).status_code == 404

    def test_the_owner_reads_totals_and_ranks_once_announced(self, city: JudgedCity) -> None:
        row = city.bid()
        city.judged(row, note="可行"), city.judged(row, city.second)
        assert "第1名" not in page(city.anchor_account, "need", row.need_id).text
        city.take(row.need, "announce", city.team)
        assert "第1名" in page(city.anchor_account, "need", row.need_id).text
        assert "第1名" not in page(city.district, "need", row.need_id).text

    def test_a_judge_reads_their_own_alone_to_the_end(self, city: JudgedCity) -> None:
        row = city.bid()
        city.judged(row, note="我的话"), city.judged(row, city.second, note="别人的话")
        city.take(row.need, "announce", city.team)
        shown = page(city.expert, "match", row.pk).text
        assert ("我的话" in shown, "别人的话" in shown) == (True, False)
        assert exported(city.expert)["评审得分"] is None
        assert not visible(fresh(city.expert), Result).exists()

    def test_it_waits_on_the_desk_to_be_sat_on_and_then_to_be_scored(self, city: JudgedCity) -> None:
        row = city.bid()
        assert "参加评审" not in page(city.expert, "desk").text
        need = city.closed(row.need)
        assert "参加评审" in page(city.expert, "desk").text
        assert "参加评审" not in page(city.solver, "desk").text
        posting = Posting.objects.get(need=need)
        client = client_of(city.expert)
        assert client.post(reverse("posting_sit", args=[posting.pk])).status_code == 302
        assert "还没有评" in page(city.expert, "posting", posting.pk).text
        assert list(page(city.expert, "matches", mine="todo").context["page"]) == [row]
        city.scored(row)
        assert list(page(city.expert, "matches", mine="todo").context["page"]) == []
        city.sits(need, city.second)
        assert "参加评审" not in page(city.third, "desk").text  # as many sit as are asked

    def test_a_judge_of_the_office_is_told_to_go_on_the_page_of_the_need(self, city: JudgedCity) -> None:
        row = city.bid()
        seat = city.sits(city.closed(row.need))
        where = reverse("juror_release", args=[seat.pk])
        assert client_of(city.team).post(where, {"version": 0, "reason": "出差"}).status_code == 302
        assert "出差" in page(city.team, "need", row.need_id).text
        assert client_of(city.expert).post(where, {"version": 1, "reason": "不想评"}).status_code == 403


def exported(user: Any) -> dict[str, Any]:
    rows = load_workbook(BytesIO(page(user, "matches_export").content)).worksheets[0].iter_rows(values_only=True)
    heads, row = list(rows)[:2]
    return dict(zip(heads, row, strict=True))


def test_a_kind_with_criteria_walks_form_judging_and_ranking_by_its_rows_alone(city: JudgedCity) -> None:
    made = city.kind("design", "外观设计", "enterprise", proof="word", shown="all", judges=1)
    for order, (name, weight) in enumerate((("美观", 70), ("成本", 30))):
        NeedCriterion.objects.create(
            plan=city.plan, kind=made, code=f"d{order}", name=name, weight=weight, most=10, order=order
        )
    need = city.asked(kind=made, title="外观")
    row = city.offered(need)
    city.sits(city.closed(need))
    client, where = client_of(city.expert), reverse("match_judge", args=[row.pk])
    form = client.get(where).text
    assert [name in form for name in ("美观（满分10，占70%）", "成本（满分10，占30%）")] == [True, True]
    wrong = client.post(where, {"version": 0, "seen": 0, "point_d0": "11", "point_d1": "5"})
    assert wrong.status_code == 422
    assert client.post(where, {"version": 0, "seen": 0, "point_d0": "9", "point_d1": "5"}).status_code == 302
    city.take(need, "announce", city.team)
    assert "78.00" in page(city.anchor_account, "need", need.pk).text
    assert city.agreed(Match.objects.get()).state == MatchState.AGREED
