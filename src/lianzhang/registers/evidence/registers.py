"""What one run of evaluations reads of the registers: each once; all rows, or those in sight of who is asked for."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from lianzhang.access.api import SYSTEM, visible
from lianzhang.enterprises.api import places_of_firms
from lianzhang.enterprises.models import AboveScale, ChainRole, Enterprise, Membership, ResearchBody
from lianzhang.honours.api import one_title
from lianzhang.honours.models import Honour
from lianzhang.kernel.caching import RevisionCache
from lianzhang.kernel.metrics import PLACES, Ask, Row, Scope
from lianzhang.kernel.periods import Period
from lianzhang.plans.api import Viewpoint, declared, plan_chains, stated_of
from lianzhang.plans.models import Plan, ScopeKind
from lianzhang.registry.api import FIRM_REGION, Declared, Place, common, region_parents, regions_within, stretches
from lianzhang.registry.models import HonourKind, Park
from lianzhang.statements.api import MANUFACTURING, Totals, in_sections, totals, totals_by_place
from lianzhang.work.api import Marks

from .counting import Spell

__all__ = [
    "Title",
    "ask_of",
    "asks_of_place",
    "chains_asked",
    "city_of",
    "complete",
    "first_bodies",
    "place_of",
    "proof",
    "roles",
    "seen",
    "sum_of",
    "sums",
    "titles",
]

LIVE = {"enterprise__merged_into": None, "enterprise__outside": False}
NAMED_ROLES = (ChainRole.ANCHOR, ChainRole.CORE, ChainRole.KEY_SUPPLIER)
DAY = timedelta(days=1)
# Where a firm lies, and where a title is held that may be a park's own.
FIRM_LIES = (FIRM_REGION, F("enterprise__park"))
HOLDER_LIES = (Coalesce(FIRM_REGION, F("park__region")), Coalesce(F("enterprise__park"), F("park")))


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


def sum_of(ask: Ask, what: str, year: int, chains: tuple[int, ...] = ()) -> Decimal:
    """What a sum comes to in the place asked, else in the whole city."""
    if not asks_of_place(ask):
        return sums(ask).of(what, year, chains or (None,))
    city = city_of(ask)
    by_place = ask.memo(("totals by place", city), lambda: totals_by_place(city, _marks(ask)))
    return by_place.of(what, year, place_of(ask), chains or (None,))


def asks_of_place(ask: Ask) -> bool:
    return ask.scope.kind in PLACES


def place_of(ask: Ask) -> Place:
    """The region or park asked of; a region with all that lie in it."""
    if ask.scope.kind == ScopeKind.PARK:
        return Place(park=ask.scope.pk)
    city = city_of(ask)
    parents = ask.memo(("regions", city), lambda: region_parents(city))
    return ask.memo(("place", ask.scope), lambda: Place(regions_within(ask.scope.pk or 0, parents)))


def _lies_there(ask: Ask, region: int | None, park: int | None) -> bool:
    """Whether what lies in a region and park concerns what is asked of."""
    return not asks_of_place(ask) or place_of(ask).holds(region, park)


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
        return [(pk, each._replace(kind=names.get(each.kind, each.kind))) for pk, each in declared(ask, city)]

    return ask.memo(("coverage by title", city), load)


def _places(ask: Ask) -> set[int | None]:
    """Asked only where some region declares."""
    if not any(each.region for _, each in _declared(ask)):
        return set()
    city = city_of(ask)
    return ask.memo(("places of firms", city), lambda: places_of_firms(city))


def complete(ask: Ask, *needs: tuple[str, str]) -> list[Period]:
    """The times for which all these registers, each a name and a kind, are complete in the city or the place asked."""
    speaking = [each for _, each in _declared(ask)]
    places = _own_places(ask) if asks_of_place(ask) else _places(ask)
    periods = [stretches(speaking, register, kind, places) for register, kind in needs]
    return reduce(common, periods) if periods else []


def _own_places(ask: Ask) -> set[int | None]:
    """The region that can speak for a place: itself, or that of the park."""
    if ask.scope.kind == ScopeKind.REGION:
        return {ask.scope.pk}
    parks = ask.memo(("regions of parks", city_of(ask)), lambda: dict(_parks(ask)))
    return {parks.get(ask.scope.pk)}


def _parks(ask: Ask) -> QuerySet[Any]:
    return seen(ask, Park).filter(city=city_of(ask)).values_list("pk", "region")


def proof(ask: Ask, register: str, names: Collection[str] = ()) -> tuple[Row, ...]:
    """Who declared a register complete, or these kinds of it."""
    own = {None, *_own_places(ask)} if asks_of_place(ask) else None
    speaking = (each for each in _declared(ask) if own is None or each[1].region in own)
    declarations = (each for each in speaking if each[1].register == register)
    return tuple(Row("coverage", pk) for pk, each in declarations if not names or each.kind in ("", *names))


# --- who is on which chain in which role
def roles(ask: Ask, role: str) -> list[Spell]:
    """The firms that hold a role on the chains asked, or on any chain of the plan."""
    city, chains = city_of(ask), set(chains_asked(ask))

    def load() -> list[tuple[Any, ...]]:
        rows = seen(ask, Membership).filter(enterprise__city=city, role__in=NAMED_ROLES, **LIVE).order_by("pk")
        return list(rows.values_list("role", "chain", "enterprise", "starts", "ends", "pk", *FIRM_LIES))

    return [
        Spell(firm, starts, ends, Row("membership", pk))
        for named, chain, firm, starts, ends, pk, *where in ask.memo(("roles", city), load)
        if named == role and chain in chains and _lies_there(ask, *where)
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
    return [spell for name, spell, *where in _honours(ask) if name in names and _lies_there(ask, *where)]


def _honours(ask: Ask) -> list[tuple[str, Spell, int | None, int | None]]:
    city = city_of(ask)

    def load() -> list[tuple[str, Spell, int | None, int | None]]:
        by_firms_that_go_on = Q(enterprise=None) | Q(**LIVE)
        rows = seen(ask, Honour).filter(by_firms_that_go_on, city=city).order_by("granted", "pk")
        granted = rows.values_list(*Granted._fields, *HOLDER_LIES)
        told = ((Granted(*fields), region, park) for *fields, region, park in granted)
        return [(kinds[each.kind].name, _spell(each, kinds[each.kind]), *where) for each, *where in told]

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

    def load() -> list[tuple[Any, ...]]:
        above = seen(ask, AboveScale).filter(enterprise=OuterRef("enterprise"), year=OuterRef("opened__year"))
        rows = seen(ask, ResearchBody).filter(in_sections("enterprise__", MANUFACTURING), enterprise__city=city, **LIVE)
        bodies = (
            rows.annotate(above=Exists(above))
            .order_by("opened", "pk")
            .values_list("enterprise", "opened", "above", "pk", *FIRM_LIES)
        )
        first: dict[int, tuple[Any, ...] | None] = {}
        for firm, opened, counts, pk, *where in bodies:
            first.setdefault(firm, (Spell(firm, opened, None, Row("research_body", pk)), *where) if counts else None)
        return [each for each in first.values() if each]

    told = ask.memo(("first research bodies", city), load)
    return [spell for spell, *where in told if _lies_there(ask, *where)]
