"""Forms that were kept while their account signed in again, and the way back to the post a form was opened for."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from lianzhang.access.kept import drop, kept_forms, show_kept
from lianzhang.access.requests import Request

from .mine import take

__all__ = ["assignment_send", "kept", "kept_drop"]


@require_safe
def kept(request: Request) -> HttpResponse:
    waiting = kept_forms(request)
    return show_kept(request, waiting, status=200, why="signed_in") if waiting else redirect("/")


@require_POST
def kept_drop(request: Request) -> HttpResponse:
    drop(request, request.POST.get("kept", ""))
    return redirect("kept")


@require_POST
def assignment_send(request: Request, pk: int) -> HttpResponse:
    """Switch to the post that a form was opened for, and send it: to the address that `to` says, if it is ours."""
    to = request.GET.get("to", "")
    if not to.startswith("/") or not url_has_allowed_host_and_scheme(to, {request.get_host()}):
        raise Http404
    take(request, str(pk))
    return redirect(to, preserve_request=True)
