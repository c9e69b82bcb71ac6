"""Wishes of a city, until somebody grants them."""

from django.db import models

from lianzhang.registry.models import Region


class Wish(models.Model):
    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市")
    title = models.CharField("愿望", max_length=80)
    due = models.DateField("期限")
    granted = models.BooleanField("已满足", default=False)

    class Meta:
        verbose_name = "愿望"

    def __str__(self) -> str:
        return self.title
