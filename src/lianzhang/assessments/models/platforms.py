"""How a firm uses an industrial internet platform in a period: what it bought, and what was active."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianzhang.enterprises.models import Enterprise
from lianzhang.registry.models import Region
from lianzhang.work.models import WorkRow

__all__ = ["PlatformUse", "UseState"]


class UseState(models.TextChoices):
    REPORTED = "reported", "已报，待核对"
    CHECKED = "checked", "已核对"
    RETURNED = "returned", "已退回"


class PlatformUse(WorkRow):
    """A firm is on a platform only with what was active: seats alone are none. Blank is unknown, never zero."""

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="platform_uses", verbose_name="企业", db_index=False
    )
    platform = models.CharField("平台", max_length=80)
    platform_key = models.CharField("平台（比对用）", max_length=80, editable=False)
    period_start = models.DateField("时期起")
    period_end = models.DateField("时期止")
    seats = models.PositiveIntegerField("买了多少席位", null=True, blank=True)
    active = models.PositiveIntegerField("在用的账号或设备", null=True, blank=True)
    source = models.CharField("来源", max_length=300)
    state = models.CharField("状态", max_length=10, choices=UseState, default=UseState.REPORTED)
    reported_at = models.DateTimeField("填报时间")
    reason = models.CharField("退回的理由", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "平台使用"
        ordering = ["-period_end", "enterprise_id", "pk"]
        indexes = [
            models.Index(fields=["city", "period_end", "state"], name="platform_use_of_period"),
            models.Index(fields=["post", "state"], name="platform_use_of_post"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "platform_key", "period_start", "period_end"], name="platform_use_once"
            ),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="platform_use_period_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.platform}"

    @property
    def counts(self) -> bool:
        """Whether the firm was on the platform: something was active, and another checked it."""
        return self.state == UseState.CHECKED and bool(self.active)
