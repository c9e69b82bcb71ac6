"""Figures somebody reported about a plan, each with its source, its state and what it replaced."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from lianzhang.registry.models import Chain, ChainGroup, Park, Region
from lianzhang.work.models import Report

from .plan import Duty, Plan, Target
from .uploaded import UploadedSheet


class Source(models.Model):
    """Where a figure was published or which paper it stands in."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sources")
    code = models.CharField("编号", max_length=60)
    publisher = models.CharField("发布者", max_length=120, blank=True)
    title = models.CharField("标题", max_length=200)
    date = models.DateField("日期", null=True, blank=True)
    address = models.CharField("地址", max_length=400, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "来源"
        ordering = ["plan_id", "code"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="source_once")]

    def __str__(self) -> str:
        return self.title


class Relation(models.TextChoices):
    """How a figure bears on its target. Only `direct` is the thing itself; `flow` counts where additions are asked."""

    DIRECT = "direct", "直接"
    FLOW = "flow", "新增"
    PARTIAL = "partial", "局部"
    PROXY = "proxy", "近似"
    INPUT = "input", "构成"
    BASELINE = "baseline", "基期"
    CONTEXT = "context", "背景"
    GOAL = "goal", "别处提出的目标"


class Precision(models.TextChoices):
    EXACT = "exact", "准确"
    OVER = "over", "超"
    ABOUT = "about", "约"
    UNDER = "under", "近"


class Nature(models.TextChoices):
    STOCK = "stock", "存量"
    FLOW = "flow", "流量"


def place_words(figure: Any) -> str:
    """For whom a figure, or an entry of one, speaks."""
    return str(figure.chain or figure.group or figure.region or figure.park or figure.scope_text or "全市")


class Observation(Report):
    """One figure. `period` is what it speaks of, `date` when it became true (a Q4 meeting may be held in January).

    A blank value is a blank: it is stored as NULL and counts for nothing.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="observations")
    code = models.CharField("编号", max_length=60, blank=True)
    target = models.ForeignKey(Target, models.PROTECT, null=True, blank=True, related_name="observations")
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, blank=True, related_name="observations")
    relation = models.CharField("与目标的关系", max_length=10, choices=Relation)
    quantity = models.CharField("指标", max_length=80, help_text="所报的是什么数")
    chain = models.ForeignKey(Chain, models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(ChainGroup, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+")
    scope_text = models.CharField("范围说明", max_length=80, blank=True)
    period_start = models.DateField("时期起")
    period_end = models.DateField("时期止")
    date = models.DateField("日期")
    value = models.DecimalField("数值", max_digits=24, decimal_places=6, null=True, blank=True)
    precision = models.CharField("精度", max_length=10, choices=Precision, default=Precision.EXACT)
    unit = models.CharField("单位", max_length=20, blank=True)
    nature = models.CharField("性质", max_length=10, choices=Nature)
    source = models.ForeignKey(Source, models.PROTECT, related_name="observations")
    note = models.CharField("说明", max_length=400, blank=True)
    preferred = models.BooleanField("采用", default=False)
    preference_reason = models.CharField("采用理由", max_length=300, blank=True)
    sheet = models.ForeignKey(UploadedSheet, models.PROTECT, null=True, blank=True, related_name="observations")
    sheet_row = models.PositiveIntegerField("表中行号", null=True, blank=True)

    class Meta:
        verbose_name = "实际值"
        ordering = ["-date", "-id"]
        indexes = [
            models.Index(fields=["plan", "state"]),
            models.Index(fields=["target", "state", "date"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], condition=~Q(code=""), name="observation_code_once"),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="observation_period_ordered"),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | Q(duty__isnull=True),
                name="observation_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(preferred=False) | ~Q(preference_reason=""),
                name="observation_preference_has_reason",
            ),
        ]
        verbose_name_plural = "实际值"

    def __str__(self) -> str:
        return f"{self.quantity} {self.value if self.value is not None else '—'}{self.unit}"

    @property
    def subject(self) -> Target | Duty | None:
        """What the figure is about."""
        return self.target or self.duty

    @property
    def place(self) -> str:
        """For whom the figure speaks, in words."""
        return place_words(self)
