"""The list of wishes, and one wish."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianzhang.access.middleware import needs
from lianzhang.access.row_policy import get_visible_or_404, visible

from .models import Wish
from .permissions import Permission


@require_safe
@needs(Permission.GRANT_WISH)
def wishes(request: HttpRequest) -> HttpResponse:
    return render(request, "toy_room/wishes.html", {"rows": visible(request.user, Wish)})


@require_safe
def wish(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "toy_room/wishes.html", {"rows": [get_visible_or_404(request.user, Wish, pk=pk)]})
