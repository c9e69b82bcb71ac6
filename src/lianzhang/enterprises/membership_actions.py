"""A firm comes onto a chain, changes its place there, leaves it, or was put there by mistake. One act, one event.

The events are the firm's, so that its page tells all of it. The firm is locked first, so that two shares that are given
at once never sum to more than a hundred."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from lianzhang.access.actions import locked
from lianzhang.access.permissions import Permission
from lianzhang.access.row_policy import may, visible
from lianzhang.enterprises.models import ChainRole, Enterprise, Membership
from lianzhang.kernel.formatting import day, number
from lianzhang.plans.models import PlanChain
from lianzhang.records.actions import changes_between
from lianzhang.registry.models import Chain, Segment

from .acting import current, demand, refuse, refuse_out_of_reach, tell
from .membership_rules import membership_faults

__all__ = ["Placing", "chains_of_city", "change", "end", "membership_texts", "put_on_chain", "withdraw"]


@dataclass(frozen=True, slots=True)
class Placing:
    """Where on a chain a firm stands, from when to when, and what share of its output the chain counts."""

    chain: Chain
    starts: date
    role: str = ChainRole.OTHER
    segment: Segment | None = None
    ends: date | None = None
    share: Decimal = Decimal(100)
    source: str = ""

    def into(self, row: Membership) -> None:
        for name in ("chain", "segment", "role", "starts", "ends", "share"):
            setattr(row, name, getattr(self, name))
        row.source = self.source.strip()


def chains_of_city(city: int) -> set[int]:
    """Primary keys of the chains of the city's plans."""
    return set(PlanChain.objects.filter(plan__city=city).values_list("chain", flat=True))


def membership_texts(row: Membership) -> dict[str, str]:
    return {
        "chain": str(row.chain),
        "segment": str(row.segment or ""),
        "role": row.get_role_display(),
        "since": day(row.starts),
        "until": day(row.ends) if row.ends else "",
        "share": f"{number(row.share)}%",
        "source": row.source,
    }


@transaction.atomic
def put_on_chain(*, firm: Enterprise, placing: Placing, by: Any) -> Membership:
    """Whoever answers for the chain or for the firm may do it; the firm itself may not."""
    firm = current(firm)
    demand(by)
    if not visible(by, Enterprise).filter(pk=firm.pk).exists():
        raise PermissionDenied
    row = Membership(enterprise=firm)
    placing.into(row)
    _write(row)
    refuse_out_of_reach(by, Membership.objects.filter(pk=row.pk), "chain")
    tell("membership.put", firm, by, chain=str(row.chain), changes=changes_between(_blank(), membership_texts(row)))
    return row


@transaction.atomic
def change(*, membership: Membership, version: int, placing: Placing, by: Any) -> Membership:
    """Another segment, role, time or share."""
    row = _current(membership, version, by)
    before = membership_texts(row)
    placing.into(row)
    changes = changes_between(before, membership_texts(row))
    if changes:
        _write(row)
        refuse_out_of_reach(by, Membership.objects.filter(pk=row.pk), "chain")
        tell("membership.change", row.enterprise, by, chain=str(row.chain), changes=changes)
    return row


@transaction.atomic
def end(*, membership: Membership, version: int, ends: date, reason: str, by: Any) -> Membership:
    """The firm leaves the chain; `ends` is the first day no longer on it."""
    row = _current(membership, version, by)
    if not reason.strip():
        raise ValidationError({"reason": "请写离链的依据，如“转产，不再供货”。"})
    before, row.ends = membership_texts(row), ends
    _write(row)
    changes = changes_between(before, membership_texts(row))
    tell("membership.end", row.enterprise, by, chain=str(row.chain), changes=changes, reason=reason.strip())
    return row


@transaction.atomic
def withdraw(*, membership: Membership, version: int, reason: str, by: Any) -> Enterprise:
    """Take back what was recorded by mistake. The log keeps what it said."""
    row = _current(membership, version, by)
    if not reason.strip():
        raise ValidationError({"reason": "请写撤销的理由，如“登错了企业”。"})
    changes = changes_between(membership_texts(row), _blank())
    tell("membership.withdraw", row.enterprise, by, chain=str(row.chain), changes=changes, reason=reason.strip())
    row.delete()
    return row.enterprise


def _current(membership: Membership, version: int, by: Any) -> Membership:
    """The membership as it was looked at; its firm is locked before it."""
    firm = current(membership.enterprise)
    row: Membership = locked(Membership, membership.pk, version)
    if not may(by, Permission.EDIT_ENTERPRISE, row):
        raise PermissionDenied
    row.enterprise = firm
    return row


def _write(row: Membership) -> None:
    """Save it if nothing stands against it, as a new version where it existed."""
    others = row.enterprise.memberships.exclude(pk=row.pk).select_related("chain")
    refuse(membership_faults(row, others, chains_of_city(row.enterprise.city_id), timezone.localdate()))
    if row.pk:
        row.version += 1
    row.full_clean(validate_constraints=False)
    row.save()


def _blank() -> dict[str, str]:
    return dict.fromkeys(("chain", "segment", "role", "since", "until", "share", "source"), "")
