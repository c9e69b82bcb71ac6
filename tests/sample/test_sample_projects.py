"""The drawn projects: believable histories, and days that agree with each other. In memory."""

from __future__ import annotations

from collections import Counter
from datetime import date

from lianzhang.sample.projects import COUNTS, ORDER, draw_projects

TODAY = date(2026, 11, 28)


def test_projects_are_lost_stand_still_and_are_claimed_twice() -> None:
    drawn = list(draw_projects("city", 1, TODAY))
    assert len(drawn) == COUNTS["city"]
    states = Counter(each.fields["state"] for each in drawn)
    assert set(states) == {*ORDER, "lost"}
    assert all(each.fields["reason"] for each in drawn if each.fields["state"] == "lost")
    assert any(each.claimed for each in drawn)
    assert any(each.refused for each in drawn)
    for each in drawn:
        days = [each.fields[f"{stage}_on"] for stage in ORDER if f"{stage}_on" in each.fields]
        assert days == sorted(days)
        assert max(days) <= TODAY
        assert each.fields["progressed_on"] >= max(days)
        assert (each.fields.get("arrived") or 0) <= each.fields.get("contract", 0)
        assert all(milestone[1] >= days[0] for milestone in each.milestones)


def test_upgrades_come_near_to_what_the_plan_wants() -> None:
    """500 of ten million, and each year about a hundred smart and fifty green ones."""
    drawn = [each.fields for each in draw_projects("city", 1, TODAY)]
    within = [row for row in drawn if (on := row.get("started_on")) and on.year <= 2023 and row["state"] != "lost"]
    upgrades = [row for row in within if row["kind"] == "tech_upgrade"]
    assert 350 <= sum(row["planned"] >= 1000 for row in upgrades) <= 650
    green = Counter(row["started_on"].year for row in upgrades if "|green|" in row["marks"])
    assert all(35 <= green[year] <= 110 for year in (2021, 2022, 2023))
