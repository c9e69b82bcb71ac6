"""The level of a firm in one kind of assessment, on a day, and who rated it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import AssessmentKind, AssessmentLevel
from lianzhang.registry.models import Region
from lianzhang.work.models import WorkRow

from .diagnoses import Diagnosis

__all__ = ["Assessment", "AssessmentState", "Basis", "Part"]


class Basis(models.TextChoices):
    """Who rated it. Only what a body rated officially counts."""

    OFFICIAL = "official", "官方评定"
    PROVIDER = "provider", "诊断机构评"
    SELF = "self", "企业自评"


class Part(models.TextChoices):
    BEFORE = "before", "诊断时"
    AFTER = "after", "复评"


class AssessmentState(models.TextChoices):
    RECORDED = "recorded", "有效记录"
    WITHDRAWN = "withdrawn", "已撤销"


class Assessment(WorkRow):
    """`valid_until` is the last day on which it holds, None: without end. Of a diagnosis it says which `part`."""

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="assessments", verbose_name="企业", db_index=False
    )
    kind = models.ForeignKey(AssessmentKind, models.PROTECT, related_name="+", verbose_name="评定类别", db_index=False)
    level = models.ForeignKey(AssessmentLevel, models.PROTECT, related_name="+", verbose_name="等级")
    basis = models.CharField("谁评的", max_length=10, choices=Basis)
    assessor = models.CharField("评定单位", max_length=120, blank=True, default="")
    assessed_on = models.DateField("评定日期")
    valid_until = models.DateField("有效期至", null=True, blank=True)
    source = models.CharField("依据", max_length=300)
    diagnosis = models.ForeignKey(
        *(Diagnosis, models.PROTECT),
        null=True,
        blank=True,
        related_name="assessments",
        verbose_name="诊断",
        db_index=False,
    )
    part = models.CharField("诊断的哪一次", max_length=10, choices=Part, blank=True, default="")
    state = models.CharField("状态", max_length=10, choices=AssessmentState, default=AssessmentState.RECORDED)
    reason = models.CharField("撤销理由", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "等级评定"
        ordering = ["-assessed_on", "-pk"]
        indexes = [
            models.Index(fields=["enterprise", "kind", "assessed_on"], name="assessment_of_firm"),
            models.Index(fields=["city", "kind", "assessed_on"], name="assessment_of_kind"),
            models.Index(fields=["diagnosis", "part"], name="assessment_of_diagnosis"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["diagnosis", "part"],
                condition=Q(diagnosis__isnull=False, state="recorded"),
                name="assessment_once_for_a_part",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "kind", "basis", "assessed_on"],
                condition=Q(diagnosis=None, state="recorded"),
                name="assessment_once_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(diagnosis=None, part="") | (Q(diagnosis__isnull=False, basis="provider") & ~Q(part="")),
                name="assessment_of_diagnosis_by_its_provider",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("assessed_on")), name="assessment_valid_for_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.kind}{self.level}"
