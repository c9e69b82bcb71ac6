"""The lines of a grid as HTML: hundreds of them are drawn at once, too many for the nodes of a template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from lianzhang.work.grids import Beside, Cell, Doubted, Line, LineState

register = template.Library()

BLANK = "—"
LINE = (
    '<tr id="line-{}" data-state="{}" data-record="{}" data-version="{}">'
    '<th scope="row" class="wrap"><i class="grid-mark grid-{}" aria-hidden="true"></i>'
    '<a href="{}">{}</a>{}</th>'
    '{}<td class="wrap grid-said"><span class="grid-word">{}</span>{}{}</td></tr>'
)
CELL = (
    '<td class="n grid-cell{}" data-label="{}">{}</td>{}'
    '<td class="n soft" data-label="{}">{}</td>'
    '<td class="n soft" data-label="{}">{}</td>'
    '<td class="n{}" data-label="同比%">{}</td>'
)
TYPED = (
    '<input name="cell:{}:{}" value="{}" class="form-control grid-input" aria-label="{}" inputmode="text"'
    ' autocomplete="off" maxlength="40" data-cell="{}"{}>'
)
REASON = (
    '<input name="reason:{}:{}" class="form-control" maxlength="300" autocomplete="off" placeholder="{}"'
    ' aria-label="{}：{}">'
)
CURE = '<button class="btn btn-sm" name="cure" value="cell:{}:{}={}">{}{}</button>'
FAULT = '<p class="grid-fault" role="alert"><i class="icon icon-error" aria-hidden="true"></i>{}{}</p>'


class Words(NamedTuple):
    """What the columns are called where the table is read cell by cell, and whether a unit stands in each."""

    period: str
    before: str
    ago: str
    units: bool


@register.simple_tag(takes_context=True)
def grid_lines(context: Context, lines: Iterable[Line]) -> SafeString:
    """What each is of, its cells, how far it is, what more there is to say of it."""
    period, before, ago = (escape(str(context.get(f"{name}_word", ""))) for name in ("period", "before", "ago"))
    words = Words(period, before, ago, bool(context.get("units")))
    return mark_safe("".join(_line(line, words) for line in lines))  # noqa: S308 - every text is escaped


def _fill(html: str, *texts: object) -> str:
    return html.format(*[escape(str(text)) for text in texts])


def _line(line: Line, words: Words) -> str:
    key, record, state = escape(line.key), escape(line.record), line.state.value
    unit = _fill('<td class="unit" data-label="单位">{}</td>', line.unit) if words.units else ""
    cells = "".join([_cell(place, cell, line, words, unit) for place, cell in enumerate(line.cells)])
    below = "，".join(part for part in (line.place, line.says) if part)
    under = _fill("<small class=below>{}</small>", below) if below else ""
    version = "" if line.version is None else line.version
    named = (key, state, record, version, state, escape(line.href), escape(line.name), under)
    return LINE.format(*named, cells, line.word, "".join(_said(line)) if line.tells else "", _proof(line))


def _proof(line: Line) -> str:
    return _fill(' <a class="grid-proof" href="{}">附证明</a>', line.proof) if line.proof and line.open else ""


def _cell(place: int, cell: Cell, line: Line, words: Words, unit: str) -> str:
    head = escape(cell.head) or words.period
    wrong, marked = " grid-wrong" if cell.fault else "", " grid-notable" if cell.notable else ""
    beside = (words.before, _beside(cell.before), words.ago, _beside(cell.ago))
    return CELL.format(wrong, head, _typed(place, cell, line), unit, *beside, marked, escape(cell.change) or BLANK)


def _typed(place: int, cell: Cell, line: Line) -> str:
    if not line.open:
        return escape(cell.text) or BLANK
    wrong = ' aria-invalid="true"' if cell.fault else ""
    named = [escape(text) for text in (line.record, cell.item, cell.text, cell.title)]
    return TYPED.format(*named, place, wrong)


def _beside(beside: Beside) -> str:
    words = escape(beside.words) or BLANK
    return f'<a href="{escape(beside.href)}">{words}</a>' if beside.href else words


def _said(line: Line) -> Iterator[str]:
    """Beside the state: why something was refused, what looks wrong, what was explained."""
    if line.notice:
        yield _fill("<small>{}</small>", line.notice)
    for cell in line.cells:
        if cell.fault:
            cure = _cure(line, cell.item, cell.standing, "用现在的") if cell.standing else ""
            yield FAULT.format(escape(cell.fault), cure)
    if line.fault:
        yield FAULT.format(escape(line.fault), "")
    for doubt in line.doubts:
        yield _doubted(line, doubt)
    for reason in line.reasons:
        yield _fill("<small>已写原因：{}</small>", reason)
    if line.asks_blank and line.state is LineState.EMPTY:
        yield _fill(REASON, line.record, "note", "没有数的，写原因", line.full_name, "没有数的原因")


def _doubted(line: Line, doubt: Doubted) -> str:
    cure = _cure(line, doubt.item, doubt.cure, "改成") if doubt.cure else ""
    reason = _fill(REASON, line.record, doubt.code, "没错的，写原因", line.full_name, "没错的原因")
    return f'<div class="grid-doubted"><p>{escape(doubt.words)}。</p>{cure}{reason}</div>'


def _cure(line: Line, item: str, text: str, word: str) -> str:
    return _fill(CURE, line.record, item, text, word, text)
