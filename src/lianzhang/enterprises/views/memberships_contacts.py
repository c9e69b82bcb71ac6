"""The forms for what hangs on a firm: places on chains, contacts, bodies for research."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from lianzhang.access.api import get_visible_or_404, require, visible
from lianzhang.enterprises import contact_actions, membership_actions
from lianzhang.enterprises.forms.base import ReasonForm
from lianzhang.enterprises.forms.memberships_contacts import ContactForm, EndPlaceForm, PlaceForm, ResearchBodyForm
from lianzhang.enterprises.membership_actions import Placing
from lianzhang.enterprises.models import Contact, Enterprise, Membership, ResearchBody
from lianzhang.enterprises.permissions import Permission
from lianzhang.kernel.forms import key_of, version_of
from lianzhang.plans.api import CityRequest
from lianzhang.registry.models import Segment
from lianzhang.work.api import RowGone, StaleRow, StepRefused, as_seen

from .parts import EDIT, acts, at, fill_in, firm_of, is_firm, of_firm, open_firm, refusal_text

__all__ = [
    *("contact_change", "contact_remove", "firm_contact_new", "firm_membership_new", "firm_research_body_new"),
    *("firm_research_body_remove", "membership_change", "membership_end", "membership_segment"),
    "membership_withdraw",
]

SEEN_LONGEST = 4_000


def _sent(request: CityRequest) -> Any:
    return request.POST if request.method == "POST" else None


# --- places on chains
@require_http_methods(["GET", "HEAD", "POST"])
@EDIT
@of_firm
def firm_membership_new(request: CityRequest, firm: Enterprise) -> HttpResponse:
    """Asked of any firm in sight: who does not answer for it is told who puts it onto a chain."""
    if is_firm(request):
        raise PermissionDenied
    form = PlaceForm(at(request), _sent(request), initial={"starts": at(request).at})
    return fill_in(
        *(request, form, lambda: membership_actions.put_on_chain(firm=firm, by=request.user, **form.given)),
        title=f"放到产业链：{firm}",
        firm=firm,
        intro="一家企业可以在几条链上；各链计入的比例合起来不超过100%，这样产值不会算两遍。",
        done="已上链。",
    )


def _membership(request: CityRequest, pk: int) -> Membership:
    row = get_visible_or_404(request.user, Membership, "enterprise", "chain", "segment", pk=pk)
    require(request.user, Permission.EDIT_ENTERPRISE, row)
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@EDIT
def membership_change(request: CityRequest, pk: int) -> HttpResponse:
    row = _membership(request, pk)
    form = PlaceForm(at(request), _sent(request), row=row)
    return fill_in(
        *(request, form),
        lambda: membership_actions.change(membership=row, version=form.seen_version, by=request.user, **form.given),
        title=f"{row.enterprise}在{row.chain}：修改",
        firm=row.enterprise,
        standing=PlaceForm.of,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@EDIT
def membership_end(request: CityRequest, pk: int) -> HttpResponse:
    row = _membership(request, pk)
    form = EndPlaceForm(_sent(request), initial={"version": row.version})
    return fill_in(
        *(request, form),
        lambda: membership_actions.end(membership=row, version=form.seen_version, by=request.user, **form.given),
        title=f"{row.enterprise}离开{row.chain}",
        firm=row.enterprise,
        standing=lambda now: {"ends": now.ends},
        intro="离链以前的产值照旧计入；登错了的请用“撤销”。",
        done="已记离链。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@EDIT
def membership_withdraw(request: CityRequest, pk: int) -> HttpResponse:
    row = _membership(request, pk)
    form = ReasonForm(_sent(request), initial={"version": row.version})
    return fill_in(
        *(request, form),
        lambda: membership_actions.withdraw(membership=row, version=form.seen_version, by=request.user, **form.given),
        title=f"撤销{row.enterprise}在{row.chain}的记录",
        firm=row.enterprise,
        intro="只用于登错的；真的离开产业链，请用“离链”，以前的产值才照旧计入。撤销的内容留在日志里。",
        button="撤销",
        danger=True,
        done="已撤销。",
    )


@require_POST
@EDIT
def membership_segment(request: CityRequest, pk: int) -> HttpResponse:
    """A suggested segment is taken with one click; everything else stays as it was looked at."""
    row = _membership(request, pk)
    rows = visible(request.user, Segment).filter(chain=row.chain_id)
    segment = rows.filter(pk=key_of(request.POST.get("segment"))).first()
    placing = Placing(row.chain, row.starts, row.role, segment, row.ends, row.share, row.source)
    try:
        if segment is None:
            raise ValidationError("没有这个环节；请在“修改”里选。")
        membership_actions.change(membership=row, version=version_of(request), placing=placing, by=request.user)
    except (ValidationError, RowGone, StaleRow, StepRefused) as refused:
        messages.error(request, f"没有改环节：{refusal_text(refused)}")
    else:
        messages.success(request, f"已定为“{segment}”环节。")
    return open_firm(request, row.enterprise, "chains")


# --- contacts
@acts
def firm_contact_new(request: CityRequest, firm: Enterprise) -> HttpResponse:
    form = ContactForm(_sent(request))
    return fill_in(
        *(request, form, lambda: contact_actions.add_contact(firm=firm, by=request.user, **form.given)),
        title=f"登记联系岗位：{firm}",
        firm=firm,
    )


def _contact(request: CityRequest, pk: int) -> Contact:
    row = get_visible_or_404(request.user, Contact, "enterprise", pk=pk)
    require(request.user, Permission.EDIT_ENTERPRISE, row)
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@EDIT
def contact_change(request: CityRequest, pk: int) -> HttpResponse:
    row = _contact(request, pk)
    form = ContactForm(_sent(request), row=row)
    seen = request.POST.get("seen", "")[:SEEN_LONGEST]
    return fill_in(
        *(request, form),
        lambda: contact_actions.change_contact(contact=row, seen=seen, by=request.user, **form.given),
        title=f"修改联系岗位：{row.enterprise}",
        firm=row.enterprise,
        seen=as_seen(contact_actions.contact_texts(row)),
    )


@require_POST
@EDIT
def contact_remove(request: CityRequest, pk: int) -> HttpResponse:
    row = _contact(request, pk)
    contact_actions.remove_contact(contact=row, by=request.user)
    messages.success(request, f"已移去“{row.post}”。")
    return open_firm(request, firm_of(request, row.enterprise_id), "contacts")


# --- bodies for research
@acts
def firm_research_body_new(request: CityRequest, firm: Enterprise) -> HttpResponse:
    if is_firm(request):
        raise PermissionDenied
    form = ResearchBodyForm(_sent(request))
    return fill_in(
        *(request, form, lambda: contact_actions.add_research_body(firm=firm, by=request.user, **form.given)),
        title=f"登记研发机构：{firm}",
        firm=firm,
    )


@require_POST
@acts
def firm_research_body_remove(request: CityRequest, firm: Enterprise) -> HttpResponse:
    if is_firm(request):
        raise PermissionDenied
    key = request.POST.get("body") or 0
    body = get_visible_or_404(request.user, ResearchBody, "enterprise", pk=key, enterprise=firm)
    contact_actions.remove_research_body(body=body, by=request.user)
    return open_firm(request, firm)
