"""What a plan says of clusters, platforms, channels, teams and institutes: kinds, stages, what is told of a year."""

from __future__ import annotations

from django.db import models

from .plan import PlanRow

__all__ = ["PlatformKind", "PlatformMeasure", "PlatformStage"]


class PlatformKind(PlanRow):
    """A kind of what is built up to serve firms. Posts of `role` (roles.toml) look after it, beside the office.

    The report of a year is due so many months after its end; None: none is asked for.
    """

    class Group(models.TextChoices):
        CLUSTER = "cluster", "产业集群"
        PLATFORM = "platform", "创新平台"
        CHANNEL = "channel", "市场渠道"
        TEAM = "team", "人才团队"
        INSTITUTE = "institute", "产教机构"

    name = models.CharField("类别", max_length=40)
    group = models.CharField("属于哪一类", max_length=10, choices=Group)
    role = models.CharField("由谁负责", max_length=40)
    report_months = models.PositiveSmallIntegerField("年报在次年几月底前", null=True, blank=True)

    class Meta(PlanRow.Meta):
        verbose_name = "平台类别"

    def __str__(self) -> str:
        return self.name


class PlatformStage(PlanRow):
    """One stage of a kind, in order. `running`: it serves firms by then. `months`: so long it may stay there."""

    kind = models.ForeignKey(PlatformKind, models.CASCADE, related_name="stages", verbose_name="平台类别")
    name = models.CharField("阶段", max_length=40)
    running = models.BooleanField("已在运行", default=False)
    months = models.PositiveSmallIntegerField("多少个月以内正常", null=True, blank=True)

    class Meta(PlanRow.Meta):
        verbose_name = "平台阶段"

    def __str__(self) -> str:
        return self.name


class PlatformMeasure(PlanRow):
    """One thing that the yearly report of a kind says. `means`: as what it is summed, beside others of its unit.

    `by_member`: it is told of each firm that takes part, and is that firm's own affair.
    """

    class Means(models.TextChoices):
        OUTPUT = "output", "产出"
        FIRMS = "firms", "服务企业"
        SMALL_FIRMS = "small_firms", "服务中小企业"
        RESULTS = "results", "转化成产品的成果"
        ORDERS = "orders", "订单"

    kind = models.ForeignKey(PlatformKind, models.CASCADE, related_name="measures", verbose_name="平台类别")
    name = models.CharField("报什么", max_length=40)
    unit = models.CharField("单位", max_length=20)
    means = models.CharField("算作什么", max_length=12, choices=Means, blank=True)
    by_member = models.BooleanField("分企业报", default=False)

    class Meta(PlanRow.Meta):
        verbose_name = "平台年报内容"

    def __str__(self) -> str:
        return f"{self.name}（{self.unit}）"
