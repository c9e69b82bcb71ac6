"""The list of firms: narrowed, sorted, kept as a view, handed out as a workbook."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianzhang.access.api import get_visible_or_404, visible, workbook
from lianzhang.enterprises.exports import firms_workbook
from lianzhang.enterprises.filters import FirmFilter
from lianzhang.enterprises.forms.base import SavedViewForm
from lianzhang.enterprises.models import Enterprise, SavedView
from lianzhang.enterprises.queries.listing import keys_of, overview, page_of, saved_views
from lianzhang.enterprises.view_actions import delete_view, save_view
from lianzhang.plans.api import CityRequest

from .parts import READ, at, is_firm, open_firm

__all__ = ["firms", "firms_export", "firms_save_view", "saved_view_delete"]


@require_safe
@READ
def firms(request: CityRequest) -> HttpResponse:
    """A firm's own account has one page: its own."""
    vp = at(request)
    if is_firm(request):
        own = visible(request.user, Enterprise).filter(merged_into=None).first()
        return open_firm(request, own) if own else render(request, "enterprises/firm_none.html")
    narrowing = FirmFilter(vp, request.GET)
    counts = overview(request.user, vp.at)
    listed = page_of(request.user, narrowing.wanted, vp.at, request.GET.get("page"), counts.firms)
    query, views = asked(request, narrowing), list(saved_views(request.user))
    context = {
        "filter": narrowing,
        **listed._asdict(),
        "overview": counts,
        "views": views,
        "query": query,
        "current_view": next((view for view in views if view.query == query), None),
    }
    return render(request, "enterprises/firms.html", context)


def asked(request: CityRequest, narrowing: FirmFilter) -> str:
    """What narrows the list, as it is kept: neither the page nor the day one looks from."""
    given = {name: value for name, value in request.GET.items() if value and name in narrowing.fields}
    return urlencode(sorted(given.items()))


@require_safe
@READ
def firms_export(request: CityRequest) -> HttpResponse:
    vp = at(request)
    keys = keys_of(request.user, FirmFilter(vp, request.GET).wanted, vp.at)
    return workbook(request, lambda: firms_workbook(request.user, keys, vp.at), f"企业名录{vp.at}")


@require_POST
@READ
def firms_save_view(request: CityRequest) -> HttpResponse:
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有存下：请写名称，不超过40个字。")
        return redirect(_list(request, ""))
    try:
        row = save_view(by=request.user, **form.cleaned_data)
    except ValidationError as refused:
        messages.error(request, f"没有存下：{refused.messages[0]}")
        return redirect(_list(request, form.cleaned_data["query"]))
    messages.success(request, f"已存为“{row.title}”。")
    return redirect(_list(request, row.query))


@require_POST
@READ
def saved_view_delete(request: CityRequest, pk: int) -> HttpResponse:
    row = get_visible_or_404(request.user, SavedView, pk=pk)
    delete_view(view=row, by=request.user)
    messages.success(request, f"已删除常用筛选“{row.title}”。")
    return redirect(_list(request, ""))


def _list(request: CityRequest, query: str) -> str:
    """The list as it was narrowed, seen from the same day."""
    params = QueryDict(query, mutable=True)
    params.update(at(request).params)
    return reverse("firms") + (f"?{params.urlencode()}" if params else "")
