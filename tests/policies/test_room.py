"""What other pages show of this room: a chain's page, the calendar."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from lianzhang.kernel.agenda import AgendaQuery
from lianzhang.plans.api import viewpoint
from lianzhang.plans.models import Programme
from lianzhang.policies.agenda import agenda
from lianzhang.policies.for_me import to_confirm
from lianzhang.policies.models import Award
from lianzhang.policies.waiting import chain_part, due, waiting
from lianzhang.reviews.calendar import events_of
from tests.policies.standings import could_apply
from tests.policies.world import DAY, PolicyCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> PolicyCity:
    settings.VAR = tmp_path
    return PolicyCity()


def test_a_chains_page_says_what_its_firms_were_paid(city: PolicyCity) -> None:
    city.paid(city.planned(amount=Decimal(10)))
    Award.objects.update(due_on=city.today - DAY)
    vp: Any = SimpleNamespace(user=fresh(city.office), at=city.today, plan=city.plan)
    assert [link.title for link in chain_part(vp, city.chains[0]).answers] == [
        "今年批准的已拨付10万元",
        "1笔过了承诺没有拨完",
    ]
    assert chain_part(vp, city.chains[1]).answers == ()
    vp.user = fresh(city.bank)
    assert chain_part(vp, city.chains[0]).answers == ()


def test_the_calendar_says_when_the_county_and_when_the_window_closes(city: PolicyCity) -> None:
    city.award()
    vp: Any = SimpleNamespace(user=fresh(city.unit), at=city.today, plan=city.plan)
    told = {(rows.on, each.note) for rows in due(vp, city.today + 60 * DAY) for each in rows.rows}
    assert (city.today + 5 * DAY, "县区截止") in told
    assert (city.today + 20 * DAY, "正式截止") in told
    assert any("承诺拨付到这一天" in words for _, words in told)
    vp.user = fresh(city.bank)
    assert list(due(vp, city.today + 60 * DAY)) == []


def test_the_feed_of_a_calendar_program_holds_what_closes_and_what_was_promised(city: PolicyCity) -> None:
    award = city.award()
    vp = viewpoint(fresh(city.unit), {}, city.today)
    assert vp is not None
    told = {(each.on, each.title) for each in events_of(vp, "https://house")}
    assert any(day == city.today + 5 * DAY and "规模奖励" in title for day, title in told)
    assert any(day == award.due_on and "压铸机" in title for day, title in told)


class TestWhatNeedsOnlyAWord:
    """Where all is on record the firm is told on its first page, and confirms."""

    @pytest.fixture
    def ready(self, city: PolicyCity) -> Programme:
        Programme.objects.filter(pk=city.reward.pk).update(way="confirm")
        could_apply(city.anchor, {city.reward: ""})
        return city.reward

    def told(self, city: PolicyCity, user: Any) -> list[str]:
        return [row.code for row, _ in to_confirm(fresh(user), city.plan, city.today)]

    def test_the_firm_reads_it_and_nobody_else(self, city: PolicyCity, ready: Programme) -> None:
        assert self.told(city, city.anchor_account) == [ready.code]
        for other in (city.rival_account, city.office, city.bank):
            assert self.told(city, other) == []
        vp: Any = SimpleNamespace(user=fresh(city.anchor_account), at=city.today, plan=city.plan)
        desk = waiting(vp)
        assert desk is not None
        assert [(row.verb, row.link.page) for row in desk.rows] == [("确认领取", "application_new")]

    @pytest.mark.usefixtures("ready")
    def test_what_was_taken_or_is_closed_or_lacks_something_is_not_told(self, city: PolicyCity) -> None:
        row = city.application()
        assert self.told(city, city.anchor_account) == []
        city.take(row, "withdraw", city.anchor_account, reason="重填")
        assert self.told(city, city.anchor_account) == ["reward"]
        could_apply(city.anchor, {city.reward: "规上企业"})
        assert self.told(city, city.anchor_account) == []
        could_apply(city.anchor, {city.reward: ""})
        city.reward.windows.all().delete()
        city.window(city.reward, opens=city.today - 9 * DAY, local_closes=city.today - DAY)
        assert self.told(city, city.anchor_account) == []


def test_a_meeting_is_told_what_is_late_and_what_was_paid_on_its_chain(city: PolicyCity) -> None:
    def told(chain: Any = None, user: Any = None) -> dict[str, Decimal]:
        vp = viewpoint(fresh(user or city.office), {}, city.today)
        query = AgendaQuery(chain=chain, since=city.today - 30 * DAY, at=city.today)
        return {row.code: row.value or Decimal(0) for row in agenda(vp, query)}

    city.paid(city.planned(amount=Decimal(10)))
    assert told() == told(city.chains[0]) == {"payments_late": 0, "money_paid": 10}  # the rest is not yet due
    Award.objects.update(due_on=city.today - DAY)
    assert told()["payments_late"] == 1
    assert told(city.chains[1]) == {"payments_late": 0, "money_paid": 0}
    assert told(user=city.bank) == {}
