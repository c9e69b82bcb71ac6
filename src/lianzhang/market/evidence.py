"""Needs show duties of the plan done: publishing one the duty that its kind names for it, meeting one another.

Only what was delivered meets a need; what was agreed shows nothing."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q

from lianzhang.access.api import visible
from lianzhang.honours.api import months_after
from lianzhang.kernel.formatting import day
from lianzhang.kernel.metrics import Row, Scope
from lianzhang.plans.api import DutyRecord, PlanViewpoint, Record, address, register_duty_records, register_records
from lianzhang.plans.models import Duty, Plan
from lianzhang.work.api import declare_evidence

from .models import DONE, FollowUp, Match, Need, NeedState

__all__: list[str] = []

# A need that went into a pool is told by the pool, once.
PUBLISHED = Q(published_on__isnull=False) & ~Q(state=NeedState.POOLED)
DELIVERED = Q(state__in=DONE)


def _gathered(plan: Plan) -> Iterator[DutyRecord]:
    """Two queries, counted in the database."""
    published = Need.objects.filter(PUBLISHED, kind__published__plan=plan).order_by()
    days = published.values_list("kind__published", "published_on", "chain")
    for duty, on, chain, count, last in days.annotate(all=Count("*"), last=Max("pk")):
        if duty is not None and on is not None:
            yield DutyRecord(duty, on, Row("need", last), count, (Scope("chain", chain),))
    met = Match.objects.filter(DELIVERED, need__kind__met__plan=plan).order_by()
    ended = met.values_list("need__kind__met", "delivered_on", "need__chain")
    for duty, on, chain, count, last in ended.annotate(all=Count("*"), last=Max("pk")):
        if duty is not None and on is not None:
            yield DutyRecord(duty, on, Row("match", last), count, (Scope("chain", chain),))


def _latest(duty: Duty, viewer: Any, at: date, most: int | None) -> Iterator[Row]:
    met = visible(viewer, Match).filter(DELIVERED, need__kind__met=duty, delivered_on__lte=at)
    for pk in met.order_by("-delivered_on", "-pk").values_list("pk", flat=True)[:most]:
        yield Row("match", pk)
    published = visible(viewer, Need).filter(PUBLISHED, kind__published=duty, published_on__lte=at)
    for pk in published.order_by("-published_on", "-pk").values_list("pk", flat=True)[:most]:
        yield Row("need", pk)


register_duty_records("market", _gathered, _latest, Need, Match)


def _facts_of_need(row: Need) -> dict[int, Hashable]:
    if row.published_on is None or row.kind.published_id is None or row.state == NeedState.POOLED:
        return {}
    return {row.published_on.year: (row.kind.published_id, row.published_on, row.chain_id)}


def _facts_of_match(row: Match) -> dict[int, Hashable]:
    """A need that was met shows its duty; people who came are asked after for as long as the kind says."""
    if row.state not in DONE or row.delivered_on is None:
        return {}
    kind = row.need.kind
    told: dict[int, Hashable] = {
        months_after(row.delivered_on, months).year: row.delivered_on for months in kind.asked_of_stays
    }
    if kind.met_id is not None:
        told[row.delivered_on.year] = (kind.met_id, row.delivered_on, row.need.chain_id)
    return told


def _facts_of_answer(row: FollowUp) -> dict[int, Hashable]:
    on = row.match.delivered_on
    return {months_after(on, row.months).year: (row.months, row.stayed)} if row.months and on else {}


declare_evidence(FollowUp, city=lambda row: row.match.city_id, facts=_facts_of_answer)
declare_evidence(Need, city=lambda row: row.city_id, facts=_facts_of_need)
declare_evidence(Match, city=lambda row: row.city_id, facts=_facts_of_match)


def _needs(rows: Sequence[Row], vp: PlanViewpoint) -> Iterable[Record]:
    seen = visible(vp.user, Need).filter(pk__in=[row.pk for row in rows])
    for each in vp.stated.name_all(seen.select_related("kind", "enterprise", "chain"), "chain"):
        row = Row("need", each.pk)
        yield Record(
            row=row,
            href=address(row),
            what=str(each),
            when=day(each.published_on),
            date=each.published_on,
            scope=str(each.chain),
            chain=each.chain_id,
            quantity=f"发布需求：{each.kind}",
            source_text=str(each.enterprise),
            note=each.get_state_display(),
        )


def _matches(rows: Sequence[Row], vp: PlanViewpoint) -> Iterable[Record]:
    seen = visible(vp.user, Match).filter(pk__in=[row.pk for row in rows])
    related = seen.select_related("need__kind", "need__enterprise", "need__chain", "enterprise", "body")
    for each in related:
        row = Row("match", each.pk)
        yield Record(
            row=row,
            href=address(row),
            what=str(each),
            when=day(each.delivered_on),
            date=each.delivered_on,
            scope=str(each.need.chain),
            chain=each.need.chain_id,
            quantity=f"已交付：{each.need.kind}",
            source_text=each.party,
            note=each.get_state_display(),
        )


def _answers(rows: Sequence[Row], vp: PlanViewpoint) -> Iterable[Record]:
    seen = visible(vp.user, FollowUp).filter(pk__in=[row.pk for row in rows])
    for each in seen.select_related(
        "match__need__enterprise", "match__need__chain", "match__enterprise", "match__body"
    ):
        need = each.match.need
        yield Record(
            row=Row("follow_up", each.pk),
            href=address(Row("follow_up", each.pk)),
            what=str(need),
            when=day(each.answered_on),
            date=each.answered_on,
            scope=str(need.chain),
            chain=need.chain_id,
            quantity=f"满{each.months}个月还有{each.stayed}人在岗",
            source_text=str(need.enterprise),
            note=each.get_state_display(),
        )


register_records("need", _needs)
register_records("follow_up", _answers)
register_records("match", _matches)
