"""What a post sees of platforms, who takes part and what they report: part of the second telling (oracle.py)."""

from __future__ import annotations

from typing import Any

from lianzhang.platforms.models import PlatformFigure, PlatformMember

from .oracle_of_policies import _here, _on_chains
from .oracle_of_rooms import Looker, itself
from .test_visible import LEADERS, OFFICE, PLACES

CITYWIDE = {*OFFICE, *LEADERS, "chief", "chain_team", "member_unit"}


def _hosts(row: Any, who: Looker) -> bool:
    return row.enterprise is not None and row.enterprise.city_id == who.city and itself(row.enterprise, who)


def _stands_here(row: Any, who: Looker) -> bool:
    if row.city_id != who.city or (who.park is None and who.region is None):
        return False
    if row.enterprise is not None and _here(row.enterprise, who):
        return True
    if who.park:
        return bool(row.park_id == who.park)
    return row.region_id == who.region or (row.park is not None and row.park.region_id == who.region)


def _firms_in(row: Any) -> list[Any]:
    return [each.enterprise for each in PlatformMember.objects.filter(platform=row) if each.enterprise]


def sees_platform(row: Any, who: Looker) -> bool:
    if row.city_id != who.city:
        return False
    if who.role in CITYWIDE:
        return True
    if who.role in PLACES:
        of_all = row.region is None and row.park is None and row.enterprise is None
        return of_all or _stands_here(row, who) or any(_here(firm, who) for firm in _firms_in(row))
    known = row.state in {"confirmed", "closed"}
    return who.role == "enterprise" and (
        _hosts(row, who) or (known and any(itself(firm, who) for firm in _firms_in(row)))
    )


def sees_reached(row: Any, who: Looker) -> bool:
    return sees_platform(row.platform, who)


def _of_firm(firm: Any, who: Looker) -> bool:
    if firm is None or firm.city_id != who.city:
        return False
    return (who.role in PLACES and _here(firm, who)) or (who.role == "enterprise" and itself(firm, who))


def sees_member(row: Any, who: Looker) -> bool:
    of = row.platform
    if of.city_id != who.city:
        return False
    host = (who.role in PLACES and _stands_here(of, who)) or (who.role == "enterprise" and _hosts(of, who))
    return who.role in CITYWIDE or host or _of_firm(row.enterprise, who)


def sees_platform_report(row: Any, who: Looker) -> bool:
    if who.role != "enterprise":
        return sees_platform(row.platform, who)
    told = [each.enterprise for each in PlatformFigure.objects.filter(report=row) if each.enterprise]
    return _hosts(row.platform, who) or any(_of_firm(firm, who) for firm in told)


def sees_platform_figure(row: Any, who: Looker) -> bool:
    of = row.report.platform
    if of.city_id != who.city:
        return False
    typed = who.role not in {*LEADERS, "chief", "expert", "bank"} and row.report.post_id == who.post is not None
    if who.role in OFFICE or typed:
        return True
    if row.enterprise is None:
        return _hosts(of, who) if who.role == "enterprise" else sees_platform(of, who)
    return _of_firm(row.enterprise, who) or (who.role == "chain_team" and _on_chains(row.enterprise, who))
