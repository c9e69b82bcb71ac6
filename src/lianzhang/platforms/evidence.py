"""What targets and duties read of platforms, and how such rows are told on the pages of both."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from lianzhang.access.api import visible
from lianzhang.kernel.formatting import day
from lianzhang.kernel.metrics import Row
from lianzhang.plans.api import Record, Viewpoint, address, register_records
from lianzhang.work.api import declare_evidence

from .models import Platform, PlatformFigure, PlatformReport, PlatformReportState, StageReached

__all__: list[str] = []

PLATFORM, REPORT = "platform", "platform_report"


def _platform(row: Platform) -> dict[int, Hashable]:
    if row.running_since is None:
        return {}
    place = (row.chain_id, row.region_id, row.park_id)
    return {row.running_since.year: (row.kind_id, row.running_since, row.running_until, row.ended, *place)}


def _reached(row: StageReached) -> dict[int, Hashable]:
    return {row.on.year: (row.platform_id, row.stage_id, row.on)} if row.confirmed else {}


def _report(row: PlatformReport) -> dict[int, Hashable]:
    return {row.period_end.year: (row.platform_id, row.state == PlatformReportState.CONFIRMED)}


def _figure(row: PlatformFigure) -> dict[int, Hashable]:
    return {row.report.period_end.year: (row.measure_id, row.enterprise_id, row.value)}


declare_evidence(Platform, city=lambda row: row.city_id, facts=_platform)
declare_evidence(StageReached, city=lambda row: row.platform.city_id, facts=_reached)
declare_evidence(PlatformReport, city=lambda row: row.platform.city_id, facts=_report)
declare_evidence(PlatformFigure, city=lambda row: row.report.platform.city_id, facts=_figure)


def _platforms(rows: Sequence[Row], vp: Viewpoint) -> Iterable[Record]:
    seen = visible(vp.user, Platform).filter(pk__in=[row.pk for row in rows])
    for each in seen.select_related("kind", "stage", "chain", "enterprise", "organization"):
        row, since = Row(PLATFORM, each.pk), each.running_since or each.stage_since
        yield Record(
            row=row,
            href=address(row),
            what=each.name,
            when=f"{day(since)}起运行" if each.running_since else day(since),
            date=since,
            scope=str(each.chain or ""),
            chain=each.chain_id,
            quantity=str(each.kind),
            source_text=each.source,
            note=f"{each.stage}，依托{each.host}",
        )


def _reports(rows: Sequence[Row], vp: Viewpoint) -> Iterable[Record]:
    seen = visible(vp.user, PlatformReport).filter(pk__in=[row.pk for row in rows])
    for each in seen.select_related("platform__kind", "platform__chain"):
        row, of = Row(REPORT, each.pk), each.platform
        yield Record(
            row=row,
            href=address(row),
            what=of.name,
            when=f"{each.year}年",
            date=each.period_end,
            scope=str(of.chain or ""),
            chain=of.chain_id,
            quantity=f"{of.kind}年报",
            source_text=each.source,
            note=each.get_state_display(),
        )


register_records(PLATFORM, _platforms)
register_records(REPORT, _reports)
