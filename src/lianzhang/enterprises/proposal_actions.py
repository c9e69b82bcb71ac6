"""A place on a chain is asked for by those who do not answer for the firm, and agreed to by those who do.

What is agreed is written in the same act, under the same rules as a place that they give by themselves: one event."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.kernel.formatting import day, number
from lianzhang.work.api import (
    RowGone,
    StaleRow,
    Workflow,
    action,
    counting,
    create_row,
    refuse_out_of_reach,
    register_workflow,
    take_step,
)

from .lifecycle import MEMBERSHIP
from .membership_actions import AT_CHAIN, Placing, refuse_faults
from .models import Enterprise, Membership, MembershipProposal, ProposalKind, ProposalState
from .proposal_lifecycle import PROPOSAL
from .revisions import touch

__all__ = [
    *("agree", "decline", "lapse", "placing_of", "proposal_words", "propose", "propose_change", "propose_end"),
    "withdraw",
]

# What is asked for, besides the chain.
PLACED = ("segment", "role", "starts", "ends", "share")


# --- asking
@action
def propose(*, firm: Enterprise, placing: Placing, by: Any) -> MembershipProposal:
    """Ask that a firm comes onto a chain. Raises StepForbidden where `by` answers for it, ValidationError by field."""
    return _ask(MembershipProposal(enterprise=firm, kind=ProposalKind.PUT), placing, by)


@action
def propose_change(*, membership: Membership, version: int, placing: Placing, by: Any) -> MembershipProposal:
    """Ask for another segment, role, time or share. Raises StaleRow where the place changed since it was looked at."""
    return _ask(_about(membership, version, ProposalKind.CHANGE), placing, by)


@action
def propose_end(*, membership: Membership, version: int, ends: date, reason: str, by: Any) -> MembershipProposal:
    """Ask that a firm leaves a chain; `ends` is the first day no longer on it."""
    stands = membership
    placing = Placing(stands.chain, stands.starts, stands.role, stands.segment, ends, stands.share, reason)
    return _ask(_about(membership, version, ProposalKind.END), placing, by)


def _about(membership: Membership, version: int, kind: ProposalKind) -> MembershipProposal:
    current = Membership.objects.select_related("enterprise", "chain", "segment").filter(pk=membership.pk).first()
    if current is None:
        raise RowGone(Membership, membership.enterprise)
    if current.version != version:
        raise StaleRow(current)
    return MembershipProposal(enterprise=current.enterprise, kind=kind, membership=current, membership_version=version)


def _ask(row: MembershipProposal, placing: Placing, by: Any) -> MembershipProposal:
    reason = placing.source.strip()
    if not reason:
        raise ValidationError({"reason" if row.kind == ProposalKind.END else "source": "请写依据，好让对方决定。"})
    row.chain, row.reason, row.entered_by = placing.chain, reason, by
    for name in PLACED:
        setattr(row, name, getattr(placing, name))
    with create_row(row, "propose", by=by, out_of_reach=AT_CHAIN) as act:
        waiting = MembershipProposal.objects.filter(enterprise=row.enterprise_id, chain=row.chain_id)
        if waiting.filter(state=ProposalState.WAITING).exists():
            raise ValidationError({"chain": "这家企业在这条链上已有一件提请在等待同意；请先撤回那一件，或等它办完。"})
        if row.membership and _stands_so(row, row.membership):
            raise ValidationError("提请的与现在登记的一样，没有要改的；请改动后再提请。")
        _fit(_place_of(row), row)
        row.full_clean(validate_constraints=False, exclude=["authors", "post"])
        act.facts["reason"] = reason
    return row


def _stands_so(row: MembershipProposal, place: Membership) -> bool:
    return all(getattr(row, name) == getattr(place, name) for name in ("chain", *PLACED))


def _place_of(row: MembershipProposal) -> Membership:
    return row.membership or Membership(enterprise=row.enterprise)


def _fit(place: Membership, row: MembershipProposal) -> None:
    """Let the place stand as it is asked for, not saved. Raises ValidationError by field where it cannot be."""
    placing_of(row).into(place)
    refuse_faults(place)


def placing_of(row: MembershipProposal) -> Placing:
    source = row.membership.source if row.kind == ProposalKind.END and row.membership else row.reason
    return Placing(row.chain, row.starts, row.role, row.segment, row.ends, row.share, source)


# --- answering
@action
def agree(*, row: MembershipProposal, version: int, by: Any) -> MembershipProposal:
    """Let what was asked for stand from now on. Raises ValidationError where it no longer fits the firm's places."""
    with take_step(row, "agree", by=by, version=version) as act:
        asked = act.row
        asked.enterprise = Enterprise.objects.select_for_update(of=("self",), no_key=True).get(pk=asked.enterprise_id)
        place = _place_of(asked)
        place.enterprise = asked.enterprise
        with counting(place):
            _fit(place, asked)
            if asked.kind == ProposalKind.PUT:
                MEMBERSHIP.check_new(place, "put", by)
            else:
                MEMBERSHIP.check(place, asked.kind, by, reason=asked.reason)
                place.version += 1
            place.save()
        refuse_out_of_reach(Membership.objects.filter(pk=place.pk), by=by, message=AT_CHAIN)
        asked.enterprise.save()  # it is new on lists
        asked.membership, asked.membership_version = place, place.version
        asked.decided_by, asked.decided_at = by, timezone.now()
        act.facts |= {"title": proposal_words(asked)}
    return act.row


@action
def decline(*, row: MembershipProposal, version: int, reason: str, by: Any) -> MembershipProposal:
    """Nothing changes; who asked reads why."""
    with take_step(row, "decline", by=by, version=version, reason=reason) as act:
        act.row.decided_by, act.row.decided_at, act.row.answer = by, timezone.now(), reason.strip()
    return act.row


@action
def withdraw(*, row: MembershipProposal, version: int, by: Any) -> MembershipProposal:
    with take_step(row, "withdraw", by=by, version=version):
        pass
    return row


@action
def lapse(*, row: MembershipProposal, why: str) -> None:
    """Nobody answers it any more. The house does it by itself."""
    with take_step(row, "lapse", by=SYSTEM) as act:
        act.row.decided_at, act.row.answer = timezone.now(), why
        act.facts["reason"] = why


# --- in words
def proposal_words(row: MembershipProposal) -> str:
    """What is asked for, but the firm: 上链：第1链，铸件1，核心，2024-01-01起，计入100%."""
    if row.kind == ProposalKind.END:
        return f"{row.get_kind_display()}：{row.chain}，{day(row.ends)}起不再在链"
    span = f"{day(row.starts)}至{day(row.ends)}" if row.ends else f"{day(row.starts)}起"
    parts = (row.chain, row.segment or "环节未定", row.get_role_display(), span, f"计入{number(row.share)}%")
    return f"{row.get_kind_display()}：{'，'.join(map(str, parts))}"


def _told(row: MembershipProposal) -> dict[str, Any]:
    return {"enterprise": str(row.enterprise), "title": proposal_words(row)}


def _touch(row: Model) -> None:
    touch(row.enterprise.city_id)  # type: ignore[attr-defined]


register_workflow(
    Workflow(
        model=MembershipProposal,
        lifecycle=PROPOSAL,
        page="proposal",
        list_page="proposals",
        verbs={"agree": agree, "decline": decline, "withdraw": withdraw},
        related=("enterprise", "chain", "segment", "membership", "post", "entered_by"),
        touch=_touch,
        describe=_told,
    )
)
