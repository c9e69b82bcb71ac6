"""What banks report at the end of each quarter: what they lent to manufacturing for long, and all that they lent."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianzhang.registry.models import Organization, Region
from lianzhang.work.models import WorkRow

__all__ = ["BalanceState", "LoanBalance"]


class BalanceState(models.TextChoices):
    REPORTED = "reported", "已报，待核对"
    CHECKED = "checked", "已核对"
    RETURNED = "returned", "已退回"


def _balance(title: str) -> models.DecimalField:
    return models.DecimalField(title, max_digits=14, decimal_places=4, null=True, blank=True)


class LoanBalance(WorkRow):
    """One for a bank and a quarter, which ends on `period_end`; `long_term` and `all_loans` in 亿元, blank is unknown.

    `why` explains a change of more than half against the quarter before, `reason` is why it was returned.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    bank = models.ForeignKey(
        Organization, models.PROTECT, related_name="loan_balances", verbose_name="银行", db_index=False
    )
    period_end = models.DateField("季末")
    long_term = _balance("制造业中长期贷款余额（亿元）")
    all_loans = _balance("各项贷款余额（亿元）")
    source = models.CharField("来源", max_length=300)
    why = models.CharField("变化大的原因", max_length=300, blank=True, default="")
    state = models.CharField("状态", max_length=10, choices=BalanceState, default=BalanceState.REPORTED)
    reported_at = models.DateTimeField("填报时间")
    reason = models.CharField("退回的理由", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "贷款余额"
        ordering = ["-period_end", "bank_id", "pk"]
        indexes = [
            models.Index(fields=["city", "period_end", "state"], name="loan_balance_of_quarter"),
            models.Index(fields=["post", "state"], name="loan_balance_of_post"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["bank", "period_end"], name="loan_balance_once"),
            *(
                models.CheckConstraint(
                    condition=Q((name, None)) | Q((f"{name}__gte", 0)), name=f"loan_balance_{name}_positive"
                )
                for name in ("long_term", "all_loans")
            ),
            models.CheckConstraint(
                condition=Q(long_term=None) | Q(all_loans=None) | Q(long_term__lte=F("all_loans")),
                name="loan_balance_part_within_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank}{self.period_end.year}年{(self.period_end.month + 2) // 3}季度末"
