"""The grid of statements of one period: a line for each firm that owes one, or for each item where a firm looks at its
own. A cell is kept by the acts of a single statement (`actions`), a line is one statement."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404
from django.urls import reverse

from lianzhang.access.api import NOTHING, acting, policy_of, visible
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.work.api import (
    Beside,
    Cell,
    Doubted,
    HandedIn,
    Line,
    LineState,
    RowGone,
    StaleRow,
    change_words,
    is_own,
    own_reports,
)
from lianzhang.work.models import ReportState

from . import actions
from .doubts import doubts_of_all
from .entries import Entry
from .grid_cells import cell_text, cure_of, read_cells, shown_of
from .models import ITEMS, Explained, Statement
from .neighbours import Neighbours, held_against, rows_around
from .plausibility import broken, rule_named
from .reporting import Asked, owing
from .standing import OPEN, standing_of

__all__ = ["StatementBook", "firms_answered_for"]

MOST_AT_ONCE = 500
UNREAD = ("entered_at", "submitted_at", "submitted_by", "decided_at", "decided_by", "replaces")


def firms_answered_for(by: Any, of: Asked) -> QuerySet[Enterprise]:
    """The firms that owe the statement and that the post of `by` answers for."""
    active, policy = acting(by), policy_of(Enterprise)
    reach = policy.acted_by(active) if active and policy else NOTHING
    return owing(visible(by, Enterprise).filter(reach), of)


class StatementBook:
    """The grid of one period (`work.grids.Book`); `firms` are those shown, `by_item` the lines of one firm's own."""

    def __init__(
        self,
        of: Asked,
        by: Any,
        firms: Callable[[], Sequence[Enterprise]],
        items: Sequence[str],
        *,
        by_item: bool = False,
        query: str = "",
    ) -> None:
        self.of, self.period, self.by = of, of.period, by
        self.firms, self.items, self.by_item, self.query = firms, items, by_item, query
        self._pages: dict[str, str] = {}
        self._answered: dict[int, Enterprise] = {}

    def lines(self, records: Collection[str] | None = None) -> list[Line]:
        firms = self.firms() if records is None else self._named(records)
        of_firm = self._around(firms)
        rows = {firm: row for firm, listed in of_firm.items() if (row := standing_of(listed, self.period)) is not None}
        explained = self._explained(rows.values())
        lines: list[Line] = []
        for firm in firms:
            row, around = rows.get(firm.pk), held_against(self.period, of_firm[firm.pk])
            said = explained.get(row.pk, {}) if row else {}
            lines += (self._by_item if self.by_item else self._of_firm)(firm, row, around, said)
        return lines

    def _around(self, firms: Collection[Enterprise]) -> dict[int, list[Statement]]:
        """One query, and two more where somebody else is at work on a statement."""
        of_firm = rows_around([firm.pk for firm in firms], self.period, self.by, *UNREAD)
        at_work = (row for rows in of_firm.values() for row in rows if row.state in OPEN and not is_own(row, self.by))
        prefetch_related_objects(list(at_work), "post", "entered_by")
        return of_firm

    def _named(self, records: Collection[str]) -> list[Enterprise]:
        keys = [int(record) for record in records if record.isascii() and record.isdigit() and len(record) < 19]
        if asked := [key for key in keys if key not in self._answered]:
            self._answered |= firms_answered_for(self.by, self.of).order_by().in_bulk(asked)
        return [self._answered[key] for key in dict.fromkeys(keys) if key in self._answered]

    def _explained(self, rows: Collection[Statement]) -> dict[int, dict[str, str]]:
        said: dict[int, dict[str, str]] = {}
        kept = [row.pk for row in rows if row.state in OPEN]
        told = Explained.objects.filter(statement__in=kept).values_list("statement", "rule", "reason") if kept else ()
        for statement, rule, reason in told:
            said.setdefault(statement, {})[rule] = reason
        return said

    # --- how lines stand
    def _of_firm(self, firm: Enterprise, row: Statement | None, around: Neighbours, said: Any) -> list[Line]:
        line = self._line(firm, row, str(firm.pk), firm.name)
        line.cells = [self._cell(item, firm.name, row, around) for item in self.items]
        if row is not None and line.state is not LineState.SENT and line.state is not LineState.DONE:
            line.doubts, line.reasons = self._doubts(row, around, said)
            line.state = LineState.DOUBT if line.doubts else LineState.READY
        return [line]

    def _by_item(self, firm: Enterprise, row: Statement | None, around: Neighbours, said: Any) -> list[Line]:
        doubts, reasons = self._doubts(row, around, said) if row is not None and row.state in OPEN else ([], [])
        lines = []
        for item in self.items:
            title, unit = ITEMS[item]
            line = self._line(firm, row, f"{firm.pk}-{item}", title)
            line.unit, line.cells = unit, [self._cell(item, title, row, around)]
            line.proof = line.proof if item == self.items[0] else ""
            line.doubts = [doubt for doubt in doubts if doubt.item == item]
            line.reasons = reasons if item == self.items[0] else []
            if line.open and row is not None:
                filled = LineState.EMPTY if getattr(row, item) is None else LineState.READY
                line.state = LineState.DOUBT if line.doubts else filled
            lines.append(line)
        return lines

    def _line(self, firm: Enterprise, row: Statement | None, key: str, name: str) -> Line:
        """What holds of the whole statement: who works on it, how far it is, where it is opened."""
        line = Line(key, str(firm.pk), name, LineState.EMPTY, [])
        line.href = self._address("firm", firm.pk)
        if row is None:
            return line
        address = self._address("statement", row.pk)
        line.version, line.href, line.proof = row.version, address, f"{address}#attachments"
        if row.period_start != self.period.start:
            line.state, line.notice = LineState.SENT, "报的是年初起的累计"
        elif row.state not in OPEN:
            line.state = LineState.SENT if row.state == ReportState.SUBMITTED else LineState.DONE
        elif not is_own(row, self.by):
            line.state, line.notice = LineState.SENT, f"{row.post or row.entered_by}在填，还没有提交"
        elif row.state == ReportState.RETURNED and row.return_reason:
            line.notice = f"退回：{row.return_reason}"
        return line

    def _cell(self, item: str, name: str, row: Statement | None, around: Neighbours) -> Cell:
        title, unit = ITEMS[item]
        before, ago = (figures.get(item) for figures in around.beside)
        value = getattr(row, item) if row is not None else None
        head = "" if self.by_item else f"{title}（{unit}）"
        cell = Cell(item, f"{name}，{title}", cell_text(value), head=head)
        cell.before, cell.ago = self._beside(before, around.before), self._beside(ago, around.year_ago)
        cell.change = change_words(value, ago)
        cell.notable = "−" in cell.change
        return cell

    def _address(self, page: str, key: int) -> str:
        """Of hundreds of rows: Django finds the page once."""
        if page not in self._pages:
            self._pages[page] = reverse(page, args=[0]).replace("/0/", "/{}/")
        return self._pages[page].format(key) + self.query

    def _beside(self, value: Decimal | None, row: Statement | None) -> Beside:
        """A figure reckoned from cumulative ones has no record of its own."""
        if value is None:
            return Beside()
        return Beside(cell_text(value), self._address("statement", row.pk) if row is not None else "")

    def _doubts(self, row: Statement, around: Neighbours, said: Mapping[str, str]) -> tuple[list[Doubted], list[str]]:
        terms = around.terms(row.figures)
        asked = [
            Doubted(rule.code, f"{rule.title}：{do}", rule.items[0], cure_of(rule.code, terms))
            for rule, do in broken(terms)
            if rule.code not in said
        ]
        reasons = [f"{rule.title}：{said[code]}" for code in said if (rule := rule_named(code)) is not None]
        return asked, reasons

    # --- what was typed
    def save(self, record: str, version: int | None, cells: Mapping[str, str], reasons: Mapping[str, str]) -> bool:
        firms = self._named([record])
        if not firms:
            raise Http404
        row = standing_of(self._around(firms)[firms[0].pk], self.period)
        typed = {item: text for item, text in cells.items() if item in ITEMS and text != shown_of(row, item)}
        if not typed and not any(reasons.values()):
            return False
        if row is not None and version is None:
            raise StaleRow(row)  # somebody filled it in since the page was opened
        if row is None and version is not None:
            raise RowGone(Statement)
        figures, unread = read_cells(typed)
        if figures:
            row = self._keep(firms[0], row, version or 0, figures)
        for code, reason in reasons.items():
            if reason and row is not None:
                actions.explain(row=row, rule=code, reason=reason, by=self.by)
        if unread:
            raise ValidationError(unread)
        return True

    def _keep(
        self, firm: Enterprise, row: Statement | None, version: int, figures: Mapping[str, Decimal | None]
    ) -> Statement | None:
        if row is None:
            if all(value is None for value in figures.values()):
                return None
            entry = Entry(figures)
            return actions.enter(enterprise=firm, period=self.period, entry=entry, by=self.by)
        entry = Entry({**row.figures, **figures}, row.note)
        if row.state in OPEN and all(value is None for value in entry.figures.values()):
            actions.discard(row=row, version=version, by=self.by)
            return None
        return actions.edit(row=row, version=version, entry=entry, by=self.by)

    # --- together
    def hand_in(self, apart: Collection[str] = ()) -> HandedIn:
        """Of all the firms answered for, not only those on the page."""
        firms = firms_answered_for(self.by, self.of).order_by().values("pk")
        rows = visible(self.by, Statement).filter(
            own_reports(self.by), state__in=OPEN, enterprise__in=firms, period_end=self.period.end
        )
        own = list(
            rows.filter(period_start=self.period.start).select_related("enterprise").order_by("pk")[:MOST_AT_ONCE]
        )
        doubts = doubts_of_all(own, self.by)
        done, refused = 0, []
        for row in own:
            if str(row.enterprise_id) in apart or (self.by_item and apart):  # a firm's own grid is one statement
                refused.append((row.enterprise.name, "刚填的没有存"))
                continue
            if doubts[row.pk]:
                refused.append((row.enterprise.name, "有疑问，先改或写原因"))
                continue
            try:
                actions.submit(row=row, version=row.version, by=self.by)
                done += 1
            except (StaleRow, RowGone, StepRefused, ValidationError) as error:
                refused.append((row.enterprise.name, str(error)))
        return HandedIn(done, tuple(refused))
