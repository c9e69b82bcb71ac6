"""What came of courses and other work by topic in a year: held, seats, persons counted once, firms reached.

A person is a firm and a name; of those without a firm the name alone. What is told is counts, never a name."""

from __future__ import annotations

from django.db.models import CharField, Count, F, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.measures import Column, Counted, Told, Ways, tell_counts
from lianzhang.kernel.periods import Period
from lianzhang.plans.models import Plan, WorkTopic

from .models import COUNTS, RecordState, WorkRecord

__all__ = ["TOPIC_WAYS", "TopicMeasures", "tell_topics", "topics_without"]

UNIT = Coalesce("unit__organization__name", "unit__region__name", "unit__park__name", Value("没有写明"))
TOPIC_WAYS: Ways = {
    "topic": ("专题", Coalesce("topic__name", Value("没有写专题"))),
    "kind": ("类别", F("kind__name")),
    "unit": ("单位", UNIT),
    "chain": ("产业链", Coalesce("chain__name", Value("没有写明"))),
}
PERSON = Concat(
    Coalesce(Cast("attendees__enterprise", CharField()), Value("")),
    Value(":"),
    "attendees__folded",
    output_field=CharField(),
)
HELD = Q(attended__gt=0)
CAME = HELD & Q(attendees__isnull=False)


class TopicMeasures(Counted):
    """Of one group in one year."""

    __slots__ = ()


COLUMNS = (
    Column("办过", lambda of: of.counts["held"]),
    Column("没有名单", lambda of: of.counts["empty"], late=True),
    Column("人次", lambda of: of.counts["seats"]),
    Column("人（不重复）", lambda of: of.counts["persons"]),
    Column("企业", lambda of: of.counts["firms"]),
    Column("没有写企业的人次", lambda of: of.counts["without_firm"]),
)
TOLD = {
    "held": Count("pk", filter=HELD, distinct=True),
    "empty": Count("pk", filter=Q(attended=0), distinct=True),
    "seats": Count("attendees", filter=CAME),
    "persons": Count(PERSON, filter=CAME, distinct=True),
    "firms": Count("attendees__enterprise", filter=HELD, distinct=True),
    "without_firm": Count("attendees", filter=CAME & Q(attendees__enterprise=None)),
}


def tell_topics(by: User, period: Period, what: str) -> Told[TopicMeasures]:
    """All confirmed in sight that has a topic or a list. Two queries."""
    kept = Q(state=RecordState.CONFIRMED, attended__isnull=False, date__gte=period.start, date__lte=period.end)
    rows = visible(by, WorkRecord).filter(kept)
    return tell_counts(rows, period, what, TOPIC_WAYS, TopicMeasures, counts=TOLD, columns=COLUMNS)


def topics_without(by: User, plan: Plan, period: Period) -> list[WorkTopic]:
    """The topics of a plan of which nothing in sight was held in a year."""
    held = visible(by, WorkRecord).filter(COUNTS, date__gte=period.start, date__lte=period.end)
    rows = visible(by, WorkTopic).filter(plan=plan).exclude(pk__in=held.exclude(topic=None).values("topic"))
    return list(rows.order_by("order"))
