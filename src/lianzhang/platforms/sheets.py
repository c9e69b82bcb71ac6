"""Yearly reports of platforms as a sheet: a platform and a year a row, a column for each thing that is reported.

What a report says of single firms is typed on its page; an upload leaves it as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet

from lianzhang.access.api import visible
from lianzhang.enterprises.api import MOST_ACTS, ActBook, ActRegister, as_stored
from lianzhang.kernel.registers import declare_register
from lianzhang.kernel.sheets import Column, Sheet, amount, text, whole
from lianzhang.plans.api import last_begun
from lianzhang.plans.models import PlatformMeasure

from .models import Platform, PlatformFigure, PlatformReport
from .permissions import Permission
from .report_actions import REPORT_RELATED, change_report, report

__all__ = ["PlatformReportRegister"]

TOLD = "measure_"


def _measures(city: int) -> dict[str, list[PlatformMeasure]]:
    """By what the column is called: kinds that report the same in the same unit share one."""
    by_title: dict[str, list[PlatformMeasure]] = {}
    rows = PlatformMeasure.objects.filter(plan__in=last_begun(city)).select_related("kind")
    for each in rows.order_by("kind__order", "order"):
        by_title.setdefault(str(each), []).append(each)
    return by_title


def _column_of(measures: list[PlatformMeasure]) -> str:
    return f"{TOLD}{measures[0].code}"


class PlatformReportRegister(ActRegister):
    code, title, unit, page, order = "platform_reports", "平台年报", "份", "platform_report", 71
    model = PlatformReport
    permission = Permission.REPORT
    about = "集群、平台和渠道各年的年报：一个平台、一年一行，只填这一类平台报的列。导入后由没有经手的账号确认。"
    title_columns = frozenset({"platform", "year"})

    def sheet(self, city: int) -> Sheet:
        told = (
            Column(
                *(_column_of(measures), title, amount(measures[0].unit)),
                help=f"{'、'.join(dict.fromkeys(str(each.kind) for each in measures))}填；没有的写0，不清楚的留空。",
            )
            for title, measures in _measures(city).items()
        )
        columns = (
            Column("platform", "平台", text(140), required=True, help="登记的全称；同名的写成“名称（类别）”。"),
            Column("year", "年份", whole(1990, 2100), required=True, help="已经过完的一年。", example="2023"),
            *told,
            Column("source", "来源", text(300), required=True, example="平台年度总结"),
        )
        return Sheet(self.title, columns, max_rows=MOST_ACTS)

    def open(self, city: int, by: Any) -> PlatformReportBook:
        return PlatformReportBook(city, by, self.sheet(city))


class PlatformReportBook(ActBook[PlatformReport]):
    model = PlatformReport
    related = REPORT_RELATED

    @cached_property
    def measures(self) -> dict[str, dict[str, PlatformMeasure]]:
        """By column and kind."""
        return {_column_of(rows): {each.kind.code: each for each in rows} for rows in _measures(self.city.pk).values()}

    def in_sight(self, firms: Iterable[int] | None = None) -> QuerySet[PlatformReport]:  # noqa: ARG002 - of no firm
        figures = visible(self.by, PlatformFigure).filter(enterprise=None).select_related("measure")
        rows = visible(self.by, PlatformReport).filter(platform__city=self.city.pk)
        return rows.prefetch_related(Prefetch("figures", figures, "of_all")).order_by("platform__name", "period_end")

    def named(self) -> Mapping[str, Iterable[Any]]:
        rows = visible(self.by, Platform).filter(city=self.city.pk)
        return {"platform": rows.select_related("city", "kind__plan", "enterprise").order_by("name")}

    def word(self, key: str, thing: Platform) -> str:  # noqa: ARG002 - there is one such column
        return f"{thing}（{thing.kind}）"

    def told_in(self, field: str) -> str:
        codes = {f"{TOLD}{each.pk}": column for column, rows in self.measures.items() for each in rows.values()}
        return codes.get(field, field)

    def values_of(self, row: PlatformReport) -> dict[str, Any]:
        told = {each.measure.code: each.value for each in vars(row)["of_all"]}
        kind = row.platform.kind.code
        figures = {
            column: as_stored(told.get(rows[kind].code)) if kind in rows else None
            for column, rows in self.measures.items()
        }
        stands = {"platform": self.called("platform", row.platform), "year": row.year}
        return stands | figures | {"source": row.source}

    def identity(self, values: Mapping[str, Any]) -> Any:
        return values["platform"], values["year"]

    def title_of(self, values: Mapping[str, Any]) -> str:
        return f"{values['platform']}{values['year']}年"

    def _figures(self, platform: Platform, said: Mapping[str, Any]) -> dict[tuple[int, int | None], Decimal]:
        """What is said of the whole. Raises ValidationError where its kind does not report such a thing."""
        figures: dict[tuple[int, int | None], Decimal] = {}
        for column, rows in self.measures.items():
            if said[column] is None:
                continue
            if platform.kind.code not in rows:
                raise ValidationError({column: f"“{platform.kind}”不报这一项；请留空。"})
            figures[rows[platform.kind.code].pk, None] = said[column]
        return figures

    def enter(self, said: dict[str, Any]) -> PlatformReport:
        platform = said["platform"]
        figures = self._figures(platform, said)
        return report(platform=platform, year=said["year"], figures=figures, source=said["source"], by=self.by)

    def change(self, row: PlatformReport, said: dict[str, Any], changed: Iterable[str]) -> PlatformReport:  # noqa: ARG002
        """What stands there of single firms, and of what the sheet has no column for, stays."""
        stands = visible(self.by, PlatformFigure).filter(report=row)
        kept = {(each.measure_id, each.enterprise_id): each.value for each in stands}
        figures = kept | self._figures(row.platform, said)
        return change_report(row=row, version=row.version, figures=figures, source=said["source"], by=self.by)


declare_register(PlatformReportRegister())
