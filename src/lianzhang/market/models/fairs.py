"""Who took part in a fair, what it brought there, and what each says of it months later. Currencies are never added."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianzhang.enterprises.models import Enterprise
from lianzhang.registry.models import Region
from lianzhang.work.models import TimedRow, WorkRow

from .events import Event

__all__ = ["Currency", "FairResult", "FairResultState", "Participation", "ParticipationState"]


class Currency(models.TextChoices):
    """In what an amount is said; one of each kind of amount is told, and they are never added."""

    YUAN = "yuan", "万元"
    DOLLAR = "dollar", "万美元"


class ParticipationState(models.TextChoices):
    ENROLLED = "enrolled", "已报名"
    ATTENDED = "attended", "已参加"
    ABSENT = "absent", "没有参加"


class FairResultState(models.TextChoices):
    ASKED = "asked", "等答复"
    TOLD = "told", "已答复"
    SILENT = "silent", "没有答复"


def _amount(title: str) -> models.DecimalField:
    return models.DecimalField(title, max_digits=14, decimal_places=2, null=True, blank=True)


def _currency(title: str) -> models.CharField:
    return models.CharField(title, max_length=6, choices=Currency, default=Currency.YUAN)


class Participation(WorkRow):
    """A firm at an event: whom it met (`leads`), what was intended and what was signed there. Neither counts.

    None: nobody said; blank is unknown, never zero."""

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="participations", verbose_name="展会")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="participations", verbose_name="企业", db_index=False
    )
    state = models.CharField("状态", max_length=10, choices=ParticipationState, default=ParticipationState.ENROLLED)
    booth = models.CharField("展位", max_length=60, blank=True, default="")
    leads = models.PositiveIntegerField("接洽了几家", null=True, blank=True)
    intended = _amount("意向金额")
    intended_in = _currency("意向金额的单位")
    contracted = _amount("签约金额")
    contracted_in = _currency("签约金额的单位")
    note = models.CharField("说明", max_length=300, blank=True, default="")
    reason = models.CharField("末次理由", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "参展"
        ordering = ["event_id", "enterprise_id"]
        indexes = [
            models.Index(fields=["city", "state"], name="participation_state"),
            models.Index(fields=["enterprise", "state"], name="participation_of_firm"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "enterprise"], name="participation_once"),
            models.CheckConstraint(
                condition=(Q(intended=None) | Q(intended__gte=0)) & (Q(contracted=None) | Q(contracted__gte=0)),
                name="participation_amounts_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.event}"


class FairResult(TimedRow):
    """What a firm says of a fair so many months later: orders, what was signed, what was delivered.

    `final`: the last time it is asked. Only what was delivered counts."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="results", verbose_name="参展")
    months = models.PositiveSmallIntegerField("几个月后")
    final = models.BooleanField("末次", default=False)
    state = models.CharField("状态", max_length=10, choices=FairResultState, default=FairResultState.ASKED)
    orders = models.PositiveIntegerField("拿到几笔订单", null=True, blank=True)
    contracted = _amount("签约金额")
    contracted_in = _currency("签约金额的单位")
    delivered = _amount("已交付金额")
    delivered_in = _currency("已交付金额的单位")
    note = models.CharField("说明", max_length=300, blank=True, default="")
    asked_on = models.DateField("询问日期")
    answered_on = models.DateField("答复日期", null=True, blank=True)

    class Meta:
        verbose_name = "参展结果"
        ordering = ["participation_id", "months"]
        indexes = [models.Index(fields=["state", "asked_on"], name="fair_result_state")]
        constraints = [
            models.UniqueConstraint(fields=["participation", "months"], name="fair_result_once"),
            models.CheckConstraint(
                condition=(Q(contracted=None) | Q(contracted__gte=0)) & (Q(delivered=None) | Q(delivered__gte=0)),
                name="fair_result_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(state="told") | Q(answered_on__isnull=False), name="fair_result_told_some_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation}（{self.months}个月后）"
