"""What a plan says of second sources: in how many workdays one is found, and shown to do."""

from django.db import models

from .plan import Plan


class SupplyLimit(models.Model):
    """Workdays for one stretch of the way to a second source; without a row there is no limit."""

    class What(models.TextChoices):
        SEARCH = "search", "找第二家"
        QUALIFY = "qualify", "验证"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="supply_limits")
    what = models.CharField("是什么", max_length=10, choices=What)
    days = models.PositiveSmallIntegerField("工作日")

    class Meta:
        verbose_name = "补第二家时限"
        constraints = [models.UniqueConstraint(fields=["plan", "what"], name="supply_limit_once")]
