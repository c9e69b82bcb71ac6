"""The lines of a grid as HTML: two hundred of them are drawn at once, too many for a template's nodes."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lianzhang.work.grids import Beside, Cell, Line

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


@register.simple_tag(takes_context=True)
def grid_line(context: Context, line: Line) -> SafeString:
    """What it is of, its cells, how far it is; what more there is to say of it comes from a template."""
    words = {name: str(context.get(name, "")) for name in ("period_word", "before_word", "ago_word")}
    unit = format_html('<td class="unit" data-label="单位">{}</td>', line.unit) if context.get("units") else ""
    cells = format_html_join("", "{}", ((_cell(at, cell, line, words, unit),) for at, cell in enumerate(line.cells)))
    below = "，".join(part for part in (line.place, line.says) if part)
    under = format_html("<small class=below>{}</small>", below) if below else ""
    version = "" if line.version is None else line.version
    named = (line.key, line.state, line.record, version, line.state, line.href, line.name, under)
    return format_html(LINE, *named, cells, line.word, _said(context, line), _proof(line))


def _said(context: Context, line: Line) -> str:
    if not line.tells or context.template is None:
        return ""
    with context.push(line=line):
        return context.template.engine.get_template("work/_grid_said.html").render(context)


def _proof(line: Line) -> str:
    return format_html(' <a class="grid-proof" href="{}">附证明</a>', line.proof) if line.proof and line.open else ""


def _cell(place: int, cell: Cell, line: Line, words: dict[str, str], unit: str) -> SafeString:
    head = cell.head or words["period_word"]
    wrong, marked = " grid-wrong" if cell.fault else "", " grid-notable" if cell.notable else ""
    beside = (words["before_word"], _beside(cell.before), words["ago_word"], _beside(cell.ago))
    return format_html(CELL, wrong, head, _typed(place, cell, line), unit, *beside, marked, cell.change or BLANK)


def _typed(place: int, cell: Cell, line: Line) -> str:
    if not line.open:
        return cell.text or BLANK
    wrong = format_html(' aria-invalid="{}"', "true") if cell.fault else ""
    return format_html(TYPED, line.record, cell.item, cell.text, cell.title, place, wrong)


def _beside(beside: Beside) -> str:
    words = beside.words or BLANK
    return format_html('<a href="{}">{}</a>', beside.href, words) if beside.href else words
