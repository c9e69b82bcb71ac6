"""What one firm is asked to report, period by period: handed in, on its way, missing, late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianzhang.access.api import acting, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import AboveScale, Enterprise
from lianzhang.kernel.periods import Period
from lianzhang.statements.models import Statement
from lianzhang.work.models import ReportState

from .reporting import STILL_HERE, Asked, asked, settles

__all__ = ["Owed", "is_firm", "owed"]

# What is no longer with the firm to do.
DONE = (ReportState.SUBMITTED, ReportState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Owed:
    """One period asked of a firm, and the statement that stands for it, if any."""

    asked: Asked
    statement: Statement | None
    at: date

    @property
    def open(self) -> bool:
        """Whether the firm still has to act."""
        return self.statement is None or self.statement.state not in DONE

    @property
    def late(self) -> bool:
        return self.open and self.asked.late(self.at)


def is_firm(by: User) -> bool:
    active = acting(by)
    return active is not None and active.role.acts_for == "firm"


def owed(firm: Enterprise, starts: date, at: date, by: User) -> list[Owed]:
    """Every period asked of the firm from `starts` on, the latest first. Two queries."""
    years = set(visible(by, AboveScale).filter(enterprise=firm).values_list("year", flat=True))
    standing: dict[Period, Statement] = {}
    rows = visible(by, Statement).filter(enterprise=firm).exclude(state=ReportState.REPLACED)
    for row in rows.order_by("pk"):  # a correction on its way comes after what it corrects, and is what to act on
        standing[Period(row.period_start, row.period_end)] = row
    return [Owed(each, _standing(standing, each.period), at) for each in asked(starts, at) if _owes(firm, each, years)]


def _standing(rows: dict[Period, Statement], asked: Period) -> Statement | None:
    """What stands for a period: its own statement, else one of the year so far that says as much."""
    if asked in rows:
        return rows[asked]
    reported = [period for period, row in rows.items() if row.state in DONE]
    return next((row for period, row in rows.items() if settles(period, asked, reported)), None)


def _owes(firm: Enterprise, each: Asked, years: set[int]) -> bool:
    """The same as `reporting.owing`, of one firm."""
    here = firm.state in STILL_HERE and not firm.outside and not firm.merged_into_id
    founded = firm.founded is None or firm.founded <= each.period.end
    return here and founded and (not each.reporting.above_scale or each.period.start.year in years)
