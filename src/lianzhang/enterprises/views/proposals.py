"""Places on chains that are asked for: the forms to ask, the list, one with its steps, and agreeing to several."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianzhang.access.api import fetched, get_visible_or_404, workbook
from lianzhang.enterprises import proposal_actions
from lianzhang.enterprises.exports import proposals_workbook
from lianzhang.enterprises.filters import ProposalFilter
from lianzhang.enterprises.forms.memberships_contacts import AskPlaceForm, EndPlaceForm
from lianzhang.enterprises.models import Enterprise, Membership, MembershipProposal
from lianzhang.enterprises.queries.proposals import (
    RELATED,
    candidates,
    chains_to_ask_for,
    filter_proposals,
    may_ask,
    page_of_proposals,
    proposal_dossier,
    work_of_proposals,
)
from lianzhang.kernel.vocabulary import spoken
from lianzhang.plans.api import CityRequest
from lianzhang.work.api import answer_several, answer_step

from .parts import EDIT, at, fill_in, of_firm

FETCHED = fetched(MembershipProposal, *RELATED)

__all__ = [
    *("firm_proposal_new", "membership_propose_change", "membership_propose_end", "proposal", "proposal_step"),
    *("proposals", "proposals_agree", "proposals_export"),
]

ASKS = "由{office}或企业所在区域同意；同意以前不计入任何名单和合计，也不改变谁能办理这家企业。"
DONE = "已提请；在“企业”的“在链提请”里看进展。"


# --- asking
@require_http_methods(["GET", "HEAD", "POST"])
@EDIT
@of_firm
def firm_proposal_new(request: CityRequest, firm: Enterprise) -> HttpResponse:
    """For those who see the firm and do not answer for it."""
    if not may_ask(request.user, firm):
        raise PermissionDenied
    chains = chains_to_ask_for(request.user) or set()
    only = {"chain": next(iter(chains))} if len(chains) == 1 else {}
    form = AskPlaceForm(at(request), _sent(request), initial={"starts": at(request).at} | only)
    return fill_in(
        *(request, form, lambda: proposal_actions.propose(firm=firm, by=request.user, **form.given)),
        title=f"提请放到产业链：{firm}",
        firm=firm,
        intro=spoken(ASKS),
        button="提请",
        done=DONE,
    )


def _sent(request: CityRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _place(request: CityRequest, pk: int) -> Membership:
    row = get_visible_or_404(request.user, Membership, "enterprise", "chain", "segment", pk=pk)
    get_visible_or_404(request.user, Enterprise, pk=row.enterprise_id)  # who is on a chain is known to more
    chains = chains_to_ask_for(request.user)
    if not may_ask(request.user, row.enterprise) or (chains is not None and row.chain_id not in chains):
        raise PermissionDenied
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@EDIT
def membership_propose_change(request: CityRequest, pk: int) -> HttpResponse:
    row = _place(request, pk)
    form = AskPlaceForm(at(request), _sent(request), row=row)
    named: dict[str, Any] = {"membership": row, "by": request.user}
    return fill_in(
        *(request, form),
        lambda: proposal_actions.propose_change(version=form.seen_version, **named, **form.given),
        title=f"提请修改：{row.enterprise}在{row.chain}",
        firm=row.enterprise,
        standing=AskPlaceForm.of,
        intro=spoken(ASKS),
        button="提请",
        done=DONE,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@EDIT
def membership_propose_end(request: CityRequest, pk: int) -> HttpResponse:
    row = _place(request, pk)
    form = EndPlaceForm(_sent(request), initial={"version": row.version})
    named: dict[str, Any] = {"membership": row, "by": request.user}
    return fill_in(
        *(request, form),
        lambda: proposal_actions.propose_end(version=form.seen_version, **named, **form.given),
        title=f"提请离链：{row.enterprise}离开{row.chain}",
        firm=row.enterprise,
        standing=lambda now: {"ends": now.ends},
        intro=spoken("由{office}或企业所在区域同意；同意以前仍在链上，离链以前的产值照旧计入。"),
        button="提请",
        done=DONE,
    )


# --- the list and one of it
@require_safe
@EDIT
def proposals(request: CityRequest) -> HttpResponse:
    narrowing = ProposalFilter(request.GET, request.user)
    page, lines = page_of_proposals(narrowing.wanted, request.GET.get("page"), request.user)
    context = {
        "filter": narrowing,
        "page": page,
        "lines": lines,
        "choosing": lines and narrowing.wanted.mine == "decide",
        "work": work_of_proposals(request.user),
    }
    return render(request, "enterprises/proposals.html", context)


@require_safe
@EDIT
def proposals_export(request: CityRequest) -> HttpResponse:
    rows = filter_proposals(ProposalFilter(request.GET, request.user).wanted, request.user)
    return workbook(request, lambda: proposals_workbook(rows.iterator()), f"在链提请{timezone.localdate()}")


def _show(request: CityRequest, row: MembershipProposal, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"row": row, "dossier": proposal_dossier(row, request.user), **more}
    return render(request, "enterprises/proposal.html", context, status=status)


@require_safe
@EDIT
@FETCHED
def proposal(request: CityRequest, row: MembershipProposal) -> HttpResponse:
    return _show(request, row)


@require_POST
@EDIT
@FETCHED
def proposal_step(request: CityRequest, row: MembershipProposal, name: str) -> HttpResponse:
    return answer_step(request, row, name, _show)


# --- several at once
@require_http_methods(["GET", "HEAD", "POST"])
@EDIT
def proposals_agree(request: CityRequest) -> HttpResponse:
    return answer_several(request, MembershipProposal, "agree", candidates, "enterprises/proposals_agree.html")
