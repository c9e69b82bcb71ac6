"""A cluster, platform, channel, team or institute; the stages it reached, who takes part, what it reports each year."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.honours.models import Honour
from lianzhang.plans.models import PlatformKind, PlatformMeasure, PlatformStage
from lianzhang.registry.models import Chain, Organization, Park, Region
from lianzhang.work.models import WorkRow

__all__ = [
    *("Platform", "PlatformFigure", "PlatformMember", "PlatformReport", "PlatformState", "PlatformReportState"),
    "StageReached",
]


class PlatformState(models.TextChoices):
    ENTERED = "entered", "待确认"
    CONFIRMED = "confirmed", "已确认"
    RETURNED = "returned", "已退回"
    CLOSED = "closed", "已结束"


class Platform(WorkRow):
    """What is built up to serve firms, of whatever kind the plan names. Its host is a firm, a body of the city, or one
    outside of both (`host_name`), such as a university; a body may look after what such a one hosts.

    `stage` is that which it reached last, as somebody said; `running_since` and `running_until` are worked out of the
    stages that were confirmed. `honour` is the title it holds, where it has one.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    kind = models.ForeignKey(PlatformKind, models.PROTECT, related_name="+", verbose_name="类别")
    name = models.CharField("名称", max_length=80)
    chain = models.ForeignKey(Chain, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产业链")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="platforms", verbose_name="依托企业"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任单位"
    )
    host_name = models.CharField("依托的院校或其他单位", max_length=80, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区域")
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="园区")
    stage = models.ForeignKey(PlatformStage, models.PROTECT, related_name="+", verbose_name="阶段")
    stage_since = models.DateField("哪天到这个阶段")
    running_since = models.DateField("哪天起运行", null=True, blank=True, editable=False)
    running_until = models.DateField("运行到哪天", null=True, blank=True, editable=False)
    honour = models.ForeignKey(
        Honour, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="持有的称号"
    )
    source = models.CharField("来源", max_length=300)
    state = models.CharField("状态", max_length=10, choices=PlatformState, default=PlatformState.ENTERED)
    reason = models.CharField("末次理由", max_length=300, blank=True)
    ended = models.DateField("结束日期", null=True, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记账号", db_index=False)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "集群、平台和渠道"
        ordering = ["kind_id", "name", "pk"]
        indexes = [
            models.Index(fields=["city", "state", "kind"], name="platform_state"),
            models.Index(fields=["post", "state"], name="platform_of_post"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], condition=~Q(state="closed"), name="platform_named_once"),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False) | Q(organization__isnull=False) | ~Q(host_name=""),
                name="platform_has_a_host",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", ended__isnull=False) | (~Q(state="closed") & Q(ended=None)),
                name="platform_closed_some_day",
            ),
            models.CheckConstraint(
                condition=Q(running_until=None) | Q(running_until__gte=F("running_since")),
                name="platform_ran_for_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """Who stands behind it, in words."""
        return str(self.enterprise or self.host_name or self.organization or "")


class StageReached(models.Model):
    """A stage that a platform reached, and on which day. It counts once another has confirmed it."""

    platform = models.ForeignKey(Platform, models.CASCADE, related_name="reached", verbose_name="平台")
    stage = models.ForeignKey(PlatformStage, models.PROTECT, related_name="+", verbose_name="阶段")
    on = models.DateField("日期")
    confirmed = models.BooleanField("已确认", default=False)

    class Meta:
        verbose_name = "到过的阶段"
        ordering = ["platform_id", "on", "pk"]
        constraints = [models.UniqueConstraint(fields=["platform", "stage"], name="stage_reached_once")]

    def __str__(self) -> str:
        return f"{self.platform}：{self.stage}"


class PlatformMember(models.Model):
    """Who takes part, from a day on, until the first day on which it no longer does: a firm, a body, or one outside."""

    platform = models.ForeignKey(Platform, models.CASCADE, related_name="members", verbose_name="平台")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="platform_members", verbose_name="企业"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    name = models.CharField("名录外的单位", max_length=80, blank=True)
    since = models.DateField("哪天加入")
    until = models.DateField("哪天退出", null=True, blank=True)

    class Meta:
        verbose_name = "平台成员"
        ordering = ["platform_id", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "enterprise"],
                condition=Q(enterprise__isnull=False, until=None),
                name="platform_member_once",
            ),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False, organization=None, name="")
                | Q(enterprise=None, organization__isnull=False, name="")
                | (Q(enterprise=None, organization=None) & ~Q(name="")),
                name="platform_member_is_one",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="platform_member_leaves_after"
            ),
        ]

    def __str__(self) -> str:
        return str(self.enterprise or self.organization or self.name)


class PlatformReportState(models.TextChoices):
    REPORTED = "reported", "待确认"
    CONFIRMED = "confirmed", "已确认"
    RETURNED = "returned", "已退回"


class PlatformReport(WorkRow):
    """What a platform says of a year; what it says of no measure is unknown, never zero. It counts once confirmed."""

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="reports", verbose_name="平台")
    period_end = models.DateField("年末")
    source = models.CharField("来源", max_length=300)
    state = models.CharField("状态", max_length=10, choices=PlatformReportState, default=PlatformReportState.REPORTED)
    reason = models.CharField("退回的理由", max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="填报账号", db_index=False)
    reported_at = models.DateTimeField("填报时间")

    class Meta:
        verbose_name = "平台年报"
        ordering = ["-period_end", "platform_id", "pk"]
        indexes = [models.Index(fields=["post", "state"], name="platform_report_of_post")]
        constraints = [models.UniqueConstraint(fields=["platform", "period_end"], name="platform_report_once")]

    def __str__(self) -> str:
        return f"{self.platform}{self.year}年"

    @property
    def year(self) -> int:
        return self.period_end.year


class PlatformFigure(models.Model):
    """One figure of a report: of the whole platform, or of one firm that takes part, whose own affair it is."""

    report = models.ForeignKey(PlatformReport, models.CASCADE, related_name="figures", verbose_name="年报")
    measure = models.ForeignKey(PlatformMeasure, models.PROTECT, related_name="+", verbose_name="报什么")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="platform_figures", verbose_name="企业"
    )
    value = models.DecimalField("数", max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = "平台年报的数"
        ordering = ["report_id", "measure__order", "enterprise_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "measure", "enterprise"], name="platform_figure_once"),
            models.UniqueConstraint(
                fields=["report", "measure"], condition=Q(enterprise=None), name="platform_figure_of_all_once"
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="platform_figure_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.measure}：{self.value}"
