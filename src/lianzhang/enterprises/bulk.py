"""One change to many firms at once, worked out before anything is written: what stands there, and what would."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from lianzhang.access.api import may, not_actionable
from lianzhang.enterprises.models import (
    AboveScale,
    ChainRole,
    Enterprise,
    FirmState,
    Membership,
    MembershipProposal,
    ProposalState,
)
from lianzhang.enterprises.permissions import Permission
from lianzhang.kernel.formatting import day
from lianzhang.kernel.vocabulary import spoken
from lianzhang.registry.models import Park, Region

from .membership_actions import Placing, chains_of_city
from .membership_rules import membership_faults
from .rules import firm_faults, year_fault
from .scope import NOT_OURS, OUT_OF_REACH, is_own_part

__all__ = ["CHANGES", "FIRMS_ALLOWED", "Asked", "Line", "Plan", "plan_of"]

FIRMS_ALLOWED = 5_000
ASKED_AT_ONCE = 200  # each is a row with a life of its own: three seconds
ON_CHAIN = ("membership", "proposal")
CHANGES = {
    "region": "改区域",
    "park": "改园区",
    "state": "改状态",
    "membership": "放到产业链",
    "proposal": "提请放到产业链",
    "above_scale": "记为规上",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which change, and to what; only what belongs to the change is filled in."""

    change: str
    region: Region | None = None
    park: Park | None = None
    state: str = ""
    placing: Placing | None = None
    year: int | None = None

    @property
    def title(self) -> str:
        return f"{CHANGES[self.change]}：{self.words}"

    @property
    def words(self) -> str:
        if self.change in ON_CHAIN and self.placing:
            segment = f"，{self.placing.segment}" if self.placing.segment else ""
            return f"{self.placing.chain}{segment}，{ChainRole(self.placing.role).label}"
        if self.change == "state":
            return str(FirmState(self.state).label)
        return f"{self.year}年" if self.change == "above_scale" else str(getattr(self, self.change))


@dataclass(slots=True)
class Line:
    """One firm: what stands there, what would; `fault` says why it cannot be."""

    firm: Enterprise
    was: str
    becomes: str
    before: dict[str, Any] = field(default_factory=dict)
    write: Any = None
    fault: str = ""


@dataclass(slots=True)
class Plan:
    """What a bulk edit would do: lines that change, lines with faults, and how many firms were chosen."""

    asked: Asked
    chosen: int
    lines: list[Line]

    @property
    def faults(self) -> list[Line]:
        return [line for line in self.lines if line.fault]

    @property
    def token(self) -> str:
        """Equal as long as the same would be done to the same rows."""
        text = "\n".join(f"{line.firm.pk} {line.firm.version} {line.was} {line.becomes}" for line in self.lines)
        return hashlib.sha256(f"{self.asked.title}\n{text}".encode()).hexdigest()[:32]


def plan_of(asked: Asked, firms: QuerySet[Enterprise], by: Any) -> Plan:
    """What the change would do to `firms`, which are in sight of `by`. Raises ValidationError for too many."""
    if not may(by, Permission.EDIT_ENTERPRISE) or is_own_part(by):
        raise PermissionDenied
    most = ASKED_AT_ONCE if asked.change == "proposal" else FIRMS_ALLOWED
    rows = list(firms.select_related("region", "park").order_by("pk")[: most + 1])
    if len(rows) > most:
        raise ValidationError(f"一次最多改{most}家；请再筛选得窄一些。")
    lines = [line for line in _WAYS[asked.change](asked, rows) if line.was != line.becomes]
    firms_changed = Enterprise.objects.filter(pk__in=[line.firm.pk for line in lines])
    outside = set(not_actionable(by, firms_changed).values_list("pk", flat=True))
    for line in lines:
        line.fault = _why_not_theirs(asked.change, line.firm.pk in outside) or line.fault
    return Plan(asked, len(rows), lines)


def _why_not_theirs(change: str, outside: bool) -> str:
    """What one answers for is changed; of the rest, a place on a chain is asked for."""
    if change == "proposal":
        return "" if outside else "这家企业归您办理，不必提请；请用“放到产业链”。"
    return spoken(NOT_OURS if change == "membership" else OUT_OF_REACH) if outside else ""


def _plain(asked: Asked, rows: Iterable[Enterprise]) -> list[Line]:
    """A field of the firm itself. A firm that moves to another region leaves its park."""
    lines, today = [], timezone.localdate()
    for firm in rows:
        was = _shown_value(firm, asked.change)
        before = {name: _stored_value(firm, name) for name in ("region", "park", "state")}
        setattr(firm, asked.change, getattr(asked, asked.change))
        if asked.change == "region" and firm.park and firm.park.region_id != firm.region_id:
            firm.park = None
        if asked.change == "park" and firm.park and firm.park.region_id:
            firm.region = firm.park.region
        faults = firm_faults(firm, today)
        fault = next((faults[name] for name in ("region", "park", "outside_place") if name in faults), "")
        lines.append(Line(firm, was, _shown_value(firm, asked.change), before, fault=fault))
    return lines


def _shown_value(firm: Enterprise, name: str) -> str:
    return firm.get_state_display() if name == "state" else str(getattr(firm, name) or "")


def _stored_value(firm: Enterprise, name: str) -> Any:
    return firm.state if name == "state" else getattr(firm, f"{name}_id")


def _years(asked: Asked, rows: list[Enterprise]) -> list[Line]:
    year = asked.year or 0
    fault = year_fault(year, timezone.localdate())
    had = set(AboveScale.objects.filter(enterprise__in=rows, year=year).values_list("enterprise", flat=True))
    word = f"{year}年规上"
    return [Line(firm, word if firm.pk in had else "", word, fault=fault) for firm in rows]


def _held(rows: list[Enterprise]) -> dict[int, list[Membership]]:
    held: dict[int, list[Membership]] = {}
    for membership in Membership.objects.filter(enterprise__in=rows).select_related("chain", "segment", "enterprise"):
        held.setdefault(membership.enterprise_id, []).append(membership)
    return held


def _asked_for(asked: Asked, rows: list[Enterprise]) -> list[Line]:
    """Those that are on the chain already, or asked for, are none to ask for."""
    placing = asked.placing
    if placing is None or not rows:
        return []
    held, chains, today = _held(rows), chains_of_city(rows[0].city_id), timezone.localdate()
    waiting = MembershipProposal.objects.filter(enterprise__in=rows, chain=placing.chain, state=ProposalState.WAITING)
    waits, lines = set(waiting.values_list("enterprise", flat=True)), []
    for firm in rows:
        row = Membership(enterprise=firm)
        placing.into(row)
        faults = list(membership_faults(row, held.get(firm.pk, []), chains, today).values())
        faults += ["这家企业在这条链上已有一件提请在等待同意。"] if firm.pk in waits else []
        lines.append(Line(firm, "", _stands(row), fault="；".join(faults)))
    return lines


def _places(asked: Asked, rows: list[Enterprise]) -> list[Line]:
    """Who is on the chain already gets segment and role; the others come onto it from the day given."""
    placing = asked.placing
    if placing is None or not rows:
        return []
    held, chains, today = _held(rows), chains_of_city(rows[0].city_id), timezone.localdate()
    return [_place(firm, placing, held.get(firm.pk, []), chains, today) for firm in rows]


def _place(firm: Enterprise, placing: Placing, held: list[Membership], chains: set[int], today: date) -> Line:
    row = next((each for each in held if each.chain_id == placing.chain.pk and each.current(placing.starts)), None)
    was = _stands(row)
    if row:
        before = {"membership": row.pk, "segment": row.segment_id, "role": row.role}
        row.segment, row.role = placing.segment or row.segment, placing.role
    else:
        row, before = Membership(enterprise=firm), {}
        placing.into(row)
    faults = membership_faults(row, [each for each in held if each is not row], chains, today)
    return Line(firm, was, _stands(row), before, row, fault="；".join(faults.values()))


def _stands(row: Membership | None) -> str:
    if row is None:
        return ""
    return "，".join(
        str(part) for part in (row.chain, row.segment, row.get_role_display(), f"{day(row.starts)}起") if part
    )


_WAYS: dict[str, Callable[[Asked, list[Enterprise]], list[Line]]] = {
    "region": _plain,
    "park": _plain,
    "state": _plain,
    "membership": _places,
    "proposal": _asked_for,
    "above_scale": _years,
}
