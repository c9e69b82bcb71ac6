"""Pages of firms' statements: the list, one statement with its steps, confirming several at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, needs, workbook
from lianzhang.enterprises.api import Permission as EnterprisePermission
from lianzhang.enterprises.api import own_firm
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import CityRequest
from lianzhang.statements.models import Statement
from lianzhang.statements.permissions import Permission
from lianzhang.work.api import Refusal, answer_several, answer_step

from . import actions
from .exports import statements_workbook
from .filters import StatementFilter
from .owed import is_firm, owed
from .queries import LISTED, RELATED, candidates, dossier, filter_statements, page_of, work_of

__all__ = [
    "FETCHED",
    "confirm",
    "explain",
    "export",
    "show",
    "statement",
    "statements",
    "step",
]

READS = needs(EnterprisePermission.READ_ENTERPRISES)
FETCHED = fetched(Statement, *RELATED)

Answer = Callable[..., HttpResponse]


@require_safe
@READS
def statements(request: CityRequest) -> HttpResponse:
    vp = request.viewpoint
    user = request.user
    narrowing = StatementFilter(request.GET, user)
    work = work_of(user)
    page, rows = page_of(narrowing.wanted, work, request.GET.get("page"), user, request.GET.get(ORDER))
    firm = own_firm(user)
    asked = owed(firm, vp.since, vp.at, user) if firm else []
    still_open = [each for each in asked if each.open]
    context = {
        "filter": narrowing,
        "page": page,
        "rows": rows,
        "choosing": rows and narrowing.wanted.mine == "decide",
        "work": work,
        "firm": firm,
        "firmless": firm is None and is_firm(user),
        "owed": asked,
        "open": still_open,
        "overdue": sum(each.late for each in still_open),
    }
    return render(request, "statements/statements.html", context)


@require_safe
@READS
def export(request: CityRequest) -> HttpResponse:
    user = request.user
    wanted = StatementFilter(request.GET, user).wanted
    rows = filter_statements(wanted, user, request.GET.get(ORDER)).select_related(*LISTED)
    return workbook(request, lambda: statements_workbook(rows.iterator()), f"企业报表{timezone.localdate()}")


def show(request: CityRequest, row: Statement, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"dossier": dossier(row, request.user), "row": row, **more}
    return render(request, "statements/statement.html", context, status=status)


@require_safe
@READS
@FETCHED
def statement(request: CityRequest, row: Statement) -> HttpResponse:
    return show(request, row)


@require_POST
@needs(Permission.ENTER_STATEMENT, Permission.CONFIRM_STATEMENT)
@FETCHED
def step(request: CityRequest, row: Statement, name: str) -> HttpResponse:
    return answer_step(request, row, name, show)


@require_POST
@needs(Permission.ENTER_STATEMENT, Permission.CONFIRM_STATEMENT)
@FETCHED
def explain(request: CityRequest, row: Statement) -> HttpResponse:
    rule, reason = request.POST.get("rule", "")[:40], request.POST.get("reason", "")[:300]
    try:
        actions.explain(row=row, rule=rule, reason=reason, by=request.user)
    except ValidationError as error:
        typed = (("理由", reason),) if reason else ()
        return show(request, row, status=422, refusal=Refusal("；".join(error.messages), typed))
    return redirect(reverse("statement", args=[row.pk]) + request.viewpoint.query + "#doubts")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CONFIRM_STATEMENT)
def confirm(request: CityRequest) -> HttpResponse:
    page = "statements/statements_confirm.html"
    return answer_several(request, Statement, "confirm", candidates, page, doubtful=lambda each: each.doubts)
