"""The sample city's open challenges: judged by experts of their chain who take no part, before a contract."""

from __future__ import annotations

import pytest

from lianzhang.market.models import Juror, Match, Need, Posting, Result, Score
from lianzhang.registry.models import Region

pytestmark = pytest.mark.django_db


def test_what_was_signed_was_judged_by_as_many_experts_of_its_chain_as_its_kind_asks(sample_town: Region) -> None:
    judged = Match.objects.filter(need__city=sample_town, need__kind__judges__isnull=False)
    signed = judged.filter(state__in=("agreed", "delivered", "kept"))
    short = [row for row in signed if row.scores.filter(conflict=False).count() < (row.need.kind.judges or 0)]
    assert short == []
    scores = list(Score.objects.filter(match__need__city=sample_town).select_related("match__need__kind", "post"))
    assert scores
    for row in scores:
        assert row.post is not None
        assert row.post_id != row.match.body_id
        assert row.match.need.chain in row.post.chains.all()
        codes = set(row.match.need.kind.criteria.values_list("code", flat=True))
        assert set(row.points) == (set() if row.conflict else codes)
        assert row.scored_on >= row.match.begun_on
        assert row.match.need.jurors.filter(post=row.post).exists()


def test_what_was_signed_had_been_announced_and_beat_another_answer(sample_town: Region) -> None:
    told = Result.objects.filter(match__need__city=sample_town).select_related("match__need")
    assert {each.rank for each in told} == {1, 2}
    for row in told:
        need = row.match.need
        assert need.bids_closed_on is not None
        assert need.announced_on is not None
        assert row.match.agreed_on is None or need.announced_on <= row.match.agreed_on
        rivals = Result.objects.filter(match__need=need).order_by("rank").values_list("total", flat=True)
        assert list(rivals) == sorted(rivals, reverse=True)
    judges = set(Juror.objects.values_list("need", "post"))
    assert not judges & set(Match.objects.values_list("need", "body"))


def test_some_challenges_wait_in_a_stage_before_they_open(sample_town: Region) -> None:
    waiting = Need.objects.filter(city=sample_town, state="submitted", kind__judges__isnull=False)
    assert all(row.stage and row.stage.part == "submitted" for row in waiting)
    notices = Posting.objects.filter(need__city=sample_town, notice=True)
    assert all(row.need.stage and row.need.stage.notice and not row.open for row in notices)
