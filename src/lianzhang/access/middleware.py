"""Around every request: as which post this account acts, and the one way views ask for a permission."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from lianzhang.kernel.forms import CONFLICT
from lianzhang.kernel.rooms import permission_words
from lianzhang.records.api import Origin, origin

from .able import Denied, denied
from .active import acting, activate
from .kept import kept_forms, own_form_sent, show_kept, to_refill
from .navigation import navigation_for
from .opened import OF_THE_ACCOUNT, fits, mark
from .requests import Request
from .row_policy import may

__all__ = ["ACTING", "Acting", "context", "needs"]

# The session keeps the chosen assignment under this name.
ACTING = "acting"
SAFE = ("GET", "HEAD")

View = Callable[..., HttpResponse]


class Acting:
    """Loads the assignments of a signed-in account anew in each request: a changed post bites at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.active_assignments, request.acting = [], None
        if request.user.is_authenticated:
            request.active_assignments = activate(
                request.user, request.session.get(ACTING), reading=request.method in SAFE
            )
            request.acting = acting(request.user)
        post = request.acting.title if request.acting else ""
        where = Origin(request.META.get("REMOTE_ADDR", ""), getattr(request, "reference", ""), post)
        with origin(where):
            return self.get_response(request)

    def process_view(self, request: Request, *_: Any) -> HttpResponse | None:
        """A form opened for another post or plan writes nothing; it is shown again with the way to finish it."""
        if request.method != "POST" or not request.user.is_authenticated or _of_the_account(request) or fits(request):
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Refresh": "true"}, status=CONFLICT)
        return show_kept(request, own_form_sent(request), status=CONFLICT, why="other")


def _of_the_account(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name in OF_THE_ACCOUNT


def needs(*permissions: str) -> Callable[[View], View]:
    """A view only for those whose post has one of `permissions`; others get the 403 page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(may(request.user, permission) for permission in permissions):
                raise Denied(denied(request.user, permissions))
            return view(request, *args, **kwargs)

        return guarded

    return decorate


class _Allowed:
    """`may.observation_enter` in a template: the permission with its dots as underscores."""

    def __init__(self, user: Any) -> None:
        self._user = user

    def __getattr__(self, name: str) -> bool:
        try:
            return may(self._user, _names()[name])
        except KeyError:
            raise AttributeError(name) from None


@cache
def _names() -> dict[str, str]:
    return {permission.replace(".", "_"): permission for permission in permission_words()}


def _mark(request: Any) -> str:
    """Made once for a page, which has many forms."""
    if not hasattr(request, "opened_for"):
        request.opened_for = mark(request)
    made: str = request.opened_for
    return made


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `may`, `navigation`, `acting`, `active_assignments`, `opened_for`, `kept_forms`, `refill`."""
    user = getattr(request, "user", None)
    return {
        "may": _Allowed(user),
        "navigation": partial(navigation_for, user),
        "acting": getattr(request, "acting", None),
        "active_assignments": getattr(request, "active_assignments", []),
        "opened_for": partial(_mark, request),
        "kept_forms": partial(kept_forms, request),
        "refill": partial(to_refill, request),
    }
