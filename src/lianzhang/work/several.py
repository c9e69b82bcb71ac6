"""Several rows of a kind taken through one step at once: all of them, or none, with every reason why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lianzhang.access.api import Request
from lianzhang.kernel.forms import CONFLICT, key_of, version_of
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.stale import RowGone, StaleRow

from .acts import check_step
from .pages import viewpoint_query
from .transactions import action
from .workflows import workflow_of

__all__ = ["MOST_AT_ONCE", "NotAll", "answer_several", "take_all"]

AnyRow = TypeVar("AnyRow", bound=Model)

# One address cannot carry more; a list shows no more on a page.
MOST_AT_ONCE = 50


class NotAll(Exception):
    """Of the rows chosen, these cannot take the step, so none did: by primary key, why."""

    def __init__(self, reasons: Mapping[int, str]) -> None:
        super().__init__("；".join(reasons.values()))
        self.reasons = dict(reasons)


@action
def take_all(
    *, chosen: Mapping[AnyRow, int], name: str, by: Any, act: Callable[..., Any] | None = None, most: int = MOST_AT_ONCE
) -> list[AnyRow]:
    """Take the step `name` on all of these, each at the version looked at, or on none. Raises NotAll.

    `act` takes it where it is more than a button: the act behind the step, with all that it asks for but row, version
    and actor."""
    if len(chosen) > most:
        raise ValidationError(f"一次最多办{most}件；请分几次办。")
    ordered = sorted(chosen.items(), key=lambda pair: pair[0].pk)
    reasons = {}
    for row, version in ordered:
        try:
            check_step(row, name, by=by, version=version)
        except (RowGone, StaleRow, StepRefused) as refused:
            reasons[row.pk] = str(refused)
    if reasons:
        raise NotAll(reasons)
    return [_take(row, act or workflow_of(type(row)).verbs[name], version=version, by=by) for row, version in ordered]


def _take(row: AnyRow, act: Callable[..., Any], **given: Any) -> AnyRow:
    try:
        taken: AnyRow = act(row=row, **given)
    except ValidationError as refused:  # one beside another may be too much
        raise NotAll({row.pk: "；".join(refused.messages)}) from refused
    return taken


def answer_several(
    request: Request,
    model: type[Model],
    name: str,
    look: Callable[[list[int], Any], list[Any]],
    template: str,
    **counted: Callable[[Any], Any],
) -> HttpResponse:
    """First the rows chosen are shown, then the step `name` is taken on all of them, or on none.

    `look` finds those in sight by their keys, each as a tuple with its `row`, and `doubts` where something may look
    wrong: those stand first, and none goes along that is not ticked. `template` extends work/several.html.
    `counted`: of those that can take the step, for how many this is so, by the name that the template has for it.
    """
    flow = workflow_of(model)
    step = flow.lifecycle.steps[name]
    asked = request.POST if request.method == "POST" else request.GET
    chosen = look([key_of(text) for text in asked.getlist("pk")[:MOST_AT_ONCE]], request.user)
    reasons = {each.row.pk: why for each in chosen if (why := _why_not(each.row, name, request.user))}
    refused = None
    if request.method == "POST" and chosen:
        versions = {each.row: version_of(request, f"version-{each.row.pk}") for each in chosen}
        try:
            take_all(chosen=versions, name=name, by=request.user)
        except NotAll as not_all:
            refused = not_all
            reasons |= not_all.reasons
        else:
            return redirect(reverse(flow.list_page) + viewpoint_query(request))
    able = [each for each in chosen if each.row.pk not in reasons]
    able.sort(key=lambda each: not getattr(each, "doubts", ()))
    context = {
        **{word: sum(1 for each in able if holds(each)) for word, holds in counted.items()},
        "flow": flow,
        "step": step,
        "unit": flow.lifecycle.unit,
        "chosen": chosen,
        "able": able,
        "unable": [(each, reasons[each.row.pk].removesuffix("。")) for each in chosen if each.row.pk in reasons],
        "refused": refused,
    }
    return render(request, template, context, status=CONFLICT if refused else 200)


def _why_not(row: Any, name: str, by: Any) -> str:
    try:
        workflow_of(type(row)).lifecycle.check(row, name, by)
    except StepRefused as refused:
        return str(refused)
    return ""
