"""Pages of consultations: the list, one with its opinions, the form to ask."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import get_visible_or_404, may, needs, workbook
from lianzhang.kernel.forms import UNPROCESSABLE, key_of, obey
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.records.api import model_of
from lianzhang.registry.models import Chain
from lianzhang.work.api import answer_step, page_of

from . import queries
from .actions import ask
from .exports import consultations_workbook
from .filters import ConsultationFilter
from .forms import AskForm
from .models import Consultation, Opinion
from .permissions import Permission

__all__ = ["consultation", "consultations", "export", "new", "opinion", "opinion_step", "step"]

READS = needs(Permission.READ)


@require_safe
@needs_plan
@READS
def consultations(request: PlanRequest) -> HttpResponse:
    user = request.user
    narrowing = ConsultationFilter(request.GET, user)
    page, lines = queries.page_of(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER))
    context = {
        "filter": narrowing,
        "page": page,
        "lines": lines,
        "tally": queries.tally_of(user),
        "expert": may(user, Permission.ANSWER),
    }
    return render(request, "consultations/consultations.html", context)


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    user = request.user
    wanted = ConsultationFilter(request.GET, user).wanted
    rows = queries.filter_consultations(wanted, user, request.GET.get(ORDER)).select_related(*queries.LISTED)
    expert = may(user, Permission.ANSWER)
    made = lambda: consultations_workbook(rows.iterator(2_000), expert=expert)  # noqa: E731
    return workbook(request, made, f"专家咨询{timezone.localdate()}")


def _show(request: PlanRequest, row: Consultation, *, status: int = 200, **more: Any) -> HttpResponse:
    request.viewpoint.stated.name(row.chain)
    context = {"dossier": queries.dossier(row, request.user), "row": row, **more}
    return render(request, "consultations/consultation.html", context, status=status)


def _show_opinion(request: PlanRequest, row: Opinion, **more: Any) -> HttpResponse:
    """An opinion stands on the page of its question; what was refused is of the opinion."""
    asked = get_visible_or_404(request.user, Consultation, *queries.LISTED, pk=row.consultation_id)
    return _show(request, asked, **more)


@require_safe
@needs_plan
@READS
def consultation(request: PlanRequest, pk: int) -> HttpResponse:
    return _show(request, get_visible_or_404(request.user, Consultation, *queries.LISTED, pk=pk))


@require_POST
@needs_plan
@READS
def step(request: PlanRequest, pk: int, name: str) -> HttpResponse:
    row = get_visible_or_404(request.user, Consultation, *queries.LISTED, pk=pk)
    return answer_step(request, row, name, _show)


@require_safe
@needs_plan
@READS
def opinion(request: PlanRequest, pk: int) -> HttpResponse:
    row = get_visible_or_404(request.user, Opinion, pk=pk)
    return redirect(reverse("consultation", args=[row.consultation_id]) + request.viewpoint.query)


@require_POST
@needs_plan
@READS
def opinion_step(request: PlanRequest, pk: int, name: str) -> HttpResponse:
    row = get_visible_or_404(request.user, Opinion, "consultation", "post", pk=pk)
    return answer_step(request, row, name, _show_opinion)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@needs(Permission.ASK)
def new(request: PlanRequest) -> HttpResponse:
    """Ask about a row, which `about` and `key` name, or about nothing in particular; first on which chain."""
    vp, row = request.viewpoint, _about(request)
    chains = queries.chains_to_ask(vp)
    asked = request.GET.get("chain") or _chain_code(row)
    chain = next((each for each in chains if each.code == asked), None)
    about = {"about": request.GET.get("about"), "key": request.GET.get("key")} if row else {}
    context: dict[str, Any] = {"chain": chain, "chains": chains, "row": row, "link": row and page_of(row)}
    if chain is None:
        return render(request, "consultations/consultation_form.html", context | {"about": about})
    form = AskForm(request.POST if request.method == "POST" else None, chain=chain)
    made = obey(form, lambda: ask(chain=chain, by=request.user, about=row, **form.given()))
    if made:
        return redirect(reverse("consultation", args=[made.pk]) + vp.query)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "consultations/consultation_form.html", context | {"form": form}, status=status)


def _about(request: PlanRequest) -> Model | None:
    """The row in sight that the address names. Raises Http404 for one that is not."""
    kind, key = request.GET.get("about", ""), key_of(request.GET.get("key"))
    if not kind:
        return None
    model = model_of(kind)
    if model is None:
        raise Http404
    return get_visible_or_404(request.user, model, pk=key)


def _chain_code(row: Model | None) -> str:
    """The chain that a row is of, or its segment is of."""
    chain = row if isinstance(row, Chain) else getattr(row, "chain", None)
    return chain.code if isinstance(chain, Chain) else ""
