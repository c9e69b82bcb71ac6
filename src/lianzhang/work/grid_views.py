"""One answer for every grid: the page, what was saved of it, what was handed in.

A script sends cells as one goes and gets back the lines they are in; without one the form is sent whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from lianzhang.access.api import Request
from lianzhang.kernel.formatting import number
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE

from .grids import WORDS, Book, HandedIn, Line, LineState, put_back, read_sent, save_sent

__all__ = ["answer_grid", "counts_of"]

SHOWN_REFUSED = 3
SETTLED = (LineState.SENT, LineState.DONE)


def counts_of(lines: list[Line]) -> dict[str, int]:
    """How many lines are how far."""
    return {state.value: sum(line.state is state for line in lines) for state in LineState}


def _how_far(counts: Mapping[str, int], unit: str) -> str:
    """Only what there is: 24家填好，3家有疑问；2家待确认."""
    told = {state: f"{number(counts[state])}{unit}{WORDS[state]}" for state in LineState if counts[state]}
    open_ones = (LineState.READY, LineState.DOUBT, LineState.EMPTY)
    parts = ("，".join(told[state] for state in states if state in told) for states in (open_ones, SETTLED))
    return "；".join(part for part in parts if part)


def answer_grid(request: Request, book: Book, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """`template` extends work/grid.html."""
    if request.method != "POST":
        return _page(request, template, context, book.lines(), 200)
    sent = read_sent(request.POST)
    told = save_sent(book, sent)
    status = CONFLICT if told.stale else UNPROCESSABLE if told.refused else 200
    if request.headers.get("HX-Request"):
        lines = put_back(book.lines(sent.records), sent, told)
        more = {"lines": lines, "saved_at": timezone.localtime(), "told": told, **context}
        return render(request, "work/_grid_saved.html", more, status=status)
    if "submit" in request.POST:  # what could not be read keeps nobody from handing in the rest
        _tell_handed_in(request, book.hand_in(apart=told.refused))
    elif told.changed and not told.refused:
        messages.success(request, f"{timezone.localtime():%H:%M:%S}已存{number(told.changed)}行。")
    if told.refused:
        return _page(request, template, context, put_back(book.lines(), sent, told), status, told=told)
    return redirect(request.get_full_path())


def _page(
    request: Request, template: str, context: Mapping[str, Any], lines: list[Line], status: int, **more: Any
) -> HttpResponse:
    counts = counts_of(lines)
    shown = {"lines": lines, "counts": counts, "to_type": sum(line.open for line in lines), **context, **more}
    shown["seen"] = " ".join(f"{line.record}={line.version}" for line in lines if line.version is not None)
    shown["how_far"] = _how_far(counts, str(context.get("unit_word", "")))
    return render(request, template, shown, status=status)


def _tell_handed_in(request: Request, handed: HandedIn) -> None:
    if handed.done:
        messages.success(request, f"已提交{number(handed.done)}行，等别人确认；确认前可以撤回。")
    if handed.refused:
        named = "；".join(f"{name}：{why}" for name, why in handed.refused[:SHOWN_REFUSED])
        more = f"；另有{number(len(handed.refused) - SHOWN_REFUSED)}行" if len(handed.refused) > SHOWN_REFUSED else ""
        messages.warning(request, f"{number(len(handed.refused))}行没有提交。{named}{more}。")
    if not handed.done and not handed.refused:
        messages.info(request, "没有可以提交的：先填数；有疑问的先改，或写原因。")
