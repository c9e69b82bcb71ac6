"""Pages on which one answer names many lines: strangers and what they may be, things and their products."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lianzhang.access.api import needs
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, key_of, version_of
from lianzhang.plans.api import CityRequest
from lianzhang.supply.permissions import Permission
from lianzhang.supply.purchases.forms import IdentifyForm, MapForm, products_to_offer
from lianzhang.supply.purchases.together_actions import identify_all, map_all
from lianzhang.supply.queries.together import Same, groups_page, near_of, same_lines
from lianzhang.work.api import NotAll

__all__ = ["groups", "together"]

ENTERS = needs(Permission.ENTER)
FORMS: dict[str, Any] = {"stranger": IdentifyForm, "item": MapForm}
# By what is named: the field of the form, and the act.
ACTS: dict[str, Any] = {"stranger": ("supplier", identify_all), "item": ("product", map_all)}
LISTS = {"stranger": "purchase_strangers", "item": "purchase_items"}


@require_safe
@ENTERS
def groups(request: CityRequest, what: str) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:60]
    page, rows = groups_page(request.user, what, words, request.GET.get("page"))
    context = {"what": what, "page": page, "rows": rows, "sought": words, "here": LISTS[what]}
    return render(request, "supply/purchase_groups.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@ENTERS
def together(request: CityRequest, what: str) -> HttpResponse:
    """The lines of one name, all of them answered at once or none."""
    user, vp = request.user, request.viewpoint
    same = same_lines(request.GET.get("of", "")[:120], what, user)
    sent = request.POST if request.method == "POST" else None
    form = FORMS[what](sent, city=vp.city.pk)
    status, refused = 200, None
    if sent is not None:
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                _take(request, what, same, form)
                return redirect(reverse(LISTS[what]) + vp.query)
            except NotAll as not_all:
                status, refused = CONFLICT, not_all
            except ValidationError as error:
                form.add_error(None, error)
    context = {
        "what": what,
        "same": same,
        "form": form,
        "near": near_of(same, what, user, vp.city.pk),
        "products": products_to_offer(user) if what == "item" else (),
        "refused": refused,
        "here": LISTS[what],
    }
    return render(request, "supply/purchase_together.html", context, status=status)


def _take(request: CityRequest, what: str, same: Same, form: Any) -> None:
    """On those that are ticked, each at the version that was looked at."""
    ticked = {key_of(text) for text in request.POST.getlist("pk")}
    chosen = {row: version_of(request, f"version-{row.pk}") for row in same.rows if row.pk in ticked}
    if not chosen:
        raise ValidationError("一条也没有勾选。")
    field, act = ACTS[what]
    act(chosen=chosen, by=request.user, **{field: form.cleaned_data[field]})
