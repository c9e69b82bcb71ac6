"""A small city with two colleges that report, trades with their majors, and a bureau that reports for a college."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.plans.models import ProjectKind, Trade
from lianzhang.projects.models import Project
from lianzhang.registry.models import Organization
from lianzhang.talent.actions import REPORT_VERBS, change_report, report_graduates
from lianzhang.talent.models import GraduateReport
from lianzhang.talent.rules import years_ahead
from tests.enterprises.world import City
from tests.projects.made import a_lead

__all__ = ["TalentCity", "fresh"]


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


class TalentCity(City):
    """`dean` and `rival_dean` report for a college each; `bureau` is of a unit that is none."""

    def __init__(self) -> None:
        super().__init__()
        self.welder = Trade.objects.create(plan=self.plan, code="welder", name="焊工", majors="焊接;材料")
        self.fitter = Trade.objects.create(plan=self.plan, code="fitter", name="钳工", majors="材料", order=1)
        self.colleges = [
            Organization.objects.create(city=self.region, code=f"college-{code}", name=name, kind="college")
            for code, name in (("a", "甲学院"), ("b", "乙学院"))
        ]
        self.dean, self.rival_dean = (self.user_as("expert", organization=each) for each in self.colleges)
        office = Organization.objects.create(city=self.region, code="education", name="市教育局", kind="department")
        self.bureau = self.user_as("member_unit", organization=office)
        self.staff = ProjectKind.objects.create(plan=self.plan, code="staff", name="用工", what="need", by_trade=True)

    @property
    def years(self) -> list[int]:
        return years_ahead(timezone.localdate())

    def report(self, number: int = 0, by: User | None = None, year: int = 0, **more: Any) -> GraduateReport:
        """Of the college of this number: 40 welders leave, 10 of them stay."""
        said = {"figures": {"焊接": (40, 10)}, "whole": True, "source": "就业质量年报"} | more
        who = by or (self.dean, self.rival_dean)[number]
        return report_graduates(college=self.colleges[number], year=year or self.years[0], by=fresh(who), **said)

    def step(self, row: GraduateReport, name: str, by: User, **given: Any) -> Any:
        row.refresh_from_db()
        return REPORT_VERBS[name](row=row, version=row.version, by=fresh(by), **given)

    def changed(self, row: GraduateReport, by: User, **said: Any) -> GraduateReport:
        row.refresh_from_db()
        told = {"figures": {"焊接": (41, 10)}} | said
        return change_report(row=row, version=row.version, by=fresh(by), **told)

    def whole(self) -> None:
        """Both colleges reported every summer ahead, and it was checked."""
        for year in self.years:
            for number in range(2):
                self.step(self.report(number, year=year), "check", self.office)

    def project(self, posts: int | None = None, by: date | None = None, **more: Any) -> Project:
        """One that was signed; with `posts` for welders, by a day."""
        row = a_lead(self.plan, self.office)
        given = {"state": "signed", "planned_completion": by, "investor_key": None} | more
        Project.objects.filter(pk=row.pk).update(**given)
        row.refresh_from_db()
        if posts is not None:
            row.needs.create(kind=self.staff, text="焊工", trade=self.welder, posts=posts, needed_by=by)
        return row
