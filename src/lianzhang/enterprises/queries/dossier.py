"""One firm with all that its page says: who it is, its places on chains, what other rooms add, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from lianzhang.access.api import acting, may, not_actionable, visible
from lianzhang.enterprises.history import history_of_firm
from lianzhang.enterprises.models import AboveScale, Contact, Enterprise, FormerName, Membership, ResearchBody
from lianzhang.enterprises.parts import firm_parts
from lianzhang.enterprises.permissions import Permission
from lianzhang.enterprises.scope import is_own_part
from lianzhang.enterprises.suggesting import Suggestion, suggest
from lianzhang.records.api import Happening
from lianzhang.registry.api import name_of
from lianzhang.registry.models import Segment

from .proposals import Line as ProposalLine
from .proposals import chains_to_ask_for, may_ask, waiting_of_firm

__all__ = ["RELATED", "Dossier", "Place", "Rights", "dossier"]

RELATED = ("city", "region", "park", "organization", "merged_into")
SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Rights:
    """What the reader may do here. A firm's own account edits its own part and nothing else.

    `ask`: its places on chains are asked for, because others answer for the firm.
    """

    edit: bool = False
    edit_register: bool = False
    ask: bool = False
    merge: bool = False
    reveal: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of time on a chain; where no segment is said, those its business suggests.

    `mine`: the reader may change it; `asked_for`: may ask that it be changed.
    """

    row: Membership
    current: bool
    mine: bool
    asked_for: bool
    suggestions: list[Suggestion[Any]]


class Part(NamedTuple):
    """A sheet that another room adds to the page, what it adds to the sentence at the head, and what both tell."""

    template: str
    answer: str
    context: Any


@dataclass(frozen=True, slots=True)
class Dossier:
    firm: Enterprise
    at: date
    rights: Rights
    places: list[Place]
    parts: list[Part]
    contacts: list[Contact]
    former_names: list[FormerName]
    above_scale: list[int]
    research_bodies: list[ResearchBody]
    history: list[Happening] | None
    sees_contacts: bool
    proposals: list[ProposalLine]

    @property
    def current(self) -> list[Place]:
        return [place for place in self.places if place.current]

    @property
    def industry(self) -> str:
        return name_of(self.firm.industry) if self.firm.industry else ""

    @property
    def missing(self) -> list[str]:
        """What the register should know of this firm and does not."""
        firm, missing = self.firm, []
        if not firm.uscc and not firm.outside:
            missing.append("统一社会信用代码")
        if not firm.industry:
            missing.append("行业代码")
        if not firm.region_id and not firm.outside:
            missing.append("区域")
        if any(place.row.segment_id is None for place in self.current):
            missing.append("环节")
        if self.sees_contacts and not self.contacts:
            missing.append("联系岗位")
        return missing


def dossier(user: Any, firm: Enterprise, at: date) -> Dossier:
    """The firm as of a day. A number of queries that does not grow with what hangs on it."""
    active = acting(user)
    governs = active is not None and active.role.governs
    rights = _rights(user, firm)
    own = {"enterprise": firm}
    return Dossier(
        firm=firm,
        at=at,
        rights=rights,
        places=_places(user, firm, at),
        parts=_parts(user, firm, at),
        contacts=list(visible(user, Contact).filter(**own)),
        former_names=list(visible(user, FormerName).filter(**own)),
        above_scale=list(visible(user, AboveScale).filter(**own).values_list("year", flat=True)),
        research_bodies=list(visible(user, ResearchBody).filter(**own)),
        history=history_of_firm(firm, user) if governs or is_own_part(user) else None,
        sees_contacts=rights.edit,
        proposals=waiting_of_firm(user, firm) if may(user, Permission.EDIT_ENTERPRISE) else [],
    )


def _rights(user: Any, firm: Enterprise) -> Rights:
    edit = may(user, Permission.EDIT_ENTERPRISE, firm)
    own = is_own_part(user)
    return Rights(
        edit=edit,
        edit_register=edit and not own,
        ask=may_ask(user, firm),
        merge=may(user, Permission.MERGE_ENTERPRISE, firm),
        reveal=edit and may(user, Permission.REVEAL_CONTACT),
    )


def _places(user: Any, firm: Enterprise, at: date) -> list[Place]:
    """Latest first. Whose places one may change is one question for all of them."""
    rows = visible(user, Membership).filter(enterprise=firm)
    mine = may(user, Permission.EDIT_ENTERPRISE, firm) and not is_own_part(user)
    askable = chains_to_ask_for(user) if may_ask(user, firm) else set()
    beyond_reach = set(not_actionable(user, rows).values_list("pk", flat=True)) if mine else set()
    listed = list(rows.select_related("chain", "segment").order_by("-starts", "-pk"))
    open_chains = {row.chain_id for row in listed if row.segment_id is None and row.current(at)}
    segments = list(visible(user, Segment).filter(chain__in=open_chains)) if open_chains and mine else []
    places = []
    for row in listed:
        changeable = mine and row.pk not in beyond_reach
        wants = changeable and row.segment_id is None and row.current(at)
        near: list[Any] = [each for each in segments if each.chain_id == row.chain_id] if wants else []
        asked_for = askable is None or row.chain_id in askable
        suggestions = suggest(firm.scope, firm.industry, near)[:SUGGESTED]
        places.append(Place(row, row.current(at), changeable, asked_for, suggestions))
    return places


def _parts(user: Any, firm: Enterprise, at: date) -> list[Part]:
    return [Part(part.template, part.answer, part.context(user, firm, at)) for part in firm_parts()]
