"""The digest of a day, how many urgent things wait, whether one wants mail; what passed on with a post."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lianzhang.access.api import Request
from lianzhang.kernel.templatetags.kept import keep
from lianzhang.plans.api import CityRequest

from . import actions, queries
from .forms import MailForm
from .gathering import waiting_for
from .mailing import mails

__all__ = ["digest", "digest_mail", "hand_over", "urgent"]


@require_safe
def digest(request: Request) -> HttpResponse:
    """Of the post that one acts for now."""
    told = queries.digest_of(request.user, _day(request.GET.get("day", "")))
    choice = actions.choice_of(request.user)
    form = MailForm(initial={"daily": choice.daily, "urgent": choice.urgent})
    return render(request, "notices/digest.html", {"told": told, "form": form, "mails": mails()})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Http404 from None


@require_safe
def urgent(request: CityRequest) -> HttpResponse:
    """A part of every page's header, asked for once the page is there."""
    vp = getattr(request, "viewpoint", None)
    count = keep("urgent", vp.kept_between_acts, lambda: sum(each.pressing for _, each in waiting_for(vp))) if vp else 0
    return render(request, "notices/_urgent.html", {"count": count})


@require_POST
def digest_mail(request: Request) -> HttpResponse:
    form = MailForm(request.POST)
    if form.is_valid():
        actions.choose_mail(by=request.user, **form.cleaned_data)
        messages.success(request, "已记下。")
    return redirect("digest")


@require_safe
def hand_over(request: Request, pk: int) -> HttpResponse:
    return render(request, "notices/hand_over.html", {"told": queries.hand_over_of(request.user, pk)})
