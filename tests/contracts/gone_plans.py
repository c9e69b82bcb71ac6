"""Rows of plans' papers that nothing hangs on (test_gone.py)."""

from __future__ import annotations

from django.utils import timezone

from lianzhang.plans.changing.paper_actions import drafted
from lianzhang.plans.changing.proposals import proposals_of
from lianzhang.plans.models import PaperDraft
from tests.enterprises.world import City

__all__ = ["kept_paper"]

PAPER = "某市方案\n一、目标\n到2029年，培育链主企业30家。\n"


def kept_paper(city: City) -> PaperDraft:
    """All that was read in it is kept: it can become a plan."""
    said = {"entered_by": city.office, "entered_at": timezone.now(), "name": "方案.txt", "text": PAPER}
    row = PaperDraft(city=city.region, **said)
    row.decisions = {each.key: {"state": "kept"} for each in proposals_of(drafted(row), {})}
    row.save()
    return row
