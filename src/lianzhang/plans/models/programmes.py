"""What a plan says of programmes that firms may apply to: their kinds, who decides, what they give; and of budgets:
how much there is, and by what its use is reviewed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianzhang.registry.models import EligibilityRule, HonourKind, Organization

from .plan import Duty, PlanRow

__all__ = [
    *("Budget", "PerformanceIndicator", "Programme", "ProgrammeKind", "ProgrammeLevel", "ProgrammeRule"),
    "ProgrammeWindow",
]


class ProgrammeKind(PlanRow):
    """A kind of programme: what it gives, and through which levels an application goes.

    `stake`: money that is to come back, as a fund puts it into a firm beside others."""

    class Gives(models.TextChoices):
        MONEY = "money", "资金"
        TITLE = "title", "称号"
        PLACE = "place", "名额"
        STAKE = "stake", "入股"

    name = models.CharField("类别", max_length=40)
    gives = models.CharField("给什么", max_length=10, choices=Gives)

    class Meta(PlanRow.Meta):
        verbose_name = "政策类别"

    def __str__(self) -> str:
        return self.name


class ProgrammeLevel(PlanRow):
    """One level that an application passes, in order. `role` (roles.toml) decides there within `workdays`.

    Blank: decided outside of the city, and the chain office records the answer.
    """

    kind = models.ForeignKey(ProgrammeKind, models.CASCADE, related_name="levels", verbose_name="政策类别")
    name = models.CharField("层级", max_length=40)
    role = models.CharField("由谁决定", max_length=40, blank=True)
    workdays = models.PositiveSmallIntegerField("几个工作日内", null=True, blank=True)

    class Meta(PlanRow.Meta):
        verbose_name = "审核层级"

    def __str__(self) -> str:
        return self.name


class Budget(PlanRow):
    """Money set aside for a year, in 万元."""

    name = models.CharField("预算", max_length=80)
    year = models.PositiveSmallIntegerField("年度")
    amount = models.DecimalField("金额（万元）", max_digits=14, decimal_places=2)
    source = models.CharField("资金来源", max_length=120, blank=True)
    unit = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="管理单位"
    )

    class Meta(PlanRow.Meta):
        verbose_name = "预算"
        constraints = [
            *PlanRow.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="budget_amount_positive"),
        ]

    def __str__(self) -> str:
        return self.name


class PerformanceIndicator(PlanRow):
    """By what the year of a budget is reviewed. The weights of a plan's indicators, in %, come to 100.

    `computed`: worked out of what is on record; blank: people say what was reached."""

    class Direction(models.TextChoices):
        UP = "up", "越高越好"
        DOWN = "down", "越低越好"

    class Computed(models.TextChoices):
        EXECUTION_RATE = "execution_rate", "预算执行率"

    group = models.CharField("一级指标", max_length=40)
    name = models.CharField("二级指标", max_length=80)
    weight = models.DecimalField("权重（%）", max_digits=5, decimal_places=2)
    direction = models.CharField("方向", max_length=10, choices=Direction)
    computed = models.CharField("自动算", max_length=20, choices=Computed, blank=True)

    class Meta(PlanRow.Meta):
        verbose_name = "绩效指标"
        constraints = [
            *PlanRow.Meta.constraints,
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=100), name="indicator_weight_in_percent"),
        ]

    def __str__(self) -> str:
        return self.name


class Programme(PlanRow):
    """One thing that firms may claim, by a clause of a document: money (万元, or a share in % up to `cap`) or a title.

    With a title (`honour`) criteria and windows are the title's own; the county then closes `local_days` earlier. An
    application counts for the duty `applied`, what was paid or granted for the duty `paid`.
    """

    class Way(models.TextChoices):
        CONFIRM = "confirm", "免申即享"
        QUICK = "quick", "快申快享"
        APPLY = "apply", "申报"

    name = models.CharField("事项", max_length=80)
    kind = models.ForeignKey(ProgrammeKind, models.PROTECT, related_name="programmes", verbose_name="政策类别")
    honour = models.ForeignKey(
        HonourKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="授予的称号"
    )
    document = models.CharField("依据文件", max_length=200, blank=True)
    clause = models.CharField("条款", max_length=200, blank=True)
    unit = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任单位"
    )
    amount = models.DecimalField("标准（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    share = models.DecimalField("比例（%）", max_digits=5, decimal_places=2, null=True, blank=True)
    cap = models.DecimalField("上限（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    way = models.CharField("方式", max_length=10, choices=Way)
    papers = models.CharField("材料", max_length=400, blank=True)
    budget = models.ForeignKey(Budget, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="预算")
    pay_workdays = models.PositiveSmallIntegerField("批准后几个工作日拨付", null=True, blank=True)
    starts = models.DateField("生效", null=True, blank=True)
    ends = models.DateField("失效", null=True, blank=True)
    applied = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="申报算作哪项任务的记录"
    )
    paid = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="兑现算作哪项任务的记录"
    )
    valid_months = models.PositiveSmallIntegerField("有效期（月）", null=True, blank=True)
    local_days = models.PositiveSmallIntegerField("县区提前几天截止", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta(PlanRow.Meta):
        verbose_name = "政策事项"
        constraints = [
            *PlanRow.Meta.constraints,
            models.CheckConstraint(condition=Q(amount=None) | Q(share=None), name="programme_amount_or_share"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def paper_names(self) -> list[str]:
        return [each for each in self.papers.split(";") if each]

    @property
    def is_stake(self) -> bool:
        return self.kind.gives == ProgrammeKind.Gives.STAKE

    @property
    def gives_money(self) -> bool:
        return self.amount is not None or self.share is not None


class ProgrammeRule(EligibilityRule):
    """One condition of a programme."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="rules", verbose_name="政策事项")

    class Meta:
        verbose_name = "政策条件"
        ordering = ["programme_id", "order"]
        constraints = [models.UniqueConstraint(fields=["programme", "order"], name="programme_rule_once")]


class ProgrammeWindow(models.Model):
    """When applications to a year's catalogue are taken; `local_closes`: the county's day, before the official one."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="windows", verbose_name="政策事项")
    year = models.PositiveSmallIntegerField("年度")
    opens = models.DateField("开始")
    local_closes = models.DateField("县区截止", null=True, blank=True)
    closes = models.DateField("正式截止")
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "申报时间"
        ordering = ["opens"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "opens"], name="programme_window_once"),
            models.CheckConstraint(
                condition=Q(closes__gte=F("opens"))
                & (Q(local_closes=None) | Q(local_closes__gte=F("opens"), local_closes__lte=F("closes"))),
                name="programme_window_ordered",
            ),
        ]
