"""The quarter's grid of figures: what a post owes for a period, each beside the quarter before and a year ago.

A cell is kept by the same acts as a figure entered by itself (`actions`), and lives the same life."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.urls import reverse

from lianzhang.access.api import visible
from lianzhang.kernel.amounts import AmountError
from lianzhang.kernel.formatting import number
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.metrics import Scope
from lianzhang.kernel.periods import Period
from lianzhang.kernel.stale import RowGone, StaleRow
from lianzhang.plans.evaluating import in_force
from lianzhang.plans.models import Measure, Observation, Precision, Relation
from lianzhang.plans.viewpoint import PlanViewpoint
from lianzhang.plans.words.wording import goals_text
from lianzhang.work.api import (
    Beside,
    Cell,
    Doubted,
    HandedIn,
    Line,
    LineState,
    change_words,
    is_own,
    likely_meant,
)
from lianzhang.work.models import ReportState

from . import actions
from .amounts import read_amount_in
from .asked_figures import AskedFigure, asked_figures, place_of, quarter_before, year_before
from .doubts import doubts_of
from .entries import SAME_THING, Entry, NewSource, usual_quantity
from .grid_rows import at, cell_text, entry_of, names_place, standing, usual_source
from .sources import Ambiguous, known_source

__all__ = ["FigureBook"]

VALUE, NOTE = "value", "note"
OPEN = (ReportState.DRAFT, ReportState.RETURNED)
YEARS_BACK = 2


class FigureBook:
    """The grid of one post and quarter (`work.grids.Book`); `everything`: all that it may enter."""

    def __init__(self, vp: PlanViewpoint, quarter: Period, *, everything: bool = False, source: str = "") -> None:
        self.vp, self.quarter, self.by = vp, quarter, vp.user
        self.everything, self.source = everything, source or usual_source(quarter, vp.user)

    def lines(self, records: Collection[str] | None = None) -> list[Line]:
        asked = self._asked(records)
        prefetch_related_objects(list({each.target.pk: each.target for each in asked}.values()), "goals")
        places, figures = self._places(asked), self._figures(asked)
        return [self._line(each, places, figures.get((each.target.pk, each.place), [])) for each in asked]

    def _asked(self, records: Collection[str] | None) -> list[AskedFigure]:
        if records is None:
            return asked_figures(self.vp, self.quarter, everything=self.everything)
        keys = {int(head) for each in records if (head := each.partition(".")[0]).isdecimal() and len(head) < 19}
        asked = asked_figures(self.vp, self.quarter, everything=True, only=keys)
        return [each for each in asked if each.record in records]

    def _figures(self, asked: Iterable[AskedFigure]) -> dict[tuple[int, Scope], list[Observation]]:
        """By target and place what is known of two years, the earliest first. One query."""
        targets = {each.target.pk: each.target for each in asked}
        since = self.quarter.start.replace(year=self.quarter.start.year - YEARS_BACK, month=1)
        rows = visible(self.by, Observation).filter(
            target__in=targets, relation__in=SAME_THING, date__gte=since, date__lte=self.vp.plan.ends
        )
        by_thing: dict[tuple[int, Scope], list[Observation]] = {}
        for row in rows.exclude(state=ReportState.REPLACED).select_related("source", "post").order_by("date", "pk"):
            target = targets[row.target_id or 0]
            row.plan, row.target = self.vp.plan, target
            if (place := place_of(row)) is not None:
                by_thing.setdefault((target.pk, place), []).append(row)
        return by_thing

    def _places(self, asked: Iterable[AskedFigure]) -> dict[Scope, Any]:
        """The rows that stand for the places asked, as the plan calls them. One query for each kind."""
        by_kind: dict[str, set[int]] = {}
        for each in asked:
            if each.place.pk is not None:
                by_kind.setdefault(str(each.place.kind), set()).add(each.place.pk)
        places: dict[Scope, Any] = {}
        for kind, keys in by_kind.items():
            model: Any = Observation._meta.get_field(kind).related_model
            rows = list(visible(self.by, model).filter(pk__in=keys))
            if kind in ("chain", "group"):
                self.vp.stated.name_all(rows)
            places |= {Scope(kind, row.pk): row for row in rows}
        return places

    # --- how a line stands
    def _line(self, each: AskedFigure, places: Mapping[Scope, Any], rows: list[Observation]) -> Line:
        row = standing(each, rows)
        known = [other for other in rows if other.state == ReportState.CONFIRMED]
        before, ago = at(each, known, quarter_before), at(each, known, year_before)
        unit = row.unit if row else known[-1].unit if known else each.target.unit
        cell = Cell(VALUE, f"{each.target}，{each.period}", cell_text(row))
        cell.before, cell.ago = self._beside(before), self._beside(ago)
        line = Line(each.record, each.record, str(each.target), LineState.EMPTY, [cell], unit=unit)
        line.href = self._address("target", each.target.code)
        line.place = str(places.get(each.place, "")) if names_place(each) else ""
        line.says = "，".join(filter(None, ("" if each.period == self.quarter else str(each.period), self._goal(each))))
        line.asks_blank = True
        if row is None:
            return line
        cell.change = change_words(row.value, self._in(unit, ago))
        cell.notable = bool(cell.change) and "−" in cell.change
        line.version, line.href = row.version, self._address("observation", row.pk)
        line.proof = f"{line.href}#attachments"
        self._judge(line, row, known, [self._in(unit, other) for other in (before, ago)])
        return line

    def _goal(self, each: AskedFigure) -> str:
        """What is asked of it, where one goal is asked of the whole."""
        goals = [goal for goal in in_force(each.target.goals.all(), self.quarter.end) if not goal.period_start]
        return f"目标{goals_text(each.target, goals)}" if len(goals) == 1 and not names_place(each) else ""

    def _judge(self, line: Line, row: Observation, known: list[Observation], beside: list[Decimal | None]) -> None:
        """How far the row is, and what looks wrong in it."""
        if row.state not in OPEN:
            line.state = LineState.SENT if row.state == ReportState.SUBMITTED else LineState.DONE
            return
        if not is_own(row, self.by):
            line.state, line.notice = LineState.SENT, f"{row.post or row.entered_by}在填，还没有提交"
            return
        if row.return_reason and row.state == ReportState.RETURNED:
            line.notice = f"退回：{row.return_reason}"
        doubts = list(doubts_of(row, known))
        line.state = LineState.DOUBT if doubts and not row.note else LineState.READY
        if row.note:
            line.reasons = [row.note]
        elif doubts:
            meant = likely_meant(row.value, *beside) if row.value is not None else None
            line.doubts = [Doubted(NOTE, "；".join(doubts), VALUE, "" if meant is None else number(meant))]

    def _beside(self, row: Observation | None) -> Beside:
        if row is None:
            return Beside()
        words = "没有数" if row.value is None else cell_text(row)
        return Beside(words, self._address("observation", row.pk))

    def _in(self, unit: str, row: Observation | None) -> Decimal | None:
        units = self.vp.plan.units
        if row is None or row.value is None or not units.convertible(row.unit, unit):
            return None
        return units.convert(row.value, row.unit, unit)

    def _address(self, page: str, key: Any) -> str:
        return reverse(page, args=[key]) + self.vp.query

    # --- what was typed
    def save(self, record: str, version: int | None, cells: Mapping[str, str], reasons: Mapping[str, str]) -> bool:
        asked = self._asked([record])
        if not asked:
            raise Http404
        (each,) = asked
        rows = self._figures(asked).get((each.target.pk, each.place), [])
        row = standing(each, rows)
        text, note = cells.get(VALUE), reasons.get(NOTE)
        text = None if text == cell_text(row) else text
        note = None if note == (row.note if row else "") else note
        if text is None and note is None:
            return False
        if row is not None and version is None:
            raise StaleRow(row)  # somebody filled it in since the page was opened
        if row is None and version is not None:
            raise RowGone(Observation)
        try:
            return self._keep(each, row, version or 0, (text, note), rows)
        except AmountError as error:
            raise ValidationError({VALUE: f"{error}。"}) from None
        except Ambiguous as error:
            raise ValidationError(f"{error}。") from None

    def _keep(
        self,
        each: AskedFigure,
        row: Observation | None,
        version: int,
        typed: tuple[str | None, str | None],
        rows: list[Any],
    ) -> bool:
        text, note = typed
        if text == "" and not note:
            if row is not None:
                actions.discard(row=row, version=version, by=self.by)
            return row is not None
        if row is None:
            actions.enter(plan=self.vp.plan, entry=self._entry(each, text or "", note or "", rows), by=self.by)
            return True
        kept = entry_of(row, each)
        entry = kept if text is None else self._read(kept, text)
        if note is not None or entry != kept:
            # What was said of a figure that is now another no longer holds.
            note = note or "" if entry != kept else note
            actions.edit(row=row, version=version, entry=replace(entry, note=note or ""), by=self.by)
            return True
        return False

    def _entry(self, each: AskedFigure, text: str, note: str, rows: list[Observation]) -> Entry:
        """A new figure, told as the last of its series was."""
        last = next((row for row in reversed(rows) if row.state == ReportState.CONFIRMED), None)
        added = each.target.measure == Measure.ADDED
        place: Any = {str(each.place.kind): self._places([each])[each.place]} if names_place(each) else {}
        entry = Entry(
            target=each.target,
            duty=None,
            relation=last.relation if last else Relation.FLOW if added else Relation.DIRECT,
            quantity=last.quantity if last else usual_quantity(each.target),
            period=each.period,
            date=each.period.end,
            value=None,
            unit=last.unit if last else each.target.unit,
            nature=each.nature,
            source=self._source(),
            note=note,
            **place,
        )
        return self._read(entry, text)

    def _read(self, entry: Entry, text: str) -> Entry:
        if not text:
            return replace(entry, value=None, precision=Precision.EXACT)
        read = read_amount_in(self.vp.plan.units, text, entry.unit)
        return replace(entry, value=read.value, precision=read.precision, unit=read.unit)

    def _source(self) -> Any:
        written = NewSource(self.source)
        return known_source(written, self.vp.plan.sources.filter(title=self.source)) or written

    # --- together
    def hand_in(self, apart: Collection[str] = ()) -> HandedIn:
        done, refused = 0, []
        for line in self.lines():
            if line.record in apart:
                refused.append((line.full_name, "刚填的没有存"))
            elif line.state == LineState.DOUBT:
                refused.append((line.full_name, "有疑问，先改或写原因"))
            elif line.state == LineState.EMPTY:
                refused.append((line.full_name, "没填"))
            elif line.state == LineState.READY:
                try:
                    actions.submit(row=self._row(line), version=line.version or 0, by=self.by)
                    done += 1
                except (StaleRow, RowGone, StepRefused, ValidationError) as error:
                    refused.append((line.full_name, str(error)))
        return HandedIn(done, tuple(refused))

    def _row(self, line: Line) -> Observation:
        (each,) = self._asked([line.record])
        row = standing(each, self._figures([each]).get((each.target.pk, each.place), []))
        if row is None:
            raise RowGone(Observation)
        return row
