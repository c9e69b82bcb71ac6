"""Who is told what of runs: rows of firms in sight, sums that tell of no other firm, nothing to anybody else."""

from __future__ import annotations

from typing import Any

import pytest

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.supply.models import AnalysisRun, RunFirm
from lianzhang.supply.queries.stress import StressView, drawing_of, stress_view
from lianzhang.supply.runs.stops import Stop, runs_in_sight, sight_of

from .runs import RunCity, asked_here, worked
from .world import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
__all__ = ["asked_here"]


@pytest.fixture
def city(asked_here: list[Any]) -> RunCity:
    return RunCity()


def seen(city: RunCity, user: User) -> set[AnalysisRun]:
    return set(runs_in_sight(fresh(user), city.region.pk))


def view_of(run: AnalysisRun, user: User) -> StressView:
    return stress_view(run, fresh(user))


class TestWhoSeesARun:
    def test_runs_are_nothing_for_firms_banks_districts_experts_and_units(self, city: RunCity) -> None:
        worked(city.risk())
        worked(city.stress())
        others = [city.anchor_account, city.rival_account, city.bank, city.district, city.expert]
        for user in (*others, *map(city.user_as, ("park", "member_unit"))):
            assert seen(city, user) == set()

    def test_a_stop_is_told_only_to_those_who_see_all_purchases_of_who_stopped(self, city: RunCity) -> None:
        outside = worked(city.stress())  # both chains buy from there
        rival = worked(city.stress(stop=Stop("firms", "对手", (city.rival.pk,))))
        both = worked(city.stress(stop=Stop("firms", "两家", (city.rival.pk, city.anchor.pk))))
        stranger = worked(city.stress(stop=Stop("firms", "某厂", (), (city.STRANGER,))))
        assert seen(city, city.office) == {outside, rival, both, stranger}
        assert seen(city, city.team) == seen(city, city.chief) == {outside, stranger}
        assert seen(city, city.rival_team) == {outside, rival}
        for role in ("head_chief", "committee"):
            assert seen(city, city.user_as(role)) == set()

    def test_a_district_or_product_tells_of_nobody_once_enough_firms_stand_in_it(self, city: RunCity) -> None:
        leader = city.user_as("head_chief")
        firms = tuple(firm.pk for firm in (city.anchor, city.supplier, city.rival))
        wide = worked(city.stress(stop=Stop("region", "东区", firms)))
        worked(city.stress(stop=Stop("region", "西区", firms[:2])))
        worked(city.stress(stop=Stop("firms", "三家", firms)))
        assert seen(city, leader) == {wide}

    def test_what_a_post_sees_of_a_firm_is_its_chain_and_from_elsewhere_what_its_chain_buys(
        self, city: RunCity
    ) -> None:
        sight = sight_of(fresh(city.team), city.region.pk)
        assert sight.firms == {city.anchor.pk, city.supplier.pk, city.elsewhere.pk}
        assert sight.strangers == {city.STRANGER}
        assert sight_of(fresh(city.office), city.region.pk).whole
        assert not sight_of(fresh(city.bank), city.region.pk).firms


class TestWhatIsToldOfAStop:
    def test_rows_of_single_firms_are_for_those_who_answer_for_them(self, city: RunCity) -> None:
        run = worked(city.stress())
        own = {city.anchor.pk, city.supplier.pk}
        rows = set(visible(fresh(city.team), RunFirm).filter(run=run).values_list("enterprise", flat=True))
        assert rows == own
        assert {row.enterprise_id for row in view_of(run, city.team).hit} == own
        assert {row.enterprise_id for row in view_of(run, city.office).hit} == own | {city.rival.pk}
        for user in (city.user_as("head_chief"), city.rival_account, city.bank, city.district):
            assert not visible(fresh(user), RunFirm).filter(run=run).exists()

    def test_a_sum_from_which_one_firm_could_be_worked_out_is_told_of_own_firms_alone(self, city: RunCity) -> None:
        """The rest of it is what the one rival loses."""
        run = worked(city.stress())
        team = view_of(run, city.team)
        assert (team.whole, team.lost, team.by_round, team.share, team.widest) == (False, 100, None, None, None)
        assert (team.half, team.hit_count) == (2, 2)
        assert [(each.chain, each.lost) for each in team.by_chain] == [(city.chains[0], 100)]
        assert sum(card.round > 0 for card in drawing_of(team, fresh(city.team)).cards) == 2
        office = view_of(run, city.office)
        assert (office.whole, office.lost) == (True, 300)

    def test_sums_of_enough_others_are_told(self, city: RunCity) -> None:
        city.others(12)
        for firm in city.others(12):
            firm.statements.update(output=1200)
        run = worked(city.stress())
        team = view_of(run, city.team)
        assert team.whole
        assert team.lost == view_of(run, city.office).lost == 100 + 200 + 120 + 1200
        assert {each.chain for each in team.by_chain} == set(city.chains)
        assert team.by_round is not None

    def test_months_multiply_what_is_told(self, city: RunCity) -> None:
        view = view_of(worked(city.stress(months=3)), city.office)
        assert (view.lost, view.by_round and view.by_round[-1], view.by_chain[0].lost) == (900, 900, 600)

    def test_a_supplier_from_elsewhere_that_stopped_is_shown_to_a_chain_that_buys_from_it(self, city: RunCity) -> None:
        run = worked(city.stress())
        assert [row.enterprise for row in view_of(run, city.team).stopped] == [city.elsewhere]

    def test_of_risk_a_chain_sees_its_own_firms_and_suppliers_and_a_firm_itself(self, city: RunCity) -> None:
        run = worked(city.risk())
        own = visible(fresh(city.team), RunFirm).filter(run=run)
        beside = {(city.elsewhere.pk, ""), (None, city.STRANGER)}  # the chain buys from them
        assert {(row.enterprise_id, row.stranger) for row in own} == beside | {
            (city.anchor.pk, ""),
            (city.supplier.pk, ""),
        }
        (row,) = visible(fresh(city.anchor_account), RunFirm).filter(run=run)
        assert row.enterprise == city.anchor
        stress = worked(city.stress())
        assert not visible(fresh(city.anchor_account), RunFirm).filter(run=stress).exists()
