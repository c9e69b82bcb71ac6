"""What consultations tell desk, search, pages of chains, and the pages of the rows that experts were asked about."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date

from django.db.models import Count, Model, Sum
from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.chain_page import ChainPart
from lianzhang.kernel.desk import DueRow, DueRows, Link, SearchGroup, SearchHit, SearchQuery, Waiting, WaitingRow
from lianzhang.kernel.formatting import number
from lianzhang.kernel.row_parts import RowPart
from lianzhang.plans.api import Viewpoint
from lianzhang.records.api import label_of
from lianzhang.registry.models import Chain

from .filters import Wanted
from .models import Consultation, Opinion, OpinionState, State
from .permissions import Permission
from .queries import about, filter_consultations, to_do

__all__ = ["chain_part", "due", "row_part", "search", "state", "waiting"]

MOST = 5


def _link(row: Consultation) -> Link:
    return Link(row.title, "consultation", (row.pk,))


def waiting(vp: Viewpoint) -> Waiting | None:
    """What is wanted first; None for those who have nothing to do with consultations."""
    if not may(vp.user, Permission.ASK) and not may(vp.user, Permission.ANSWER):
        return None
    rows = visible(vp.user, Consultation).filter(to_do(vp.user)).order_by("wanted_by", "pk")
    count, today = rows.count(), timezone.localdate()
    listed = list(rows[:MOST])
    asked = Opinion.objects.filter(consultation__in=listed, state=OpinionState.ASKED)
    to_take_up = set(visible(vp.user, Opinion).filter(pk__in=asked).values_list("consultation", flat=True))
    expert = may(vp.user, Permission.ANSWER)
    asks = {row.pk: "批延期" if row.asked_day else "写采用" for row in listed}
    what = {row.pk: ("接题" if row.pk in to_take_up else "答复") if expert else asks[row.pk] for row in listed}
    told = tuple(
        WaitingRow(
            _link(row),
            what[row.pk],
            f"{row.wanted_by:%m-%d}前要",
            row.wanted_by < today,
            verb=what[row.pk],
            kind="专家咨询",
            due=row.wanted_by,
        )
        for row in listed
    )
    more = ((Link("全部", "consultations", query={"mine": "todo"}), f"{number(count)}件"),) if count > MOST else ()
    return Waiting(count, told, more)


def due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    """Days on which answers are wanted."""
    rows = visible(vp.user, Consultation).filter(state=State.OPEN, waits_for__gt=0)
    by_day: dict[date, list[DueRow]] = {}
    for row in rows.filter(wanted_by__gt=vp.at, wanted_by__lte=until).order_by("wanted_by", "pk"):
        by_day.setdefault(row.wanted_by, []).append(DueRow(_link(row), "等专家答复"))
    for on, told in by_day.items():
        yield DueRows(on, tuple(told), measure="件咨询", most=4)


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """While somebody types they are not counted."""
    rows = filter_consultations(Wanted(q=query.text), vp.user)
    hits = tuple(SearchHit(_link(row), row.get_state_display()) for row in rows[: query.most])
    if hits:
        everything = Link("全部", "consultations", query={"q": query.text})
        total = len(hits) if query.brief else rows.count()
        yield SearchGroup("consultation", "专家咨询", "件", 47, hits, total, everything)


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    """What the chain's experts are asked now."""
    asked = visible(vp.user, Consultation).filter(chain=chain, state=State.OPEN).count()
    if not asked:
        return ChainPart()
    query = {"chain": chain.code, "mine": "open"}
    return ChainPart(answers=(Link(f"{number(asked)}件在请专家看", "consultations", query=query),))


def state(city: int) -> Hashable:
    """Moves with what is open, of which pages of chains show the count."""
    rows = Consultation.objects.filter(city=city, state=State.OPEN)
    return tuple(rows.aggregate(Count("pk"), Sum("pk")).values())


def row_part(vp: Viewpoint, row: Model) -> RowPart | None:
    """What experts said about a row stands beside what was decided on it; from there they are asked as well."""
    asks = may(vp.user, Permission.ASK)
    if not (asks or may(vp.user, Permission.READ)):
        return None
    rows = about(row, vp.user, timezone.localdate())
    if not rows and not asks:
        return None
    named = {"about": label_of(row), "key": str(row.pk)}
    start = Link("请专家看这一件", "consultation_new", query=named) if asks else None
    count = f"{number(len(rows))}件" if rows else ""
    return RowPart("专家怎么说", "consultations/_beside.html", {"rows": rows}, count, start)
