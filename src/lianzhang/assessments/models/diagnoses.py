"""A diagnosis of a firm, from its request to the look again a year later."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import AssessmentKind
from lianzhang.registry.models import Chain, Post, Region
from lianzhang.work.models import TimedRow

__all__ = ["ENDED", "REPORTED", "RUNNING", "Diagnosis", "DiagnosisState"]


class DiagnosisState(models.TextChoices):
    APPLIED = "applied", "待派单"
    ASSIGNED = "assigned", "待到现场"
    ON_SITE = "on_site", "待出报告"
    REPORTED = "reported", "已出报告"
    RECHECKED = "rechecked", "已复评"
    REFUSED = "refused", "不予安排"
    WITHDRAWN = "withdrawn", "已撤回"


RUNNING = (DiagnosisState.APPLIED, DiagnosisState.ASSIGNED, DiagnosisState.ON_SITE)
REPORTED = (DiagnosisState.REPORTED, DiagnosisState.RECHECKED)
ENDED = (DiagnosisState.RECHECKED, DiagnosisState.REFUSED, DiagnosisState.WITHDRAWN)


class Diagnosis(TimedRow):
    """It is done once it is reported; what it was worth, its advice says, of which the numbers stand here as well.

    The provider is a post, a firm, or, without an account here, a name for which whoever assigns it answers.
    `recheck_on` is the day from which the firm is to be looked at again.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="diagnoses", verbose_name="企业", db_index=False
    )
    chain = models.ForeignKey(Chain, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产业链")
    kind = models.ForeignKey(AssessmentKind, models.PROTECT, related_name="+", verbose_name="评定类别", db_index=False)
    text = models.CharField("想解决什么", max_length=1000)
    state = models.CharField("状态", max_length=10, choices=DiagnosisState, default=DiagnosisState.APPLIED)
    provider_post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="诊断专家", db_index=False
    )
    provider_firm = models.ForeignKey(
        *(Enterprise, models.PROTECT),
        null=True,
        blank=True,
        related_name="+",
        verbose_name="诊断企业",
        db_index=False,
    )
    provider_name = models.CharField("没有账号的机构", max_length=120, blank=True, default="")
    applied_on = models.DateField("申请日期")
    assigned_on = models.DateField("派单日期", null=True, blank=True)
    visited_on = models.DateField("到现场日期", null=True, blank=True)
    reported_on = models.DateField("出报告日期", null=True, blank=True)
    recheck_on = models.DateField("哪天起复评", null=True, blank=True)
    rechecked_on = models.DateField("复评日期", null=True, blank=True)
    ended_on = models.DateField("了结日期", null=True, blank=True)
    summary = models.CharField("诊断结论", max_length=2000, blank=True, default="")
    reason = models.CharField("末次理由", max_length=300, blank=True, default="")
    advice_count = models.PositiveSmallIntegerField("建议条数", default=0, editable=False)
    undecided = models.PositiveSmallIntegerField("没有决定的", default=0, editable=False)
    taken = models.PositiveSmallIntegerField("采纳的", default=0, editable=False)
    built = models.PositiveSmallIntegerField("建成的", default=0, editable=False)

    class Meta:
        verbose_name = "诊断"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["city", "state", "due"], name="diagnosis_state"),
            models.Index(fields=["city", "reported_on"], name="diagnosis_reported"),
            models.Index(fields=["enterprise", "state"], name="diagnosis_of_firm"),
            models.Index(fields=["kind", "state"], name="diagnosis_of_kind"),
            models.Index(fields=["provider_post", "state"], name="diagnosis_of_provider"),
            models.Index(fields=["provider_firm", "state"], name="diagnosis_of_provider_firm"),
            models.Index(fields=["post", "state"], name="diagnosis_of_post"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind"],
                condition=Q(state__in=("applied", "assigned", "on_site")),
                name="diagnosis_runs_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("reported", "rechecked"))
                | Q(visited_on__isnull=False, reported_on__isnull=False, reported_on__gte=F("visited_on")),
                name="diagnosis_reported_after_a_visit",
            ),
            models.CheckConstraint(
                condition=Q(provider_post=None, provider_firm=None)
                | Q(provider_post=None, provider_name="")
                | Q(provider_firm=None, provider_name=""),
                name="diagnosis_has_one_provider",
            ),
            models.CheckConstraint(
                condition=Q(provider_firm=None) | ~Q(provider_firm=F("enterprise")), name="diagnosis_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.kind}诊断"

    @property
    def provider(self) -> str:
        return str(self.provider_post or self.provider_firm or self.provider_name)

    @property
    def outside_provider(self) -> bool:
        """Whether nobody here acts for the provider."""
        return bool(self.provider_name)
