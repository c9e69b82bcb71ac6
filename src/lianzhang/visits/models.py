"""A visit to a firm: who went, what was asked, what came of it; and what was promised to whom, by whom, by when."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import VisitKind
from lianzhang.registry.models import Chain, Post, Region, ResponsibleUnit
from lianzhang.work.models import WorkRow

__all__ = ["HELD", "TO_WRITE", "Promise", "PromiseState", "Reply", "Visit", "VisitState"]


class VisitState(models.TextChoices):
    PLANNED = "planned", "已约定"
    HELD = "held", "待写记录"
    WRITTEN = "written", "待确认"
    CONFIRMED = "confirmed", "已确认"
    CANCELLED = "cancelled", "已取消"


HELD = (VisitState.HELD, VisitState.WRITTEN, VisitState.CONFIRMED)
TO_WRITE = (VisitState.HELD, VisitState.WRITTEN)


class Visit(WorkRow):
    """`post` is that which entered it; `lead` and `members` went. To a firm of the register, or to a `target` by name.

    `date` is when it is to be, and then when it was; `first_date` what was agreed at first. `notes` stay within.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    kind = models.ForeignKey(VisitKind, models.PROTECT, related_name="+", verbose_name="类别", db_index=False)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="企业", db_index=False
    )
    target = models.CharField("目标企业", max_length=120, blank=True, db_default="")
    chain = models.ForeignKey(
        Chain, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产业链", db_index=False
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区域", db_index=False
    )
    topic = models.CharField("谈什么", max_length=120)
    place = models.CharField("地点", max_length=120, blank=True, db_default="")
    lead = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="带队")
    members = models.ManyToManyField(Post, related_name="+", blank=True, verbose_name="参加")
    date = models.DateField("日期")
    first_date = models.DateField("原定日期")
    moved = models.PositiveSmallIntegerField("改期次数", default=0)
    state = models.CharField("状态", max_length=10, choices=VisitState, default=VisitState.PLANNED)
    reason = models.CharField("末次理由", max_length=300, blank=True, db_default="")

    asked = models.CharField("对方提了什么", max_length=2000, blank=True, db_default="")
    result = models.CharField("谈成什么", max_length=2000, blank=True, db_default="")
    next_step = models.CharField("下一步", max_length=300, blank=True, db_default="")
    next_on = models.DateField("下一步日期", null=True, blank=True)
    notes = models.CharField("内部备注", max_length=1000, blank=True, db_default="")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记账号", db_index=False)
    entered_at = models.DateTimeField("登记时间")
    written_at = models.DateTimeField("写成时间", null=True, blank=True)
    decided_at = models.DateTimeField("确认或退回时间", null=True, blank=True)

    class Meta:
        verbose_name = "走访"
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(enterprise=None) ^ Q(target=""), name="visit_to_one_firm_or_target"),
            models.CheckConstraint(
                condition=~Q(state__in=("written", "confirmed")) | Q(written_at__isnull=False),
                name="visit_written_at_some_time",
            ),
        ]
        indexes = [
            models.Index(fields=["city", "date"]),
            models.Index(fields=["city", "state", "date"]),
            models.Index(fields=["chain", "date"]),
            models.Index(fields=["region", "date"]),
            models.Index(fields=["enterprise", "date"]),
            models.Index(fields=["kind", "state"]),
            models.Index(fields=["post", "date"]),
        ]

    def __str__(self) -> str:
        return f"{self.name}：{self.topic}"

    @property
    def name(self) -> str:
        """Whom it goes to."""
        return str(self.enterprise) if self.enterprise_id else self.target

    @property
    def is_held(self) -> bool:
        return self.state in HELD

    @property
    def is_silent(self) -> bool:
        """Its day is past, and nobody said that it was held."""
        return self.state == VisitState.PLANNED and self.date < timezone.localdate()


class PromiseState(models.TextChoices):
    OPEN = "open", "没有兑现"
    KEPT = "kept", "已兑现"
    BROKEN = "broken", "不能兑现"
    WITHDRAWN = "withdrawn", "已撤回"


class Reply(models.TextChoices):
    """What the one to whom it was promised says of it."""

    KEPT = "kept", "已兑现"
    NOT_KEPT = "not_kept", "没有兑现"


class Promise(WorkRow):
    """`post` is that which entered it, `unit` owes it. To a firm of the register, or to a `target` by name.

    `visit` is where it was made; one made elsewhere has none. `said` is the last word of the unit, `heard` that of the
    firm. `first_deadline` is what was promised at first. Chain, region and firm are those of the visit.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="promises", verbose_name="在哪次走访作的"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="promises", verbose_name="企业", db_index=False
    )
    target = models.CharField("目标企业", max_length=120, blank=True, db_default="")
    chain = models.ForeignKey(
        Chain, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产业链", db_index=False
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区域", db_index=False
    )
    text = models.CharField("承诺什么", max_length=200)
    unit = models.ForeignKey(ResponsibleUnit, models.PROTECT, related_name="+", verbose_name="由谁兑现", db_index=False)
    made_on = models.DateField("承诺日期")
    deadline = models.DateField("兑现期限")
    first_deadline = models.DateField("原定期限")
    moved = models.PositiveSmallIntegerField("改期次数", default=0)
    state = models.CharField("状态", max_length=10, choices=PromiseState, default=PromiseState.OPEN)
    kept_on = models.DateField("兑现日期", null=True, blank=True)
    proof = models.CharField("兑现依据", max_length=500, blank=True, db_default="")
    reason = models.CharField("末次理由", max_length=300, blank=True, db_default="")
    said = models.CharField("末次回话", max_length=500, blank=True, db_default="")
    said_on = models.DateField("回话日期", null=True, blank=True)
    heard = models.CharField("对方怎么说", max_length=10, choices=Reply, blank=True, db_default="")
    heard_on = models.DateField("对方回话日期", null=True, blank=True)
    heard_text = models.CharField("对方的话", max_length=300, blank=True, db_default="")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记账号", db_index=False)
    entered_at = models.DateTimeField("登记时间")
    decided_at = models.DateTimeField("了结时间", null=True, blank=True)

    class Meta:
        verbose_name = "承诺"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(enterprise=None) ^ Q(target=""), name="promise_to_one_firm_or_target"),
            models.CheckConstraint(
                condition=Q(state="kept", kept_on__isnull=False) | (~Q(state="kept") & Q(kept_on=None)),
                name="promise_kept_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(deadline__gte=models.F("made_on")), name="promise_due_after_it_was_made"
            ),
        ]
        indexes = [
            models.Index(fields=["city", "state", "deadline"]),
            models.Index(fields=["city", "deadline"]),
            models.Index(fields=["unit", "state", "deadline"]),
            models.Index(fields=["chain", "state", "deadline"]),
            models.Index(fields=["region", "state", "deadline"]),
            models.Index(fields=["enterprise", "state"]),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def name(self) -> str:
        """To whom it was promised."""
        return str(self.enterprise) if self.enterprise_id else self.target

    @property
    def is_open(self) -> bool:
        return self.state == PromiseState.OPEN

    @property
    def is_overdue(self) -> bool:
        """As of today."""
        return self.is_open and self.deadline < timezone.localdate()

    @property
    def kept_late(self) -> bool:
        return self.kept_on is not None and self.kept_on > self.deadline

    @property
    def spoken_on(self) -> date:
        """Since when nothing more was heard."""
        return self.said_on or self.made_on
