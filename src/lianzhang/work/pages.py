"""Steps on pages: one answer to a step taken on any row, whether it was done, refused, or came too late."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lianzhang.access.api import Request
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, obey, version_of
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.stale import RowGone, StaleRow
from lianzhang.records.api import Happening, changes_since, last_change

from .asking import StepForm
from .workflows import Workflow, page_of, workflow_of

__all__ = ["Refusal", "answer_form", "answer_step", "for_step", "show_gone", "show_refused", "viewpoint_query"]

DESK = "desk"  # the first page, on which some steps can be taken
# The answer's status by what stands against a step.
STATUS = {"state": 409, "permission": 403, "need": 403, "ask": 400}

# Renders a row's page: request, row, `status`, and what else the page must say.
ShowRow = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a step was not taken, for the row's page (`<c-refusal>`).

    `typed`: title and words of what the person wrote. `last` and `since`: who changed the row last, and all that
    changed since the version the person saw, where that is why. `form`: what was written, to be shown again in the
    step's panel where the step is offered still (`<c-steps>`), with what is wrong with it.
    """

    words: str
    typed: tuple[tuple[str, str], ...] = ()
    last: Happening | None = None
    since: tuple[Happening, ...] = ()
    form: StepForm | None = None

    def told_outside(self) -> Refusal:
        """As a firm reads it: not who within the government changed the row, nor what they wrote."""
        return replace(self, last=None, since=())


def answer_form(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    act: Callable[[], Any],
    renamed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page of the form `context["form"]`, on which a row is written: the form, or, once sent, what came of it.

    `act` writes the row and returns it; then its page is shown. Written by another in the meantime (`stale`) or gone,
    what was typed is shown still."""
    form = context["form"]
    try:
        made = obey(form, act, renamed)
    except RowGone as gone:
        return show_gone(request, gone)
    except StaleRow as stale:
        more = {"row": stale.current, "stale": str(stale), "last": last_change(stale.current)}
        return render(request, template, {**context, **more}, status=CONFLICT)
    if made is not None and (page := page_of(made)) is not None:
        return redirect(reverse(page.page, args=page.args) + viewpoint_query(request))
    return render(request, template, dict(context), status=UNPROCESSABLE if form.is_bound else 200)


def for_step(name: str, show: ShowRow) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Of a page whose form is what the step `name` asks: where it may not be taken now, the row's page says why."""

    def decorated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answered(request: Request, row: Any, **more: Any) -> HttpResponse:
            try:
                workflow_of(type(row)).lifecycle.check(row, name, request.user)
            except StepRefused as refused:
                return show_refused(request, row, refused, show)
            return view(request, row, **more)

        return answered

    return decorated


def answer_step(request: Request, row: Any, name: str, show: ShowRow) -> HttpResponse:
    """Take the step `name` by the act its room named for it, with what the form says; then show the row, list or desk.

    `show` renders the row's page with a Refusal as `refusal` where the step was not taken.
    """
    flow = workflow_of(type(row))
    form = StepForm(flow.lifecycle.steps[name], by=request.user, data=request.POST, files=request.FILES)
    version = version_of(request)
    try:
        left = flow.verbs[name](row=row, version=version, by=request.user, **form.given)
    except RowGone as gone:
        return show_gone(request, gone, form.typed)
    except StaleRow as stale:
        return show(request, stale.current, status=CONFLICT, refusal=_overtaken(stale, version, form))
    except StepRefused as refused:
        if refused.why != "ask":
            return show_refused(request, row, refused, show, form.typed)
        form.answer(refused)
        return show(request, row, status=STATUS["ask"], refusal=Refusal(str(refused), form=form))
    except ValidationError as refused:
        form.answer(refused)
        return show(request, row, status=UNPROCESSABLE, refusal=Refusal("；".join(refused.messages), form=form))
    return redirect(_after(request, flow, left) + viewpoint_query(request))


def _after(request: Request, flow: Workflow, left: Any) -> str:
    """Where one goes on: at the desk, where the step was taken there."""
    if request.POST.get("back") == DESK:
        return reverse(DESK)
    return reverse(flow.list_page) if left is None else reverse(flow.page, args=[left.pk])


def show_refused(
    request: Request, row: Any, refused: StepRefused, show: ShowRow, typed: tuple[tuple[str, str], ...] = ()
) -> HttpResponse:
    """The row's page with the reason why a step was not taken."""
    return show(request, row, status=STATUS[refused.why], refusal=Refusal(str(refused), typed))


def show_gone(request: HttpRequest, gone: RowGone, typed: tuple[tuple[str, str], ...] = ()) -> HttpResponse:
    """Say that a row which was there a moment ago has been deleted, and show again what was `typed`."""
    context = {
        "title": gone.model._meta.verbose_name,
        "list_page": workflow_of(gone.model).list_page,
        "owner": page_of(gone.owner) if gone.owner else None,
        "typed": typed or gone.typed,
    }
    return render(request, "work/gone.html", context, status=404)


def _overtaken(stale: StaleRow, version: int, form: StepForm) -> Refusal:
    """A version that never was one tells nothing of what the person saw: only the last change is told then."""
    row, typed = stale.current, form.typed
    form.fill()
    behind = row.version - version if 0 <= version < row.version else 0
    return Refusal(str(stale), typed, last_change(row), tuple(changes_since(row, behind)), form)


def viewpoint_query(request: Request) -> str:
    return getattr(getattr(request, "viewpoint", None), "query", "")
