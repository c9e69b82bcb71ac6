"""What a firm reports of a month, quarter or year, in one sheet: figures that count once they are confirmed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.registry.models import Region
from lianzhang.work.models import Report

# Each figure of a statement with its name and unit. Blank is not reported, never zero.
ITEMS: dict[str, tuple[str, str]] = {
    "output": ("产值", "万元"),
    "revenue": ("营业收入", "万元"),
    "cost": ("营业成本", "万元"),
    "profit": ("利润总额", "万元"),
    "tax": ("税收", "万元"),
    "research": ("研发投入", "万元"),
    "staff": ("从业人员", "人"),
    "exports": ("出口额", "万元"),
    "imports": ("进口额", "万元"),
    "energy": ("综合能耗", "吨标准煤"),
}


def _amount(name: str) -> Any:
    title, unit = ITEMS[name]
    return models.DecimalField(f"{title}（{unit}）", max_digits=16, decimal_places=2, null=True, blank=True)


class Statement(Report):
    """One firm's figures of one period. A correction replaces a confirmed one, which stays."""

    logged_as = "enterprises.Statement"  # where it stood when its first events were written

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="statements", verbose_name="企业")
    period_start = models.DateField("时期起")
    period_end = models.DateField("时期止")
    output = _amount("output")
    revenue = _amount("revenue")
    cost = _amount("cost")
    profit = _amount("profit")
    tax = _amount("tax")
    research = _amount("research")
    staff = _amount("staff")
    exports = _amount("exports")
    imports = _amount("imports")
    energy = _amount("energy")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "企业报表"
        ordering = ["-period_end", "enterprise_id"]
        indexes = [
            # The largest output of a year first: a page of them is read without sorting the year.
            models.Index(
                fields=["period_end", "period_start", "state", "-output", "enterprise"], name="statement_by_output"
            ),
            # The list is walked in this order, so that its first page need not sort all.
            models.Index(fields=["period_end", "period_start", "id"], name="statement_by_period"),
            models.Index(fields=["state", "submitted_at"], name="statement_submitted"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "period_start", "period_end"],
                condition=Q(state="confirmed"),
                name="statement_confirmed_once",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "period_start", "period_end"],
                condition=Q(state__in=["draft", "submitted", "returned"]),
                name="statement_on_its_way_once",
            ),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="statement_period_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.period_start}—{self.period_end}"

    @property
    def figures(self) -> dict[str, Decimal | None]:
        return {item: getattr(self, item) for item in ITEMS}


class PeriodLock(models.Model):
    """A period in which nothing of a register may be changed any more, and why; it may be opened again."""

    logged_as = "enterprises.PeriodLock"  # where it stood when its first events were written

    city = models.ForeignKey(Region, models.CASCADE, related_name="+", verbose_name="城市")
    register = models.CharField("台账", max_length=40)
    period_start = models.DateField("时期起")
    period_end = models.DateField("时期止")
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="锁定")
    at = models.DateTimeField("锁定时间", auto_now_add=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="解锁")
    opened_at = models.DateTimeField("解锁时间", null=True, blank=True)
    opened_reason = models.CharField("解锁理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "时期锁定"
        ordering = ["-period_end", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="period_lock_ordered"),
        ]


class Explained(models.Model):
    """A figure that looks wrong and is right: who says so, and why; the rule does not ask again."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="explained")
    rule = models.CharField("规则", max_length=40)
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "可疑数的说明"
        constraints = [models.UniqueConstraint(fields=["statement", "rule"], name="explained_once")]
