"""What colleges report: how many leave them in a year with which major, and how many of these stay in the city."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from lianzhang.registry.models import Organization, Region
from lianzhang.work.models import WorkRow

__all__ = ["GraduateReport", "Graduates", "ReportedState"]


class ReportedState(models.TextChoices):
    REPORTED = "reported", "已报，待核对"
    CHECKED = "checked", "已核对"
    RETURNED = "returned", "已退回"


@dataclass(frozen=True, slots=True)
class Graduates:
    """So many leave with a major, and so many of them stay in the city; None: nobody knows."""

    major: str
    graduates: int | None
    stays: int | None


class GraduateReport(WorkRow):
    """One for a college and a year. `figures` keeps of each major how many leave, and stay; `whole`: there are no
    others but those of it, else nobody knows of majors that it does not name."""

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    college = models.ForeignKey(
        Organization, models.PROTECT, related_name="graduate_reports", verbose_name="院校", db_index=False
    )
    year = models.PositiveSmallIntegerField("毕业年份")
    figures = models.JSONField("各专业", default=list)
    whole = models.BooleanField("没写的专业没有毕业生", default=False)
    source = models.CharField("来源", max_length=300)
    state = models.CharField("状态", max_length=10, choices=ReportedState, default=ReportedState.REPORTED)
    reported_at = models.DateTimeField("填报时间")
    reason = models.CharField("退回的理由", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "毕业生填报"
        ordering = ["-year", "college_id"]
        indexes = [models.Index(fields=["city", "year", "state"], name="graduate_report_of_year")]
        constraints = [models.UniqueConstraint(fields=["college", "year"], name="graduate_report_once")]

    def __str__(self) -> str:
        return f"{self.college}{self.year}年毕业生"

    @property
    def lines(self) -> list[Graduates]:
        return [Graduates(each["major"], each["graduates"], each["stays"]) for each in self.figures]
