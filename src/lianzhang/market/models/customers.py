"""Who could buy what is made here: lists that rank groups by year, customers, and what each of them buys."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import Ranking
from lianzhang.registry.models import Chain, Region
from lianzhang.supply.models import Product
from lianzhang.work.models import WorkRow

__all__ = ["Customer", "CustomerCategory", "RankedGroup"]


class RankedGroup(models.Model):
    """Where a group stood on a list in a year. A group that was renamed says under which name it stood before.

    `folded` and `formerly_folded` are what names are compared by."""

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    ranking = models.ForeignKey(Ranking, models.PROTECT, related_name="groups", verbose_name="榜单")
    year = models.PositiveSmallIntegerField("年度")
    rank = models.PositiveSmallIntegerField("位次")
    group = models.CharField("集团", max_length=120)
    formerly = models.CharField("上榜时的旧名", max_length=120, blank=True, default="")
    folded = models.CharField("比对用", max_length=120, editable=False)
    formerly_folded = models.CharField("旧名比对用", max_length=120, editable=False, blank=True, default="")
    source = models.CharField("来源", max_length=300)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "上榜集团"
        ordering = ["-year", "ranking_id", "rank", "pk"]
        indexes = [models.Index(fields=["city", "folded", "year"], name="ranked_group_named")]
        constraints = [
            models.UniqueConstraint(fields=["city", "ranking", "year", "folded"], name="ranked_group_once"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="ranked_group_has_a_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.group}：{self.year}年{self.ranking}第{self.rank}位"


class Customer(WorkRow):
    """Who buys, or could buy, of firms of the city: a body that buys, of a group that lists may rank.

    `enterprise` is it in the register, where somebody entered it there. Firms read of it where it is `shown`; `note`
    is for those who keep the list alone.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    name = models.CharField("采购单位", max_length=120)
    group = models.CharField("所属集团", max_length=120, blank=True, default="")
    group_folded = models.CharField("集团比对用", max_length=120, editable=False, blank=True, default="")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="listed_as", verbose_name="名录里的企业"
    )
    place = models.CharField("采购地", max_length=60, blank=True, default="")
    chain = models.ForeignKey(
        Chain, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产业链", db_index=False
    )
    shown = models.BooleanField("给企业看", default=False)
    note = models.CharField("说明", max_length=500, blank=True, default="")
    source = models.CharField("来源", max_length=300)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记账号", db_index=False)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "客户"
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["city", "name"], name="customer_named"),
            models.Index(fields=["chain", "name"], name="customer_of_chain"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["city", "name"], name="customer_once"),
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(enterprise__isnull=False), name="customer_firm_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CustomerCategory(models.Model):
    """One thing that a customer buys: a product of the catalogue, or what nobody has put there yet, in words.

    `value` is what it buys of it in a year, in 万元; None: nobody knows."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="categories", verbose_name="客户")
    name = models.CharField("采购品类", max_length=120)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产品目录里的产品"
    )
    value = models.DecimalField("年采购额（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "采购品类"
        ordering = ["customer_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "name"], name="customer_category_once"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gt=0), name="customer_category_value_positive"),
        ]

    def __str__(self) -> str:
        return self.name
