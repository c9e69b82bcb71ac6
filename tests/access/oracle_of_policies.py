"""What a post sees of applications, awards and payments: part of the second telling (oracle.py)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.enterprises.models import Membership
from lianzhang.plans.models import Target

from .oracle_of_rooms import Looker, itself
from .test_visible import LEADERS, OFFICE, PLACES

OF_CHAINS = {"chief", "chain_team"}


def _here(firm: Any, who: Looker) -> bool:
    at, of = (firm.park_id, who.park) if who.park else (firm.region_id, who.region)
    return of is not None and at == of


def _on_chains(firm: Any, who: Looker) -> bool:
    today = timezone.localdate()
    rows = Membership.objects.filter(enterprise=firm, chain__in=who.chains, starts__lte=today)
    return any(each.ends is None or each.ends > today for each in rows)


def _concerns(programme: Any, firm: Any, who: Looker) -> bool:
    """The office and leaders all; a chain and a place their firms'; a body what it answers for; a firm its own."""
    if programme.plan.city_id != who.city or firm.city_id != who.city:
        return False
    return (
        who.role in {*OFFICE, *LEADERS}
        or (who.role in OF_CHAINS and _on_chains(firm, who))
        or (who.role in PLACES and _here(firm, who))
        or (who.role == "member_unit" and who.body is not None and programme.unit_id == who.body)
        or (who.role == "enterprise" and itself(firm, who))
    )


def sees_application(row: Any, who: Looker) -> bool:
    """A draft is its firm's, and that of the team that fills it in."""
    concerns = _concerns(row.programme, row.enterprise, who)
    if who.role == "enterprise":
        return concerns
    own = who.role in OF_CHAINS and row.post_id is not None and row.post_id == who.post and row.city_id == who.city
    return own or (concerns and row.submitted_on is not None)


def sees_award(row: Any, who: Looker) -> bool:
    return _concerns(row.application.programme, row.enterprise, who)


def sees_payment(row: Any, who: Looker) -> bool:
    return sees_award(row.award, who)


def sees_budget_review(row: Any, who: Looker) -> bool:
    """The office, the leaders, the body that manages the budget."""
    own = who.role == "member_unit" and who.body is not None and row.budget.unit_id == who.body
    return row.city_id == who.city and (who.role in {*OFFICE, *LEADERS} or own)


def sees_loan_balance(row: Any, who: Looker) -> bool:
    """The office, the leaders, the body that owns a target judged by it; a bank its own, and no other."""
    if row.city_id != who.city:
        return False
    owned = Target.objects.filter(plan__city=row.city_id, metric="policies.lending_growth", owners=who.body or 0)
    return (
        who.role in {*OFFICE, *LEADERS}
        or (who.role == "member_unit" and who.body is not None and owned.exists())
        or (who.role == "bank" and who.body is not None and row.bank_id == who.body)
    )
