"""Who bought what from whom in a period, for how much; and how much a firm bought in all, so that coverage is known."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianzhang.enterprises.models import Enterprise
from lianzhang.registry.models import Region
from lianzhang.work.models import WorkRow

from .products import Product

__all__ = ["Purchase", "PurchaseState", "PurchaseTotal"]


class PurchaseState(models.TextChoices):
    REPORTED = "reported", "已报"
    CONFIRMED = "confirmed", "对方已确认"
    DISPUTED = "disputed", "对方有异议"


class Purchase(WorkRow):
    """What a customer bought of one product from one supplier in a month, quarter or year; `value` in 万元.

    A supplier whom nobody has found in the register is a stranger: `supplier_name` and where it says it is. `item` is
    what the customer calls the thing; `product` is what somebody mapped it to. `share` is the supplier's part of
    what the customer buys of the product, in percent, as the customer says.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    customer = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="purchases", verbose_name="采购企业", db_index=False
    )
    supplier = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="sales", verbose_name="供应商", db_index=False
    )
    supplier_name = models.CharField("供应商名称", max_length=120, blank=True, db_default="")
    supplier_place = models.CharField("供应商所在地", max_length=60, blank=True, db_default="")
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="purchases", verbose_name="产品"
    )
    item = models.CharField("采购的东西", max_length=120)
    period_start = models.DateField("时期起")
    period_end = models.DateField("时期止")
    value = models.DecimalField("金额（万元）", max_digits=14, decimal_places=2)
    quantity = models.DecimalField("数量", max_digits=16, decimal_places=3, null=True, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True, db_default="")
    share = models.DecimalField("占同类采购（%）", max_digits=5, decimal_places=2, null=True, blank=True)
    contract_end = models.DateField("合同到期", null=True, blank=True)
    stock_days = models.PositiveSmallIntegerField("库存（天）", null=True, blank=True)
    source = models.CharField("来源", max_length=300)
    state = models.CharField("状态", max_length=10, choices=PurchaseState, default=PurchaseState.REPORTED)
    reported_at = models.DateTimeField("填报时间")
    answered_at = models.DateTimeField("对方答复时间", null=True, blank=True)
    disputed_value = models.DecimalField("对方说的金额（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    reason = models.CharField("末次理由", max_length=300, blank=True, db_default="")

    class Meta:
        verbose_name = "采购"
        ordering = ["-period_end", "-value", "pk"]
        indexes = [
            models.Index(fields=["city", "period_end", "period_start", "-value"], name="purchase_of_period"),
            models.Index(fields=["customer", "period_end"], name="purchase_of_customer"),
            models.Index(fields=["supplier", "period_end"], name="purchase_from_supplier"),
            models.Index(fields=["city", "supplier_name"], condition=Q(supplier=None), name="purchase_from_stranger"),
            models.Index(fields=["post", "state"], name="purchase_of_post"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "supplier", "item", "period_start", "period_end"],
                condition=Q(supplier__isnull=False),
                name="purchase_once",
            ),
            models.UniqueConstraint(
                fields=["customer", "supplier_name", "item", "period_start", "period_end"],
                condition=Q(supplier=None),
                name="purchase_from_stranger_once",
            ),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="purchase_period_ordered"),
            models.CheckConstraint(condition=Q(value__gte=0), name="purchase_value_not_negative"),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=0, share__lte=100), name="purchase_share_in_percent"
            ),
            models.CheckConstraint(
                condition=Q(supplier=None) | ~Q(supplier=F("customer")), name="purchase_not_from_itself"
            ),
            models.CheckConstraint(
                condition=Q(supplier__isnull=False) | ~Q(supplier_name=""), name="purchase_names_a_supplier"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer}：{self.item}"

    @property
    def supplier_called(self) -> str:
        return str(self.supplier) if self.supplier_id else self.supplier_name

    @property
    def product_called(self) -> str:
        return str(self.product) if self.product_id else self.item


class PurchaseTotal(WorkRow):
    """All that a firm bought of goods and parts in a period, 万元: against it the recorded purchases are held."""

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    customer = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="purchase_totals", verbose_name="采购企业", db_index=False
    )
    period_start = models.DateField("时期起")
    period_end = models.DateField("时期止")
    value = models.DecimalField("采购总额（万元）", max_digits=14, decimal_places=2)
    source = models.CharField("来源", max_length=300)
    reported_at = models.DateTimeField("填报时间")

    class Meta:
        verbose_name = "采购总额"
        ordering = ["-period_end", "customer_id"]
        indexes = [models.Index(fields=["city", "period_end"], name="purchase_total_of_period")]
        constraints = [
            models.UniqueConstraint(fields=["customer", "period_start", "period_end"], name="purchase_total_once"),
            models.CheckConstraint(condition=Q(value__gt=0), name="purchase_total_positive"),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="purchase_total_period_ordered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.period_start}—{self.period_end}"
