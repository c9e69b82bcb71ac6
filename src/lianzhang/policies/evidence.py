"""Programmes show duties of the plan done: what was handed in the one, what was paid or granted the other.

Where money is given, only what was paid counts; a promise shows nothing."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q

from lianzhang.access.api import visible
from lianzhang.kernel.formatting import day, number
from lianzhang.kernel.metrics import Row
from lianzhang.plans.api import DutyRecord, PlanViewpoint, Record, address, register_duty_records, register_records
from lianzhang.plans.models import Duty, Plan
from lianzhang.work.api import declare_evidence

from .models import STANDING, Application, Award, AwardState, Payment, PaymentState, StakeEntry

__all__: list[str] = []

SENT, PAID = Q(submitted_on__isnull=False), Q(state=PaymentState.PAID)
GRANTED = Q(state=AwardState.HELD, amount=None)


def _gathered(plan: Plan) -> Iterator[DutyRecord]:
    """Three queries, counted in the database."""
    kinds: tuple[tuple[str, Any, str, str], ...] = (
        ("application", Application.objects.filter(SENT), "programme__applied", "submitted_on"),
        ("payment", Payment.objects.filter(PAID), "award__application__programme__paid", "paid_on"),
        ("award", Award.objects.filter(GRANTED), "application__programme__paid", "decided_on"),
    )
    for kind, rows, duty, on in kinds:
        named = rows.filter(**{f"{duty}__plan": plan}).order_by().values_list(duty, on)
        for key, day_of, count, last in named.annotate(all=Count("*"), last=Max("pk")):
            if key is not None and day_of is not None:
                yield DutyRecord(key, day_of, Row(kind, last), count, ())


def _latest(duty: Duty, viewer: Any, at: date, most: int | None) -> Iterator[Row]:
    paid = visible(viewer, Payment).filter(PAID, award__application__programme__paid=duty, paid_on__lte=at)
    for pk in paid.order_by("-paid_on", "-pk").values_list("pk", flat=True)[:most]:
        yield Row("payment", pk)
    granted = visible(viewer, Award).filter(GRANTED, application__programme__paid=duty, decided_on__lte=at)
    for pk in granted.order_by("-decided_on", "-pk").values_list("pk", flat=True)[:most]:
        yield Row("award", pk)
    sent = visible(viewer, Application).filter(SENT, programme__applied=duty, submitted_on__lte=at)
    for pk in sent.order_by("-submitted_on", "-pk").values_list("pk", flat=True)[:most]:
        yield Row("application", pk)


register_duty_records("policies", _gathered, _latest, Application, Award, Payment)


def _facts_of_application(row: Application) -> dict[int, Hashable]:
    if row.submitted_on is None or row.programme.applied_id is None:
        return {}
    return {row.submitted_on.year: (row.programme.applied_id, row.submitted_on)}


def _facts_of_award(row: Award) -> dict[int, Hashable]:
    """By the year in which it was decided; sums of the year stand on it as well (policies.paid and firms_awarded)."""
    if row.state not in STANDING:
        return {}
    return {row.decided_on.year: (row.application.programme_id, row.decided_on, row.enterprise_id)}


def _facts_of_payment(row: Payment) -> dict[int, Hashable]:
    if row.state != PaymentState.PAID or row.paid_on is None:
        return {}
    return {row.paid_on.year: (row.award.application.programme_id, row.paid_on, row.amount)}


declare_evidence(Application, city=lambda row: row.city_id, facts=_facts_of_application)
declare_evidence(Award, city=lambda row: row.city_id, facts=_facts_of_award)


def _facts_of_stake(row: StakeEntry) -> dict[int, Hashable]:
    return {row.on.year: (row.award_id, row.kind, row.on, row.amount)}


declare_evidence(StakeEntry, city=lambda row: row.award.city_id, facts=_facts_of_stake)
declare_evidence(Payment, city=lambda row: row.award.city_id, facts=_facts_of_payment)


def _applications(rows: Sequence[Row], vp: PlanViewpoint) -> Iterable[Record]:
    seen = visible(vp.user, Application).filter(pk__in=[row.pk for row in rows])
    for each in seen.select_related("programme", "enterprise", "level"):
        yield _record(Row("application", each.pk), each, each.submitted_on, f"申报：{each.programme}", each.standing)


def _awards(rows: Sequence[Row], vp: PlanViewpoint) -> Iterable[Record]:
    seen = visible(vp.user, Award).filter(pk__in=[row.pk for row in rows])
    for each in seen.select_related("application__programme", "enterprise"):
        words = f"批准：{each.application.programme}"
        yield _record(Row("award", each.pk), each, each.decided_on, words, each.get_state_display())


def _payments(rows: Sequence[Row], vp: PlanViewpoint) -> Iterable[Record]:
    seen = visible(vp.user, Payment).filter(pk__in=[row.pk for row in rows])
    for each in seen.select_related("award__application__programme", "award__enterprise", "budget"):
        words = f"拨付{number(each.amount)}万元：{each.award.application.programme}"
        yield _record(Row("payment", each.pk), each.award, each.paid_on, words, each.paper)


def _record(row: Row, of: Application | Award, on: date | None, quantity: str, note: str) -> Record:
    return Record(
        row=row,
        href=address(row),
        what=str(of),
        when=day(on),
        date=on,
        scope="",
        quantity=quantity,
        source_text=str(of.enterprise),
        note=note,
    )


register_records("application", _applications)
register_records("award", _awards)
register_records("payment", _payments)
