"""The lines of a grid as HTML: hundreds of them are drawn at once, too many for the nodes of a template."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lianzhang.work.grids import Beside, Cell, Doubted, Line, LineState

register = template.Library()

BLANK = "—"
LINE = (
    '<tr id="line-{}" data-state="{}" data-record="{}" data-version="{}">'
    '<th scope="row" class="wrap"><i class="grid-mark grid-{}" aria-hidden="true"></i><a href="{}">{}</a>'
)
SAID = '<td class="wrap grid-said"><span class="grid-word">{}</span>'
TYPED = (
    '<input name="cell:{}:{}" value="{}" class="form-control grid-input" aria-label="{}" inputmode="text"'
    ' autocomplete="off" maxlength="40" data-cell="{}"'
)
REASON = (
    '<input name="reason:{}:{}" class="form-control" maxlength="300" autocomplete="off" placeholder="{}"'
    ' aria-label="{}：{}">'
)
CURE = '<button class="btn btn-sm" name="cure" value="cell:{}:{}={}">{}{}</button>'
FAULT = '<p class="grid-fault" role="alert"><i class="icon icon-error" aria-hidden="true"></i>{}'


class Words(NamedTuple):
    """What the columns are called where the table is read cell by cell, and whether a unit stands in each."""

    period: str
    before: str
    ago: str
    units: bool


class Pieces:
    """Markup with places, and what fills them: escaped together once all is there."""

    def __init__(self) -> None:
        self.html: list[str] = []
        self.texts: list[object] = []

    def add(self, html: str, *texts: object) -> None:
        self.html.append(html)
        self.texts += texts


@register.simple_tag(takes_context=True)
def grid_lines(context: Context, lines: Iterable[Line]) -> SafeString:
    """What each is of, its cells, how far it is, what more there is to say of it."""
    period, before, ago = (str(context.get(f"{name}_word", "")) for name in ("period", "before", "ago"))
    words, pieces = Words(period, before, ago, bool(context.get("units"))), Pieces()
    for line in lines:
        _line(pieces, line, words)
    return format_html("".join(pieces.html), *pieces.texts)


def _line(pieces: Pieces, line: Line, words: Words) -> None:
    version, state = "" if line.version is None else line.version, line.state.value
    pieces.add(LINE, line.key, state, line.record, version, state, line.href, line.name)
    if below := "，".join(part for part in (line.place, line.says) if part):
        pieces.add("<small class=below>{}</small>", below)
    pieces.add("</th>")
    for place, cell in enumerate(line.cells):
        _cell(pieces, place, cell, line, words)
    pieces.add(SAID, line.word)
    if line.tells:
        _said(pieces, line)
    if line.proof and line.open:
        pieces.add(' <a class="grid-proof" href="{}">附证明</a>', line.proof)
    pieces.add("</td></tr>")


def _cell(pieces: Pieces, place: int, cell: Cell, line: Line, words: Words) -> None:
    wrong = " grid-wrong" if cell.fault else ""
    pieces.add('<td class="n grid-cell{}" data-label="{}">', wrong, cell.head or words.period)
    if line.open:
        pieces.add(TYPED, line.record, cell.item, cell.text, cell.title, place)
        pieces.add(' aria-invalid="true">' if cell.fault else ">")
    else:
        pieces.add("{}", cell.text or BLANK)
    pieces.add("</td>")
    if words.units:
        pieces.add('<td class="unit" data-label="单位">{}</td>', line.unit)
    for word, beside in ((words.before, cell.before), (words.ago, cell.ago)):
        _beside(pieces, word, beside)
    marked = " grid-notable" if cell.notable else ""
    pieces.add('<td class="n{}" data-label="同比%">{}</td>', marked, cell.change or BLANK)


def _beside(pieces: Pieces, word: str, beside: Beside) -> None:
    pieces.add('<td class="n soft" data-label="{}">', word)
    words = beside.words or BLANK
    if beside.href:
        pieces.add('<a href="{}">{}</a></td>', beside.href, words)
    else:
        pieces.add("{}</td>", words)


def _said(pieces: Pieces, line: Line) -> None:
    """Beside the state: why something was refused, what looks wrong, what was explained."""
    if line.notice:
        pieces.add("<small>{}</small>", line.notice)
    for cell in line.cells:
        if cell.fault:
            pieces.add(FAULT, cell.fault)
            _cure(pieces, line, cell.item, cell.standing, "用现在的")
            pieces.add("</p>")
    if line.fault:
        pieces.add(f"{FAULT}</p>", line.fault)
    for doubt in line.doubts:
        _doubted(pieces, line, doubt)
    for reason in line.reasons:
        pieces.add("<small>已写原因：{}</small>", reason)
    if line.asks_blank and line.state is LineState.EMPTY:
        pieces.add(REASON, line.record, "note", "没有数的，写原因", line.full_name, "没有数的原因")


def _doubted(pieces: Pieces, line: Line, doubt: Doubted) -> None:
    pieces.add('<div class="grid-doubted"><p>{}。</p>', doubt.words)
    _cure(pieces, line, doubt.item, doubt.cure, "改成")
    pieces.add(f"{REASON}</div>", line.record, doubt.code, "没错的，写原因", line.full_name, "没错的原因")


def _cure(pieces: Pieces, line: Line, item: str, text: str, word: str) -> None:
    if text:
        pieces.add(CURE, line.record, item, text, word, text)
