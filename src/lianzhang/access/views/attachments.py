"""Papers of a row: added and removed from the row's own page, handed out as files to keep."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from lianzhang.access.able import require
from lianzhang.access.attachments import fetch_attachment, fetch_subject, may_remove
from lianzhang.access.downloads import download
from lianzhang.access.permissions import Permission
from lianzhang.access.requests import Request
from lianzhang.kernel.forms import Form, back_to
from lianzhang.records.api import BYTES_ALLOWED, KINDS, add_attachment, path_of, remove_attachment

__all__ = ["attach", "attachment", "attachment_remove"]


class AttachForm(Form):
    file = forms.FileField(
        allow_empty_file=True,
        error_messages=dict.fromkeys(("required", "missing", "invalid"), "请选一个文件。"),
    )


@require_safe
def attachment(request: Request, pk: int) -> HttpResponse:
    """The file, under its own name, for keeping."""
    paper, _ = fetch_attachment(request.user, pk)
    try:
        content = path_of(paper.sha256).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    return download(request, content, paper.name, KINDS[paper.kind][0])


@require_POST
def attach(request: Request, kind: str, pk: int) -> HttpResponse:
    row = fetch_subject(request.user, kind, pk)
    require(request.user, Permission.ADD_ATTACHMENT, row)
    form = AttachForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, f"没有附上：{form.errors['file'][0]}")
        return back_to(request)
    file = form.cleaned_data["file"]
    # What is too large is not read into memory only to be refused.
    content = file.read(BYTES_ALLOWED + 1)
    try:
        add_attachment(row=row, name=file.name, content=content, by=request.user)
    except ValidationError as refused:
        messages.error(request, f"“{file.name}”没有附上：{refused.messages[0]}")
    else:
        messages.success(request, f"已附上“{file.name}”。")
    return back_to(request)


@require_POST
def attachment_remove(request: Request, pk: int) -> HttpResponse:
    paper, row = fetch_attachment(request.user, pk)
    if not may_remove(request.user, paper, row):
        raise PermissionDenied
    try:
        remove_attachment(attachment=paper, reason=request.POST.get("reason", "")[:300], by=request.user)
    except ValidationError as refused:
        messages.error(request, f"“{paper.name}”没有移去：{refused.messages[0]}")
    else:
        messages.success(request, f"已移去“{paper.name}”。")
    return back_to(request)
