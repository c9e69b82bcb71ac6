"""Pages of pools: the list with what could be bought together, one with its buyers, and the forms of both."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, get_visible_or_404, may, needs, page_rows, visible, workbook
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import own_firm
from lianzhang.kernel.forms import version_of
from lianzhang.kernel.sorting import ORDER
from lianzhang.market.forms import ProofForm
from lianzhang.market.models import BUYING, Need, NeedState, Pool, PoolMember
from lianzhang.market.permissions import Permission
from lianzhang.plans.api import PlanRequest, needs_plan
from lianzhang.plans.models import NeedKind
from lianzhang.work.api import StepRefused, answer_form, answer_step, for_step, show_refused, workflow_of

from .actions import POOL_RELATED, agree, change_pool
from .exports import pools_workbook
from .filters import PoolFilter
from .forms import AgreeForm, InviteForm, JoinForm, PoolForm, ProposeForm
from .member_actions import MEMBER_RELATED, change_member, enrol, invite, join, receivable, receive
from .queries import POOL_LISTED, filter_pools, is_buyer, lines, pool_dossier, tally_of
from .starting import call_together, propose_and_enrol
from .suggesting import together

__all__ = [
    *("change", "enrol_self", "export", "invite_firm", "member", "member_change", "member_join", "member_receive"),
    *("member_step", "new", "pool", "pools", "settle", "step"),
]

READS, ENTERS = needs(Permission.READ), needs(Permission.ENTER)
FETCHED, FETCHED_MEMBER = fetched(Pool, *POOL_RELATED), fetched(PoolMember, *MEMBER_RELATED)
View = Callable[..., HttpResponse]
FORM = "market/pools/form.html"
A_PAGE, SUGGESTED = 50, 5


def _step_page(name: str, show: View) -> Callable[[View], View]:
    """Of a page whose form is what the step asks: to look at it, the step must be possible; sent, the act decides, so
    that who comes too late is told what became of the row. Who may never take it is refused before a form is read."""

    def decorated(view: View) -> View:
        looking = for_step(name, show)(view)

        @wraps(view)
        def answered(request: PlanRequest, row: Any, **more: Any) -> HttpResponse:
            if request.method != "POST" or _forbidden(row, name, request.user):
                return looking(request, row, **more)
            try:
                return view(request, row, **more)
            except StepRefused as refused:
                return show_refused(request, row, refused, show)

        return answered

    return decorated


def _forbidden(row: Any, name: str, by: User) -> bool:
    try:
        workflow_of(type(row)).lifecycle.check(row, name, by)
    except StepRefused as refused:
        return refused.why == "permission"
    return False


def _sent(request: PlanRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _reads_all(request: PlanRequest) -> bool:
    """Whether who looks reads every buyer's part: who reads what needs keep within."""
    return may(request.user, Permission.MATCH) and not is_buyer(request.user)


@require_safe
@needs_plan
@READS
def pools(request: PlanRequest) -> HttpResponse:
    user, city = request.user, request.viewpoint.plan.city_id
    narrowing = PoolFilter(request.GET, user, request.viewpoint.plan.pk)
    rows = filter_pools(narrowing.wanted, user, request.GET.get(ORDER)).select_related(*POOL_LISTED)
    page = page_rows(user, rows, A_PAGE, request.GET.get("page"))
    reads = _reads_all(request)
    suggested = together(user, city, timezone.localdate()) if reads and may(user, Permission.ENTER) else []
    context = {"filter": narrowing, "page": page, "lines": lines(list(page), user), "tally": tally_of(user)}
    context |= {"reads": reads, "buyer": is_buyer(user), "suggested": suggested[:SUGGESTED], "more": len(suggested)}
    return render(request, "market/pools/pools.html", context)


@require_safe
@needs_plan
@READS
def export(request: PlanRequest) -> HttpResponse:
    user = request.user
    wanted = PoolFilter(request.GET, user, request.viewpoint.plan.pk).wanted
    rows = list(filter_pools(wanted, user, request.GET.get(ORDER)).select_related(*POOL_LISTED))
    own, reads = is_buyer(user), _reads_all(request)
    made = lambda: pools_workbook(lines(rows, user), reads=reads, own=own)  # noqa: E731
    return workbook(request, made, f"拼单{timezone.localdate()}")


def _show(request: PlanRequest, row: Pool, *, status: int = 200, **more: Any) -> HttpResponse:
    request.viewpoint.stated.name(row.chain)
    context = {"dossier": pool_dossier(row, request.user), "row": row, "reads": _reads_all(request), **more}
    return render(request, "market/pools/pool.html", context, status=status)


@require_safe
@needs_plan
@READS
@FETCHED
def pool(request: PlanRequest, row: Pool) -> HttpResponse:
    return _show(request, row)


@require_POST
@needs_plan
@READS
@FETCHED
def step(request: PlanRequest, row: Pool, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


def _kinds(request: PlanRequest) -> QuerySet[NeedKind]:
    return visible(request.user, NeedKind).filter(plan=request.viewpoint.plan, pools=True).order_by("order")


def _named_needs(request: PlanRequest) -> list[Need]:
    """Open needs in sight that the pool is begun from."""
    keys = [int(each) for each in request.GET.get("needs", "").split("-")[:100] if each.isdecimal()]
    rows = visible(request.user, Need).filter(pk__in=keys, state=NeedState.OPEN, kind__pools=True)
    return list(rows.select_related("enterprise", "chain", "kind").order_by("pk"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
def new(request: PlanRequest) -> HttpResponse:
    """By a firm, with how much it wants itself; by the team or the office, who ask the firms of the needs named."""
    user, plan, firm = request.user, request.viewpoint.plan, own_firm(request.user)
    begun, kinds = _named_needs(request), _kinds(request)
    chosen = begun[0].kind.code if begun else request.GET.get("kind")
    kind = kinds.filter(code=chosen).first() if chosen else kinds.first()
    if kind is None:
        return render(request, "market/pools/no_kind.html", {})
    initial = {}
    if begun:
        first = begun[0]
        initial = {"chain": first.chain.code, "title": request.GET.get("what", first.title)[:80], "unit": first.unit}
        initial |= {"product": request.GET.get("what", "")[:120] if request.GET.get("product") else ""}
    given: dict[str, Any] = {"by": user, "plan": plan, "kind": kind, "initial": initial}
    if is_buyer(user):
        form: Any = ProposeForm(_sent(request), **given)
        act: Any = lambda: propose_and_enrol(kind=kind, by=user, firm=firm, said=form.split())  # noqa: E731
    else:
        form, firms = PoolForm(_sent(request), **given), [each.enterprise for each in begun]
        act = lambda: call_together(kind=kind, by=user, firms=firms, **form.given())  # noqa: E731
    context = {"form": form, "kind": kind, "begun": begun, "buyer": is_buyer(user)}
    return answer_form(request, "market/pools/new.html", context, act)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
@FETCHED
@for_step("change", _show)
def change(request: PlanRequest, row: Pool) -> HttpResponse:
    user, plan = request.user, request.viewpoint.plan
    form = PoolForm(_sent(request), by=user, plan=plan, kind=row.kind, row=row)
    act = lambda: change_pool(row=row, version=version_of(request), by=user, **form.given())  # noqa: E731
    context = {"form": form, "row": row, "pool": row, "title": f"修改“{row}”", "press": "保存"}
    return answer_form(request, FORM, context, act)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
@FETCHED
def invite_firm(request: PlanRequest, row: Pool) -> HttpResponse:
    form = InviteForm(_sent(request), by=request.user, city=row.city_id)
    act = lambda: invite(pool=row, by=request.user, **form.cleaned_data)  # noqa: E731
    context = {"form": form, "pool": row, "title": f"请一家参加“{row}”", "press": "请它参加"}
    return answer_form(request, FORM, context | {"told": "它自己答复以前不算参加。"}, act)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
@FETCHED
@_step_page("agree", _show)
def settle(request: PlanRequest, row: Pool) -> HttpResponse:
    """What all want becomes one need of the buyer that leads."""
    willing = visible(request.user, PoolMember).filter(pool=row, state__in=BUYING, leads=True)
    form = AgreeForm(_sent(request), rows=willing.select_related("enterprise").order_by("pk"))
    act = lambda: agree(row=row, version=version_of(request), by=request.user, **form.cleaned_data)  # noqa: E731
    context = {"form": form, "row": row, "pool": row, "title": f"把“{row}”定下来", "press": "定下来"}
    return answer_form(request, FORM, context | {"told": "定下来以后各家不能再退，由另一人核对后发布。"}, act)


# --- a buyer's own part
def _show_member(request: PlanRequest, row: PoolMember, **more: Any) -> HttpResponse:
    return _show(request, get_visible_or_404(request.user, Pool, *POOL_RELATED, pk=row.pool_id), **more)


@require_safe
@needs_plan
@READS
@FETCHED_MEMBER
def member(request: PlanRequest, row: PoolMember) -> HttpResponse:
    """A buyer's part stands on the page of its pool."""
    return redirect(reverse("pool", args=[row.pool_id]) + request.viewpoint.query)


@require_POST
@needs_plan
@ENTERS
@FETCHED_MEMBER
def member_step(request: PlanRequest, row: PoolMember, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show_member)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
@FETCHED
def enrol_self(request: PlanRequest, row: Pool) -> HttpResponse:
    """A firm that nobody asked."""
    firm = own_firm(request.user)
    if firm is None:
        return _show(request, row, status=403, refused="由企业自己的账号参加。")
    form = JoinForm(_sent(request), pool=row, firm=firm, by=request.user)
    act = lambda: enrol(pool=row, enterprise=firm, by=request.user, **form.cleaned_data)  # noqa: E731
    context = {"form": form, "pool": row, "title": f"参加“{row}”", "press": "参加"}
    return answer_form(request, FORM, context | {"told": "定下来以前可以改、可以退出。"}, act)


def _joining(request: PlanRequest, row: PoolMember, verb: Any, press: str) -> HttpResponse:
    form = JoinForm(_sent(request), pool=row.pool, firm=row.enterprise, by=request.user, row=row)
    act = lambda: verb(row=row, version=version_of(request), by=request.user, **form.cleaned_data)  # noqa: E731
    context = {"form": form, "row": row, "pool": row.pool, "title": f"{press}：{row.pool}", "press": press}
    return answer_form(request, FORM, context | {"told": "定下来以前可以改、可以退出。"}, act)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
@FETCHED_MEMBER
@_step_page("join", _show_member)
def member_join(request: PlanRequest, row: PoolMember) -> HttpResponse:
    return _joining(request, row, join, "参加")


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
@FETCHED_MEMBER
@_step_page("change", _show_member)
def member_change(request: PlanRequest, row: PoolMember) -> HttpResponse:
    return _joining(request, row, change_member, "改数量")


@require_http_methods(["GET", "HEAD", "POST"])
@needs_plan
@ENTERS
@FETCHED_MEMBER
@_step_page("receive", _show_member)
def member_receive(request: PlanRequest, row: PoolMember) -> HttpResponse:
    """By a purchase of its own that shows it."""
    rows = receivable(row)
    form = ProofForm(_sent(request), rows=rows)
    act = lambda: receive(row=row, version=version_of(request), by=request.user, **form.given())  # noqa: E731
    context = {"form": form, "row": row, "pool": row.pool, "title": f"{row.enterprise}收到了", "press": "记收到"}
    told = "凭本企业自己的采购记录：对方确认过、签约以后、还没有用过的。"
    return answer_form(request, FORM, context | {"told": told, "nothing": not rows.exists()}, act)
