"""What a post sees of the rows of supply: part of the second telling (oracle.py)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.enterprises.models import Membership
from lianzhang.supply.models import Purchase

from .oracle_of_rooms import GOVERNING, Looker, itself
from .test_visible import LEADERS, OFFICE, PLACES

OF_CHAINS = {"chief", "chain_team"}


def stands(firm: Any, who: Looker, on: Any = None) -> bool:
    rows = Membership.objects.filter(enterprise=firm)
    return any(row.chain_id in who.chains and row.current(on or timezone.localdate()) for row in rows)


def sees_purchase(row: Any, who: Looker) -> bool:
    """The office all; a chain's chief and team where either side stands on it, or the customer did on the last day of
    the period; both sides themselves."""
    if row.city_id != who.city:
        return False
    sides = [row.customer, *([row.supplier] if row.supplier else [])]
    if who.role in OF_CHAINS:
        return any(stands(firm, who) for firm in sides) or stands(row.customer, who, row.period_end)
    return who.role in OFFICE or (who.role == "enterprise" and any(itself(firm, who) for firm in sides))


def sees_purchase_total(row: Any, who: Looker) -> bool:
    """The seller does not: it is the customer's own. A chain's team also reads of who stood there when it ended."""
    if row.city_id != who.city:
        return False
    stood = stands(row.customer, who) or stands(row.customer, who, row.period_end)
    of_chain = who.role in OF_CHAINS and stood
    return who.role in OFFICE or of_chain or (who.role == "enterprise" and itself(row.customer, who))


def sees_capability(row: Any, who: Looker) -> bool:
    """Who governs all; an expert of firms on its chains; a firm its own and what others let be found."""
    if row.city_id != who.city:
        return False
    if who.role == "enterprise":
        return row.published or itself(row.enterprise, who)
    return who.role in GOVERNING or (who.role == "expert" and stands(row.enterprise, who))


def sees_flow(row: Any, who: Looker) -> bool:
    """The office and the units of the city all; a district or park of firms that lie there; a firm its own."""
    if row.city_id != who.city:
        return False
    if who.role in PLACES:
        firm = row.enterprise
        at, of = (firm.park_id, who.park) if who.park else (firm.region_id, who.region)
        return of is not None and at == of
    return who.role in {*OFFICE, "member_unit"} or (who.role == "enterprise" and itself(row.enterprise, who))


def sees_sourcing(row: Any, who: Looker) -> bool:
    """Who hangs on whom: the office, and the chain's chief and team."""
    own = who.role in OF_CHAINS and row.chain_id in who.chains
    return row.city_id == who.city and (who.role in OFFICE or own)


def sees_run(row: Any, who: Looker) -> bool:
    """That there was one, and its sums."""
    return row.city_id == who.city and who.role in {*LEADERS, *OFFICE, *OF_CHAINS}


def sees_run_firm(row: Any, who: Looker) -> bool:
    """The office all; a chain's chief and team of its firms and, of risks, of those that sell to them; a firm its own
    risk, and nothing of what somebody tried out."""
    if row.run.city_id != who.city:
        return False
    risk = row.run.kind == "risk"
    if who.role == "enterprise":
        return risk and row.enterprise is not None and itself(row.enterprise, who)
    if who.role in OF_CHAINS:
        own = row.enterprise is not None and stands(row.enterprise, who)
        return own or (risk and any(_sold(row, each) and stands(each.customer, who) for each in _bought(who)))
    return who.role in OFFICE


def _bought(who: Looker) -> list[Purchase]:
    return list(Purchase.objects.filter(city=who.city).select_related("customer"))


def _sold(row: Any, purchase: Purchase) -> bool:
    if row.enterprise_id:
        return purchase.supplier_id == row.enterprise_id
    return purchase.supplier_id is None and purchase.supplier_name == row.stranger
