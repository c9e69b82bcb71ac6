"""How the year of a budget was reviewed: by the plan's indicators, with a total."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianzhang.plans.models import Budget
from lianzhang.registry.models import Region
from lianzhang.work.models import WorkRow

__all__ = ["BudgetReview"]


class BudgetReview(WorkRow):
    """One for a budget and its year. `scores` keeps what was said of each indicator, with its weight as it stood then.

    `total` is known once it was submitted; what payments say is kept as it stood on that day.
    """

    class State(models.TextChoices):
        DRAFTED = "drafted", "草稿"
        SUBMITTED = "submitted", "已报，待审核"
        CHECKED = "checked", "已审核"

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    budget = models.ForeignKey(Budget, models.PROTECT, related_name="+", verbose_name="预算", db_index=False)
    year = models.PositiveSmallIntegerField("年度")
    scores = models.JSONField("各指标", default=list)
    total = models.DecimalField("总分", max_digits=5, decimal_places=2, null=True, blank=True)
    text = models.CharField("总体情况", max_length=1000, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFTED)
    reason = models.CharField("退回的理由", max_length=300, blank=True, default="")
    entered_at = models.DateTimeField("登记时间")
    submitted_on = models.DateField("报出日期", null=True, blank=True)
    checked_on = models.DateField("审核日期", null=True, blank=True)

    class Meta:
        verbose_name = "绩效自评"
        ordering = ["-year", "pk"]
        indexes = [models.Index(fields=["city", "state"], name="budget_review_state")]
        constraints = [
            models.UniqueConstraint(fields=["budget", "year"], name="budget_review_once"),
            models.CheckConstraint(
                condition=Q(state="drafted") | Q(submitted_on__isnull=False, total__isnull=False),
                name="budget_review_told_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.budget}的绩效自评"
