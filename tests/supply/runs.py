"""Runs in tests: a city whose purchases make a small network, and chainlab asked within the process of the test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lianzhang.kernel.periods import Period
from lianzhang.supply.models import AnalysisRun, EssentialInput, RunState
from lianzhang.supply.runs import process, reckoning
from lianzhang.supply.runs.actions import ask_risk, ask_stress
from lianzhang.supply.runs.jobs import prepare_turn, take_turn
from lianzhang.supply.runs.risk_model import RiskModel
from lianzhang.supply.runs.stops import Stop

from .world import YEAR, SupplyCity, fresh

PERIOD = Period(date(YEAR, 1, 1), date(YEAR, 12, 31))


@pytest.fixture
def asked_here(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> list[Mapping[str, Any]]:
    """Without a process of its own, which takes seconds to start; what was asked is kept."""
    settings.VAR = tmp_path
    seen: list[Mapping[str, Any]] = []

    def reckon(run: int, model: RiskModel, asked: Mapping[str, Any], goes_on: Callable[[int, int], bool]) -> Any:
        seen.append(asked)
        folder = reckoning.folder_of(run)
        folder.mkdir(parents=True, exist_ok=True)
        if not goes_on(0, 1):
            return None
        return process.answer(
            model.arrays() | {"linked": model.linked}, process.Asked(**asked), folder, lambda *_: None
        )

    monkeypatch.setattr(reckoning, "reckon", reckon)
    return seen


class RunCity(SupplyCity):
    """The anchor cannot go on without the castings of `supplier`, who melts what `elsewhere` and a stranger sell.

    A second firm of each chain buys as well, so that sums tell of no single firm. Monthly output in 万元: the anchor
    100, the supplier 50, the rival 200, the others 10 each.
    """

    def __init__(self) -> None:
        super().__init__()
        EssentialInput.objects.create(product=self.casting, level=2, source="试验")
        EssentialInput.objects.create(product=self.chip, level=2, source="试验")
        self.bought(product=self.casting)
        self.bought(customer=self.supplier, by=self.office, supplier=self.elsewhere, item="芯片", product=self.chip)
        self.bought_from_stranger(customer=self.supplier, by=self.office, item="铝锭", value=Decimal(800))
        self.bought(customer=self.rival, by=self.office, supplier=self.elsewhere, item="芯片", product=self.chip)
        for firm, output in ((self.anchor, 1200), (self.supplier, 600), (self.rival, 2400)):
            self.statement(firm, YEAR, output=Decimal(output))
        self.total(value=Decimal(2400))

    def others(self, number: int, chain: int = 1) -> list[Any]:
        """More firms of a chain that cannot go on without the chips from elsewhere."""
        firms = []
        for _ in range(number):
            firm = self.firm()
            self.on_chain(firm, chain)
            self.statement(firm, YEAR, output=Decimal(120))
            self.bought(customer=firm, by=self.office, supplier=self.elsewhere, item="芯片", product=self.chip)
            firms.append(firm)
        return firms

    def stress(self, by: Any = None, stop: Stop | None = None, **more: Any) -> AnalysisRun:
        given: dict[str, Any] = {"part": 100, "months": 1, "epsilon": 1e-6, "second": False} | more
        if stop is None:
            stop = Stop("firms", self.elsewhere.name, (self.elsewhere.pk,))
        return ask_stress(city=self.region, period=PERIOD, stop=stop, by=fresh(by or self.office), **given)

    def risk(self, by: Any = None) -> AnalysisRun:
        return ask_risk(city=self.region, period=PERIOD, by=fresh(by or self.office))


def worked(run: AnalysisRun, **more: Any) -> AnalysisRun:
    """What the worker does with a run."""
    take_turn(run=run.pk, prepared=prepare_turn(run=run.pk), **more)
    run.refresh_from_db()
    return run


def found(run: AnalysisRun) -> dict[str, float | None]:
    """What is left of each firm, by name."""
    assert run.state == RunState.DONE, run.problem
    return {str(row.enterprise or row.stranger): row.left for row in run.firms.select_related("enterprise")}
