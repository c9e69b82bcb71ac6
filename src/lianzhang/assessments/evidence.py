"""Diagnoses that were reported, advice that was built, levels that were rated and platforms in use show duties done,
and targets are judged by them (registers/assessment_metrics.py)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from typing import Any

from lianzhang.access.api import visible
from lianzhang.kernel.formatting import day, span
from lianzhang.kernel.metrics import Row
from lianzhang.plans.api import Record, Viewpoint, address, register_records
from lianzhang.work.api import ALL_YEARS, declare_evidence

from .models import Advice, AdviceState, Assessment, AssessmentState, Diagnosis, PlatformUse

__all__: list[str] = []


def _facts_of_diagnosis(row: Diagnosis) -> dict[int, Hashable]:
    if row.reported_on is None:
        return {}
    return {row.reported_on.year: (row.kind_id, row.enterprise_id, row.chain_id, row.reported_on)}


def _facts_of_advice(row: Advice) -> dict[int, Hashable]:
    if row.state != AdviceState.BUILT or row.built_on is None:
        return {}
    return {row.built_on.year: (row.diagnosis_id, row.built_on)}


def _facts_of_level(row: Assessment) -> dict[int, Hashable]:
    """It holds for years, so it counts in all of them."""
    if row.state != AssessmentState.RECORDED:
        return {}
    return {ALL_YEARS: (row.enterprise_id, row.level_id, row.basis, row.assessed_on, row.valid_until)}


def _facts_of_use(row: PlatformUse) -> dict[int, Hashable]:
    if not row.counts:
        return {}
    return {row.period_end.year: (row.enterprise_id, row.platform_key, row.period_start, row.period_end)}


declare_evidence(Diagnosis, city=lambda row: row.city_id, facts=_facts_of_diagnosis)
declare_evidence(Advice, city=lambda row: row.diagnosis.city_id, facts=_facts_of_advice)
declare_evidence(Assessment, city=lambda row: row.city_id, facts=_facts_of_level)
declare_evidence(PlatformUse, city=lambda row: row.city_id, facts=_facts_of_use)


def _diagnoses(rows: Sequence[Row], vp: Viewpoint) -> Iterable[Record]:
    for each in _seen(Diagnosis, rows, vp, "kind", "enterprise", "chain", "provider_post", "provider_firm"):
        words = f"建议{each.advice_count}条，采纳{each.taken}条，建成{each.built}条"
        yield _record("diagnosis", each, str(each), each.reported_on, words, each.provider, each.get_state_display())


def _advice(rows: Sequence[Row], vp: Viewpoint) -> Iterable[Record]:
    for each in _seen(Advice, rows, vp, "diagnosis__kind", "diagnosis__enterprise"):
        of = str(each.diagnosis)
        yield _record("advice", each, each.what, each.built_on, of, each.built_by, each.get_state_display())


def _levels(rows: Sequence[Row], vp: Viewpoint) -> Iterable[Record]:
    for each in _seen(Assessment, rows, vp, "kind", "level", "enterprise"):
        words = f"{each.kind}{each.level}"
        until = f"有效期至{day(each.valid_until)}" if each.valid_until else ""
        yield _record("assessment", each, str(each.enterprise), each.assessed_on, words, each.source, until)


def _uses(rows: Sequence[Row], vp: Viewpoint) -> Iterable[Record]:
    for each in _seen(PlatformUse, rows, vp, "enterprise"):
        words = f"{each.platform}，在用{each.active}"
        when = span(each.period_start, each.period_end)
        yield _record("platform_use", each, str(each.enterprise), each.period_end, words, each.source, "", when)


def _seen(model: Any, rows: Sequence[Row], vp: Viewpoint, *related: str) -> Any:
    return visible(vp.user, model).filter(pk__in=[row.pk for row in rows]).select_related(*related)


def _record(
    kind: str, each: Any, what: str, on: date | None, quantity: str, source: str, note: str, when: str = ""
) -> Record:
    row = Row(kind, each.pk)
    return Record(
        row=row,
        href=address(row),
        what=what,
        when=when or day(on),
        date=on,
        scope="",
        quantity=quantity,
        source_text=source,
        note=note,
    )


register_records("diagnosis", _diagnoses)
register_records("advice", _advice)
register_records("assessment", _levels)
register_records("platform_use", _uses)
