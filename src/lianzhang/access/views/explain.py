"""Why may, or may not, this account see this row or take this step?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianzhang.access.explaining import explain as answers_to
from lianzhang.access.forms import ExplainForm
from lianzhang.access.middleware import needs
from lianzhang.access.permissions import Permission
from lianzhang.access.requests import Request
from lianzhang.kernel.rooms import permission_words

__all__ = ["explain"]


@require_safe
@needs(Permission.EXPLAIN_ACCESS)
def explain(request: Request) -> HttpResponse:
    form = ExplainForm(request.GET if "account" in request.GET else None, by=request.user)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        asked = form.cleaned_data
        answers = answers_to(asked["account"], asked["permission"], asked["kind"], asked["pk"])
        verb = permission_words().get(asked["permission"], "看")
        context["scopes"] = [each for each in answers if each.scope]
        context |= {"answers": answers, "allowed": any(each.allowed for each in answers), "asked": asked, "verb": verb}
    return render(request, "access/explain.html", context)
