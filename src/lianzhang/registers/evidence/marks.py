"""What of the registers' rows targets are judged by, and from which year on: see lianzhang.work.marks."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from django.db.models import Model

from lianzhang.enterprises.models import AboveScale, Enterprise, Membership, ResearchBody
from lianzhang.honours.models import Honour
from lianzhang.market.models import Event, FairResult, Participation
from lianzhang.problems.models import Problem
from lianzhang.problems.models import State as ProblemState
from lianzhang.projects.models import MonthFigure, Project
from lianzhang.registry.models import Coverage
from lianzhang.statements.models import Statement
from lianzhang.supply.models import Purchase, PurchaseState, Sourcing
from lianzhang.work.api import ALL_YEARS, declare_evidence
from lianzhang.work.models import ReportState

__all__: list[str] = []


def _columns(*names: str) -> Callable[[Model], tuple[Hashable, ...]]:
    return lambda row: tuple(getattr(row, name) for name in names)


def _of_firm(row: Any) -> int:
    return row.enterprise.city_id


FIRM = _columns("merged_into_id", "outside", "industry", "region_id", "park_id")
PLACE = _columns("enterprise_id", "chain_id", "role", "starts", "ends", "share")
TITLE = _columns("kind_id", "enterprise_id", "park_id", "subject_name", "granted", "expires", "ended")
STATED = _columns(
    *("enterprise_id", "period_start", "period_end", "output", "revenue", "research", "exports", "imports")
)
PROJECT = _columns(
    *("kind_id", "marks", "state", "planned", "contract", "done", "chain_id", "region_id", "park_id", "lead_on"),
    *("signed_on", "landed_on", "started_on", "completed_on", "producing_on", "capacity_on", "segment_id", "fills_gap"),
    "sponsor_id",
)
BOUGHT = _columns(
    *("customer_id", "supplier_id", "supplier_name", "supplier_place", "product_id", "item", "period_start"),
    *("period_end", "value"),
)
SOUGHT = _columns("chain_id", "chokepoint", "supplying_since", "state")
DECLARED = _columns("register", "kind", "region_id", "period_start", "period_end")

declare_evidence(Enterprise, city=lambda row: row.city_id, facts=lambda row: {ALL_YEARS: FIRM(row)})
declare_evidence(Membership, city=_of_firm, facts=lambda row: {row.starts.year: PLACE(row)})
declare_evidence(AboveScale, city=_of_firm, facts=lambda row: {row.year: row.enterprise_id})
declare_evidence(ResearchBody, city=_of_firm, facts=lambda row: {row.opened.year: (row.enterprise_id, row.opened)})
declare_evidence(Honour, city=lambda row: row.city_id, facts=lambda row: {row.granted.year: TITLE(row)})
declare_evidence(
    Statement,
    city=_of_firm,
    facts=lambda row: {row.period_end.year: STATED(row)} if row.state == ReportState.CONFIRMED else {},
)
declare_evidence(
    Problem,
    city=lambda row: row.city_id,
    facts=lambda row: {
        row.raised_at.year: (row.level_id, row.chain_id, row.state == ProblemState.SOLVED, row.closed_at)
    },
)
declare_evidence(
    Event, city=lambda row: row.city_id, facts=lambda row: {row.day.year: (row.day, row.chain_id, row.state)}
)
declare_evidence(
    Participation,
    city=lambda row: row.city_id,
    facts=lambda row: {row.event.day.year: (row.event_id, row.enterprise_id, row.state)},
)
declare_evidence(
    FairResult,
    city=lambda row: row.participation.city_id,
    facts=lambda row: (
        {row.answered_on.year: (row.participation_id, row.final, row.state, row.delivered)} if row.answered_on else {}
    ),
)
declare_evidence(Project, city=lambda row: row.city_id, facts=lambda row: {ALL_YEARS: PROJECT(row)})
declare_evidence(
    MonthFigure,
    city=lambda row: row.project.city_id,
    facts=lambda row: {row.month.year: (row.project_id, row.month, row.done)},
)
# All that the columns of purchases hold (supply/rates/lines.py), which are kept by this mark.
declare_evidence(
    Purchase,
    city=lambda row: row.city_id,
    facts=lambda row: {row.period_end.year: (*BOUGHT(row), row.state == PurchaseState.DISPUTED)},
)
declare_evidence(
    Sourcing,
    city=lambda row: row.city_id,
    facts=lambda row: {row.supplying_since.year: SOUGHT(row)} if row.supplying_since else {},
)
declare_evidence(
    Coverage,
    city=lambda row: row.city_id,
    facts=lambda row: {} if row.withdrawn_at else {row.period_start.year: DECLARED(row)},
)
