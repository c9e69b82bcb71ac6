"""A chain's page, and the forms on it: a post is taken, a paper shows a checklist item."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lianzhang.access.api import get_visible_or_404, needs, require
from lianzhang.cockpit import queries
from lianzhang.cockpit.forms import AppointmentForm, ChecklistForm
from lianzhang.kernel.chain_page import ChainTab
from lianzhang.kernel.forms import UNPROCESSABLE, obey
from lianzhang.kernel.printing import printed
from lianzhang.kernel.templatetags.kept import KeptFor, keep
from lianzhang.plans.api import Permission, PlanRequest, PlanViewpoint, needs_plan, record_checklist_item
from lianzhang.plans.api import appoint as take_office
from lianzhang.plans.models import ChecklistItem
from lianzhang.registry.models import Chain, Post

__all__ = ["appoint", "chain", "chain_print", "chain_row", "record_item"]


@require_safe
@needs_plan
def chain(request: PlanRequest, code: str) -> HttpResponse:
    vp = request.viewpoint
    # What waits to be answered is another thing for each account: who asked does not answer.
    kept = vp.kept and KeptFor((vp.kept.reader, request.user.pk), (vp.kept.state, queries.states(vp.city.pk)))
    title, content = keep(request.get_full_path(), kept, lambda: _put_together(request, code))
    return render(request, "cockpit/chain.html", {"title": title, "content": content})


def _put_together(request: PlanRequest, code: str) -> tuple[str, str]:
    """A chain's name and what stands on its page."""
    page = queries.chain_page(request.viewpoint, code)
    tab = page.tab(request.GET.get("tab", ""))
    context = {"page": page, "line": page.line, "marks": page.line.marks, "tab": tab, **tab.context()}
    return page.chain.name, render_to_string("cockpit/_chain.html", context, request)


@require_safe
@needs_plan
def chain_print(request: PlanRequest, code: str) -> HttpResponse:
    """All that its tabs say, one after the other."""
    page = queries.chain_page(request.viewpoint, code)
    context = {"page": page, "line": page.line, "marks": page.line.marks, **printed(f"{page.chain.name}情况")}
    sheets = [sheet for tab in page.printed for sheet in _printed_tab(request, tab, context)]
    return render(request, "cockpit/chain_print.html", {**context, "sheets": sheets})


def _printed_tab(request: PlanRequest, tab: ChainTab, context: dict[str, Any]) -> list[str]:
    own = {**context, **tab.context()}
    return [render_to_string(name, own, request) for name in (tab.above, tab.template) if name]


@require_safe
@needs_plan
def chain_row(request: PlanRequest, pk: int) -> HttpResponse:
    """The door of rows of kind `chain`."""
    vp = request.viewpoint
    return redirect(reverse("chain", args=[get_visible_or_404(request.user, Chain, pk=pk).code]) + vp.query)


def _page_of(vp: PlanViewpoint, code: str) -> str:
    """The chain's page, or the page of all chains for a post that answers for the whole city."""
    return (reverse("chain", args=[code]) if code else reverse("chains")) + vp.query


def _chain_of(post: Post, code: str, vp: PlanViewpoint) -> Chain | None:
    """The chain one came from, else the first the post answers for; None for a post of the whole city."""
    chains = [chain for chain in vp.stated.chains_of_post(post) if chain.pk in vp.run.chains]
    return next((chain for chain in chains if chain.code == code), chains[0] if chains else None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.RECORD_APPOINTMENT)
@needs_plan
def appoint(request: PlanRequest, code: str) -> HttpResponse:
    vp = request.viewpoint
    row = get_visible_or_404(request.user, Post, "rank", "organization", city=vp.plan.city_id, code=code)
    post = vp.stated.name(row)
    chain = _chain_of(post, request.GET.get("chain", ""), vp)
    back = _page_of(vp, chain.code if chain else "")
    held_by = {"organization": post.organization, "holder": post.organization.name} if post.organization else {}
    form = AppointmentForm(request.POST or None, vp=vp, initial=held_by)
    by = request.user
    if obey(form, lambda: take_office(post=post, by=by, **form.cleaned_data)):
        messages.success(request, f"已登记{post}的任职。")
        return redirect(back)
    context = {"form": form, "post": post, "chain": chain, "back": back}
    return render(request, "cockpit/appoint.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.RECORD_CHECKLIST)
@needs_plan
def record_item(request: PlanRequest, code: str, item: str) -> HttpResponse:
    vp = request.viewpoint
    chain = vp.stated.name(get_visible_or_404(request.user, Chain, plans=vp.plan, code=code))
    require(request.user, Permission.RECORD_CHECKLIST, chain)
    checklist_item = get_visible_or_404(request.user, ChecklistItem, plan=vp.plan, code=item)
    form = ChecklistForm(request.POST or None)
    by = request.user
    if obey(form, lambda: record_checklist_item(item=checklist_item, chain=chain, by=by, **form.cleaned_data)):
        messages.success(request, f"已登记{chain}的“{checklist_item}”。")
        return redirect(_page_of(vp, code))
    context = {"form": form, "chain": chain, "item": checklist_item, "back": _page_of(vp, code)}
    return render(request, "cockpit/record_item.html", context, status=UNPROCESSABLE if form.is_bound else 200)
