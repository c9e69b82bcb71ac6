"""What hangs on a project: who handed it to whom, who claims its investor, milestones, months, years, needs."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from lianzhang.accounts.models import User
from lianzhang.plans.models import ProjectKind, Trade
from lianzhang.registry.models import Post, Region, ResponsibleUnit

from .project import Project, money_field

__all__ = ["Claim", "HandOver", "Milestone", "MonthFigure", "Need", "YearFigure"]


class HandOver(models.Model):
    """A unit was asked to carry the project on: it took over, or refused and said why."""

    class State(models.TextChoices):
        ASKED = "asked", "待接手"
        ACCEPTED = "accepted", "已接手"
        REFUSED = "refused", "未接"
        WITHDRAWN = "withdrawn", "已撤回"

    project = models.ForeignKey(Project, models.CASCADE, related_name="hand_overs")
    left = models.ForeignKey(ResponsibleUnit, models.PROTECT, related_name="+", verbose_name="移交单位")
    taken = models.ForeignKey(ResponsibleUnit, models.PROTECT, related_name="+", verbose_name="接手单位")
    note = models.CharField("移交说明", max_length=300)
    asked_at = models.DateTimeField("提出时间")
    state = models.CharField("结果", max_length=10, choices=State, default=State.ASKED)
    reason = models.CharField("不接的理由", max_length=300, blank=True, default="", db_default="")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = "项目移交"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=Q(state="asked"), name="project_hand_over_asked_once")
        ]

    def __str__(self) -> str:
        return f"{self.left}→{self.taken}"


class Claim(models.Model):
    """An investor who was reported already was reported by another unit: nothing is lost, and the office decides."""

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="claims", verbose_name="首报项目")
    unit = models.ForeignKey(ResponsibleUnit, models.PROTECT, related_name="+", verbose_name="报告单位")
    post = models.ForeignKey(
        Post, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="报告岗位", db_index=False
    )
    name = models.CharField("项目名称", max_length=80)
    investor = models.CharField("投资方", max_length=120)
    text = models.CharField("建设内容", max_length=1000, blank=True, default="", db_default="")
    planned = money_field("计划总投资（万元）", null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="账号", db_index=False)
    at = models.DateTimeField("报告时间")

    class Meta:
        verbose_name = "重复报告"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["city", "at"])]

    def __str__(self) -> str:
        return self.name


class Milestone(models.Model):
    """Something agreed: the day at first, the day expected now, the day it came about. `moved` counts changed days."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones", db_index=False)
    title = models.CharField("里程碑", max_length=60)
    baseline = models.DateField("原定")
    forecast = models.DateField("预计")
    actual = models.DateField("实际", null=True, blank=True)
    moved = models.PositiveSmallIntegerField("改期次数", default=0, db_default=0)
    reason = models.CharField("改期理由", max_length=300, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "里程碑"
        ordering = ["forecast", "pk"]
        indexes = [
            models.Index(fields=["project", "forecast"]),
            models.Index(fields=["forecast"], condition=Q(actual__isnull=True), name="milestone_open_by_day"),
        ]

    def __str__(self) -> str:
        return self.title


class MonthFigure(models.Model):
    """What was to be invested in a month, and what was, in 万元; `reason` explains what looks wrong."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="months", db_index=False)
    # Its first day. No constraint says so: on SQLite it would call a function that only Django's connections have, and
    # nothing else could copy the database.
    month = models.DateField("月份")
    planned = money_field("计划投资（万元）", null=True, blank=True)
    done = money_field("完成投资（万元）", null=True, blank=True)
    reason = models.CharField("说明", max_length=300, blank=True, default="", db_default="")
    corrected = models.PositiveSmallIntegerField("更正次数", default=0, db_default=0)

    class Meta:
        verbose_name = "月度投资"
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["project", "month"], name="project_month_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class YearFigure(models.Model):
    """What the months of a year come to, for measures; written with each month."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="years", db_index=False)
    year = models.PositiveSmallIntegerField("年份")
    planned = money_field("计划投资（万元）", default=Decimal(0), db_default=0)
    done = money_field("完成投资（万元）", default=Decimal(0), db_default=0)

    class Meta:
        verbose_name = "年度投资"
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["project", "year"], name="project_year_once")]
        indexes = [models.Index(fields=["year", "project"])]

    def __str__(self) -> str:
        return str(self.year)


class Need(models.Model):
    """Land, energy, money or staff that a project needs by a day; one that cannot be met becomes a problem.

    People are asked for by trade: so many posts, None where nobody can say how many."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="needs")
    kind = models.ForeignKey(ProjectKind, models.PROTECT, related_name="+", verbose_name="要素")
    text = models.CharField("需要什么", max_length=300)
    needed_by = models.DateField("什么时候要", null=True, blank=True)
    met_on = models.DateField("落实日期", null=True, blank=True)
    trade = models.ForeignKey(Trade, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="工种")
    posts = models.PositiveIntegerField("岗位（个）", null=True, blank=True)

    class Meta:
        verbose_name = "要素需求"
        ordering = ["needed_by", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(posts=None) | Q(posts__gt=0, trade__isnull=False), name="project_need_posts_of_a_trade"
            )
        ]

    def __str__(self) -> str:
        return self.text
