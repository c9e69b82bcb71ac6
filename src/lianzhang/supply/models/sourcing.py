"""A second source sought for what hangs on one supplier: whose demand, who could, until supply is measured anew."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.registry.models import Chain, Region
from lianzhang.work.models import TimedRow

from .products import Product
from .runs import AnalysisRun

__all__ = ["Demand", "Sourcing", "SourcingState", "Substitution"]


class SourcingState(models.TextChoices):
    FOUND = "found", "待找"
    SEARCHING = "searching", "在找"
    QUALIFYING = "qualifying", "在验证"
    SUPPLYING = "supplying", "已供货"
    MEASURED = "measured", "已复算"
    GIVEN_UP = "given_up", "不再找"


class Substitution(models.TextChoices):
    """卡脖子: how far what must be imported is replaced at home."""

    NONE = "none", "没有替代"
    RESEARCH = "research", "在攻关"
    TRIAL = "trial", "在试用"
    QUALIFIED = "qualified", "通过验证"
    REPLACED = "replaced", "已替代"


class Sourcing(TimedRow):
    """One item with one supplier, for the customers that share the need (`demands`). `post` carries it.

    The rate (share of purchases made in the city, percent) and the risk (share of the city's output, 0-1) stand as they
    were at its start and after supply began; both name the run they come from.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="+", verbose_name="产业链", db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产品")
    item = models.CharField("缺第二家的东西", max_length=120)
    supplier = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="唯一供应商"
    )
    supplier_name = models.CharField("唯一供应商名称", max_length=120)
    chokepoint = models.BooleanField("卡脖子", default=False)
    substitution = models.CharField("国产替代", max_length=10, choices=Substitution, blank=True, db_default="")
    state = models.CharField("状态", max_length=10, choices=SourcingState, default=SourcingState.FOUND)
    candidate = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="第二家"
    )
    candidate_name = models.CharField("第二家名称", max_length=120, blank=True, db_default="")
    said = models.CharField("末次回话", max_length=500, blank=True, db_default="")
    said_on = models.DateField("末次回话日期", null=True, blank=True)
    reason = models.CharField("末次理由", max_length=300, blank=True, db_default="")
    supplying_since = models.DateField("供货日期", null=True, blank=True)
    rate_before = models.DecimalField("原来的配套率（%）", max_digits=5, decimal_places=2, null=True, blank=True)
    rate_after = models.DecimalField("现在的配套率（%）", max_digits=5, decimal_places=2, null=True, blank=True)
    risk_before = models.FloatField("原来的停供代价", null=True, blank=True)
    risk_after = models.FloatField("现在的停供代价", null=True, blank=True)
    run_before = models.ForeignKey(
        AnalysisRun, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="按哪次分析", db_index=False
    )
    run_after = models.ForeignKey(
        AnalysisRun, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="复算", db_index=False
    )
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记账号", db_index=False)
    entered_at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "补第二家"
        ordering = ["due", "-entered_at", "pk"]
        indexes = [
            models.Index(fields=["city", "state"], name="sourcing_state"),
            models.Index(fields=["chain", "state"], name="sourcing_of_chain"),
            models.Index(fields=["post", "state"], name="sourcing_of_post"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "item", "supplier_name"],
                condition=~Q(state__in=("measured", "given_up")),
                name="sourcing_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("supplying", "measured")) | Q(supplying_since__isnull=False),
                name="sourcing_supplies_since_some_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}（{self.supplier_name}）"


class Demand(models.Model):
    """What one customer needs of the item in a year: together they make an order that a supplier comes for."""

    sourcing = models.ForeignKey(Sourcing, models.CASCADE, related_name="demands")
    customer = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="采购企业")
    value = models.DecimalField("年采购额（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    quantity = models.DecimalField("年数量", max_digits=16, decimal_places=3, null=True, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True, db_default="")
    stock_days = models.PositiveSmallIntegerField("库存（天）", null=True, blank=True)
    contract_end = models.DateField("合同到期", null=True, blank=True)

    class Meta:
        verbose_name = "需求"
        ordering = ["sourcing_id", "-value", "pk"]
        constraints = [models.UniqueConstraint(fields=["sourcing", "customer"], name="demand_once")]
