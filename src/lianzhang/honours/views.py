"""Pages on titles: the register, one title, one grant with what may be done to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import get_visible_or_404, may, needs, require, workbook
from lianzhang.enterprises.api import Permission as EnterprisePermission
from lianzhang.enterprises.api import firms_in_sight, with_firm_seen
from lianzhang.enterprises.models import Enterprise
from lianzhang.honours.models import Honour
from lianzhang.honours.permissions import Permission
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, key_of, obey, version_of
from lianzhang.plans.api import CityRequest, Viewpoint
from lianzhang.records.api import history_of, last_change
from lianzhang.work.api import StaleRow

from . import actions
from .exports import candidates_workbook, honours_workbook
from .forms import ChangeForm, EndForm, GrantForm, ReasonForm, RenewForm
from .queries import RELATED, board, kind_page, page_of

__all__ = [
    *("honour", "honour_change", "honour_end", "honour_kind", "honour_kind_export", "honour_new", "honour_renew"),
    *("honour_withdraw", "honours", "honours_export"),
]

READ = needs(EnterprisePermission.READ_ENTERPRISES)


def _at(request: CityRequest) -> Viewpoint:
    return request.viewpoint


@require_safe
@READ
def honours(request: CityRequest) -> HttpResponse:
    page_board = board(_at(request), request.GET)
    page = page_of(request.user, page_board.rows, request.GET.get("page"))
    return render(request, "honours/honours.html", {"board": page_board, "page": page})


@require_safe
@READ
def honours_export(request: CityRequest) -> HttpResponse:
    vp = _at(request)
    rows = with_firm_seen(request.user, board(vp, request.GET).rows)
    return workbook(request, honours_workbook(rows.iterator(2_000), vp.at), f"荣誉{vp.at}")


@require_safe
@READ
def honour_kind(request: CityRequest, code: str) -> HttpResponse:
    page = kind_page(_at(request), code)
    holders = page_of(request.user, page.holders, request.GET.get("page"))
    return render(request, "honours/honour_kind.html", {"page": page, "holders": holders})


@require_safe
@READ
def honour_kind_export(request: CityRequest, code: str) -> HttpResponse:
    """Who could apply, with what lacks."""
    vp = _at(request)
    page = kind_page(vp, code)
    return workbook(request, candidates_workbook(page.candidates.rows, vp.at), f"可申报{page.kind}{vp.at}")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.RECORD_HONOUR)
def honour_new(request: CityRequest) -> HttpResponse:
    vp = _at(request)
    begin = {"kind": request.GET.get("kind", ""), "firm": _named(request)}
    sent = request.POST if request.method == "POST" else None
    form = GrantForm(sent, by=request.user, city=vp.city.pk, initial=begin)
    made = obey(form, lambda: actions.grant(by=request.user, **form.given()), {"enterprise": "firm"})
    if made:
        messages.success(request, f"已登记“{made}”。")
        return redirect(reverse("honour", args=[made.pk]) + vp.query)
    return render(request, "honours/honour_new.html", {"form": form}, status=UNPROCESSABLE if form.is_bound else 200)


def _named(request: CityRequest) -> str:
    """The firm one came from, by its code or name."""
    pk = key_of(request.GET.get("firm_pk"))
    if not pk:
        return ""
    firm = get_visible_or_404(request.user, Enterprise, pk=pk)
    return firm.uscc or firm.name


def _show(request: CityRequest, row: Honour, *, status: int = 200, **more: Any) -> HttpResponse:
    """One grant. `more` holds a form that was refused, and what changed meanwhile where that is why."""
    shown = {name: getattr(row, name) for name in actions.WRITTEN}
    context = {
        "row": row,
        "history": history_of(row),
        "acts": may(request.user, Permission.RECORD_HONOUR, row),
        "firm_opens": bool(firms_in_sight(request.user, [row.enterprise_id or 0])),
        "change": ChangeForm(initial=shown),
        "renew": RenewForm(),
        "end": EndForm(),
        "withdraw": ReasonForm(),
    }
    return render(request, "honours/honour.html", context | more, status=status)


@require_safe
@READ
def honour(request: CityRequest, pk: int) -> HttpResponse:
    return _show(request, get_visible_or_404(request.user, Honour, *RELATED, pk=pk))


def _step(request: CityRequest, pk: int, name: str, form: Form, act: Callable[..., Any], done: str) -> HttpResponse:
    """Take a step on a grant; where it was refused, its page says why and keeps what was typed."""
    row = get_visible_or_404(request.user, Honour, *RELATED, pk=pk)
    require(request.user, Permission.RECORD_HONOUR, row)
    try:
        taken = obey(
            form, lambda: act(honour=row, version=version_of(request), by=request.user, **form.cleaned_data) or True
        )
    except StaleRow as stale:
        conflict = {name: form, "stale": str(stale), "last": last_change(stale.current)}
        return _show(request, get_visible_or_404(request.user, Honour, *RELATED, pk=pk), status=CONFLICT, **conflict)
    if taken is None:
        return _show(request, row, status=UNPROCESSABLE, **{name: form})
    messages.success(request, done)
    query = _at(request).query
    if name == "withdraw":
        return redirect(reverse("honours") + query)
    return redirect(reverse("honour", args=[pk]) + query)


@require_POST
def honour_change(request: CityRequest, pk: int) -> HttpResponse:
    return _step(request, pk, "change", ChangeForm(request.POST), actions.change, "已修改。")


@require_POST
def honour_renew(request: CityRequest, pk: int) -> HttpResponse:
    return _step(request, pk, "renew", RenewForm(request.POST), actions.renew, "已记下复核通过。")


@require_POST
def honour_end(request: CityRequest, pk: int) -> HttpResponse:
    return _step(request, pk, "end", EndForm(request.POST), actions.end, "已记下取消。")


@require_POST
def honour_withdraw(request: CityRequest, pk: int) -> HttpResponse:
    return _step(request, pk, "withdraw", ReasonForm(request.POST), actions.withdraw, "已撤销这条记录。")
