"""The lines of a grid as HTML: two hundred of them are drawn at once, too many for a template's nodes."""

from __future__ import annotations

from html import escape

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from lianzhang.work.grids import Beside, Cell, Line

register = template.Library()

BLANK = "—"


@register.simple_tag(takes_context=True)
def grid_line(context: Context, line: Line) -> SafeString:
    """What it is of, its cells, how far it is; what more there is to say of it comes from a template."""
    words = {name: escape(str(context.get(name, ""))) for name in ("period_word", "before_word", "ago_word")}
    unit = f'<td class="unit" data-label="单位">{escape(line.unit)}</td>' if context.get("units") else ""
    cells = "".join(_cell(place, cell, line, words, unit) for place, cell in enumerate(line.cells))
    version = "" if line.version is None else line.version
    below = escape("，".join(part for part in (line.place, line.says) if part))
    record = escape(line.record)
    html = (
        f'<tr id="line-{escape(line.key)}" data-state="{line.state}" data-record="{record}" data-version="{version}">'
        f'<th scope="row" class="wrap"><i class="grid-mark grid-{line.state}" aria-hidden="true"></i>'
        f'<a href="{escape(line.href)}">{escape(line.name)}</a>{below and f"<small class=below>{below}</small>"}</th>'
        f'{cells}<td class="wrap grid-said"><span class="grid-word">{line.word}</span>{_said(context, line)}'
        f"{_proof(line)}</td></tr>"
    )
    return mark_safe(html)  # noqa: S308 - each part is escaped where it is put in


def _said(context: Context, line: Line) -> str:
    if not line.tells or context.template is None:
        return ""
    with context.push(line=line):
        return context.template.engine.get_template("work/_grid_said.html").render(context)


def _proof(line: Line) -> str:
    return f' <a class="grid-proof" href="{escape(line.proof)}">附证明</a>' if line.proof and line.open else ""


def _cell(place: int, cell: Cell, line: Line, words: dict[str, str], unit: str) -> str:
    head = escape(cell.head) or words["period_word"]
    wrong, marked = " grid-wrong" if cell.fault else "", " grid-notable" if cell.notable else ""
    return (
        f'<td class="n grid-cell{wrong}" data-label="{head}">{_typed(place, cell, line)}</td>{unit}'
        f'<td class="n soft" data-label="{words["before_word"]}">{_beside(cell.before)}</td>'
        f'<td class="n soft" data-label="{words["ago_word"]}">{_beside(cell.ago)}</td>'
        f'<td class="n{marked}" data-label="同比%">{escape(cell.change) or BLANK}</td>'
    )


def _typed(place: int, cell: Cell, line: Line) -> str:
    if not line.open:
        return escape(cell.text) or BLANK
    wrong = ' aria-invalid="true"' if cell.fault else ""
    return (
        f'<input name="cell:{escape(line.record)}:{escape(cell.item)}" value="{escape(cell.text)}"'
        f' class="form-control grid-input" aria-label="{escape(cell.title)}" inputmode="text" autocomplete="off"'
        f' maxlength="40" data-cell="{place}"{wrong}>'
    )


def _beside(beside: Beside) -> str:
    words = escape(beside.words) or BLANK
    return f'<a href="{escape(beside.href)}">{words}</a>' if beside.href else words
