"""What a post sees of diagnoses, levels and platform use: part of the second telling (oracle.py)."""

from __future__ import annotations

from typing import Any

from .oracle_of_policies import OF_CHAINS, _here, _on_chains
from .oracle_of_rooms import Looker, itself
from .test_visible import LEADERS, OFFICE, PLACES

__all__ = ["sees_advice", "sees_assessment", "sees_diagnosis", "sees_use"]


def _of_firm(row: Any, who: Looker) -> bool:
    """The office and leaders all; a chain and a place their firms'; a firm its own."""
    if row.city_id != who.city:
        return False
    return (
        who.role in {*OFFICE, *LEADERS}
        or (who.role in OF_CHAINS and _on_chains(row.enterprise, who))
        or (who.role in PLACES and _here(row.enterprise, who))
        or (who.role == "enterprise" and itself(row.enterprise, who))
    )


def _of_body(row: Any, who: Looker) -> bool:
    """A body the kinds that it answers for."""
    own = who.body is not None and row.kind.unit_id == who.body
    return who.role == "member_unit" and row.city_id == who.city and own


def _provides(row: Any, who: Looker) -> bool:
    """An expert's post, or a firm, what it was asked to diagnose."""
    if row.city_id != who.city:
        return False
    asked = row.provider_post_id is not None and row.provider_post_id == who.post
    firm = row.provider_firm
    return (who.role == "expert" and asked) or (who.role == "enterprise" and firm is not None and itself(firm, who))


def sees_diagnosis(row: Any, who: Looker) -> bool:
    return _of_firm(row, who) or _of_body(row, who) or _provides(row, who)


def sees_advice(row: Any, who: Looker) -> bool:
    return sees_diagnosis(row.diagnosis, who)


def sees_assessment(row: Any, who: Looker) -> bool:
    return (
        _of_firm(row, who)
        or _of_body(row, who)
        or (row.diagnosis is not None and row.city_id == who.city and _provides(row.diagnosis, who))
    )


def sees_use(row: Any, who: Looker) -> bool:
    return _of_firm(row, who) or (who.role == "member_unit" and row.city_id == who.city)
