"""The sample city's open challenges: judged by experts of their chain who take no part, before a contract."""

from __future__ import annotations

import pytest

from lianzhang.market.models import Match, Score
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
