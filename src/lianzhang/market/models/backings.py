"""What stands behind a need for money: what others owe the firm, what they ordered, what lies in its stores."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianzhang.work.models import WorkRow

from .needs import Need

__all__ = ["Backing", "Standing"]


class Standing(models.TextChoices):
    """Whether something is so, as far as it is known."""

    YES = "yes", "是"
    NO = "no", "不是"
    UNKNOWN = "unknown", "不清楚"


class Backing(WorkRow):
    """One receivable, order or stock behind a need; whose it is, the need says. `what`: one of those that the kind of
    need names. `confirmed`: by the debtor. `pledged`: already pledged, sold or registered. None: nobody said."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="backings", verbose_name="需求")
    what = models.CharField("是什么", max_length=20)
    debtor = models.CharField("付款方", max_length=120)
    folded = models.CharField("比对用", max_length=120, editable=False)
    amount = models.DecimalField("金额（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    due_on = models.DateField("到期日", null=True, blank=True)
    confirmed = models.CharField("付款方确认过", max_length=8, choices=Standing, default=Standing.UNKNOWN)
    pledged = models.CharField("已经质押、转让或登记", max_length=8, choices=Standing, default=Standing.UNKNOWN)
    note = models.CharField("凭什么单据", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "担保明细"
        ordering = ["need_id", "due_on", "pk"]
        indexes = [models.Index(fields=["folded", "due_on"], name="backing_same")]
        constraints = [
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="backing_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.what}：{self.debtor}"
