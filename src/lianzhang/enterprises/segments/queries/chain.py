"""A chain's segments as one sees them: firms inside, output of the latest known year, state computed and judged."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Max, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import RowNumber

from lianzhang.access.doors import visible
from lianzhang.enterprises.models import (
    ChainRole,
    Enterprise,
    FirmState,
    Membership,
    SegmentJudgement,
    Statement,
    StatementState,
)
from lianzhang.enterprises.scope import sees_figures_of
from lianzhang.enterprises.segments.layout import Layout, Line, Node, lay_out
from lianzhang.enterprises.segments.states import Facts, SegmentState, Standing, standings
from lianzhang.registry.models import Chain, Coverage, Segment, SegmentLink

__all__ = [
    *("ROLES", "ChainSegments", "Member", "SegmentLine", "chain_segments", "in_sight", "latest_year", "live_members"),
    *("ranked", "roles_covered", "yearly"),
]

ROLES = "roles"  # the register of who is on which chain, as declarations of coverage name it
LEADERS = (ChainRole.ANCHOR, ChainRole.CORE)
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
        return [(role.label, self.roles[role]) for role in ChainRole if self.roles.get(role)]


@dataclass(frozen=True, slots=True)
class ChainSegments:
    """`year` is that of the output, None without any; `whole`: everybody's figures are in sight, not one's own only."""

    chain: Chain
    at: date
    lines: tuple[SegmentLine, ...]
    layout: Layout
    year: int | None
    covered: bool
    whole: bool

    @property
    def counts(self) -> Counter[SegmentState]:
        return Counter(line.standing.state for line in self.lines)

    def of(self, segment: int) -> SegmentLine:
        return next(line for line in self.lines if line.segment.pk == segment)


def chain_segments(user: Any, chain: Chain, at: date) -> ChainSegments:
    """Nine queries, however many firms there are."""
    segments = list(visible(user, Segment).filter(chain=chain).order_by("place", "order", "code"))
    lines = visible(user, SegmentLink).filter(upstream__chain=chain, downstream__chain=chain)
    roles, year = _roles(user, chain, at), latest_year(user, chain, at)
    outputs = _outputs(user, chain, at, year) if year else {}
    whole, covered = sees_figures_of(user, chain), roles_covered(user, chain, at)
    facts = {
        each.pk: Facts(
            firms=sum(roles[each.pk].values()),
            leaders=sum(roles[each.pk].get(role, 0) for role in LEADERS),
            output=outputs.get(each.pk) if whole else None,
            extend=each.strategy == Segment.Strategy.EXTEND,
        )
        for each in segments
    }
    found = standings(facts, covered=covered)
    judged, members = _judgements(user, segments), _members(user, chain, at)
    return ChainSegments(
        chain=chain,
        at=at,
        lines=tuple(
            SegmentLine(
                segment=each,
                roles=roles[each.pk],
                output=outputs.get(each.pk),
                standing=found[each.pk],
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
        covered=covered,
        whole=whole,
    )


def roles_covered(user: Any, chain: Chain, at: date) -> bool:
    """Whether somebody answers for it that all firms of the chain are on record at that day."""
    declared = visible(user, Coverage).filter(
        city=chain.city_id, register=ROLES, kind__in=("", chain.code), region=None, withdrawn_at=None
    )
    return declared.filter(period_start__lte=at, period_end__gte=at).exists()


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


def _roles(user: Any, chain: Chain, at: date) -> dict[int, dict[str, int]]:
    """How many firms each segment has, by role."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    counted = live_members(user, chain, at).exclude(segment=None).order_by().values_list("segment", "role")
    for segment, role, many in counted.annotate(many=Count("enterprise", distinct=True)):
        found[segment][role] = many
    return found


def latest_year(user: Any, chain: Chain, at: date) -> int | None:
    """The last year, over by then, of which a firm on the chain has a confirmed yearly output in sight."""
    members = live_members(user, chain, at).values("enterprise")
    found = yearly(user, at).filter(enterprise__in=members).aggregate(last=Max("period_end"))["last"]
    return found.year if found else None


def yearly(user: Any, at: date) -> QuerySet[Statement]:
    """Confirmed statements of whole years that were over by then, as far as one sees."""
    return visible(user, Statement).filter(
        state=StatementState.CONFIRMED,
        output__isnull=False,
        period_start__month=1,
        period_start__day=1,
        period_end__month=12,
        period_end__day=31,
        period_start__year=F("period_end__year"),
        period_end__lte=at,
    )


def _outputs(user: Any, chain: Chain, at: date, year: int) -> dict[int, Decimal]:
    """Each segment's output in the year: of every firm only the share that the chain counts."""
    seen = yearly(user, at).filter(period_end=date(year, 12, 31)).values("pk")
    members = live_members(user, chain, at).filter(enterprise__statements__in=seen).exclude(segment=None)
    summed = members.order_by().values_list("segment")
    return dict(summed.annotate(output=Sum(F("enterprise__statements__output") * F("share") / 100)))


def ranked(members: QuerySet[Membership]) -> QuerySet[Membership]:
    """With `weight`: anchors first, then core firms, key suppliers, the others."""
    cases = [When(role=role, then=Value(place)) for place, role in enumerate(ChainRole)]
    return members.annotate(weight=Case(*cases))


def _members(user: Any, chain: Chain, at: date) -> dict[int, list[Member]]:
    """The first firms of each segment."""
    order = [F("weight").asc(), F("enterprise__name").asc(), F("pk").asc()]
    place = Window(RowNumber(), partition_by=F("segment"), order_by=order)
    first = ranked(live_members(user, chain, at).exclude(segment=None)).annotate(place=place).filter(place__lte=FIRST)
    rows = list(first.order_by("segment", "place").values_list("segment", "enterprise__name", "role", "enterprise"))
    open_to = in_sight(user, (firm for *_, firm in rows))
    found: dict[int, list[Member]] = defaultdict(list)
    for segment, name, role, firm in rows:
        found[segment].append(Member(name, role, firm if firm in open_to else None))
    return found


def in_sight(user: Any, firms: Iterable[int]) -> set[int]:
    """Those of `firms` whose own page may be opened."""
    return set(visible(user, Enterprise).filter(pk__in=set(firms)).values_list("pk", flat=True))


def _judgements(user: Any, segments: list[Segment]) -> dict[int, SegmentJudgement]:
    """The judgement in force on each segment: the last one."""
    rows = visible(user, SegmentJudgement).filter(segment__in=segments).select_related("by").order_by("at", "pk")
    return {row.segment_id: row for row in rows}
