"""What rows that are worked on share, and what the engine keeps beside them: clocks and links between rooms."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianzhang.accounts.models import User
from lianzhang.kernel.fields import KeysField
from lianzhang.registry.models import Post, Region

__all__ = ["Clock", "Link", "Mark", "Report", "ReportState", "TimedRow", "WorkRow"]


class WorkRow(models.Model):
    """A row that moves by acts. `post` is whose duty it is: the post, not the account that typed.

    `authors` are the keys of all accounts that typed, submitted or uploaded what stands here; they never decide on it.
    """

    version = models.PositiveIntegerField(default=0)
    post = models.ForeignKey(
        Post, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="责任岗位", db_index=False
    )
    authors = KeysField("经手账号", db_default="")

    class Meta:
        abstract = True


class TimedRow(WorkRow):
    """A row with limits: `due` is when the first of its running clocks runs out, for lists. The engine writes it."""

    due = models.DateField("到期", null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class ReportState(models.TextChoices):
    """The life of what is reported: a figure, a statement."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待确认"
    CONFIRMED = "confirmed", "已确认"
    RETURNED = "returned", "已退回"
    REPLACED = "replaced", "已更正"


class Report(WorkRow):
    """Something reported that counts once another has confirmed it, and is corrected by another report."""

    state = models.CharField("状态", max_length=10, choices=ReportState, default=ReportState.DRAFT)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField("退回理由", max_length=300, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        abstract = True


class Clock(models.Model):
    """A limit in workdays that a step started on a row. What is used, left or overdue is reckoned (kernel/clocks.py).

    `due` is written by the engine alone, for lists; None while a pause is open or nobody can know the day.
    """

    subject = models.CharField("对象", max_length=160, help_text="app.Model:pk")
    name = models.CharField("时限", max_length=40)
    limit_workdays = models.PositiveSmallIntegerField("工作日", help_text="extensions counted in")
    extended_workdays = models.PositiveSmallIntegerField("其中延期", default=0)
    started_at = models.DateTimeField("起算")
    stopped_at = models.DateTimeField("停止", null=True, blank=True)
    pauses = models.JSONField("暂停", default=list, help_text="each [since, until or null], ISO 8601")
    due = models.DateField("到期", null=True, blank=True)
    provisional = models.BooleanField("放假安排未公布", default=False)

    class Meta:
        verbose_name = "时限"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["subject", "name"]),
            models.Index(fields=["due"], condition=Q(stopped_at__isnull=True), name="work_clock_running"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "name"], condition=Q(stopped_at__isnull=True), name="clock_runs_once"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(stopped_at__gte=F("started_at")),
                name="clock_stops_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.name}"


class Link(models.Model):
    """A row of one room that led to a row of another: a need became a problem, a sole source a lead."""

    source = models.CharField("来自", max_length=160, help_text="app.Model:pk")
    target = models.CharField("转为", max_length=160, help_text="app.Model:pk")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "记录间的联系"
        ordering = ["pk"]
        indexes = [models.Index(fields=["target"])]
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="link_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="link_leads_on"),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class Mark(models.Model):
    """The state that a city's records of one kind and year are in; another value after every act that writes them."""

    city = models.ForeignKey(Region, models.CASCADE, related_name="+", verbose_name="城市", db_index=False)
    kind = models.CharField("哪一类记录", max_length=60, blank=True)
    year = models.PositiveSmallIntegerField("年份")
    value = models.UUIDField("状态")

    class Meta:
        verbose_name = "记录状态"
        constraints = [models.UniqueConstraint(fields=["city", "kind", "year"], name="mark_once")]
