"""What was granted upon an application, and what was paid of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianzhang.enterprises.models import Enterprise
from lianzhang.honours.models import Honour
from lianzhang.plans.models import Budget
from lianzhang.registry.models import Region
from lianzhang.work.models import WorkRow

from .applications import Application

__all__ = ["STANDING", "Award", "AwardState", "Payment", "PaymentState", "StakeEntry"]


class AwardState(models.TextChoices):
    HELD = "held", "有效"
    REMOVED = "removed", "已撤销"
    EXITED = "exited", "已退出"
    WRITTEN_OFF = "written_off", "已核销"


# What was granted and not taken back, a stake that a fund has left since among them.
STANDING = (AwardState.HELD, AwardState.EXITED, AwardState.WRITTEN_OFF)


class Award(WorkRow):
    """One for an application. `amount` in 万元, None: no money; `due_on` the day by which all of it is promised.
    Of a stake `left_on` is the day on which the fund left it, sold or written off.

    Firm, year and `object_key` stand here as well, so that no two awards of money for one thing stand at once.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    application = models.OneToOneField(Application, models.PROTECT, related_name="award", verbose_name="申报")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="awards", verbose_name="企业", db_index=False
    )
    year = models.PositiveSmallIntegerField("年度")
    object_key = models.CharField("对象（比对用）", max_length=120, editable=False)
    decided_on = models.DateField("批准日期")
    amount = models.DecimalField("批准金额（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    due_on = models.DateField("承诺拨付到哪天", null=True, blank=True)
    paid = models.DecimalField("已拨付（万元）", max_digits=14, decimal_places=2, default=0)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    rechecked_on = models.DateField("末次复核日期", null=True, blank=True)
    honour = models.OneToOneField(
        Honour, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="授予的称号"
    )
    state = models.CharField("状态", max_length=12, choices=AwardState, default=AwardState.HELD)
    left_on = models.DateField("退出或核销日期", null=True, blank=True)
    removed_on = models.DateField("撤销日期", null=True, blank=True)
    reason = models.CharField("末次理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "批准"
        ordering = ["-decided_on", "-pk"]
        indexes = [
            models.Index(fields=["city", "state", "due_on", "amount", "paid"], name="award_due"),
            models.Index(fields=["enterprise", "state"], name="award_of_firm"),
            models.Index(fields=["city", "decided_on"], name="award_decided"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "object_key", "year"],
                condition=Q(state="held", amount__isnull=False),
                name="award_of_money_once",
            ),
            models.CheckConstraint(
                condition=Q(state="removed", removed_on__isnull=False) | ~Q(state="removed") & Q(removed_on=None),
                name="award_removed_some_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("exited", "written_off"), left_on__isnull=False)
                | ~Q(state__in=("exited", "written_off")) & Q(left_on=None),
                name="award_left_some_day",
            ),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="award_amount_positive"),
            models.CheckConstraint(
                condition=Q(paid=0) | Q(amount__isnull=False, paid__gt=0, paid__lte=models.F("amount")),
                name="award_paid_within_amount",
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)

    @property
    def owed(self) -> object:
        """What is promised and not paid, in 万元."""
        return (self.amount or 0) - self.paid if self.state == AwardState.HELD else 0


class StakeEntry(models.Model):
    """Money beside a fund's own in a stake, in 万元: what others put in with it, and what came back to it.

    None of others is said as 0; without a row nobody knows."""

    class Kind(models.TextChoices):
        OTHERS = "others", "社会资本投入"
        BACK = "back", "收回"

    award = models.ForeignKey(Award, models.CASCADE, related_name="stake_entries", verbose_name="批准")
    kind = models.CharField("是什么", max_length=10, choices=Kind)
    amount = models.DecimalField("金额（万元）", max_digits=14, decimal_places=2)
    on = models.DateField("日期")
    paper = models.CharField("凭证", max_length=200)

    class Meta:
        verbose_name = "基金投资往来"
        ordering = ["award_id", "on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="stake_entry_not_negative")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.amount}万元"


class PaymentState(models.TextChoices):
    PLANNED = "planned", "待拨付"
    PAID = "paid", "已拨付"
    RECOVERED = "recovered", "已追回"
    CANCELLED = "cancelled", "已取消"


class Payment(WorkRow):
    """Money of a budget for an award, in 万元. It is owed since the award, so no payment comes before one."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="payments", verbose_name="批准", db_index=False)
    budget = models.ForeignKey(Budget, models.PROTECT, related_name="+", verbose_name="预算", db_index=False)
    amount = models.DecimalField("金额（万元）", max_digits=14, decimal_places=2)
    due_on = models.DateField("计划拨付日期")
    paid_on = models.DateField("拨付日期", null=True, blank=True)
    recovered_on = models.DateField("追回日期", null=True, blank=True)
    paper = models.CharField("下达文号或凭证", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=PaymentState, default=PaymentState.PLANNED)
    reason = models.CharField("末次理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "拨付"
        ordering = ["award_id", "due_on", "pk"]
        indexes = [
            models.Index(fields=["award", "state"], name="payment_of_award"),
            models.Index(fields=["budget", "state"], name="payment_of_budget"),
            models.Index(fields=["state", "due_on"], name="payment_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_positive"),
            models.CheckConstraint(
                condition=~Q(state__in=("paid", "recovered")) | Q(paid_on__isnull=False) & ~Q(paper=""),
                name="payment_paid_some_day_by_paper",
            ),
            models.CheckConstraint(
                condition=Q(state="recovered", recovered_on__isnull=False)
                | (~Q(state="recovered") & Q(recovered_on=None)),
                name="payment_recovered_some_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award}，{self.amount}万元"
