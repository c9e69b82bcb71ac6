"""Accounts and who acts for which post: lists, one account, and what the security administrator does to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access import actions, consent_actions, queries
from lianzhang.access.downloads import workbook
from lianzhang.access.exports import people_workbook, posts_workbook
from lianzhang.access.forms import AccountForm, AssignForm, EndForm, HandOverForm, LabelForm, ReasonForm
from lianzhang.access.middleware import needs
from lianzhang.access.models import Assignment, ConsentRequest
from lianzhang.access.permissions import Permission
from lianzhang.access.requests import Request
from lianzhang.access.row_policy import get_visible_or_404
from lianzhang.accounts.api import identity, sessions
from lianzhang.accounts.models import User
from lianzhang.kernel.forms import CONFLICT, UNPROCESSABLE, obey, version_of
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.stale import StaleRow
from lianzhang.records.api import last_change

__all__ = [
    *("account", "account_new", "assign", "change", "consent_step", "end", "hand_over", "password", "people"),
    *("people_export", "posts", "posts_export", "second_factor_remove", "sign_out_everywhere", "switch"),
]

MANAGE, GRANT = needs(Permission.MANAGE_ACCOUNTS), needs(Permission.GRANT_ASSIGNMENT)
LISTS = needs(Permission.MANAGE_ACCOUNTS, Permission.GRANT_ASSIGNMENT)
STATES = (("", "全部"), ("active", "启用"), ("seatless", "没有岗位"), ("disabled", "停用"))
ASKED = (
    "已提请；另一位安全管理员同意后才办，三天内有效。"
    "另一位不在，由系统管理员在服务器上用 lianzhang administrator 办理。"
)
DIRECT = {"by_word": ConsentRequest.Kind.PASSWORD, "second_factor": ConsentRequest.Kind.SECOND_FACTOR}
DONE = {
    ConsentRequest.Kind.SECOND_FACTOR: "已去掉两步验证；请提醒其登录后重新设置。",
    ConsentRequest.Kind.ADMINISTRATOR: "已任管理员。",
}
POST_STATES = (("", "全部"), ("held", "有账号"), ("vacant", "没有账号"))


def _narrowed(request: Request) -> dict[str, str]:
    return {"q": request.GET.get("q", "").strip()[:60], "state": request.GET.get("state", "")}


@require_safe
@LISTS
def people(request: Request) -> HttpResponse:
    asked = _narrowed(request)
    waiting = queries.waiting_consents(request.user)
    context = {"lines": queries.people(request.user, **asked), "states": STATES, "consents": waiting, **asked}
    return render(request, "access/people.html", context)


@require_safe
@LISTS
def people_export(request: Request) -> HttpResponse:
    by: User = request.user
    asked = _narrowed(request)
    return workbook(request, lambda: people_workbook(queries.people(by, **asked)), f"账号{timezone.localdate()}")


@require_safe
@LISTS
def posts(request: Request) -> HttpResponse:
    asked = _narrowed(request)
    context = {"lines": queries.posts(request.user, **asked), "states": POST_STATES, **asked}
    return render(request, "access/posts.html", context)


@require_safe
@LISTS
def posts_export(request: Request) -> HttpResponse:
    by: User = request.user
    asked = _narrowed(request)
    return workbook(request, lambda: posts_workbook(queries.posts(by, **asked)), f"岗位{timezone.localdate()}")


@require_http_methods(["GET", "HEAD", "POST"])
@MANAGE
def account_new(request: Request) -> HttpResponse:
    form = AccountForm(request.POST if request.method == "POST" else None)
    if form.is_bound and (made := obey(form, lambda: actions.create_account(by=request.user, **form.cleaned_data))):
        user, secret = made
        return _show(request, user, password=secret)
    return render(request, "access/account_new.html", {"form": form}, status=UNPROCESSABLE if form.is_bound else 200)


def _show(request: Request, user: User, *, status: int = 200, **more: Any) -> HttpResponse:
    """One account. A temporary password stands on this one answer and nowhere else."""
    context = {
        "account": user,
        "page": queries.mine(user),
        "label_form": LabelForm({"label": user.label, "email": user.email}),
        "reason_form": ReasonForm(),
        "assign_form": AssignForm(by=request.user),
        "linked": user.identities.first(),
        "consents": queries.waiting_consents(request.user, user),
        "two_for": {name: consent_actions.needs_consent(user, kind) for name, kind in DIRECT.items()},
    }
    return render(
        request, "access/account.html", context | {"is_self": user.pk == request.user.pk} | more, status=status
    )


@require_safe
@LISTS
def account(request: Request, pk: int) -> HttpResponse:
    return _show(request, get_visible_or_404(request.user, User, pk=pk))


@require_POST
@MANAGE
def change(request: Request, pk: int) -> HttpResponse:
    user, form = get_visible_or_404(request.user, User, pk=pk), LabelForm(request.POST)
    act = lambda: actions.relabel_account(user=user, version=version_of(request), by=request.user, **form.cleaned_data)  # noqa: E731
    try:
        if not obey(form, act):
            return _show(request, user, status=UNPROCESSABLE, label_form=form)
    except StaleRow as stale:
        context = {"stale": _differences(form, stale.current), "last": last_change(stale.current), "label_form": form}
        return _show(request, stale.current, status=CONFLICT, **context)
    messages.success(request, "已修改。")
    return redirect("account", pk=pk)


def _differences(form: Form, current: User) -> list[tuple[str, str, str]]:
    """Field, what was typed, what stands there now: only where they differ."""
    return [
        (str(form.fields[name].label), typed, getattr(current, name))
        for name, typed in form.cleaned_data.items()
        if typed != getattr(current, name)
    ]


@require_POST
@MANAGE
def switch(request: Request, pk: int) -> HttpResponse:
    """Enable or disable an account."""
    user, form = get_visible_or_404(request.user, User, pk=pk), ReasonForm(request.POST)
    active = request.POST.get("active") == "yes"
    act = lambda: actions.set_active(user=user, active=active, by=request.user, **form.cleaned_data)  # noqa: E731
    if not obey(form, act):
        return _show(request, user, status=UNPROCESSABLE, reason_form=form)
    messages.success(request, "已启用。" if active else "已停用；正在使用的会话下一步就会退出。")
    return redirect("account", pk=pk)


@require_POST
@MANAGE
def password(request: Request, pk: int) -> HttpResponse:
    return _reset(request, pk, ConsentRequest.Kind.PASSWORD)


def _reset(request: Request, pk: int, kind: ConsentRequest.Kind) -> HttpResponse:
    user, form = get_visible_or_404(request.user, User, pk=pk), Form({})
    reason = request.POST.get("reason", "")[:300]
    done = obey(form, lambda: consent_actions.reset(user=user, kind=kind, reason=reason, by=request.user))
    if not done:
        return _show(request, user, status=UNPROCESSABLE, refusal=form.non_field_errors().as_text(), typed=reason)
    return _tell_reset(request, *done)


def _tell_reset(request: Request, row: ConsentRequest, secret: str) -> HttpResponse:
    if secret:
        return _show(request, row.user, password=secret)
    messages.success(request, DONE[ConsentRequest.Kind(row.kind)] if row.state == ConsentRequest.State.DONE else ASKED)
    return redirect("account", pk=row.user_id)


@require_POST
@MANAGE
def consent_step(request: Request, pk: int, step: str) -> HttpResponse:
    """Agree to what another administrator asked, or not; or withdraw what one asked oneself."""
    row = get_visible_or_404(request.user, ConsentRequest, "user", pk=pk)
    act = {each.__name__: each for each in (consent_actions.agree, consent_actions.decline, consent_actions.withdraw)}
    if step not in act:
        raise Http404
    try:
        secret = act[step](request=row, version=version_of(request), by=request.user)
    except StaleRow:
        return _show(request, row.user, status=CONFLICT, refusal="这件事项刚有人办过；请看现在的情况。")
    except (StepRefused, ValidationError) as refused:
        return _show(request, row.user, status=UNPROCESSABLE, refusal="；".join(refused.messages))
    row.refresh_from_db()
    if step == "agree":
        return _tell_reset(request, row, secret or "")
    messages.success(request, "已记下，没有办。" if step == "decline" else "已撤回。")
    return redirect("account", pk=row.user_id)


@require_POST
@needs(Permission.END_SESSION)
def sign_out_everywhere(request: Request, pk: int) -> HttpResponse:
    user = get_visible_or_404(request.user, User, pk=pk)
    count = sessions.end_all(user=user, by=request.user)
    messages.success(request, f"已结束{count}处登录，下一步就会退出。" if count else "这个账号现在没有登录。")
    return redirect("account", pk=pk)


@require_POST
@MANAGE
def second_factor_remove(request: Request, pk: int) -> HttpResponse:
    """For whoever lost phone and recovery codes; nobody takes away one's own."""
    return _reset(request, pk, ConsentRequest.Kind.SECOND_FACTOR)


@require_POST
@MANAGE
def identity_unlink(request: Request, pk: int) -> HttpResponse:
    """When another person takes over the account; nobody unlinks one's own."""
    user = get_visible_or_404(request.user, User, pk=pk)
    if user.pk == request.user.pk:
        return _show(request, user, status=UNPROCESSABLE, refusal="自己的关联要由另一位安全管理员解除。")
    count = identity.unlink(user=user, by=request.user)
    messages.success(request, "已解除关联；由接手的人用口令登录，自己重新关联。" if count else "这个账号没有关联。")
    return redirect("account", pk=pk)


@require_POST
@GRANT
def assign(request: Request, pk: int) -> HttpResponse:
    user, form = get_visible_or_404(request.user, User, pk=pk), AssignForm(request.POST, by=request.user)
    row = obey(form, lambda: _assign(user, form.chosen(), request.user))
    if row is None:
        return _show(request, user, status=UNPROCESSABLE, assign_form=form)
    messages.success(request, ASKED if isinstance(row, ConsentRequest) else f"已任“{row.title}”。")
    return redirect("account", pk=pk)


def _assign(user: User, chosen: dict[str, Any], by: User) -> Assignment | ConsentRequest:
    act = consent_actions.ask_administrator if "administers" in chosen else actions.assign
    return act(user=user, by=by, **chosen)


@require_http_methods(["GET", "HEAD", "POST"])
@GRANT
def end(request: Request, pk: int) -> HttpResponse:
    row = get_visible_or_404(request.user, Assignment, "user", "post__rank", pk=pk)
    form = EndForm(request.POST if request.method == "POST" else None)
    return _finish(
        request,
        row,
        form,
        "end",
        lambda: actions.end_assignment(
            assignment=row, version=version_of(request), by=request.user, **form.cleaned_data
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@GRANT
def hand_over(request: Request, pk: int) -> HttpResponse:
    row = get_visible_or_404(request.user, Assignment, "user", "post__rank", pk=pk)
    sent = request.POST if request.method == "POST" else None
    form = HandOverForm(sent, by=request.user, leaving=row.user)
    return _finish(
        request,
        row,
        form,
        "hand_over",
        lambda: actions.hand_over(assignment=row, version=version_of(request), by=request.user, **form.cleaned_data),
    )


def _finish(request: Request, row: Assignment, form: Form, name: str, act: Callable[[], Any]) -> HttpResponse:
    """The form that ends an assignment, with or without a successor."""
    context = {"row": row, "form": form, "handing": name == "hand_over"}
    try:
        done = obey(form, act) if form.is_bound else None
    except StaleRow as stale:
        context |= {"row": stale.current, "refusal": str(stale), "last": last_change(stale.current)}
        return render(request, "access/end.html", context, status=CONFLICT)
    if done is None:
        return render(request, "access/end.html", context, status=UNPROCESSABLE if form.is_bound else 200)
    moved = len(done.moved) if name == "hand_over" else 0
    messages.success(request, f"已交接，随岗移交{moved}件没办完的工作。" if name == "hand_over" else "已撤岗。")
    return redirect("account", pk=row.user_id)
