"""A firm comes onto a chain, changes its place there, leaves it, or was put there by mistake. One act, one event.

The events are the firm's, so that its page tells all of it. The firm is locked first, so that two shares that are given
at once never sum to more than a hundred."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.enterprises.models import ChainRole, Enterprise, Membership
from lianzhang.kernel.formatting import day, number
from lianzhang.plans.models import PlanChain
from lianzhang.registry.models import Chain, Segment
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .lifecycle import MEMBERSHIP
from .membership_rules import membership_faults
from .revisions import touch
from .scope import OUT_OF_REACH

__all__ = [
    *("AT_CHAIN", "Placing", "chains_of_city", "change", "end", "membership_texts", "put_on_chain", "refuse_faults"),
    "withdraw",
]

AT_CHAIN = {"chain": OUT_OF_REACH}


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
    """Primary keys of the chains of the city's plans; where no plan names any, of all that are registered."""
    planned = set(PlanChain.objects.filter(plan__city=city).values_list("chain", flat=True))
    return planned or set(Chain.objects.filter(city=city).values_list("pk", flat=True))


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


@action
def put_on_chain(*, firm: Enterprise, placing: Placing, by: Any, entering: bool = False) -> Membership:
    """Whoever answers for the firm may do it, a team on its own chains; the firm itself may not.

    `entering`: the firm enters the register in the same act, so that nobody answered for it before.
    """
    row = Membership(enterprise=firm)
    placing.into(row)
    with create_row(row, "enter" if entering else "put", by=by, out_of_reach=AT_CHAIN) as act:
        refuse_faults(row)
        act.facts["chain"] = str(row.chain)
    return row


@action
def change(*, membership: Membership, version: int, placing: Placing, by: Any) -> Membership:
    """Another segment, role, time or share."""
    with take_step(membership, "change", by=by, version=version, out_of_reach=AT_CHAIN) as act:
        placing.into(act.row)
        refuse_faults(act.row)
        act.facts["chain"] = str(act.row.chain)
    return act.row


@action
def end(*, membership: Membership, version: int, ends: date, reason: str, by: Any) -> Membership:
    """The firm leaves the chain; `ends` is the first day no longer on it."""
    with take_step(membership, "end", by=by, version=version, out_of_reach=AT_CHAIN, reason=reason) as act:
        act.row.ends = ends
        refuse_faults(act.row)
        act.facts["chain"] = str(act.row.chain)
    return act.row


@action
def withdraw(*, membership: Membership, version: int, reason: str, by: Any) -> Enterprise:
    """Take back what was recorded by mistake. The log keeps what it said."""
    with take_step(membership, "withdraw", by=by, version=version, reason=reason) as act:
        act.facts["chain"] = str(act.row.chain)
    return act.owner


def refuse_faults(row: Membership) -> None:
    """Raises ValidationError by field with all that stands against the place."""
    others = row.enterprise.memberships.exclude(pk=row.pk).select_related("chain")
    if faults := membership_faults(row, others, chains_of_city(row.enterprise.city_id), timezone.localdate()):
        raise ValidationError(faults)
    row.full_clean(validate_constraints=False)


register_workflow(
    Workflow(
        model=Membership,
        lifecycle=MEMBERSHIP,
        page="membership_row",
        related=("enterprise", "chain", "segment"),
        owner="enterprise",
        touch=lambda row: touch(row.enterprise.city_id),
        describe=membership_texts,
    )
)
