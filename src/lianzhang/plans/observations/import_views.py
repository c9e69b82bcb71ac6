"""Pages of the import: hand out the template, take a file, show what it would change, apply it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import get_visible_or_404, needs, page_rows, workbook
from lianzhang.kernel.forms import Form
from lianzhang.kernel.sheets import template, write_marked
from lianzhang.kernel.sheets.tables import BYTES_ALLOWED
from lianzhang.kernel.workbooks import ENDINGS
from lianzhang.plans.models import UploadedSheet
from lianzhang.plans.permissions import Permission
from lianzhang.plans.viewpoint import PlanRequest
from lianzhang.plans.views.parts import needs_plan

from .importing import look_at
from .places import Places
from .sheet_actions import apply_sheet, choose_worksheet, read_sheet, store_sheet
from .sheets import fill_in_sheet

__all__ = ["UploadForm", "apply", "blank", "choose", "marked", "preview", "upload"]

LINES = 100
ACCEPTED = ",".join(f".{ending}" for ending in ENDINGS)
ENTER = needs(Permission.ENTER_OBSERVATION)


class UploadForm(Form):
    file = forms.FileField(
        label="填好的表格",
        help_text=f".xlsx、.xls、.et 或 .csv，不超过{BYTES_ALLOWED // 1024 // 1024}MB。",
        allow_empty_file=True,
        error_messages={"required": "请选一个文件", "missing": "请选一个文件", "invalid": "文件没有传上来；请重选"},
        widget=forms.FileInput({"accept": ACCEPTED}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > BYTES_ALLOWED:
            raise forms.ValidationError(f"文件超过{BYTES_ALLOWED // 1024 // 1024}MB；请拆分后再传")
        if not file.name.lower().endswith(tuple(f".{ending}" for ending in ENDINGS)):
            raise forms.ValidationError("只能导入 .xlsx、.xls、.et 或 .csv 文件；请下载模板，填好后再传")
        return file


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTER
def upload(request: PlanRequest) -> HttpResponse:
    vp = request.viewpoint
    form = UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name, content = file.name, file.read()
        reading = read_sheet(vp.plan, name, content)
        sheet = store_sheet(plan=vp.plan, name=name, content=content, reading=reading, by=request.user)
        return redirect(reverse("observation_sheet", args=[sheet.pk]) + vp.query)
    status = 422 if form.is_bound else 200
    return render(request, "plans/observation_import.html", {"form": form}, status=status)


@require_safe
@needs_plan
@ENTER
def blank(request: PlanRequest) -> HttpResponse:
    plan = request.viewpoint.plan
    return workbook(request, lambda: template(fill_in_sheet(plan, Places(plan))), f"{plan}填报模板")


def _own(request: PlanRequest, pk: int) -> UploadedSheet:
    """An upload is seen by the one who made it; for all others it is not there."""
    plan = request.viewpoint.plan
    return get_visible_or_404(request.user, UploadedSheet, "plan", pk=pk, plan=plan)


def _show(request: PlanRequest, uploaded: UploadedSheet, status: int = 200, error: str = "") -> HttpResponse:
    preview = look_at(uploaded, request.user)
    page = page_rows(request.user, preview.ordered, LINES, request.GET.get("page"))
    context = {"uploaded": uploaded, "preview": preview, "page": page, "error": error}
    return render(request, "plans/observation_sheet.html", context, status=status)


@require_safe
@needs_plan
@ENTER
def preview(request: PlanRequest, pk: int) -> HttpResponse:
    return _show(request, _own(request, pk))


@require_POST
@needs_plan
@ENTER
def choose(request: PlanRequest, pk: int) -> HttpResponse:
    uploaded = _own(request, pk)
    worksheet = request.POST.get("worksheet", "")
    reading = read_sheet(uploaded.plan, uploaded.name, bytes(uploaded.content), worksheet)
    try:
        if not worksheet or reading.worksheet != worksheet:
            raise ValidationError("没有这样的工作表；请重新打开这一页。")
        choose_worksheet(uploaded=uploaded, reading=reading, by=request.user)
    except ValidationError as refused:
        return _show(request, uploaded, 409, " ".join(refused.messages))
    return redirect(reverse("observation_sheet", args=[uploaded.pk]) + request.viewpoint.query)


@require_POST
@needs_plan
@ENTER
def apply(request: PlanRequest, pk: int) -> HttpResponse:
    uploaded = _own(request, pk)
    submit = request.POST.get("as") == "submitted"
    try:
        count = apply_sheet(uploaded=uploaded, submit=submit, by=request.user)
    except ValidationError:
        return _show(request, uploaded, status=409)
    message = f"已导入{count}条，{'等待确认' if submit else '存为草稿'}。" if count else "表里的数都已有，没有改动。"
    messages.success(request, message)
    own = {"mine": "all", "state": "submitted" if submit else "draft"}
    params = request.viewpoint.params | own
    return redirect(f"{reverse('observations')}?{urlencode(params)}")


@require_safe
@needs_plan
@ENTER
def marked(request: PlanRequest, pk: int) -> HttpResponse:
    """The sheet as uploaded, with its problems marked in the cells."""
    uploaded = _own(request, pk)

    def written() -> bytes:
        preview = look_at(uploaded, request.user)
        return write_marked(preview.sheet, [line.row for line in preview.lines], preview.problems)

    return workbook(request, written, f"待改的表格{timezone.localdate()}")
