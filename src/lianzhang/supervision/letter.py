"""The letter of a list as it is printed: paragraphs computed from the frozen matters, and from them alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from lianzhang.kernel.vocabulary import Vocabulary
from lianzhang.plans.models import Colour

from .colours import ORDER, Colours
from .columns import Column
from .models import Kind, SupervisionItem, SupervisionList

__all__ = ["Letter", "Paragraph", "letter_of"]

FIGURES = "一二三"
NAMED = 8  # so many units are named in a paragraph; the annex names all
MANY, WIDE = 9, 3  # columns, and such of words, from which on the annex is set smaller
SIGNED = {Colour.RED: "主要负责同志签字，"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`head` stands in another type before `text`."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    row: SupervisionList
    items: Sequence[SupervisionItem]
    columns: Sequence[Column]
    sender: str
    title: str
    opening: str
    paragraphs: tuple[Paragraph, ...]
    closing: str
    annex: str
    to: str
    copies: str
    colours: str

    @property
    def on(self) -> str:
        return _day(self.row.as_of, year=True)

    @property
    def lines(self) -> list[tuple[SupervisionItem, list[tuple[Column, str]]]]:
        """The annex, a matter a line; a year that all share is not said of each day."""
        year = self.row.as_of.year if self.same_year else None
        return [(row, [(each, each.text(row, year)) for each in self.columns]) for row in self.items]

    @property
    def moving(self) -> str:
        return "、".join(each.title for each in self.columns if each.moving)

    @property
    def dense(self) -> bool:
        return len(self.columns) > MANY or sum(each.wide for each in self.columns) > WIDE

    @property
    def same_year(self) -> bool:
        days = [day for each in self.items for day in (each.deadline, each.answer_by) if day]
        return all(day.year == self.row.as_of.year for day in days)


def letter_of(
    row: SupervisionList, items: Sequence[SupervisionItem], columns: Sequence[Column], *, whole: bool
) -> Letter:
    """`whole`: all matters are in sight; else it is the part of one reader, and says so."""
    words = row.plan.vocabulary
    about = f"“{row.title}”" if row.kind == Kind.ORDER else f"{row.title}产业链"
    to = items[0].lead_name if row.kind == Kind.ORDER and items else "各有关单位"
    return Letter(
        row=row,
        items=items,
        columns=columns,
        sender=words.office_full or words.office,
        title=f"关于{about}督办事项的通知",
        opening=_opening(row, items, words, whole=whole),
        paragraphs=tuple(_paragraphs(items, row.as_of)),
        closing=f"反馈经{words.office}审核、企业或上级认可后销号；逾期没有反馈的，报{words.steering}。",
        annex=f"{about}督办清单",
        to=to,
        copies=f"{words.head}，各产业链{words.chief}，{words.steering}。",
        colours=Colours.of(row.plan).words,
    )


def _opening(row: SupervisionList, items: Sequence[SupervisionItem], words: Vocabulary, *, whole: bool) -> str:
    late = sum(each.overdue > 0 for each in items)
    danger = len(items) - late
    told = [f"超期{late}件"] if late else []
    told += [f"没有到期但有危险{danger}件"] if danger else []
    where = f"{words.whole}产业链督办事项" if whole else "本通知中您能看到的督办事项"
    until = _day(row.as_of, year=True)
    return f"截至{until}，{where}{len(items)}件，其中{'、'.join(told)}。现将清单印发给你们，请按以下要求办理。"


def _paragraphs(items: Sequence[SupervisionItem], as_of: date) -> list[Paragraph]:
    """One for each colour, the most pressing first."""
    ranked = sorted(items, key=lambda each: -ORDER.index(each.colour))
    told: list[Paragraph] = []
    for colour, group in groupby(ranked, key=lambda each: each.colour):
        rows = list(group)
        head = f"{FIGURES[len(told)]}、{Colour(colour).label}{len(rows)}件。"
        told.append(Paragraph(head, _asks(rows, SIGNED.get(Colour(colour), ""), as_of)))
    return told


def _asks(rows: list[SupervisionItem], signed: str, as_of: date) -> str:
    """Who answers by when: one matter is told whole, several by their units and days."""
    if len(rows) == 1:
        (row,) = rows
        late = f"超期{row.overdue}个工作日" if row.overdue else "有危险"
        return f"{row.matter}{late}，请{row.lead_name}{signed}于{_day(row.answer_by)}前反馈：{row.asked}。"
    told = []
    for by, group in groupby(sorted(rows, key=lambda each: each.answer_by), key=lambda each: each.answer_by):
        names = list(dict.fromkeys(each.lead_name for each in group))
        more = "等" if len(names) > NAMED else ""
        year = by.year != as_of.year
        told.append(f"请{'、'.join(names[:NAMED])}{more}{signed}于{_day(by, year=year)}前书面反馈")
    return "；".join(told) + "，各件要求见附件。"


def _day(on: date, *, year: bool = False) -> str:
    """As a letter writes a day, without leading zeros."""
    return f"{on.year}年{on.month}月{on.day}日" if year else f"{on.month}月{on.day}日"
