"""The lines of a grid as HTML: hundreds of them are drawn at once, too many for the nodes of a template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

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

DOUBTED = '<div class="grid-doubted"><p>{}。</p>{}{}</div>'
WRONG = format_html(' aria-invalid="{}"', "true")


class Words(NamedTuple):
    """What the columns are called where the table is read cell by cell, and whether a unit stands in each."""

    period: str
    before: str
    ago: str
    units: bool


@register.simple_tag(takes_context=True)
def grid_lines(context: Context, lines: Iterable[Line]) -> SafeString:
    """What each is of, its cells, how far it is, what more there is to say of it."""
    period, before, ago = (str(context.get(f"{name}_word", "")) for name in ("period", "before", "ago"))
    words = Words(period, before, ago, bool(context.get("units")))
    return _joined(_line(line, words) for line in lines)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _line(line: Line, words: Words) -> SafeString:
    unit = format_html('<td class="unit" data-label="单位">{}</td>', line.unit) if words.units else ""
    cells = _joined(_cell(place, cell, line, words, unit) for place, cell in enumerate(line.cells))
    below = "，".join(part for part in (line.place, line.says) if part)
    under = format_html("<small class=below>{}</small>", below) if below else ""
    version, state = "" if line.version is None else line.version, line.state.value
    named = (line.key, state, line.record, version, state, line.href, line.name, under)
    return format_html(LINE, *named, cells, line.word, _joined(_said(line)) if line.tells else "", _proof(line))


def _proof(line: Line) -> str:
    return format_html(' <a class="grid-proof" href="{}">附证明</a>', line.proof) if line.proof and line.open else ""


def _cell(place: int, cell: Cell, line: Line, words: Words, unit: str) -> SafeString:
    wrong, marked = " grid-wrong" if cell.fault else "", " grid-notable" if cell.notable else ""
    beside = (words.before, _beside(cell.before), words.ago, _beside(cell.ago))
    typed = _typed(place, cell, line)
    return format_html(CELL, wrong, cell.head or words.period, typed, unit, *beside, marked, cell.change or BLANK)


def _typed(place: int, cell: Cell, line: Line) -> str:
    if not line.open:
        return cell.text or BLANK
    return format_html(TYPED, line.record, cell.item, cell.text, cell.title, place, WRONG if cell.fault else "")


def _beside(beside: Beside) -> str:
    words = beside.words or BLANK
    return format_html('<a href="{}">{}</a>', beside.href, words) if beside.href else words


def _said(line: Line) -> Iterator[SafeString]:
    """Beside the state: why something was refused, what looks wrong, what was explained."""
    if line.notice:
        yield format_html("<small>{}</small>", line.notice)
    for cell in line.cells:
        if cell.fault:
            yield format_html(FAULT, cell.fault, _cure(line, cell.item, cell.standing, "用现在的"))
    if line.fault:
        yield format_html(FAULT, line.fault, "")
    for doubt in line.doubts:
        yield _doubted(line, doubt)
    for reason in line.reasons:
        yield format_html("<small>已写原因：{}</small>", reason)
    if line.asks_blank and line.state is LineState.EMPTY:
        yield format_html(REASON, line.record, "note", "没有数的，写原因", line.full_name, "没有数的原因")


def _doubted(line: Line, doubt: Doubted) -> SafeString:
    reason = format_html(REASON, line.record, doubt.code, "没错的，写原因", line.full_name, "没错的原因")
    return format_html(DOUBTED, doubt.words, _cure(line, doubt.item, doubt.cure, "改成"), reason)


def _cure(line: Line, item: str, text: str, word: str) -> str:
    """Nothing where there is nothing to put in its place."""
    return format_html(CURE, line.record, item, text, word, text) if text else ""
