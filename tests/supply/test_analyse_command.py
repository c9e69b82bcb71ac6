"""`lianzhang analyse`: a run by the command line, only where purchases changed, gone on with where it was ended."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner, Result

from lianzhang.supply.commands import analyse
from lianzhang.supply.models import AnalysisRun, Purchase, RunState
from lianzhang.supply.runs import reckoning

from .runs import RunCity, asked_here

pytestmark = pytest.mark.django_db
__all__ = ["asked_here"]


@pytest.fixture
def city(asked_here: list[Any]) -> RunCity:
    return RunCity()


def call(*arguments: str) -> Result:
    return CliRunner().invoke(analyse, arguments, catch_exceptions=False)


def test_the_last_year_is_analysed_and_only_once_while_nothing_changes(city: RunCity) -> None:
    assert call().exit_code == 0
    run = AnalysisRun.objects.get()
    assert (run.state, run.period.code, run.asked_by, run.firms.count()) == (RunState.DONE, "2022", None, 5)
    assert call().exit_code == 0
    assert AnalysisRun.objects.count() == 1
    assert call("--again", "--city", city.region.code, "--period", "2022").exit_code == 0
    city.bought(item="新的")
    assert call().exit_code == 0
    assert AnalysisRun.objects.filter(state=RunState.DONE).count() == 3


def test_a_run_that_was_ended_is_gone_on_with(city: RunCity, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as ended:
        ended.setattr(reckoning, "reckon", lambda *_: None)
        assert call().exit_code != 0
    assert AnalysisRun.objects.get().state == RunState.RUNNING
    assert call().exit_code == 0
    assert AnalysisRun.objects.get().state == RunState.DONE


def test_a_cluster_is_asked_at_its_address(city: RunCity, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def refuse(_run: int, _model: Any, what: Any, _watch: Any) -> None:
        asked.append(what)
        raise reckoning.Unanswered("连不上集群的调度器")

    monkeypatch.setattr(reckoning, "reckon", refuse)
    answer = call("--scheduler", "tcp://10.0.0.5:8786")
    assert (answer.exit_code, "连不上集群的调度器" in answer.output) == (1, True)
    assert asked[0]["scheduler"] == "tcp://10.0.0.5:8786"
    assert AnalysisRun.objects.get().state == RunState.FAILED


def test_what_cannot_be_analysed_is_said(city: RunCity) -> None:
    for arguments in (("--city", "nowhere"), ("--period", "去年")):
        assert call(*arguments).exit_code != 0
    city.risk()
    answer = call()
    assert (answer.exit_code, "正在后台算" in answer.output) == (1, True)
    Purchase.objects.all().delete()
    assert "还没有采购记录" in call().output
