"""Runs: asked for, reckoned, finished, cancelled, failed, carried on; what they found never changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from lianzhang.jobs.models import Job
from lianzhang.records.models import AuditEvent
from lianzhang.supply.models import AnalysisRun, Finished, Purchase, RunFirm, RunState
from lianzhang.supply.runs import jobs as run_jobs
from lianzhang.supply.runs import reckoning
from lianzhang.supply.runs.actions import VERBS, fail, finish, start
from lianzhang.supply.runs.stops import Stop
from lianzhang.work.api import StepRefused

from .runs import PERIOD, RunCity, asked_here, found, worked
from .world import fresh

pytestmark = pytest.mark.django_db
__all__ = ["asked_here"]


@pytest.fixture
def city(asked_here: list[Any]) -> RunCity:
    return RunCity()


class TestReckoning:
    def test_a_stress_test_equals_what_was_worked_out_by_hand(self, city: RunCity) -> None:
        """Without chips supplier and rival stop at once, and the anchor, for want of castings, in the next round. Of
        what the anchor buys half is recorded, so half of it goes on."""
        run = worked(city.stress())
        left = found(run)
        assert left == {city.elsewhere.name: 0, city.supplier.name: 0, city.rival.name: 0, city.anchor.name: 0.5}
        told = run.summary
        assert (told["lost"], told["by_round"][1], told["hit"], told["half"]) == (300, 250, 3, 3)
        assert told["widest"] == 350
        assert (told["output"], told["stopped"]) == (350, 1)
        rows = {row.enterprise_id: row for row in run.firms.all()}
        anchor = rows[city.anchor.pk]
        assert (anchor.round, anchor.way, anchor.lacks, anchor.lost) == (2, "down", "铝合金压铸件", Decimal("50.00"))
        assert anchor.through == [[city.supplier.pk, "", 0.5]]
        assert anchor.chains == [[city.chains[0].pk, 1.0]]
        assert rows[city.rival.pk].rank == 1

    def test_a_firm_whose_output_nobody_knows_is_hit_and_what_it_loses_is_not_known(self, city: RunCity) -> None:
        (silent,) = city.others(1)
        silent.statements.all().delete()
        run = worked(city.stress())
        row = run.firms.get(enterprise=silent)
        assert (row.left, row.lost) == (0, None)
        assert (run.summary["lost"], run.summary["half"]) == (300, 4)

    def test_a_second_source_of_half_is_reckoned_beside_it(self, city: RunCity) -> None:
        told = worked(city.stress(second=True)).summary
        assert told["lost"] > told["second"] > 0

    def test_risk_is_the_stop_of_each_firm_in_turn(self, city: RunCity) -> None:
        run = worked(city.risk())
        rows = list(run.firms.all())
        assert [row.rank for row in rows] == [1, 2, 3, 4, 5]
        assert rows[0].enterprise == city.elsewhere
        assert rows[0].risk == pytest.approx(300 / 350)
        assert rows[0].lost == Decimal("300.00")
        assert {row.stranger for row in rows if row.enterprise is None} == {city.STRANGER}
        assert run.summary["firms"] == 5
        assert run.coverage == Decimal("50.00")

    def test_a_run_says_over_what_it_was_made_by_whom_and_with_which_release(self, city: RunCity) -> None:
        run = worked(city.risk())
        assert (run.asked_by, len(run.fingerprint), run.release.startswith("0.")) == (city.office, 64, True)
        assert run.started_at <= run.ended_at
        assert run.summary["basis"]["stated"] == 3
        acts = AuditEvent.objects.filter(subject=f"supply.AnalysisRun:{run.pk}").values_list("action", flat=True)
        assert sorted(acts) == ["analysis_run.ask", "analysis_run.finish", "analysis_run.start"]

    def test_a_stop_of_firms_that_left_the_records_is_told_as_such(self, city: RunCity) -> None:
        run = worked(city.stress(stop=Stop("firms", "某厂", (987654,), ("没有的厂",))))
        assert (run.state, run.problem) == (RunState.FAILED, run_jobs.NOBODY)

    def test_a_network_with_no_link_is_an_answer(self, city: RunCity) -> None:
        Purchase.objects.all().delete()
        run = worked(city.risk())
        assert (run.state, run.summary["firms"], run.firms.count()) == (RunState.DONE, 0, 0)


class TestUnchanged:
    def test_a_finished_run_refuses_every_write(self, city: RunCity) -> None:
        run = worked(city.stress())
        row = run.firms.first()
        assert row is not None
        for write in (
            lambda: row.save(),
            lambda: RunFirm(run=run, stranger="甲").save(),
            lambda: run.firms.update(lost=0),
            lambda: RunFirm.objects.bulk_create([RunFirm(run=run, stranger="甲")]),
            lambda: RunFirm.objects.bulk_update([row], ["lost"]),
            lambda: AnalysisRun.objects.filter(pk=run.pk).update(summary={}),
        ):
            with pytest.raises(Finished):
                write()
        run.summary = {"lost": 0}
        with pytest.raises(Finished):
            run.save()
        run.refresh_from_db()
        for act in (
            lambda: finish(run=run, finding=None),  # type: ignore[arg-type]
            lambda: fail(run=run, problem="x"),
            lambda: start(run=run),
            lambda: VERBS["cancel"](row=run, version=run.version, by=fresh(city.office)),
        ):
            with pytest.raises((StepRefused, AttributeError)):
                act()
        assert run.firms.count() == 4

    def test_its_name_alone_may_change(self, city: RunCity) -> None:
        run = worked(city.stress())
        before = run.summary
        run = VERBS["name"](row=run, version=run.version, title=" 断供一个月 ", by=fresh(city.office))
        assert (run.title, run.summary) == ("断供一个月", before)
        with pytest.raises(PermissionDenied):
            VERBS["name"](row=run, version=run.version, title="别的", by=fresh(city.team))


class TestEnding:
    def test_a_cancelled_run_leaves_nothing_and_can_be_asked_again(self, city: RunCity) -> None:
        run = city.stress()
        run = VERBS["cancel"](row=run, version=run.version, by=fresh(city.office))
        assert worked(run).state == RunState.CANCELLED
        assert (run.firms.count(), run.summary, reckoning.folder_of(run.pk).exists()) == (0, {}, False)
        assert worked(city.stress()).state == RunState.DONE

    def test_what_is_found_after_a_cancel_is_thrown_away(self, city: RunCity) -> None:
        run = city.stress()
        prepared = run_jobs.prepare_turn(run=run.pk)
        run.refresh_from_db()
        VERBS["cancel"](row=run, version=run.version, by=fresh(city.office))
        run_jobs.take_turn(run=run.pk, prepared=prepared)
        run.refresh_from_db()
        assert (run.state, run.firms.count()) == (RunState.CANCELLED, 0)

    def test_a_run_is_reckoned_in_slices_and_each_asks_for_the_next(
        self, city: RunCity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = city.risk()
        Job.objects.all().delete()
        monkeypatch.setattr(run_jobs, "SLICE", -1.0)
        worked(run, turn=0)
        assert (run.state, run.firms.count()) == (RunState.RUNNING, 0)
        job = Job.objects.get()
        assert (job.key, job.arguments) == (f"{run.pk}:1", {"run": run.pk, "turn": 1})
        monkeypatch.setattr(run_jobs, "SLICE", 60.0)
        assert worked(run, turn=1).state == RunState.DONE

    def test_a_reckoning_that_keeps_failing_says_so_and_keeps_nothing(self, city: RunCity) -> None:
        run = start(run=city.risk())
        reckoning.folder_of(run.pk).mkdir(parents=True)
        run_jobs.give_up(run=run.pk, turn=3)
        run.refresh_from_db()
        assert (run.state, run.problem) == (RunState.FAILED, run_jobs.GIVEN_UP)
        assert not reckoning.folder_of(run.pk).exists()

    def test_what_chainlab_refuses_is_told_in_words(self, city: RunCity, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: Any) -> None:
            raise reckoning.Unanswered("连不上集群的调度器")

        monkeypatch.setattr(reckoning, "reckon", refuse)
        run = worked(city.risk())
        assert (run.state, run.problem) == (RunState.FAILED, "连不上集群的调度器")


class TestAsking:
    def test_nothing_is_stopped_by_nobody(self, city: RunCity) -> None:
        with pytest.raises(ValidationError, match="至少一家"):
            city.stress(stop=Stop("firms", ""))

    def test_a_risk_run_under_way_is_not_asked_twice(self, city: RunCity) -> None:
        assert city.risk() == city.risk()
        assert AnalysisRun.objects.count() == 1

    def test_only_those_ask_who_may(self, city: RunCity) -> None:
        for by in (city.chief, city.clerk, city.bank, city.district, city.anchor_account, city.expert):
            for ask in (city.risk, city.stress):
                with pytest.raises(PermissionDenied):
                    ask(by)
        assert not AnalysisRun.objects.exists()


class TestNights:
    def test_only_what_changed_since_the_last_run_is_asked_for(self, city: RunCity) -> None:
        assert run_jobs.due_tonight() == [(city.region.pk, PERIOD)]
        worked(city.risk())
        assert run_jobs.due_tonight() == []
        city.bought(item="另一种", value=Decimal(3))
        assert run_jobs.due_tonight() == [(city.region.pk, PERIOD)]

    def test_other_statements_or_rules_ask_for_it_as_well(self, city: RunCity) -> None:
        worked(city.risk())
        city.statement(city.firm(), PERIOD.start.year, output=Decimal(120))
        assert run_jobs.due_tonight() == [(city.region.pk, PERIOD)]

    def test_a_run_that_nobody_carries_is_carried_on_and_what_is_left_of_others_goes(
        self, city: RunCity, settings: Any
    ) -> None:
        run, done = start(run=city.risk()), worked(city.stress())
        Job.objects.all().delete()
        for row in (run, done):
            (reckoning.folder_of(row.pk) / "parts").mkdir(parents=True, exist_ok=True)
        assert run_jobs.every_night(prepared=run_jobs.due_tonight()) == {"asked": 1, "carried_on": 1}
        assert [job.arguments for job in Job.objects.all()] == [{"run": run.pk}]
        assert reckoning.kept_folders() == [run.pk]

    def test_the_year_of_the_last_purchases_is_meant(self, city: RunCity) -> None:
        assert run_jobs.latest_year(city.region.pk, timezone.localdate()) == PERIOD
        assert run_jobs.latest_year(city.region.pk, date(2021, 6, 1)) is None


def test_a_test_that_nobody_names_says_how_much_and_how_long(city: RunCity) -> None:
    assert city.stress().title == f"{city.elsewhere.name}停供1个月"
    assert city.stress(part=50, months=3).title == f"{city.elsewhere.name}停供50%、3个月"
