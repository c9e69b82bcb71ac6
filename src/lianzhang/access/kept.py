"""Words of a form that could not be taken: shown with a way to finish, or kept in the session until one is back.

Kept are texts alone, never a password and no file, for the account that the form was opened for and no other."""

from __future__ import annotations

import inspect
import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from .active import ActiveAssignment
from .models import Assignment
from .opened import FIELD, OF_THE_ACCOUNT, Opened, opened_for, opened_now
from .requests import Request

__all__ = [
    *("KeepsWords", "Kept", "drop", "form_sent", "keep", "kept_forms", "own_form_sent", "show_kept", "to_refill"),
    "typed",
]

# The session keeps forms under this name; so many of them, of so many characters each.
SESSION, MOST, LARGEST = "kept", 5, 200_000
# The hidden field by which a kept form says that it is sent now; in an address it asks to fill the form in again.
KEY = "kept"
# What of a row the person had seen: it goes back into the form, so that a change made meanwhile shows.
SEEN = frozenset(("version", "seen"))
# Fields that are the house's own, and no words of a person.
OURS = SEEN | {FIELD, KEY, "csrfmiddlewaretoken", "next"}


@dataclass(frozen=True)
class Kept:
    """A form as it was sent: where to, from which page, with which fields; `words` by label, to be looked at.

    `files`: the field and the names of what was chosen there, which must be chosen again."""

    opened: Opened
    path: str
    page: str
    fields: list[tuple[str, str]]
    words: list[tuple[str, str]]
    files: list[tuple[str, str]]
    key: str = ""

    @property
    def address(self) -> str:
        """Where it is sent to, under the plan it was opened in."""
        return self._under_plan(self.path)

    @property
    def page_to_refill(self) -> str:
        """The page it stood on, to be filled in again there; blank where that is not known, or it was not kept."""
        return self._under_plan(self.page, **{KEY: self.key}) if self.page and self.key else ""

    def _under_plan(self, address: str, **more: str) -> str:
        path, _, query = address.partition("?")
        asked = QueryDict(query, mutable=True)
        if self.opened.plan:
            asked["plan"] = self.opened.plan
        for name, text in more.items():
            asked[name] = text
        return f"{path}?{asked.urlencode()}" if asked else path


def form_sent(request: HttpRequest) -> Kept | None:
    """The form that was sent, if a page of ours made it and it is not too long to keep."""
    opened = opened_for(request)
    view = _view(request.path_info)
    if opened is None or view is None:
        return None
    fields = [(name, text) for name, text in _texts(request) if name not in (KEY, "csrfmiddlewaretoken")]
    if sum(len(name) + len(text) for name, text in fields) > LARGEST:
        return None
    files = [(name, "、".join(file.name or "" for file in each)) for name, each in request.FILES.lists()]
    return Kept(opened, request.get_full_path(), _page(request), fields, list(_words(view, fields)), files)


def _view(path: str) -> Callable[..., Any] | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return None if match.view_name in OF_THE_ACCOUNT else match.func


def _texts(request: HttpRequest) -> Iterator[tuple[str, str]]:
    return ((name, text) for name, texts in request.POST.lists() if "password" not in name for text in texts)


def _page(request: HttpRequest) -> str:
    """The page that the form stood on, as the browser says."""
    came = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came, {request.get_host()}):
        return ""
    parts = urlsplit(came)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _words(view: Callable[..., Any], fields: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What a person typed or chose, by the labels of the forms that the view's module uses; keys and codes are not."""
    known = _fields_of(view, {name for name, _ in fields})
    for name, text in fields:
        field = known.get(name)
        if name in OURS or not text.strip() or isinstance(field, forms.ModelChoiceField):
            continue
        if field is None:
            if not (text.isascii() and any(each.isalpha() for each in text)):
                yield "", text
        elif not field.widget.is_hidden and (word := _word(field, text)):
            yield str(field.label or ""), word


def _fields_of(view: Callable[..., Any], sent_names: set[str]) -> dict[str, forms.Field]:
    """Fields by name; where several forms have one of a name, that of the form most like what was sent."""
    named = getattr(inspect.unwrap(view), "__globals__", {}).values()
    used = [each.base_fields for each in named if isinstance(each, type) and issubclass(each, forms.Form)]
    used.sort(key=lambda own: (len(own.keys() & sent_names), -len(own.keys() - sent_names)))
    return {name: field for own in used for name, field in own.items()}


def _word(field: forms.Field, text: str) -> str:
    choices = getattr(field, "choices", None)
    return text if choices is None else next((str(word) for code, word in choices if str(code) == text), "")


def typed(kept: Kept) -> bool:
    """Whether there is anything to keep: a button alone is pressed again."""
    return any(text.strip() for name, text in kept.fields if name not in OURS)


def keep(request: HttpRequest, kept: Kept) -> None:
    """In the session of a stranger: its account gets it back after signing in."""
    others = request.session.get(SESSION, [])
    request.session[SESSION] = [*others, asdict(kept) | {"key": secrets.token_urlsafe(8)}][-MOST:]


def kept_forms(request: HttpRequest) -> list[Kept]:
    """The forms kept for the account that is signed in."""
    user = getattr(request, "user", None)  # an error page may come before it
    read = [
        Kept(**{**each, "opened": Opened(*each["opened"])}) for each in getattr(request, "session", {}).get(SESSION, [])
    ]
    return [kept for kept in read if user and kept.opened.account == user.pk]


def drop(request: HttpRequest, key: str) -> None:
    """Keep one form no longer."""
    request.session[SESSION] = [each for each in request.session.get(SESSION, []) if each["key"] != key]


def to_refill(request: HttpRequest) -> dict[str, Any] | None:
    """For a page opened to fill in a kept form again: what the browser writes into it, where one acts for its post."""
    key = request.GET.get(KEY) if request.method == "GET" else None
    kept = next((each for each in kept_forms(request) if key and each.key == key), None)
    if kept is None or kept.opened != opened_now(cast(Request, request)):
        return None
    fields = [(name, text) for name, text in kept.fields if name not in OURS - SEEN]
    return {"action": urlsplit(kept.path).path, "key": kept.key, "fields": fields, "seen": sorted(SEEN)}


@dataclass(frozen=True)
class Shown:
    """A kept form on a page: the assignment it was opened for, as one may still act in it or not, and where it goes."""

    kept: Kept
    assignment: Assignment | None
    active: ActiveAssignment | None
    action: str


def _shown(request: Request, kept: Kept) -> Shown:
    opened = kept.opened.assignment
    mine = Assignment.objects.filter(user_id=request.user.pk).select_related("post__city")
    assignment = mine.filter(pk=opened).first() if opened else None
    active = next((each for each in request.active_assignments if each.pk == opened), None)
    if active is None:
        return Shown(kept, assignment, None, kept.address if opened is None and request.acting is None else "")
    switch = f"{reverse('assignment_send', args=[active.pk])}?{urlencode({'to': kept.address})}"
    here = request.acting is not None and request.acting.pk == active.pk
    return Shown(kept, assignment, active, kept.address if here else switch)


def own_form_sent(request: Request) -> list[Kept]:
    """The form that was sent, where it was opened for the account that sent it."""
    kept = form_sent(request)
    return [kept] if kept and kept.opened.account == request.user.pk else []


def show_kept(request: Request, forms_kept: list[Kept], *, status: int, why: str) -> HttpResponse:
    """The words again, and how to finish. `why`: "other" post or plan, "token", "signed_in"."""
    shown = [_shown(request, each) for each in forms_kept]
    return render(request, "access/kept.html", {"shown": shown, "why": why}, status=status)


class KeepsWords:
    """A form sent after its session ended leads to sign-in, as any page does, and is kept meanwhile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self._forget_others(request)
        response = self.get_response(request)
        if request.method != "POST":
            return response
        if response.status_code < 400 and request.user.is_authenticated and (key := request.POST.get(KEY)):
            drop(request, key)
        to_sign_in = response.status_code == 302 and response["Location"].startswith(settings.LOGIN_URL)
        if not to_sign_in or request.user.is_authenticated:
            return response
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Refresh": "true"}, status=401)
        return self._to_sign_in(request) or response

    def _forget_others(self, request: HttpRequest) -> None:
        """Whoever else signs in gets nothing of it."""
        if request.user.is_authenticated and request.session.get(SESSION):
            mine = kept_forms(request)
            if len(mine) < len(request.session[SESSION]):
                request.session[SESSION] = [asdict(each) for each in mine]

    def _to_sign_in(self, request: HttpRequest) -> HttpResponse | None:
        kept = form_sent(request)
        if kept is None or not typed(kept):
            return None
        keep(request, kept)
        messages.warning(request, "刚才的提交没有办成；您填的内容留着，用同一个账号登录后，看过再交。")
        return redirect_to_login(reverse("kept"))
