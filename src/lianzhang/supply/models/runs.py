"""A run of the analysis as a record: over which purchases, with which settings, by whom; its results never change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period
from lianzhang.registry.models import Region
from lianzhang.work.models import WorkRow

__all__ = ["AnalysisRun", "Finished", "RunFirm", "RunState"]


class RunState(models.TextChoices):
    QUEUED = "queued", "等待计算"
    RUNNING = "running", "正在计算"
    DONE = "done", "已算完"
    FAILED = "failed", "没有算成"
    CANCELLED = "cancelled", "已取消"


class Finished(TypeError):
    """Somebody would change what a finished run found."""


class Runs(models.QuerySet["AnalysisRun"]):
    def update(self, **values: Any) -> int:
        if self.filter(state=RunState.DONE).exists():
            raise Finished("a finished run is never changed")
        return super().update(**values)


class AnalysisRun(WorkRow):
    """`network` of a period; `settings` are what was asked, `summary` what came out besides the rows by firm.

    `fingerprint` names the very purchases that it was worked out of: equal for equal networks.
    """

    class Kind(models.TextChoices):
        RISK = "risk", "停供风险"
        STRESS = "stress", "压力推演"

    city = models.ForeignKey(Region, models.CASCADE, related_name="+", verbose_name="城市", db_index=False)
    kind = models.CharField("类别", max_length=10, choices=Kind)
    title = models.CharField("名称", max_length=120, blank=True, db_default="")
    period_start = models.DateField("采购时期起")
    period_end = models.DateField("采购时期止")
    settings = models.JSONField("参数", default=dict)
    summary = models.JSONField("结果", default=dict)
    coverage = models.DecimalField("采购已录（%）", max_digits=5, decimal_places=2, null=True, blank=True)
    release = models.CharField("程序版本", max_length=40, blank=True, db_default="")
    fingerprint = models.CharField("采购记录指纹", max_length=64, blank=True, db_default="")
    state = models.CharField("状态", max_length=10, choices=RunState, default=RunState.QUEUED)
    done = models.PositiveIntegerField("已算", default=0)
    of = models.PositiveIntegerField("共算", default=0)
    problem = models.CharField("没有算成的原因", max_length=300, blank=True, db_default="")
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁要算的", db_index=False
    )
    asked_at = models.DateTimeField("提出时间")
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = Runs.as_manager()

    # What a run found, and over what; its name alone may change once it is done.
    FOUND = (
        *("city_id", "kind", "period_start", "period_end", "settings", "summary", "coverage", "release", "fingerprint"),
        *("state", "started_at", "ended_at"),
    )

    class Meta:
        verbose_name = "分析"
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["city", "kind", "state", "-period_end"], name="analysis_run_latest")]
        constraints = [
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="analysis_run_period_ordered")
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    def save(self, *more: Any, **named: Any) -> None:
        before = AnalysisRun.objects.filter(pk=self.pk, state=RunState.DONE).values(*self.FOUND).first()
        if before and any(before[name] != getattr(self, name) for name in self.FOUND):
            raise Finished("a finished run is never changed")
        super().save(*more, **named)

    @property
    def is_open(self) -> bool:
        return self.state in (RunState.QUEUED, RunState.RUNNING)

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    @property
    def covered(self) -> float | None:
        """Which share of purchases was recorded."""
        return None if self.coverage is None else float(self.coverage) / 100

    @property
    def not_covered(self) -> Decimal | None:
        """In percent."""
        return None if self.coverage is None else max(100 - self.coverage, Decimal(0))


class RunFirms(models.QuerySet["RunFirm"]):
    """Rows of runs: written once and in bulk while a run is under way, and never again."""

    def update(self, **_: Any) -> int:
        raise Finished("what a run found is never changed")

    def bulk_update(self, *_: Any, **__: Any) -> int:
        raise Finished("what a run found is never changed")

    def bulk_create(self, *rows: Any, **named: Any) -> list[Any]:
        written = [row for some in rows[:1] for row in some]
        runs = {row.run_id for row in written}
        if not rows or AnalysisRun.objects.filter(pk__in=runs).exclude(state=RunState.RUNNING).exists():
            raise Finished("rows are added to a run while it is under way")
        return super().bulk_create(written, *rows[1:], **named)


class RunFirm(models.Model):
    """What a run says of one firm. `risk`: what of the city's output would be lost, as a share, if it stopped (0-1);
    `lost` the same in 万元 a month.

    In a stress test `left` is the share of its own output that the firm keeps, `lost` what it loses in 万元 a month,
    `round` the first round in which it was hit, 0 where it was stopped. `through`: firms through which it came, as
    [key or 0, name of a stranger, share of the output that hangs on it]; `lacks` what is missing then; `chains`: where
    it stood then, as [chain, share that counts]. `stranger` names a supplier that is not in the register.
    """

    class Way(models.TextChoices):
        DOWN = "down", "缺件停产"
        UP = "up", "没人订货"

    run = models.ForeignKey(AnalysisRun, models.CASCADE, related_name="firms", db_index=False)
    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="企业"
    )
    stranger = models.CharField("名录外供应商", max_length=120, blank=True, db_default="")
    rank = models.PositiveIntegerField("名次", null=True, blank=True)
    risk = models.FloatField("停供代价", null=True, blank=True)
    left = models.FloatField("剩下的产能", null=True, blank=True)
    lost = models.DecimalField("少产（万元）", max_digits=16, decimal_places=2, null=True, blank=True)
    round = models.PositiveSmallIntegerField("第几轮", null=True, blank=True)
    way = models.CharField("怎么传到的", max_length=4, choices=Way, blank=True, db_default="")
    lacks = models.CharField("缺什么", max_length=120, blank=True, db_default="")
    through = models.JSONField("从哪几家传来", default=list)
    chains = models.JSONField("在哪些链上", default=list)

    objects = RunFirms.as_manager()

    class Meta:
        verbose_name = "分析结果"
        ordering = ["run_id", "rank", "pk"]
        indexes = [models.Index(fields=["run", "rank"], name="run_firm_by_rank")]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "enterprise"], condition=Q(enterprise__isnull=False), name="run_firm_once"
            )
        ]

    def save(self, *more: Any, **named: Any) -> None:
        if self.pk or self.run.state != RunState.RUNNING:
            raise Finished("what a run found is never changed")
        super().save(*more, **named)
