"""Accounts in bulk: the template of a city, the upload, and once the slips with the temporary passwords."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from lianzhang.access.bulk_actions import (
    ACCOUNTS,
    BulkRefused,
    NewAccount,
    accounts_template,
    check_accounts,
    create_in_bulk,
)
from lianzhang.access.downloads import workbook
from lianzhang.access.forms import BulkForm, cities_with_posts
from lianzhang.access.middleware import needs
from lianzhang.access.permissions import Permission
from lianzhang.access.requests import Request
from lianzhang.kernel.forms import UNPROCESSABLE, refuse
from lianzhang.kernel.printing import printed
from lianzhang.kernel.sheets import Problem, read_table

__all__ = ["accounts_bulk", "accounts_bulk_template"]

# Both are asked of whoever comes here: accounts are made and posts are given.
BOTH = (needs(Permission.MANAGE_ACCOUNTS), needs(Permission.GRANT_ASSIGNMENT))


@require_safe
@BOTH[0]
@BOTH[1]
def accounts_bulk_template(request: Request) -> HttpResponse:
    by, asked = request.user, request.GET.get("city", "")
    cities = cities_with_posts(by)
    city = next((each for each in cities if str(each.pk) == asked), cities[0] if cities else None)
    if city is None:
        return _show(request, BulkForm(), problems=[Problem("账号", None, "", "还没有载入方案，没有职务可建账号")])
    chosen = city
    return workbook(request, lambda: accounts_template(by, chosen), f"{chosen}账号{timezone.localdate()}")


@require_http_methods(["GET", "HEAD", "POST"])
@BOTH[0]
@BOTH[1]
@sensitive_variables()
def accounts_bulk(request: Request) -> HttpResponse:
    """Only the answer to a press of the button shows the passwords; the address asked again does not."""
    if request.method != "POST":
        return _show(request, BulkForm())
    form = BulkForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form, status=UNPROCESSABLE)
    file = form.cleaned_data["file"]
    accounts, problems = check_accounts(read_table(file.read(), ACCOUNTS, file.name), file.name, request.user)
    if problems:
        return _show(request, form, status=UNPROCESSABLE, problems=problems, name=file.name)
    if "check" in request.POST:
        return _show(request, form, accounts=accounts, name=file.name)
    return _made(request, form, accounts, file.name)


@sensitive_variables()
def _made(request: Request, form: BulkForm, accounts: list[NewAccount], name: str) -> HttpResponse:
    said = {each: form.cleaned_data[each] for each in ("starts", "source")}
    try:
        slips = create_in_bulk(accounts=accounts, file=name, by=request.user, **said)
    except BulkRefused as refused:
        return _show(request, form, status=UNPROCESSABLE, problems=refused.problems, name=name)
    except ValidationError as refused:
        refuse(form, refused, {})
        return _show(request, form, status=UNPROCESSABLE, name=name)
    where = request.build_absolute_uri("/")
    return render(request, "access/account_slips.html", {"slips": slips, "where": where} | printed("账号领取单"))


def _show(request: Request, form: BulkForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "cities": cities_with_posts(request.user), **more}
    return render(request, "access/accounts_bulk.html", context, status=status)
