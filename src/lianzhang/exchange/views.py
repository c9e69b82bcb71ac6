"""Pages of imports and exports: choose a register, upload, look at what would change, apply, undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from lianzhang.access.api import Request, acting, download, get_visible_or_404, may, needs, require, workbook
from lianzhang.enterprises.api import Permission
from lianzhang.jobs.api import set_aside
from lianzhang.kernel.forms import key_of
from lianzhang.kernel.registers import ALIKE, FAULT, Register, register_of
from lianzhang.records.api import KINDS, history_of

from . import actions, exports
from .diff import content_of
from .forms import BatchFilter, UploadForm
from .models import Batch, BatchState
from .progress import progress_of
from .queries import batches, offered, page_of, shown

__all__ = [
    *("batch", "batch_apply", "batch_choose", "batch_decide", "batch_discard", "batch_marked", "batch_original"),
    *("batch_progress", "batch_undo", "exchange", "exchange_export", "sheet_export", "sheet_template", "sheet_upload"),
]

UNPROCESSABLE, CONFLICT = 422, 409
# Which work has a batch in hand.
JOBS = {BatchState.READING: "look", BatchState.APPLYING: "apply", BatchState.UNDOING: "undo"}
IMPORT = needs(Permission.IMPORT_SHEET)
RELATED = ("uploaded_by", "applied_by", "undone_by", "assignment__post")


def _register(request: Request, code: str) -> Register:
    try:
        register = register_of(code)
    except LookupError:
        raise Http404 from None
    require(request.user, register.permission)
    return register


def _city(request: Request) -> int:
    active = acting(request.user)
    if active is None or active.city is None:
        raise PermissionDenied
    return active.city


def _batch(request: Request, pk: int) -> Batch:
    return get_visible_or_404(request.user, Batch, *RELATED, pk=pk)


@require_safe
@IMPORT
def exchange(request: Request) -> HttpResponse:
    filters = BatchFilter(request.GET)
    page = page_of(batches(request.user, filters), request.GET.get("page"), request.user)
    context = {"registers": offered(request.user), "filter": filters, "page": page}
    return render(request, "exchange/exchange.html", context)


@require_safe
@IMPORT
def exchange_export(request: Request) -> HttpResponse:
    rows = batches(request.user, BatchFilter(request.GET))
    name = f"导入过的表格{timezone.localdate()}"
    return workbook(request, lambda: exports.batches_workbook(rows.iterator(2_000)), name)


@require_http_methods(["GET", "HEAD", "POST"])
@IMPORT
def sheet_upload(request: Request, register: str) -> HttpResponse:
    into = _register(request, register)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        name, content = form.cleaned_data["file"]
        made = actions.upload(register=into, name=name, content=content, by=request.user)
        return redirect("batch", made.pk)
    sheet = into.sheet(_city(request))
    context = {"form": form, "register": into, "columns": sheet.columns, "most": sheet.max_rows}
    return render(request, "exchange/upload.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_safe
@IMPORT
def sheet_template(request: Request, register: str) -> HttpResponse:
    into, city = _register(request, register), _city(request)
    return workbook(request, lambda: exports.blank_sheet(into, city), f"{into.title}模板")


@require_safe
@IMPORT
def sheet_export(request: Request, register: str) -> HttpResponse:
    into, city = _register(request, register), _city(request)
    name = f"{into.title}{timezone.localdate()}"
    return workbook(request, lambda: exports.register_workbook(into, city, request.user), name)


@require_safe
@IMPORT
def batch(request: Request, pk: int) -> HttpResponse:
    return _show(request, _batch(request, pk))


def _show(request: Request, row: Batch, status: int = 200, error: str = "") -> HttpResponse:
    detail = shown(row, request.user, request.GET.get("status", ""), request.GET.get("page"))
    own = may(request.user, detail.register.permission, row)
    context = {
        "batch": row,
        "detail": detail,
        "acts": own,
        "error": error,
        "progress": progress_of(row.pk),
        "history": history_of(row),
        "stopped": row.busy and set_aside(f"exchange.{JOBS[BatchState(row.state)]}", str(row.pk)),
    }
    return render(request, "exchange/batch.html", context, status=status)


@require_safe
@IMPORT
def batch_progress(request: Request, pk: int) -> HttpResponse:
    """A fragment that asks for itself again; once the worker is done, the whole page is another."""
    row = _batch(request, pk)
    if not row.busy:
        return HttpResponseClientRefresh()
    return render(request, "exchange/_progress.html", {"batch": row, "progress": progress_of(row.pk)})


def _act(request: Request, pk: int, work: Callable[[Batch], Any]) -> HttpResponse:
    """Do it and show the batch; what stands against it is told on the page of the batch as it is now."""
    row = _batch(request, pk)
    try:
        work(row)
    except ValidationError as refused:
        return _show(request, _batch(request, pk), CONFLICT, " ".join(refused.messages))
    return redirect(reverse("batch", args=[pk]) + (f"?{request.GET.urlencode()}" if request.GET else ""))


@require_POST
@IMPORT
def batch_choose(request: Request, pk: int) -> HttpResponse:
    chosen = request.POST.get("worksheet", "")
    return _act(request, pk, lambda row: actions.choose(batch=row, worksheet=chosen, by=request.user))


@require_POST
@IMPORT
def batch_decide(request: Request, pk: int) -> HttpResponse:
    return _act(request, pk, lambda row: actions.decide(batch=row, choices=_choices(request, row), by=request.user))


def _choices(request: Request, row: Batch) -> dict[int, int | None]:
    """Row by row from the radio buttons `row-12`; with `all` every undecided line that may be one is a new one, or
    those of `rows` are all renamed, or all keep their names."""
    if answer := request.POST.get("all"):
        lines = [line for page in row.pages.filter(status=ALIKE) for line in page.lines]
        lines = [line for line in lines if str(line.number) not in row.decisions]
        if answer == "new":
            return {line.number: 0 for line in lines if 0 in line.answers}
        listed, sign = set(request.POST.get("rows", "").split()), 1 if answer == "rename" else -1
        return {line.number: sign * line.renamed.key for line in lines if line.renamed and str(line.number) in listed}
    said = {name.removeprefix("row-"): str(value) for name, value in request.POST.items() if name.startswith("row-")}
    read = {key_of(name, -1): _answer(value) for name, value in said.items()}
    if -1 in read or None in read.values():
        raise ValidationError("没有这样的选择；请重新打开这一页。")
    return dict(read)


def _answer(text: str) -> int | None:
    """A number, below zero as well; None for anything else."""
    size = key_of(text.removeprefix("-"), -1)
    return None if size < 0 else -size if text.startswith("-") else size


@require_POST
@IMPORT
def batch_apply(request: Request, pk: int) -> HttpResponse:
    return _act(request, pk, lambda row: actions.apply(batch=row, by=request.user))


@require_POST
@IMPORT
def batch_undo(request: Request, pk: int) -> HttpResponse:
    return _act(request, pk, lambda row: actions.undo(batch=row, by=request.user))


@require_POST
@IMPORT
def batch_discard(request: Request, pk: int) -> HttpResponse:
    row = _batch(request, pk)
    try:
        actions.discard(batch=row, by=request.user)
    except ValidationError as refused:
        return _show(request, _batch(request, pk), CONFLICT, " ".join(refused.messages))
    messages.success(request, f"已删除没有导入的“{row.name}”。")
    return redirect("exchange")


@require_safe
@IMPORT
def batch_marked(request: Request, pk: int) -> HttpResponse:
    """The upload with its faults marked; only a batch that has any."""
    row = _batch(request, pk)
    if not row.counts.get(FAULT):
        raise Http404
    return workbook(request, lambda: exports.marked_upload(row, request.user), f"待改的{row.name}")


@require_safe
@IMPORT
def batch_original(request: Request, pk: int) -> HttpResponse:
    """The file as it was uploaded; one that could not be read is not handed out again."""
    row = _batch(request, pk)
    if row.state in (BatchState.READING, BatchState.ASKED, BatchState.REFUSED):
        raise Http404
    kind = KINDS[row.name.lower().rpartition(".")[2]][0]
    return download(request, lambda: content_of(row), row.name, kind)
