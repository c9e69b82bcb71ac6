"""What a diagnosis advises: taken or not by the firm, and what of it was built."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianzhang.work.models import WorkRow

from .diagnoses import Diagnosis

__all__ = ["Advice", "AdviceState"]


class AdviceState(models.TextChoices):
    OPEN = "open", "没有决定"
    TAKEN = "taken", "采纳"
    REFUSED = "refused", "不采纳"
    CLAIMED = "claimed", "企业报建成，待核实"
    BUILT = "built", "建成"


class Advice(WorkRow):
    """One thing to do. `investment` in 万元, None: nobody estimated it. `built_by` says what shows it built."""

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="advice", verbose_name="诊断", db_index=False)
    what = models.CharField("建议做什么", max_length=200)
    investment = models.DecimalField("估算投资（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    gain = models.CharField("预期效果", max_length=300, blank=True, default="")
    state = models.CharField("状态", max_length=10, choices=AdviceState, default=AdviceState.OPEN)
    reason = models.CharField("末次理由", max_length=300, blank=True, default="")
    decided_on = models.DateField("决定日期", null=True, blank=True)
    built_on = models.DateField("建成日期", null=True, blank=True)
    built_by = models.CharField("凭什么算建成", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "诊断建议"
        ordering = ["diagnosis_id", "pk"]
        indexes = [
            models.Index(fields=["diagnosis", "state"], name="advice_of_diagnosis"),
            models.Index(fields=["state", "built_on"], name="advice_built"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="advice_refused_for_a_reason"),
            models.CheckConstraint(
                condition=Q(state="open", decided_on=None) | (~Q(state="open") & Q(decided_on__isnull=False)),
                name="advice_decided_some_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("claimed", "built"))
                | (Q(built_on__isnull=False, built_on__gte=F("decided_on")) & ~Q(built_by="")),
                name="advice_built_after_it_was_taken",
            ),
            models.CheckConstraint(
                condition=Q(investment=None) | Q(investment__gt=0), name="advice_investment_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.what
