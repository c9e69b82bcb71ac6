"""A chain's segments as one sees them: firms inside, output of the latest known year, state computed and judged."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, FloatField, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import Cast, RowNumber

from lianzhang.access.api import SYSTEM, visible
from lianzhang.enterprises.api import firms_in_sight, places_of_firms, revision, sees_whole
from lianzhang.enterprises.models import ChainRole, FirmState, Membership
from lianzhang.kernel.caching import RevisionCache
from lianzhang.kernel.periods import Period
from lianzhang.plans.api import Stated
from lianzhang.registry.api import Declared, covered
from lianzhang.registry.models import Chain, Coverage, Segment, SegmentLink
from lianzhang.segments.layout import Layout, Line, Node, lay_out
from lianzhang.segments.models import SegmentJudgement
from lianzhang.segments.states import STATES, Facts, SegmentState, Standing, standings
from lianzhang.statements.api import CENT, SHARE, allotted, exact, of_year, totals
from lianzhang.statements.models import Statement
from lianzhang.work.models import ReportState

__all__ = [
    *("LEADERS", "ROLES", "WEIGHT", "ChainSegments", "Member", "SegmentLine", "chain_segments"),
    *("latest_year", "live_members", "roles_covered", "confirmed_statements"),
]

ROLES = "roles"  # the register of who is on which chain, as declarations of coverage name it
LEADERS = (ChainRole.ANCHOR, ChainRole.CORE)
# Anchors first, then core firms, key suppliers, the others.
WEIGHT = Case(*(When(role=role, then=Value(place)) for place, role in enumerate(ChainRole)))
FIRST = 6  # firms of a segment that its place on the map names


@dataclass(frozen=True, slots=True)
class Member:
    """A firm in a segment. `pk` is None where its own page is out of sight."""

    name: str
    role: str
    pk: int | None

    @property
    def word(self) -> str:
        return ChainRole(self.role).label


def by_role(roles: Mapping[str, int]) -> list[tuple[str, int]]:
    """Counts with their words, in the order of importance."""
    return [(role.label, roles[role]) for role in ChainRole if roles.get(role)]


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """A segment with what is known of it. `output` in 万元 as far as one sees; None: nothing is known."""

    segment: Segment
    roles: Mapping[str, int]
    output: Decimal | None
    standing: Standing
    judgement: SegmentJudgement | None
    members: tuple[Member, ...]

    @property
    def firms(self) -> int:
        return sum(self.roles.values())

    @property
    def by_role(self) -> list[tuple[str, int]]:
        return by_role(self.roles)


@dataclass(frozen=True, slots=True)
class ChainSegments:
    """`year` is that of the output, None without any; `whole`: everybody's figures are in sight, not one's own only.

    `roles` and `output` (万元) are the whole chain's: also of firms that no segment is named for.
    """

    chain: Chain
    at: date
    lines: tuple[SegmentLine, ...]
    layout: Layout
    year: int | None
    covered: bool
    whole: bool
    roles: Counter[str]
    output: Decimal | None

    @property
    def firms(self) -> int:
        return self.roles.total()

    @property
    def by_role(self) -> list[tuple[str, int]]:
        return by_role(self.roles)

    @property
    def counts(self) -> Counter[SegmentState]:
        return Counter(line.standing.state for line in self.lines)

    @property
    def poor(self) -> list[tuple[str, int]]:
        """What is weak and what is missing, in words."""
        counts = self.counts
        return [(STATES[state], counts[state]) for state in (SegmentState.WEAK, SegmentState.MISSING) if counts[state]]


def chain_segments(user: Any, chain: Chain, at: date, stated: Stated | None = None) -> ChainSegments:
    """The segments as a plan states them, without one as the register does. A fixed number of queries."""
    segments = _segments(user, chain, stated)
    lines = visible(user, SegmentLink).filter(upstream__in=segments, downstream__in=segments)
    lines = stated.concerned(lines) if stated else lines
    roles, whole = _roles(user, chain, at), sees_whole(user, Statement, chain.city_id, [chain.pk])
    year = latest_year(user, chain, at, whole=whole)
    outputs = (_cached_outputs(chain, year) if whole else _outputs(user, chain, year)) if year else {}
    complete = roles_covered(user, chain.city_id, at)
    facts = {
        each.pk: Facts(
            firms=sum(roles[each.pk].values()),
            leaders=sum(roles[each.pk].get(role, 0) for role in LEADERS),
            output=outputs.get(each.pk) if whole else None,
            extend=each.strategy == Segment.Strategy.EXTEND,
        )
        for each in segments
    }
    segment_standings = standings(facts, covered=complete)
    judged, members = _judgements(user, segments), _members(user, chain, at)
    return ChainSegments(
        chain=chain,
        at=at,
        lines=tuple(
            SegmentLine(
                segment=each,
                roles=roles[each.pk],
                output=outputs.get(each.pk),
                standing=segment_standings[each.pk],
                judgement=judged.get(each.pk),
                members=tuple(members[each.pk]),
            )
            for each in segments
        ),
        layout=lay_out(
            tuple(Node(each.pk, each.place, each.stage, number) for number, each in enumerate(segments)),
            tuple(
                Line(*ends) for ends in lines.order_by("upstream", "downstream").values_list("upstream", "downstream")
            ),
        ),
        year=year,
        covered=complete,
        whole=whole,
        roles=sum((Counter(each) for each in roles.values()), Counter()),
        output=sum(outputs.values(), Decimal(0)) if outputs else None,
    )


def _segments(user: Any, chain: Chain, stated: Stated | None) -> list[Segment]:
    rows = visible(user, Segment).filter(chain=chain)
    segments = stated.name_all(list(stated.concerned(rows))) if stated else list(rows)
    return sorted(segments, key=lambda each: (each.place, each.order, each.code))


def roles_covered(user: Any, city: int, at: date) -> bool:
    """Whether somebody answers for it that all firms of the city's chains are on record at that day."""
    rows = visible(user, Coverage).filter(city=city, register=ROLES, kind="", withdrawn_at=None)
    declared = [
        Declared(ROLES, "", region, Period(start, end))
        for region, start, end in rows.values_list("region", "period_start", "period_end")
    ]
    places = places_of_firms(city) if any(each.region for each in declared) else ()
    return covered(declared, ROLES, "", Period(at, at), places)


def live_members(user: Any, chain: Chain, at: date) -> QuerySet[Membership]:
    """Who stands on the chain that day: firms of the city that are running."""
    return visible(user, Membership).filter(
        Q(ends=None) | Q(ends__gt=at),
        chain=chain,
        starts__lte=at,
        enterprise__state=FirmState.ACTIVE,
        enterprise__outside=False,
        enterprise__merged_into=None,
    )


def _roles(user: Any, chain: Chain, at: date) -> dict[int | None, dict[str, int]]:
    """How many firms each segment has, by role; None: those that no segment is named for."""
    counts: dict[int | None, dict[str, int]] = defaultdict(dict)
    counted = live_members(user, chain, at).order_by().values_list("segment", "role")
    for segment, role, many in counted.annotate(many=Count("*")):
        counts[segment][role] = many
    return counts


def confirmed_statements(user: Any, city: int, year: int) -> QuerySet[Statement]:
    """What firms of the city confirmed of a year, as far as one sees."""
    own = {"enterprise__city": city, "enterprise__merged_into": None, "enterprise__outside": False}
    return of_year(visible(user, Statement), year).filter(state=ReportState.CONFIRMED, output__isnull=False, **own)


def latest_year(user: Any, chain: Chain, at: date, *, whole: bool) -> int | None:
    """The last year, over by then, of which firms on the chain have a confirmed output in sight."""
    city_totals = totals(chain.city_id)
    past = [year for year in reversed(city_totals.years) if date(year, 12, 31) <= at]
    if whole:
        return next((year for year in past if city_totals.of("output", year, [chain.pk])), None)
    members = live_members(user, chain, at).values("enterprise")
    own = (
        year for year in past if confirmed_statements(user, chain.city_id, year).filter(enterprise__in=members).exists()
    )
    return next(own, None)


Outputs = dict[int | None, Decimal]
_OUTPUTS_CACHE = RevisionCache(500)  # chains and years


def _cached_outputs(chain: Chain, year: int) -> Outputs:
    """The same for all who see the whole: worked out once while the register stays as it is."""
    return _OUTPUTS_CACHE.get_or_compute(
        (chain.pk, year), revision(chain.city_id), lambda: _outputs(SYSTEM, chain, year)
    )


def _outputs(user: Any, chain: Chain, year: int) -> Outputs:
    """Each segment's output in the year: of every firm only the share that the chain counts."""
    rows = allotted(confirmed_statements(user, chain.city_id, year)).filter(chain=chain.pk)
    summed = rows.annotate(segment=F("enterprise__memberships__segment")).order_by().values_list("segment")
    amounts = summed.annotate(amount=Sum(Cast("output", FloatField()) * SHARE))
    return {segment: exact(amount).quantize(CENT) for segment, amount in amounts}


def _members(user: Any, chain: Chain, at: date) -> dict[int, list[Member]]:
    """The first firms of each segment."""
    order = [WEIGHT.asc(), F("enterprise__name").asc(), F("pk").asc()]
    place = Window(RowNumber(), partition_by=F("segment"), order_by=order)
    first = live_members(user, chain, at).exclude(segment=None).annotate(place=place).filter(place__lte=FIRST)
    rows = list(first.order_by("segment", "place").values_list("segment", "enterprise__name", "role", "enterprise"))
    open_to = firms_in_sight(user, (firm for *_, firm in rows))
    by_segment: dict[int, list[Member]] = defaultdict(list)
    for segment, name, role, firm in rows:
        by_segment[segment].append(Member(name, role, firm if firm in open_to else None))
    return by_segment


def _judgements(user: Any, segments: list[Segment]) -> dict[int, SegmentJudgement]:
    """The judgement in force on each segment: the last one."""
    rows = visible(user, SegmentJudgement).filter(segment__in=segments).select_related("by").order_by("at", "pk")
    return {row.segment_id: row for row in rows}
