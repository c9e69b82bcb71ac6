"""Which firms could apply to which programme, as it was reckoned last."""

from __future__ import annotations

from django.db import models

from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import Programme

__all__ = ["Eligible"]


class Eligible(models.Model):
    """Kept where every condition is met (`lacks` blank), or one alone is not, or not known (`unknown`).

    `closes_on` is the day on which that one will be met, where that can be told.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+", verbose_name="政策事项", db_index=False)
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+", verbose_name="企业")
    lacks = models.CharField("缺哪一条", max_length=200, blank=True)
    unknown = models.BooleanField("没有记录", default=False)
    closes_on = models.DateField("哪天能符合", null=True, blank=True)

    class Meta:
        verbose_name = "可申报企业"
        ordering = ["programme_id", "enterprise_id"]
        indexes = [models.Index(fields=["programme", "lacks"], name="eligible_of_programme")]
        constraints = [models.UniqueConstraint(fields=["programme", "enterprise"], name="eligible_once")]
