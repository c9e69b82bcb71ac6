"""What one run of evaluations reads of the registers: each once; all rows, or those in sight of who is asked for."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from datetime import date, timedelta
from functools import reduce
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianzhang.access.api import SYSTEM, visible
from lianzhang.enterprises.api import places_of_firms
from lianzhang.enterprises.models import AboveScale, ChainRole, Enterprise, Membership, ResearchBody
from lianzhang.honours.api import one_title
from lianzhang.honours.models import Honour
from lianzhang.kernel.caching import RevisionCache
from lianzhang.kernel.metrics import Ask, Row, Scope
from lianzhang.kernel.periods import Period
from lianzhang.plans.api import Viewpoint, plan_chains, stated_of
from lianzhang.plans.models import Plan, ScopeKind
from lianzhang.registry.api import Declared, common, stretches
from lianzhang.registry.models import Coverage, HonourKind
from lianzhang.statements.api import MANUFACTURING, Totals, in_sections, totals
from lianzhang.work.api import Marks

from .counting import Spell

__all__ = [
    "Title",
    "ask_of",
    "chains_asked",
    "city_of",
    "complete",
    "first_bodies",
    "proof",
    "roles",
    "sums",
    "titles",
]

LIVE = {"enterprise__merged_into": None, "enterprise__outside": False}
NAMED_ROLES = (ChainRole.ANCHOR, ChainRole.CORE, ChainRole.KEY_SUPPLIER)
DAY = timedelta(days=1)


class AnyOf(NamedTuple):
    """What is asked about where no target asks: a city, and its plan as a whole if there is one."""

    city: int
    plan: Plan | None

    @property
    def plan_id(self) -> int | None:
        return self.plan.pk if self.plan else None


def ask_of(vp: Viewpoint, unit: str = "") -> Ask:
    """A question about a city and its plan that shares the loads of the request."""
    return Ask(AnyOf(vp.city.pk, vp.plan), vp.at, Scope(), unit, {}, vp.shared)


def city_of(ask: Ask) -> int:
    subject = ask.subject
    return subject.city if isinstance(subject, AnyOf) else subject.plan.city_id


def seen(ask: Ask, model: type[Any]) -> QuerySet[Any]:
    return visible(ask.shared["viewer"], model)


def sums(ask: Ask) -> Totals:
    city = city_of(ask)
    return ask.memo(("totals", city), lambda: totals(city, _marks(ask)))


def _marks(ask: Ask) -> Marks:
    city = city_of(ask)
    return ask.memo(("marks", city), lambda: Marks(city))


def chains_asked(ask: Ask) -> tuple[int, ...]:
    """The chains a scope speaks of: one, those of a group, or all of the plan."""
    if ask.scope.kind == ScopeKind.CHAIN:
        return (ask.scope.pk or 0,)
    if ask.scope.kind == ScopeKind.GROUP:
        return tuple(stated_of(ask).chains_of_groups.get(ask.scope.pk or 0, ()))
    return plan_chains(ask.subject.plan_id, ask.shared)


# --- who says that a register is complete
def _declared(ask: Ask) -> list[tuple[int, Declared]]:
    """What is declared, each title under one of its names."""
    city = city_of(ask)

    def load() -> list[tuple[int, Declared]]:
        names = {title.code: title.name for title in _catalogue(ask).values()}
        rows = seen(ask, Coverage).filter(city=city, withdrawn_at=None).order_by("pk")
        columns = rows.values_list("pk", "register", "kind", "region", "period_start", "period_end")
        return [
            (pk, Declared(register, names.get(kind, kind), region, Period(start, end)))
            for pk, register, kind, region, start, end in columns
        ]

    return ask.memo(("coverage", city), load)


def _places(ask: Ask) -> set[int | None]:
    """Asked only where some region declares."""
    if not any(each.region for _, each in _declared(ask)):
        return set()
    city = city_of(ask)
    return ask.memo(("places of firms", city), lambda: places_of_firms(city))


def complete(ask: Ask, *needs: tuple[str, str]) -> list[Period]:
    """The times for which all these registers, each a name and a kind, are complete in the whole city."""
    declared = [each for _, each in _declared(ask)]
    periods = [stretches(declared, register, kind, _places(ask)) for register, kind in needs]
    return reduce(common, periods) if periods else []


def proof(ask: Ask, register: str, names: Collection[str] = ()) -> tuple[Row, ...]:
    """Who declared a register complete, or these kinds of it."""
    declarations = (each for each in _declared(ask) if each[1].register == register)
    return tuple(Row("coverage", pk) for pk, each in declarations if not names or each.kind in ("", *names))


# --- who is on which chain in which role
def roles(ask: Ask, role: str) -> list[Spell]:
    """The firms that hold a role on the chains asked, or on any chain of the plan."""
    city, chains = city_of(ask), set(chains_asked(ask))

    def load() -> list[tuple[Any, ...]]:
        rows = seen(ask, Membership).filter(enterprise__city=city, role__in=NAMED_ROLES, **LIVE).order_by("pk")
        return list(rows.values_list("role", "chain", "enterprise", "starts", "ends", "pk"))

    return [
        Spell(firm, starts, ends, Row("membership", pk))
        for named, chain, firm, starts, ends, pk in ask.memo(("roles", city), load)
        if named == role and chain in chains
    ]


# --- who holds which title
class Title(NamedTuple):
    """A kind of title; `name` is the code under which all its names count together."""

    code: str
    name: str
    subject: str


def _catalogue(ask: Ask) -> dict[int, Title]:
    city = city_of(ask)

    def load() -> dict[int, Title]:
        rows = seen(ask, HonourKind).filter(city=city).values_list("pk", "code", "subject", "renamed_to")
        kinds = {pk: (code, subject, renamed) for pk, code, subject, renamed in rows}
        same = one_title({pk: renamed for pk, (_, _, renamed) in kinds.items()})
        names = {pk: min(kinds[each][0] for each in same[pk]) for pk in kinds}
        return {pk: Title(code, names[pk], subject) for pk, (code, subject, _) in kinds.items()}

    return ask.memo(("titles", city), load)


def titles(ask: Ask) -> dict[str, str]:
    """Each code of the catalogue with the one under which its title counts."""
    return {title.code: title.name for title in _catalogue(ask).values()}


_HONOURS = RevisionCache(20)  # cities


def honours(ask: Ask, names: set[str]) -> list[Spell]:
    """Who held these titles from when to when, under whatever name."""
    return [spell for name, spell in _honours(ask) if name in names]


def _honours(ask: Ask) -> list[tuple[str, Spell]]:
    city = city_of(ask)

    def load() -> list[tuple[str, Spell]]:
        by_firms_that_go_on = Q(enterprise=None) | Q(**LIVE)
        rows = seen(ask, Honour).filter(by_firms_that_go_on, city=city).order_by("granted", "pk")
        granted = map(Granted._make, rows.values_list(*Granted._fields))
        return [(kinds[each.kind].name, _spell(each, kinds[each.kind])) for each in granted]

    kinds = _catalogue(ask)
    if ask.shared["viewer"] is not SYSTEM:
        return ask.memo(("honours", city), load)
    state = _marks(ask).of(Honour, Enterprise)
    current = state and (state, tuple(kinds.items()))
    return ask.memo(("honours", city), lambda: _HONOURS.get_or_compute(city, current, load))


class Granted(NamedTuple):
    """A title granted, as the database keeps it."""

    pk: int
    kind: int
    enterprise: int | None
    park: int | None
    subject_name: str
    granted: date
    expires: date | None
    ended: date | None


def _spell(row: Granted, title: Title) -> Spell:
    over = [day for day in (row.expires and row.expires + DAY, row.ended) if day]
    return Spell((title.name, _holder(row, title)), row.granted, min(over, default=None), Row("honour", row.pk))


def _holder(row: Granted, title: Title) -> Hashable:
    """Who or what counts once: a firm however often it was named, but each of its products."""
    if title.subject == HonourKind.Subject.FIRM and row.enterprise:
        return row.enterprise
    maker = row.enterprise if title.subject == HonourKind.Subject.PRODUCT else None
    return maker, row.park, row.subject_name


# --- research bodies
def first_bodies(ask: Ask) -> list[Spell]:
    """The first body for research of each manufacturer that was above the threshold in that year."""
    city = city_of(ask)

    def load() -> list[Spell]:
        above = seen(ask, AboveScale).filter(enterprise=OuterRef("enterprise"), year=OuterRef("opened__year"))
        rows = seen(ask, ResearchBody).filter(in_sections("enterprise__", MANUFACTURING), enterprise__city=city, **LIVE)
        bodies = (
            rows.annotate(above=Exists(above))
            .order_by("opened", "pk")
            .values_list("enterprise", "opened", "above", "pk")
        )
        first: dict[int, Spell | None] = {}
        for firm, opened, counts, pk in bodies:
            first.setdefault(firm, Spell(firm, opened, None, Row("research_body", pk)) if counts else None)
        return [spell for spell in first.values() if spell]

    return ask.memo(("first research bodies", city), load)
