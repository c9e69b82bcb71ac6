"""Who was made responsible for a target or a duty, and which part of a target was laid on whom."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from lianzhang.accounts.models import User
from lianzhang.plans.models import Comparator, Duty, Target
from lianzhang.registry.models import Chain, Region, ResponsibleUnit
from lianzhang.work.models import WorkRow

__all__ = ["ISSUED", "Responsibility", "ResponsibilityState", "ShareState", "TargetShare"]


class ResponsibilityState(models.TextChoices):
    IN_FORCE = "in_force", "现行"
    ENDED = "ended", "已止"
    WITHDRAWN = "withdrawn", "已撤回"


class Responsibility(WorkRow):
    """`lead` answers for the target or duty from `starts` on until the day before `ended`, `helpers` help.

    `replaces` is the one that ended because of this one; where this one is withdrawn, it goes on.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市")
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="responsibilities", verbose_name="目标"
    )
    duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="responsibilities", verbose_name="任务"
    )
    lead = models.ForeignKey(ResponsibleUnit, models.PROTECT, related_name="+", verbose_name="责任单位")
    helpers = models.ManyToManyField(ResponsibleUnit, related_name="+", blank=True, verbose_name="配合单位")
    paper_title = models.CharField("依据文件", max_length=200)
    paper_number = models.CharField("文号", max_length=80, blank=True)
    starts = models.DateField("起始日期")
    ended = models.DateField("终止日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=ResponsibilityState, default=ResponsibilityState.IN_FORCE)
    reason = models.CharField("末次理由", max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="接替"
    )
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记账号", db_index=False)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "责任分工"
        ordering = ["-starts", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target__isnull=True, duty__isnull=False) | Q(target__isnull=False, duty__isnull=True),
                name="responsibility_for_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(ended__isnull=True) | Q(ended__gt=F("starts")), name="responsibility_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["target"], condition=Q(state="in_force"), name="responsibility_of_target_in_force_once"
            ),
            models.UniqueConstraint(
                fields=["duty"], condition=Q(state="in_force"), name="responsibility_of_duty_in_force_once"
            ),
        ]
        indexes = [models.Index(fields=["city", "state", "starts"])]

    def __str__(self) -> str:
        return f"{self.subject}：{self.lead}"

    @property
    def subject(self) -> Target | Duty:
        subject = self.target or self.duty
        assert subject is not None  # noqa: S101 - the check constraint holds it
        return subject

    @property
    def kind(self) -> str:
        return "target" if self.target_id else "duty"


class ShareState(models.TextChoices):
    DRAFT = "draft", "拟定"
    ISSUED = "issued", "待签收"
    ACCEPTED = "accepted", "已签收"
    DISPUTED = "disputed", "待裁定"
    UPHELD = "upheld", "已维持"
    CHANGED = "changed", "已调整"
    WITHDRAWN = "withdrawn", "已收回"


# What was laid on somebody and stands.
ISSUED = (ShareState.ISSUED, ShareState.ACCEPTED, ShareState.DISPUTED, ShareState.UPHELD, ShareState.CHANGED)


class TargetShare(WorkRow):
    """The part of a target that a unit or a chain has to reach, by a paper, until its own day.

    A target with goals of periods is broken down for each of them. `excess` says why all parts are more than the whole.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市")
    target = models.ForeignKey(Target, models.PROTECT, related_name="shares", verbose_name="目标")
    unit = models.ForeignKey(
        ResponsibleUnit, models.PROTECT, null=True, blank=True, related_name="shares", verbose_name="承接单位"
    )
    chain = models.ForeignKey(
        Chain, models.PROTECT, null=True, blank=True, related_name="shares", verbose_name="承接产业链"
    )
    period_start = models.DateField("时期起", null=True, blank=True)
    period_end = models.DateField("时期止", null=True, blank=True)
    comparator = models.CharField("要求", max_length=10, choices=Comparator)
    value = models.DecimalField("分解值", max_digits=24, decimal_places=6)
    due = models.DateField("期限")
    paper_title = models.CharField("依据文件", max_length=200)
    paper_number = models.CharField("文号", max_length=80, blank=True)
    state = models.CharField("状态", max_length=10, choices=ShareState, default=ShareState.DRAFT)
    excess = models.CharField("加码的理由", max_length=300, blank=True)
    reason = models.CharField("末次理由", max_length=300, blank=True)
    disputed = models.BooleanField("提过异议", default=False)
    issued_at = models.DateTimeField("下达时间", null=True, blank=True)
    answered_at = models.DateTimeField("回应时间", null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    ruled_at = models.DateTimeField("裁定时间", null=True, blank=True)

    class Meta:
        verbose_name = "目标分解"
        ordering = ["target_id", "period_start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True, chain__isnull=False) | Q(unit__isnull=False, chain__isnull=True),
                name="share_of_one_receiver",
            ),
            models.CheckConstraint(
                condition=Q(period_start__isnull=True, period_end__isnull=True) | Q(period_end__gte=F("period_start")),
                name="share_period_ordered",
            ),
            models.UniqueConstraint(
                F("target"),
                Coalesce("unit", 0),
                Coalesce("chain", 0),
                Coalesce("period_start", date.min),
                condition=~Q(state="withdrawn"),
                name="share_once",
            ),
        ]
        indexes = [
            models.Index(fields=["city", "state", "due"]),
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["chain", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.target}：{self.receiver}"

    @property
    def receiver(self) -> ResponsibleUnit | Chain | None:
        return self.unit or self.chain

    @property
    def axis(self) -> str:
        """By what the target is broken down here; only parts of one axis add up."""
        if self.unit is None:
            return "chain"
        if self.unit.organization_id:
            return "organization"
        return "park" if self.unit.park_id else "area"
