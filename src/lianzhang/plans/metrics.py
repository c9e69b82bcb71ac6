"""The metrics of a plan: published and entered figures, posts held, checklist items. Each returns value and rows.

One run of evaluations shares its loads through `Ask.memo`, so that the number of queries does not grow with targets.
"""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from lianzhang.access.api import visible
from lianzhang.kernel.metrics import PLACES, Ask, Evidence, Point, Row, get_metric, metric
from lianzhang.kernel.periods import Period
from lianzhang.kernel.quantities import Interval
from lianzhang.registry.api import stretches
from lianzhang.registry.models import Appointment, Chain, Post

from .confirmed_figures import figures_of, observed_points
from .declared import declared
from .models import ChecklistItem, ChecklistRecord, Measure, PlanChain, Relation, ScopeKind
from .stated import stated_of

__all__ = ["answer", "count_of", "default_metric", "direct", "plan_chains", "reported"]

# The register of posts held and papers issued, which somebody may declare complete.
ARRANGEMENTS = "arrangements"
# What a target is reckoned by where its plan names no metric.
BY_MEASURE = {
    Measure.GROWTH: "plans.growth",
    Measure.RATIO: "plans.ratio",
    Measure.DIFFERENCE: "plans.difference",
}


def default_metric(measure: str) -> str:
    return BY_MEASURE.get(Measure(measure), "plans.observed")


def _seen(ask: Ask, model: type[Any]) -> QuerySet[Any]:
    """The rows of a register that the one who asks may see."""
    return visible(ask.shared["viewer"], model)


def direct(ask: Ask) -> list[Point]:
    counting = {Relation.DIRECT}
    if ask.subject.measure in (Measure.ADDED, Measure.EACH):
        counting.add(Relation.FLOW)
    own = figures_of(ask).by_target.get(ask.subject.pk, ())
    return observed_points(ask, (figure for figure in own if figure.relation in counting), ask.unit)


def answer(points: list[Point]) -> Evidence:
    return Evidence(tuple(sorted(points, key=lambda point: (point.date, point.period.end))))


@metric("plans.observed", title="直接报告的数", places=True)
def observed(ask: Ask) -> Evidence:
    """Figures reported for the target itself."""
    return answer(direct(ask))


def reported(ask: Ask) -> list[Point]:
    """What reported figures say of a target, by its measure: what counts while no register answers."""
    return list(get_metric(default_metric(ask.subject.measure)).function(ask).points)


def plan_chains(plan: int, shared: dict[Hashable, Any]) -> tuple[int, ...]:
    """The chains a plan lists, in its order, by primary key; `shared` as a run keeps it."""
    if ("chains", plan) not in shared:
        rows = visible(shared["viewer"], PlanChain).filter(plan=plan).order_by("order")
        shared["chains", plan] = tuple(rows.values_list("chain", flat=True))
    return shared["chains", plan]


@metric("plans.chains", title="方案所列产业链", reported=False, register="chains")
def chains(ask: Ask) -> Evidence:
    """How many chains the plan lists, from its first day."""
    plan = ask.subject.plan
    rows = [Row("chain", pk) for pk in plan_chains(plan.pk, ask.shared)]
    return Evidence((count_of(plan.starts, rows, until=ask.at),) if rows and plan.starts <= ask.at else ())


def count_of(day: date, rows: Sequence[Row], *, until: date | None = None) -> Point:
    """So many rows from `day` on; a register that is kept says so until its next change or the day looked from."""
    value = Decimal(len(rows))
    return Point(Period(day, until or day), day, value, Interval(value, value), True, tuple(rows))


@metric(
    *("plans.posts_held",),
    title="在任职务",
    needs=("item",),
    items="ranks",
    reported=False,
    register="chains",
    places=True,
)
def posts_held(ask: Ask) -> Evidence:
    """How many appointments to posts of the rank `item` are in force, as of each day the number changed.

    No appointment on record is no evidence: it is not a count of zero.
    """
    rows = [row for row in _appointments(ask) if row["rank"] == ask.params["item"]]
    return Evidence(_held(rows, ask))


def _held(rows: list[dict[str, Any]], ask: Ask) -> tuple[Point, ...]:
    """How many of these appointments are in force, as of each day the number changed."""
    if ask.scope.kind in (ScopeKind.CHAIN, *PLACES):
        rows = [row for row in rows if row[ask.scope.kind] == ask.scope.pk]
    held = {row["pk"]: row for row in rows}
    days = sorted({row["starts"] for row in held.values()} | {row["ends"] for row in held.values() if row["ends"]})
    begun = [day for day in days if day <= ask.at]
    ends = [day - timedelta(days=1) for day in begun[1:]] + [ask.at]
    return tuple(
        count_of(day, [Row("appointment", pk) for pk, row in held.items() if _in_force(row, day)], until=until)
        for day, until in zip(begun, ends, strict=False)
    )


def _in_force(row: dict[str, Any], day: date) -> bool:
    return row["starts"] <= day and (row["ends"] is None or day < row["ends"])


def _appointments(ask: Ask) -> list[dict[str, Any]]:
    """Appointments to the posts that concern the plan, one row for each chain that it gives the post."""
    plan = ask.subject.plan

    def load() -> list[dict[str, Any]]:
        stated = stated_of(ask)
        posts = stated.concerned(_seen(ask, Post).filter(city=plan.city_id)).order_by("pk")
        appointments = Prefetch("appointments", _seen(ask, Appointment))
        return [
            {"pk": each.pk, "rank": post.rank.code, "rank_id": post.rank_id, "chain": chain}
            | {"region": post.region_id, "park": post.park_id}
            | _term(each)
            for post in stated.name_all(posts.select_related("rank").prefetch_related("chains", appointments))
            for chain in _chains_or_none(stated.chains_of_post(post))
            for each in post.appointments.all()
        ]

    return ask.memo(("appointments", plan.pk), load)


def _chains_or_none(chains: Sequence[Chain]) -> Iterable[int | None]:
    return [chain.pk for chain in chains] or (None,)


def _term(appointment: Appointment) -> dict[str, date | None]:
    return {"starts": appointment.starts, "ends": appointment.ends}


@metric(
    *("plans.checklist",),
    title="配备事项",
    needs=("item",),
    items="checklist",
    reported=False,
    register="chains",
    places=True,
)
def checklist(ask: Ask) -> Evidence:
    """Whether a chain or a region has a checklist item: 1 from the date of its first record.

    An item that a post shows is there while somebody holds a post of that rank on the chain. No record is no evidence,
    unless somebody declared that all posts and papers are on record: then it is not there.
    """
    arranged = _arranged(ask)
    return arranged if arranged.points else _declared_absent(ask)


def _arranged(ask: Ask) -> Evidence:
    plan_id = ask.subject.plan_id
    ranks = ask.memo(
        ("checklist ranks", plan_id),
        lambda: dict(_seen(ask, ChecklistItem).filter(plan=plan_id).values_list("code", "rank")),
    )
    if rank := ranks.get(ask.params["item"]):
        held = _held([row for row in _appointments(ask) if row["rank_id"] == rank], ask)
        return Evidence(tuple(_at_most_one(point) for point in held))
    records = ask.memo(
        ("checklist", plan_id),
        lambda: list(
            _seen(ask, ChecklistRecord)
            .filter(item__plan=plan_id)
            .values_list("pk", "item__code", "chain_id", "region_id", "date")
        ),
    )
    of_region = ask.scope.kind == ScopeKind.REGION
    days = [
        (day, pk)
        for pk, item, chain, region, day in records
        if item == ask.params["item"] and (region if of_region else chain) == ask.scope.pk and day <= ask.at
    ]
    if not days:
        return Evidence(())
    first = count_of(min(days)[0], [Row("checklist_record", min(days)[1])], until=ask.at)
    return Evidence((first._replace(rows=tuple(Row("checklist_record", pk) for _, pk in sorted(days))),))


def _declared_absent(ask: Ask) -> Evidence:
    """Nothing is on record for the chain or region; one that may speak for it says that nothing is missing there."""
    region = ask.scope.pk if ask.scope.kind == ScopeKind.REGION else None
    speaking = [(pk, each) for pk, each in declared(ask, ask.subject.plan.city_id) if each.register == ARRANGEMENTS]
    places = [] if region is None else [region]
    rows = tuple(Row("coverage", pk) for pk, each in speaking if each.region in (None, region))
    return Evidence(
        tuple(
            count_of(stretch.start, (), until=min(stretch.end, ask.at))._replace(rows=rows)
            for stretch in stretches((each for _, each in speaking), ARRANGEMENTS, "", places)
            if stretch.start <= ask.at
        )
    )


def _at_most_one(point: Point) -> Point:
    """Two chiefs on one chain are one leadership."""
    value = min(point.nominal, Decimal(1))
    return point._replace(nominal=value, interval=Interval(value, value))
