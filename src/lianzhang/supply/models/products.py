"""What is bought: a city's tree of products with their other names, which inputs are essential, the words of trades."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianzhang.registry.models import CityRow, Region, Segment

__all__ = ["EssentialInput", "Product", "ProductName", "TradeTerm"]


class Product(CityRow):
    """A kind of goods or of work on goods, within one above it. `industry` makes it: GB/T 4754-2017, or first digits.

    `not_made_here`: the region cannot make it, for the reason in `why_not`; rates are shown with and without it.
    """

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级产品"
    )
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, blank=True, related_name="products", verbose_name="环节"
    )
    unit = models.CharField("计量单位", max_length=20, blank=True, db_default="")
    industry = models.CharField("行业代码", max_length=5, blank=True, db_default="")
    not_made_here = models.BooleanField("本地不能产", default=False)
    why_not = models.CharField("不能产的依据", max_length=300, blank=True, db_default="")
    version = models.PositiveIntegerField(default=0)

    class Meta(CityRow.Meta):
        verbose_name = "产品"
        constraints = [
            *CityRow.Meta.constraints,
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("pk")), name="product_not_its_own_parent"),
        ]


class ProductName(models.Model):
    """Another name of a product, as firms write it. `folded` is what names are compared by."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="names", verbose_name="产品")
    name = models.CharField("别名", max_length=120)
    folded = models.CharField("比对用", max_length=120, editable=False)

    class Meta:
        verbose_name = "产品别名"
        ordering = ["product_id", "name"]
        constraints = [models.UniqueConstraint(fields=["product", "folded"], name="product_name_once")]
        indexes = [models.Index(fields=["folded"])]

    def __str__(self) -> str:
        return self.name


class EssentialInput(models.Model):
    """How much customers of an industry hang on a product; the longest industry code that fits speaks, "" for all."""

    class Level(models.IntegerChoices):
        NONE = 0, "不影响生产"
        PARTLY = 1, "缺了减产"
        ESSENTIAL = 2, "缺了停产"

    product = models.ForeignKey(Product, models.CASCADE, related_name="essential_for", verbose_name="产品")
    industry = models.CharField("客户行业代码", max_length=5, blank=True, db_default="")
    level = models.PositiveSmallIntegerField("关键程度", choices=Level)
    source = models.CharField("依据", max_length=300)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "关键投入"
        ordering = ["product_id", "industry"]
        constraints = [models.UniqueConstraint(fields=["product", "industry"], name="essential_input_once")]


class TradeTerm(models.Model):
    """A word of a trade and what it means, added by the city's office to those that the house brings along."""

    class Kind(models.TextChoices):
        SAME = "same", "同义"
        SHORT = "short", "简称"
        JARGON = "jargon", "行话"
        ENGLISH = "english", "英文"
        PART = "part", "部件属于"
        PROCESS = "process", "工艺做出"

    city = models.ForeignKey(Region, models.CASCADE, related_name="+", verbose_name="城市")
    term = models.CharField("词", max_length=60)
    means = models.CharField("指的是", max_length=60)
    kind = models.CharField("关系", max_length=12, choices=Kind)
    source = models.CharField("依据", max_length=200, blank=True, db_default="")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "行业用语"
        ordering = ["term", "pk"]
        constraints = [models.UniqueConstraint(fields=["city", "term", "means", "kind"], name="trade_term_once")]

    def __str__(self) -> str:
        return f"{self.term}：{self.means}"
