"""Who leaves the colleges as a sheet: a college and a year a row, two columns a major. Another checks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from lianzhang.access.api import visible
from lianzhang.enterprises.api import MOST_ACTS, ActBook, ActRegister
from lianzhang.kernel.registers import declare_register
from lianzhang.kernel.sheets import Column, Sheet, text, whole
from lianzhang.plans.api import last_begun
from lianzhang.plans.models import Trade
from lianzhang.registry.models import Organization

from .actions import REPORT_RELATED, change_report, report_graduates
from .models import GraduateReport
from .permissions import Permission
from .queries import own_college
from .rules import COLLEGE, MOST, majors_asked

__all__ = ["GraduateRegister"]

WHOLE = (("yes", "是"), ("no", "否"))
TITLES = (("graduates", "毕业生"), ("stays", "留本地"))


class GraduateRegister(ActRegister):
    code, title, unit, page, order = "graduate_reports", "院校毕业生", "份", "graduate_report", 75
    model = GraduateReport
    permission = Permission.ENTER
    about = "各院校各年的毕业生：一所院校、一年一行，每个专业两列。导入后由没有经手的账号核对，核对了才和岗位对着看。"
    title_columns = frozenset({"college", "year"})

    def sheet(self, city: int) -> Sheet:
        columns = (
            Column("college", "院校", text(120), required=True, help="写名称或编号。"),
            Column("year", "毕业年份", whole(1990, 2100), required=True, help="往后的年份写预计数。", example="2026"),
            *_of_majors(majors_asked(Trade.objects.filter(plan__in=last_begun(city)))),
            Column("whole", "没写的专业都没有毕业生", choices=WHOLE, help="不写的，没写的专业算作不清楚。"),
            Column("source", "来源", text(300), required=True, example="就业质量年报"),
        )
        return Sheet(self.title, columns, max_rows=MOST_ACTS)

    def open(self, city: int, by: Any) -> GraduateBook:
        return GraduateBook(city, by, self.sheet(city))


def _of_majors(majors: Iterable[str]) -> Iterator[Column]:
    for major in majors:
        for name, title in TITLES:
            yield Column(f"{name}_{major}", f"{major}：{title}（人）", whole(0, MOST), help="没有的写0，不清楚的留空。")


class GraduateBook(ActBook[GraduateReport]):
    model = GraduateReport
    related = REPORT_RELATED

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        first = f"{TITLES[0][0]}_"
        self.majors = [key.removeprefix(first) for key in self.columns if key.startswith(first)]

    def in_sight(self, firms: Iterable[int] | None = None) -> QuerySet[GraduateReport]:  # noqa: ARG002 - of no firm
        return visible(self.by, GraduateReport).filter(city=self.city.pk).order_by("college__code", "year")

    def named(self) -> Mapping[str, Iterable[Any]]:
        """A college names itself alone, as in the form."""
        own, rows = own_college(self.by), visible(self.by, Organization).filter(city=self.city.pk, kind=COLLEGE)
        return {"college": rows.filter(pk=own.pk) if own else rows.order_by("code")}

    def values_of(self, row: GraduateReport) -> dict[str, Any]:
        said = {each.major: each for each in row.lines}
        figures = {
            f"{name}_{major}": getattr(said.get(major), name, None) for major in self.majors for name, _ in TITLES
        }
        stands = {"college": self.called("college", row.college), "year": row.year}
        return stands | figures | {"whole": "yes" if row.whole else "no", "source": row.source}

    def identity(self, values: Mapping[str, Any]) -> Any:
        return values["college"], values["year"]

    def title_of(self, values: Mapping[str, Any]) -> str:
        return f"{values['college']}{values['year']}年毕业生"

    def _figures(self, said: Mapping[str, Any], majors: Iterable[str]) -> dict[str, tuple[int | None, int | None]]:
        return {each: (said[f"graduates_{each}"], said[f"stays_{each}"]) for each in majors}

    def enter(self, said: dict[str, Any]) -> GraduateReport:
        if said["college"] is None:
            raise ValidationError({"college": "请写院校。"})
        given = {"whole": said["whole"] == "yes", "source": said["source"]}
        figures = self._figures(said, self.majors)
        return report_graduates(college=said["college"], year=said["year"], figures=figures, by=self.by, **given)

    def change(self, row: GraduateReport, said: dict[str, Any], changed: Iterable[str]) -> GraduateReport:  # noqa: ARG002
        given = {"whole": said["whole"] == "yes", "source": said["source"]}
        figures = self._figures(said, self.majors)
        return change_report(row=row, version=row.version, figures=figures, by=self.by, **given)


declare_register(GraduateRegister())
