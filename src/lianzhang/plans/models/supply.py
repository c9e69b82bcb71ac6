"""What a plan says of supply: in how many workdays a second source is found; which materials go round in the city."""

from django.db import models
from django.db.models import Q

from .plan import Duty, Plan, PlanRow


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


class Material(PlanRow):
    """A material that is to go round within the city: what firms take in of it, and what becomes of it.

    `tolerance` is how much of what came in may stay unexplained, in percent; `closed_by` what is made of it here;
    `document` the paper that each report must name, `permit` what is named besides for what comes from outside; blank
    none. `arising` is the quantity of figures that say how much arises within the city. What was checked counts for
    `duty`.
    """

    name = models.CharField("物料", max_length=40)
    unit = models.CharField("单位", max_length=20)
    tolerance = models.DecimalField("容差（%）", max_digits=5, decimal_places=2)
    closed_by = models.CharField("本地做成什么", max_length=60)
    document = models.CharField("必填的凭证", max_length=40, blank=True)
    permit = models.CharField("外地来的还要写明", max_length=40, blank=True)
    arising = models.CharField("本地产生量的指标", max_length=80, blank=True)
    duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="算作哪项任务的记录"
    )

    class Meta(PlanRow.Meta):
        verbose_name = "循环物料"
        constraints = [
            *PlanRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(tolerance__gte=0, tolerance__lte=100), name="material_tolerance_in_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.name
