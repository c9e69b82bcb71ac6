"""What a post sees of the rows of the rooms in which work is followed up: part of the second telling (oracle.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .test_visible import BUSINESS, LEADERS, OFFICE, PLACES, Person

OUTSIDE = {"expert", "enterprise", "bank"}
GOVERNING = set(BUSINESS) - OUTSIDE


@dataclass
class Looker(Person):
    """A post, with its park and its city."""

    park: int | None
    city: int


Told = Callable[[Any, Looker], bool]


def itself(firm: Any, who: Looker) -> bool:
    return who.body is not None and firm.organization_id == who.body


def sees_problem(row: Any, who: Looker) -> bool:
    """The office and the leaders all; else who raised it, who has it in hand, whose chain, place or firm it is of."""
    if row.city_id != who.city or who.role in {"bank", "expert"}:
        return False
    if who.role in {*OFFICE, *LEADERS}:
        return True
    if who.role == "enterprise":
        return row.enterprise is not None and itself(row.enterprise, who)
    units = [*row.helpers.all(), *([row.lead] if row.lead else [])]
    in_hand = any(unit_of(unit, who) for unit in units) and who.role != "chief"
    of_chain = who.role in {"chief", "chain_team"} and row.chain_id in who.chains
    firm = row.enterprise
    here = (firm is not None and firm.park_id == who.park) if who.park else row.region_id == who.region
    return in_hand or of_chain or row.post_id == who.post or (who.role in PLACES and here)


def sees_project(row: Any, who: Looker) -> bool:
    """The office and the leaders all; else who carries, is asked to, or carried it, whose chain, where it lands."""
    if row.city_id != who.city or who.role in {"bank", "expert"}:
        return False
    if who.role in {*OFFICE, *LEADERS}:
        return True
    early = {row.state, row.lost_from} & {"lead", "talks"}
    if who.role == "enterprise":
        return not early and row.enterprise is not None and itself(row.enterprise, who)
    if who.role == "chief":
        return row.chain_id in who.chains
    carried = [each.left for each in row.hand_overs.all() if each.state == "accepted"]
    own = any(unit_of(unit, who) for unit in (row.unit, row.asked_unit, *carried) if unit)
    here = row.park_id == who.park if who.park else row.region_id is not None and row.region_id == who.region
    of_chain = who.role == "chain_team" and row.chain_id in who.chains
    return own or of_chain or (who.role in PLACES and here and not early)


def sees_part(row: Any, who: Looker) -> bool:
    return sees_project(row.project, who)


def sees_hand_over(row: Any, who: Looker) -> bool:
    return who.role != "enterprise" and sees_project(row.project, who)


def sees_claim(row: Any, who: Looker) -> bool:
    """The office, and the unit that reported; the first reporter does not."""
    inside = who.role in {"chain_team", "member_unit", *PLACES}
    return row.city_id == who.city and (who.role in OFFICE or (inside and unit_of(row.unit, who)))


def sees_matter(row: Any, who: Looker) -> bool:
    """The office all; leaders what was issued; else whose chain it is of, and the units that lead or help."""
    if row.list.city_id != who.city or who.role in OUTSIDE:
        return False
    if who.role in OFFICE:
        return True
    if row.state == "drafted":
        return False
    units = [*row.helpers.all(), *([row.lead] if row.lead else [])]
    in_hand = any(unit_of(unit, who) for unit in units) and who.role != "chief"
    of_chain = who.role in {"chief", "chain_team"} and row.chain_id in who.chains
    return who.role in LEADERS or in_hand or of_chain


def sees_supervision_list(row: Any, who: Looker) -> bool:
    if row.city_id == who.city and who.role in {*OFFICE, *LEADERS}:
        return who.role in OFFICE or row.state != "draft"
    return any(sees_matter(each, who) for each in row.items.all())


def sees_consultation(row: Any, who: Looker) -> bool:
    """The office and the leaders all; a chain's chief and team its own and what they asked; who was asked."""
    if row.city_id != who.city:
        return False
    if who.role in {*OFFICE, *LEADERS}:
        return True
    asked = row.post_id == who.post or row.chain_id in who.chains
    mine = any(each.post_id == who.post for each in row.opinions.all())
    return (who.role in {"chief", "chain_team"} and asked) or (who.role == "expert" and mine)


def sees_opinion(row: Any, who: Looker) -> bool:
    """Another expert's once both have answered and none is waited for, or all is over."""
    if who.role != "expert":
        return sees_consultation(row.consultation, who)
    mine = [each for each in row.consultation.opinions.all() if each.post_id == who.post]
    over = row.consultation.state == "closed" or row.consultation.waits_for == 0
    given = row.state == "answered" and any(each.state == "answered" for each in mine)
    return row in mine or (over and given)


def sees_share(row: Any, who: Looker) -> bool:
    """The office all; leaders and chiefs what was handed down; else who has it."""
    if row.city_id != who.city or who.role in OUTSIDE:
        return False
    if who.role in OFFICE:
        return True
    if row.state == "draft":
        return False
    if who.role in {*LEADERS, "chief"}:
        return True
    of_chain = who.role == "chain_team" and row.chain_id in who.chains
    return of_chain or (row.unit is not None and unit_of(row.unit, who))


def sees_task(row: Any, who: Looker) -> bool:
    """The office and the leaders all; else who has it in hand, and whose chain or place it is of."""
    if row.city_id != who.city or who.role not in GOVERNING:
        return False
    if who.role in {*OFFICE, *LEADERS}:
        return True
    in_hand = any(unit_of(unit, who) for unit in (row.lead, *row.helpers.all())) and who.role != "chief"
    of_chain = who.role in {"chief", "chain_team"} and row.chain_id in who.chains
    here = who.role == "district" and row.region_id is not None and row.region_id == who.region
    return in_hand or of_chain or here


def sees_of_chain_or_place(row: Any, who: Looker) -> bool:
    """The office and the leaders all; else whose chain it is of, or whose place; a park the firms that stand in it."""
    if who.role in {*OFFICE, *LEADERS}:
        return True
    if who.role == "park":
        return row.enterprise is not None and row.enterprise.park_id is not None and row.enterprise.park_id == who.park
    of_chain = who.role in {"chief", "chain_team"} and row.chain_id in who.chains
    return of_chain or (who.role == "district" and row.region_id is not None and row.region_id == who.region)


def sees_visit(row: Any, who: Looker) -> bool:
    """Besides, who entered it and who took part."""
    if row.city_id != who.city or who.role not in GOVERNING:
        return False
    took_part = who.post in {row.post_id, row.lead_id, *(each.pk for each in row.members.all())}
    return took_part or sees_of_chain_or_place(row, who)


def sees_promise(row: Any, who: Looker) -> bool:
    """Besides, who entered it, took part in the visit, or owes it; and the firm to which it was promised."""
    if row.city_id != who.city:
        return False
    if who.role == "enterprise":
        return row.enterprise is not None and row.enterprise.organization_id == who.body
    if who.role not in GOVERNING:
        return False
    owes = unit_of(row.unit, who) and who.role != "chief"
    took_part = row.visit is not None and who.post in {row.visit.post_id, row.visit.lead_id}
    entered = row.post_id == who.post or took_part or who.post in {each.pk for each in _members(row.visit)}
    return owes or entered or sees_of_chain_or_place(row, who)


def _members(visit: Any) -> list[Any]:
    return list(visit.members.all()) if visit else []


def sees_record(row: Any, who: Looker) -> bool:
    """The office all; else who entered it; once handed in, leaders, and whose unit, chain or place it is of."""
    if row.city_id != who.city or who.role not in GOVERNING:
        return False
    if who.role in OFFICE:
        return True
    own = row.post_id == who.post and who.role not in {*LEADERS, "chief"}
    unit = row.unit is not None and unit_of(row.unit, who) and who.role != "chief"
    of_chain = who.role in {"chief", "chain_team"} and row.chain_id in who.chains
    here = who.role == "district" and row.region_id is not None and row.region_id == who.region
    return own or (row.state != "draft" and (who.role in LEADERS or unit or of_chain or here))


def sees_attendee(row: Any, who: Looker) -> bool:
    """The office, and the post that entered the record while it has a hand in such work."""
    if row.record.city_id != who.city:
        return False
    enters = who.role in {"chain_team", "member_unit", "district", "park"}
    return who.role in OFFICE or (enters and row.record.post_id == who.post)


def works_on_meeting(row: Any, who: Looker) -> bool:
    """The office and the leaders on all; a chain's chief and team on its own, and on what they chair."""
    if row.city_id != who.city:
        return False
    of_chain = row.chain_id in who.chains or row.chair_id == who.post
    return who.role in {*OFFICE, *LEADERS} or (who.role in {"chief", "chain_team"} and of_chain)


def asked_to_meeting(row: Any, who: Looker) -> bool:
    asked = any(each.asked_id == who.post for each in row.attendance.all())
    return row.city_id == who.city and who.role not in {"enterprise", "bank"} and asked


def sees_meeting(row: Any, who: Looker) -> bool:
    return works_on_meeting(row, who) or asked_to_meeting(row, who)


def sees_minute(row: Any, who: Looker) -> bool:
    """Once confirmed, whoever was asked, but for experts."""
    confirmed = row.meeting.state == "confirmed" and who.role in GOVERNING
    return works_on_meeting(row.meeting, who) or (confirmed and asked_to_meeting(row.meeting, who))


def sees_decision(row: Any, who: Looker) -> bool:
    """Whoever works on the meeting; once it is confirmed, the unit on which it is laid."""
    laid = row.state == "assigned" and row.meeting.city_id == who.city and who.role in GOVERNING
    return works_on_meeting(row.meeting, who) or (laid and unit_of(row.lead, who))


def unit_of(unit: Any, who: Looker) -> bool:
    if who.body is not None and unit.organization_id == who.body:
        return True
    at, of = (unit.park_id, who.park) if who.park else (unit.region_id, who.region)
    return who.role in PLACES and of is not None and at == of
