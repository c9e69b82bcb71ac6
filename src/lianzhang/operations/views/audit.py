"""The log for the audit administrator: read, narrow, take away, verify."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lianzhang.access.api import Request, needs, workbook
from lianzhang.kernel.forms import key_of
from lianzhang.operations.audit import AuditFilter, Line, page_of
from lianzhang.operations.exports import audit_workbook
from lianzhang.operations.permissions import Permission
from lianzhang.records.api import chain_waiting, head, verify
from lianzhang.records.models import AuditEvent

__all__ = ["audit", "audit_event", "audit_export", "audit_verify"]


@require_safe
@needs(Permission.READ_AUDIT)
def audit(request: Request) -> HttpResponse:
    narrowing = AuditFilter(request.GET)
    page = page_of(narrowing, key_of(request.GET.get("before")), request.user)
    return render(request, "operations/audit.html", {"filter": narrowing, "page": page, "head": head()})


@require_safe
@needs(Permission.READ_AUDIT)
def audit_event(request: Request, pk: int) -> HttpResponse:
    event = AuditEvent.objects.filter(pk=pk).first() if pk < 2**63 else None
    if event is None:
        raise Http404
    return render(request, "operations/audit_event.html", {"line": Line(event)})


@require_safe
@needs(Permission.EXPORT_AUDIT)
def audit_export(request: Request) -> HttpResponse:
    narrowing = AuditFilter(request.GET)
    return workbook(request, lambda: audit_workbook(narrowing), f"审计记录{timezone.localdate()}")


@require_POST
@needs(Permission.READ_AUDIT)
def audit_verify(request: Request) -> HttpResponse:
    """Walk the whole chain now; a million events take some seconds."""
    chain_waiting()
    return render(request, "operations/audit_verify.html", {"verdict": verify(), "head": head()})
