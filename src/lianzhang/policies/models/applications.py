"""A firm's application to a programme. Which programmes there are, a plan's rows say (`plans.Programme`)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import Programme, ProgrammeLevel
from lianzhang.registry.models import Region
from lianzhang.work.models import TimedRow

__all__ = ["ENDED", "OPEN", "Application", "ApplicationState"]


class ApplicationState(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "审核中"
    RETURNED = "returned", "已退回"
    REFUSED = "refused", "不予通过"
    APPROVED = "approved", "已批准"
    LAPSED = "lapsed", "过期没有报"
    WITHDRAWN = "withdrawn", "已撤回"


OPEN = (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.RETURNED)
ENDED = (ApplicationState.REFUSED, ApplicationState.APPROVED, ApplicationState.LAPSED, ApplicationState.WITHDRAWN)


class Application(TimedRow):
    """`year` is that of the catalogue applied to, `object` what it is for, `object_key` the same for comparing.

    `cost` is what the firm spent where a share of it is given, `asked` what it asks; both in 万元. `closes` is the last
    day on which it may be handed in. `level` is that before which it lies, or lay last.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name="政策事项", db_index=False)
    year = models.PositiveSmallIntegerField("年度")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="applications", verbose_name="企业", db_index=False
    )
    object = models.CharField("为什么事申报", max_length=120)
    object_key = models.CharField("对象（比对用）", max_length=120, editable=False)
    cost = models.DecimalField("投入金额（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    asked = models.DecimalField("申请金额（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    text = models.CharField("情况说明", max_length=1000, blank=True)
    level = models.ForeignKey(
        ProgrammeLevel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="层级", db_index=False
    )
    state = models.CharField("状态", max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT)
    reason = models.CharField("末次理由", max_length=300, blank=True)
    closes = models.DateField("报到哪天")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记账号", db_index=False)
    entered_at = models.DateTimeField("登记时间")
    submitted_on = models.DateField("首次报出日期", null=True, blank=True)
    reached_on = models.DateField("哪天到这一层", null=True, blank=True)
    ended_on = models.DateField("了结日期", null=True, blank=True)

    class Meta:
        verbose_name = "申报"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["city", "state", "due"], name="application_state"),
            models.Index(fields=["city", "state", "submitted_on"], name="application_sent"),
            models.Index(fields=["enterprise", "state"], name="application_of_firm"),
            models.Index(fields=["programme", "year", "state"], name="application_of_programme"),
            models.Index(fields=["level", "state", "due"], name="application_at_level"),
            models.Index(fields=["post", "state"], name="application_of_post"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "enterprise", "year", "object_key"],
                condition=Q(state__in=("draft", "submitted", "returned", "approved")),
                name="application_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("submitted", "returned", "refused", "approved"))
                | Q(submitted_on__isnull=False, level__isnull=False),
                name="application_decided_once_submitted",
            ),
            models.CheckConstraint(condition=Q(asked=None) | Q(asked__gt=0), name="application_asks_something"),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gt=0), name="application_costs_something"),
        ]

    def __str__(self) -> str:
        return f"{self.programme}：{self.object}"

    @property
    def standing(self) -> str:
        """Its state, with the level before which it lies."""
        word = ApplicationState(self.state).label
        return f"{self.level}{word}" if self.state == ApplicationState.SUBMITTED and self.level else str(word)
