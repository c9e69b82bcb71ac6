"""What places make, by industry and year, so that the city is held against others: published statistics."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianzhang.registry.models import Region

__all__ = ["PlaceOutput"]


class PlaceOutput(models.Model):
    """The output of one industry in one place in a year, 万元; the city's own row bears the city's name."""

    city = models.ForeignKey(Region, models.CASCADE, related_name="+", verbose_name="城市", db_index=False)
    place = models.CharField("地区", max_length=60)
    industry = models.CharField("行业代码", max_length=5)  # GB/T 4754-2017
    year = models.PositiveSmallIntegerField("年份")
    value = models.DecimalField("产值（万元）", max_digits=16, decimal_places=2)
    source = models.CharField("来源", max_length=300)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "地区行业产值"
        ordering = ["city_id", "-year", "place", "industry"]
        constraints = [
            models.UniqueConstraint(fields=["city", "year", "place", "industry"], name="place_output_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="place_output_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.place}{self.year}年{self.industry}"
