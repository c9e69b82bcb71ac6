"""What firms can make: in their own words, with capacity and what of it is free."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianzhang.enterprises.models import Enterprise
from lianzhang.registry.models import Region
from lianzhang.work.models import WorkRow

from .products import Product

__all__ = ["Capability"]


class Capability(WorkRow):
    """One thing that a firm can make or do. `published`: other firms of the city may find it when they seek a supplier.

    `customers` (whom it serves) is told to those who answer for the firm alone.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="capabilities", verbose_name="企业", db_index=False
    )
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="capabilities", verbose_name="产品"
    )
    text = models.CharField("能做什么", max_length=300)
    capacity = models.DecimalField("年产能", max_digits=16, decimal_places=3, null=True, blank=True)
    free = models.DecimalField("可接单产能", max_digits=16, decimal_places=3, null=True, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True, db_default="")
    certificates = models.CharField("认证", max_length=200, blank=True, db_default="")
    equipment = models.CharField("主要设备", max_length=300, blank=True, db_default="")
    customers = models.CharField("服务过的客户", max_length=300, blank=True, db_default="")
    published = models.BooleanField("供别的企业查找", default=False)
    source = models.CharField("来源", max_length=300)
    stated_on = models.DateField("填报日期")

    class Meta:
        verbose_name = "供应能力"
        ordering = ["enterprise_id", "text"]
        indexes = [models.Index(fields=["city", "enterprise"], name="capability_of_firm")]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "text"], name="capability_once"),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(free=None) | Q(free__lte=F("capacity")), name="capability_free_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.text}"
