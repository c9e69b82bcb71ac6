"""A news text or bulletin that somebody pastes: which of its figures may be of which target. Nothing is entered."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lianzhang.access.api import needs
from lianzhang.drafting.api import Named, match_figures
from lianzhang.kernel.formatting import amount
from lianzhang.kernel.forms import UNPROCESSABLE, Form, TextField, day_field
from lianzhang.plans.models import Target
from lianzhang.plans.permissions import Permission
from lianzhang.plans.viewpoint import PlanRequest
from lianzhang.plans.views.parts import needs_plan

__all__ = ["from_text"]

LONGEST = 100_000
SHOWN = 60


class TextForm(Form):
    text = TextField(
        label="一段公报、新闻或报告",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 10}),
        help_text="贴上原文；系统只找像这份方案目标的数。",
    )
    source_title = TextField(label="来源标题", max_length=200)
    source_publisher = TextField(label="发布者", max_length=120, required=False)
    source_date = day_field("发布日期", required=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure of the text, the target that it may be of, and where it is entered."""

    target: Target
    passage: str
    value: str
    period: str
    address: str


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.ENTER_OBSERVATION)
def from_text(request: PlanRequest) -> HttpResponse:
    form = TextForm(request.POST if request.method == "POST" else None)
    seen = _seen(request, form.cleaned_data) if form.is_bound and form.is_valid() else None
    status = UNPROCESSABLE if form.is_bound and seen is None else 200
    return render(request, "plans/observations_from_text.html", {"form": form, "seen": seen}, status=status)


def _seen(request: PlanRequest, said: dict[str, object]) -> list[Seen]:
    vp, text = request.viewpoint, str(said["text"])
    targets = {target.code: target for target in vp.rows(Target)}
    named = [Named(code, target.name, target.unit) for code, target in targets.items()]
    source = {name: str(said[name]) for name in ("source_title", "source_publisher", "source_date") if said[name]}
    told = []
    for figure in match_figures(text, named)[:SHOWN]:
        value = amount(figure.value, figure.unit, figure.precision)
        asked = {"target": figure.target, "value": value, "period": figure.period, **source}
        address = f"{reverse('observation_new')}?{urlencode(vp.params | asked)}"
        passage = text[figure.passage.start : figure.passage.end]
        told.append(Seen(targets[figure.target], passage, value, figure.period, address))
    return told
