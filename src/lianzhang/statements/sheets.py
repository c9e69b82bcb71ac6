"""Firms' figures as a sheet. What is imported is handed in: somebody else confirms it before it counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from lianzhang.access.api import SYSTEM, may, visible
from lianzhang.enterprises.api import FIRM_COLUMNS, OUT_OF_REACH, CityRegister, RowBook, as_stored
from lianzhang.kernel.folding import narrow
from lianzhang.kernel.periods import (
    CUMULATIVE,
    SINGLE,
    Period,
    PeriodError,
    in_basis,
    parse_period,
    period_hint,
    read_period,
)
from lianzhang.kernel.registers import CHANGED, NEW, SAME, RowDiff, declare_register
from lianzhang.kernel.sheets import CellError, Column, Kind, Row, Sheet
from lianzhang.kernel.sheets.loose import amount, text
from lianzhang.kernel.vocabulary import spoken
from lianzhang.statements.cumulative import basis_of
from lianzhang.statements.entries import TAKEN, Entry, period_fault
from lianzhang.statements.entries import faults as entry_faults
from lianzhang.statements.locks import STATEMENTS, lock_on, lock_words
from lianzhang.statements.models import ITEMS, PeriodLock, Statement
from lianzhang.statements.permissions import Permission
from lianzhang.statements.series import Series
from lianzhang.work.api import is_own
from lianzhang.work.models import ReportState

__all__ = ["MAIN", "StatementRegister"]

MAIN = "output"  # a sheet of statements without it is another sheet
ON_ITS_WAY = (ReportState.DRAFT, ReportState.SUBMITTED, ReportState.RETURNED)
# Of these one's own may be mended by an upload; what was handed in is taken back or returned first.
MENDABLE = (ReportState.DRAFT, ReportState.RETURNED)


# How one that came back was decided on: an upload that mends it hands it in anew.
DECISION = ("return_reason", "decided_by_id", "decided_at")


BASES = ((SINGLE, "当期"), (CUMULATIVE, "累计"))
BASIS_HELP = "只是这一季（月）的数写当期，从年初累计到这一季（月）的写累计；留空照时期：三季度是当期，1—9月是累计。"


def _period(cell: str) -> str:
    try:
        return read_period(narrow(cell), TAKEN).code
    except PeriodError as error:
        raise CellError(str(error)) from error


class StatementRegister(CityRegister):
    code, title, unit, page, order = "statements", "企业报表", "份", "statement", 40
    model = Statement
    about = "企业各月、季、年的产值、营收、研发等十项。导入后等另一位同事确认，确认以后才计数。"
    title_columns = frozenset({"firm", "state", "replaces", *DECISION})

    def sheet(self, city: int) -> Sheet:  # noqa: ARG002 - the same in every city
        figures = (
            Column(
                *(item, f"{name}（{unit}）", amount(unit)),
                main=item == MAIN,
                help="没有发生的填0，不知道的留空。",
            )
            for item, (name, unit) in ITEMS.items()
        )
        period = Kind(_period, shown_as="period", hint=period_hint(TAKEN))
        columns = (
            *FIRM_COLUMNS,
            Column(
                *("period", "时期", period),
                required=True,
                help=f"{period_hint(TAKEN)} 这样写。",
                example="2023Q4",
                also=("报告期", "所属期", "所属时期"),
            ),
            Column("basis", "口径", choices=BASES, help=BASIS_HELP),
            *figures,
            Column("note", "说明", text(300)),
        )
        return Sheet(self.title, columns, max_rows=200_000)

    def open(self, city: int, by: Any) -> StatementBook:
        return StatementBook(city, by, self.sheet(city))


class StatementBook(RowBook[Statement]):
    model = Statement
    related = ("enterprise",)
    written = (
        *("enterprise_id", "period_start", "period_end", *ITEMS, "note", "state", "entered_by_id", "entered_at"),
        *("submitted_by_id", "submitted_at", "decided_by_id", "decided_at", "return_reason", "replaces_id", "version"),
        *("post_id", "authors"),
    )

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.held: dict[tuple[int, str], list[Statement]] = {}
        self.locks: dict[str, str] = {}
        self.series = Series()

    def given(self, row: Row) -> dict[str, Any]:
        """A period that is said to be cumulative is that of the year so far."""
        values = super().given(row)
        basis = values.pop("basis")
        return values | {"period": in_basis(parse_period(values["period"]), basis).code} if basis else values

    def _named(self, row: Row) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        try:
            return super()._named(row)
        except PeriodError as error:
            values = super()._named(replace(row, values=row.values | {"basis": ""}))[0]
            return values, [(self.titles["basis"], str(error))]

    def decides(self) -> Iterable[QuerySet[Any]]:
        return (PeriodLock.objects.filter(city=self.city.pk, register=STATEMENTS),)

    def load(self, firms: list[int]) -> None:
        rows = visible(self.by, Statement).filter(enterprise__in=firms).exclude(state=ReportState.REPLACED)
        for row in rows.select_related("entered_by", "post"):
            row.enterprise = self.firms[row.enterprise_id]
            self.held.setdefault((row.enterprise_id, _code(row)), []).append(row)
            self.series.hold(row)

    def identity(self, values: dict[str, Any]) -> Any:
        return values["firm"], values["period"]

    def known(self, values: dict[str, Any]) -> Statement | None:
        """What is on its way, else what counts."""
        rows = self.held.get(self.identity(values), [])
        return next((row for row in rows if row.state in ON_ITS_WAY), rows[0] if rows else None)

    def _line(self, number: int, values: dict[str, Any]) -> RowDiff:
        """A confirmed statement is not changed: another one corrects it."""
        stood = self.known(values)
        decision = [(name, as_stored(getattr(stood, name))) for name in DECISION] if stood else []
        line = super()._line(number, values)
        known: Statement = line.row
        if line.status == CHANGED and known.state == ReportState.CONFIRMED:
            stands = self.said_of(known) | {column: old for column, (old, _) in line.changes.items()}
            wanted = stands | {column: new for column, (_, new) in line.changes.items()} | {"replaces": known.pk}
            changes = {column: [stands.get(column), new] for column, new in wanted.items() if new is not None}
            row = Statement(enterprise=known.enterprise)
            self.fill(row, wanted)
            line = RowDiff(
                number, NEW, f"{line.title}（更正）", changes=changes | {"state": [None, "submitted"]}, row=row
            )
        elif line.status != SAME:
            line.changes["state"] = [known.state if line.key else None, ReportState.SUBMITTED.value]
            line.changes |= {name: [stood, None] for name, stood in decision if stood}
        return line

    def values_of(self, row: Statement) -> dict[str, Any]:
        return self.said_of(row) | {"basis": basis_of(Period(row.period_start, row.period_end)) or None}

    def unsaid(self, stands: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**super().unsaid(stands), "basis": stands.get("basis")}

    def place(self, row: Statement) -> None:
        self.series.place(row)

    def notes(self) -> list[str]:
        return self.series.notes(self.index.names)

    def said_of(self, row: Statement) -> dict[str, Any]:
        """All but what the period says already."""
        figures = {item: as_stored(value) for item, value in row.figures.items()}
        return {
            "firm": row.enterprise_id,
            "uscc": row.enterprise.uscc,
            "firm_name": row.enterprise.name,
            "period": _code(row),
            **figures,
            "note": row.note or None,
            "state": row.state,
            "replaces": row.replaces_id,
            **{name: as_stored(getattr(row, name)) or None for name in DECISION},
        }

    def fill(self, row: Statement, values: Mapping[str, Any]) -> None:
        period = parse_period(values["period"])
        row.enterprise_id, row.period_start, row.period_end = values["firm"], period.start, period.end
        if firm := self.firms.get(values["firm"]):
            row.enterprise = firm
        for item in ITEMS:
            setattr(row, item, Decimal(values[item]) if values.get(item) is not None else None)
        row.note, row.replaces_id = values.get("note") or "", values.get("replaces")
        state = values.get("state") or row.state
        if not row.pk and self.by is not SYSTEM:
            row.entered_by, row.entered_at = self.by, timezone.now()
            row.post = self.city.active.post if self.city.active else None
        if state == ReportState.SUBMITTED and row.state != state:
            row.submitted_by, row.submitted_at = self.by, timezone.now()
            row.decided_by, row.decided_at, row.return_reason = None, None, ""
        if state == ReportState.DRAFT:
            row.submitted_by, row.submitted_at = None, None
        if state == ReportState.RETURNED:
            decided_at = values.get("decided_at")
            row.decided_by_id, row.return_reason = values.get("decided_by_id"), values.get("return_reason") or ""
            row.decided_at = datetime.fromisoformat(decided_at) if decided_at else None
        if self.by is not SYSTEM:
            row.authors = tuple(dict.fromkeys((*row.authors, *self.typed_by, self.by.pk)))
        row.state = state

    def title_of(self, values: dict[str, Any]) -> str:
        return f"{self.index.names[values['firm']][1]} {read_period(values['period'])}"

    def faults(self, line: RowDiff) -> list[tuple[str, str]]:
        row: Statement = line.row
        period = Period(row.period_start, row.period_end)
        wrong = period_fault(row.enterprise, period, self.city.today) or self._locked(period) or self._taken(line)
        faults = {"period": wrong} if wrong else entry_faults(Entry(row.figures, row.note))
        problems = self.as_problems(faults)
        if row.enterprise_id in self.out:
            problems.append(("", spoken(OUT_OF_REACH)))
        return problems

    def back_faults(self, line: RowDiff, stands: Statement) -> list[tuple[str, str]]:  # noqa: ARG002
        """What an upload handed in is taken back by the post that did, or by who confirms and has not typed it."""
        if locked := self._locked(Period(stands.period_start, stands.period_end)):
            return [("", locked)]
        if self.by is SYSTEM or is_own(stands, self.by):
            return []
        decides = self.by.pk not in stands.authors and may(self.by, Permission.CONFIRM_STATEMENT, stands)
        return [] if decides else [("", f"由填报的“{stands.post or stands.entered_by}”撤回")]

    def _locked(self, period: Period) -> str:
        if period.code not in self.locks:
            lock = lock_on(self.city.pk, period)
            self.locks[period.code] = lock_words(lock) if lock else ""
        return self.locks[period.code]

    def _taken(self, line: RowDiff) -> str:
        """Why what is on its way cannot be mended by this upload."""
        row: Statement = line.row
        was = (line.changes.get("state") or [None])[0]
        if line.key is None or (was in MENDABLE and (self.by is SYSTEM or is_own(row, self.by))):
            return ""
        return f"已有一份“{ReportState(row.state).label}”的报表，由“{row.entered_by}”填报；请在那一份上办理"


def _code(row: Statement) -> str:
    return Period(row.period_start, row.period_end).code


declare_register(StatementRegister())
