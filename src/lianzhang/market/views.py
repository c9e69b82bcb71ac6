"""Pages of needs: the list, one with who answers it, the forms; and the funnel from published to delivered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, get_visible_or_404, needs, visible, workbook
from lianzhang.enterprises.api import own_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.forms import UNPROCESSABLE, Form, key_of, obey, version_of
from lianzhang.kernel.measures import Told, told_of_year
from lianzhang.kernel.sorting import ORDER
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.plans.models import NeedKind
from lianzhang.registry.models import Chain
from lianzhang.supply.models import Capability, Purchase
from lianzhang.work.api import (
    FROM,
    StepRefused,
    answer_form,
    answer_step,
    for_step,
    show_refused,
    sown,
)

from .actions import RELATED, change, enter
from .customers.choosing import begun_for
from .dossier import need_dossier, reads_within
from .exports import funnel_workbook, needs_workbook
from .filters import NeedFilter
from .forms import BodyForm, NeedForm, SuggestForm, initial_of
from .match_actions import suggest
from .measures import BY, Funnel, tell
from .models import Need
from .permissions import Permission
from .queries import NEED_LISTED, filter_needs, page_of_needs, tally_of, with_answers
from .rules import answers_kind

__all__ = ["amend", "export", "funnel", "funnel_export", "need", "needs_list", "new", "propose", "show_need", "step"]

READS, ENTERS = needs(Permission.READ), needs(Permission.ENTER)
FETCHED = fetched(Need, *RELATED)
LATEST = 10


@require_safe
@needs_plan
@READS
def needs_list(request: PlanRequest) -> HttpResponse:
    user = request.user
    narrowing = NeedFilter(request.GET, user, request.viewpoint.plan.pk)
    tally = tally_of(user)
    page = page_of_needs(narrowing.wanted, request.GET.get("page"), user, request.GET.get(ORDER), tally=tally)
    return render(request, "market/needs.html", {"filter": narrowing, "page": page, "tally": tally})


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    user = request.user
    wanted = NeedFilter(request.GET, user, request.viewpoint.plan.pk).wanted
    rows = with_answers(filter_needs(wanted, user, request.GET.get(ORDER)), user).select_related(*NEED_LISTED)
    fields = {each.pk: list(each.fields.all()) for each in visible(user, NeedKind).filter(plan=request.viewpoint.plan)}
    within = reads_within(user)
    made = lambda: needs_workbook(rows.iterator(2_000), wanted.kind, fields, within=within)  # noqa: E731
    return workbook(request, made, f"需求{timezone.localdate()}")


def show_need(request: PlanRequest, row: Need, *, status: int = 200, **more: Any) -> HttpResponse:
    request.viewpoint.stated.name(row.chain)
    told = need_dossier(request.viewpoint, row)
    form = more.pop("suggest", None) or _suggest_form(request, row, told.bodies, None)
    return render(request, "market/need.html", {"dossier": told, "row": row, "suggest": form, **more}, status=status)


def _suggest_form(request: PlanRequest, row: Need, bodies: Any, sent: Any) -> Any:
    if answers_kind(row.kind):
        return SuggestForm(sent, by=request.user, city=row.city_id)
    return BodyForm(sent, posts=bodies)


@require_safe
@needs_plan
@READS
@FETCHED
def need(request: PlanRequest, row: Need) -> HttpResponse:
    return show_need(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def step(request: PlanRequest, row: Need, name: str) -> HttpResponse:
    return answer_step(request, row, name, show_need)


@require_POST
@needs_plan
@needs(Permission.MATCH)
@FETCHED
def propose(request: PlanRequest, row: Need) -> HttpResponse:
    """Name one who may answer, with what speaks for it."""
    why, key = request.POST.get("why", ""), request.POST.get("capability")
    if key:  # what a firm lets be found names it, to whoever may find it
        able = get_visible_or_404(request.user, Capability, "enterprise__merged_into", pk=key_of(key))
        form: Any = Form(request.POST)
        party: Callable[[], dict[str, Any]] = lambda: {"enterprise": able.enterprise}  # noqa: E731
    else:
        form = _suggest_form(request, row, need_dossier(request.viewpoint, row).bodies, request.POST)
        party = form.given
    renamed = {} if "party" in form.fields else {"party": NON_FIELD_ERRORS}
    try:
        made = obey(form, lambda: suggest(need=row, by=request.user, why=why, **party()), renamed)
    except StepRefused as refused:
        return show_refused(request, row, refused, show_need)
    if made:
        return redirect(reverse("need", args=[row.pk]) + request.viewpoint.query)
    return show_need(request, row, status=UNPROCESSABLE, suggest=form)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
def new(request: PlanRequest) -> HttpResponse:
    """First of what kind; then what is needed, begun from a purchase or a row of another room where one is named."""
    vp, own = request.viewpoint, own_firm(request.user)
    kinds = list(visible(request.user, NeedKind).filter(plan=vp.plan))
    kind = next((each for each in kinds if each.code == request.GET.get("kind")), None)
    initial, source = _begun(request, kind)
    context: dict[str, Any] = {"kinds": kinds, "kind": kind, "source": source, "own": own}
    if kind is None:
        return render(request, "market/need_new.html", context | {"purchases": _latest(request, own)})
    sent = request.POST if request.method == "POST" else None
    form = NeedForm(sent, by=request.user, plan=vp.plan, kind=kind, own=own, initial=initial)
    return answer_form(
        request,
        "market/need_form.html",
        context | {"form": form},
        lambda: enter(kind=kind, by=request.user, source=source, **form.given()),
    )


def _latest(request: PlanRequest, own: Enterprise | None) -> list[Purchase]:
    """What a firm bought last: a need is drawn from it in two clicks."""
    if own is None:
        return []
    bought = visible(request.user, Purchase).filter(customer=own).select_related("supplier", "product")
    return list(bought.order_by("-period_end", "-value", "pk")[:LATEST])


def _begun(request: PlanRequest, kind: NeedKind | None) -> tuple[dict[str, Any], Any]:
    """What the form begins with, and the row that led here."""
    if key := request.GET.get("purchase"):
        bought = get_visible_or_404(request.user, Purchase, "customer", "supplier", pk=key_of(key))
        said = {"title": bought.item[:80], "quantity": bought.quantity, "unit": bought.unit, "value": bought.value}
        chain = _only_chain(request, bought.customer)
        return said | {"enterprise": bought.customer.name, "chain": chain}, bought
    if any(request.GET.get(name) for name in ("customer", "category")):
        own = own_firm(request.user)
        return begun_for(request, kind, _only_chain(request, own) if own else ""), None
    planted = sown(request.viewpoint, request.GET.get(FROM))
    if planted is None:
        own = own_firm(request.user)
        return ({"chain": _only_chain(request, own)} if own else {}), None
    source, seed = planted
    said = {"title": seed.title, "text": seed.text[:1000], "chain": seed.chain and seed.chain.code}
    return said | {"enterprise": seed.enterprise or ""}, source


def _only_chain(request: PlanRequest, firm: Enterprise) -> str:
    """The chain on which a firm stands, where it is but one."""
    today = timezone.localdate()
    running = firm.memberships.filter(starts__lte=today).exclude(ends__lte=today).values("chain")
    codes = list(visible(request.user, Chain).filter(pk__in=running).values_list("code", flat=True)[:2])
    return codes[0] if len(codes) == 1 else ""


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
@FETCHED
@for_step("change", show_need)
def amend(request: PlanRequest, row: Need) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    plan, own = request.viewpoint.plan, row.enterprise
    form = NeedForm(sent, by=request.user, plan=plan, kind=row.kind, own=own, initial=initial_of(row))
    del form.fields["chain"]
    context: dict[str, Any] = {"form": form, "row": row, "kind": row.kind, "own": row.enterprise}

    def act() -> Need:
        said = {name: value for name, value in form.given().items() if name != "enterprise"}
        return change(row=row, version=version_of(request), by=request.user, **said)

    return answer_form(request, "market/need_form.html", context, act)


@require_safe
@needs_plan
@READS
def funnel(request: PlanRequest) -> HttpResponse:
    """How many needs of a year came to be delivered, and where the others stand."""
    return render(request, "market/funnel.html", {"told": _told(request)})


@require_safe
@needs_plan
@READS
def funnel_export(request: PlanRequest) -> HttpResponse:
    told = _told(request)
    return workbook(request, lambda: funnel_workbook(told), f"需求办成情况{told.period}")


def _told(request: PlanRequest) -> Told[Funnel]:
    return told_of_year(request, tell, BY)
