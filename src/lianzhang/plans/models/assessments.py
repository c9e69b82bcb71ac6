"""What a plan says of assessments of firms: their kinds, who diagnoses within how many workdays, and the levels."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianzhang.registry.models import Organization

from .plan import PlanRow

__all__ = ["AssessmentKind", "AssessmentLevel"]


class AssessmentKind(PlanRow):
    """A kind of assessment: maturity of smart manufacturing, a safety standard. `unit` answers for it.

    `providers` are the roles (roles.toml) whose posts and firms may be asked to diagnose. A request is assigned within
    `assign_workdays`, the firm visited within `visit_workdays`, the report given within `report_workdays`. The firm
    decides on advice within `decide_days`; it is looked at again `recheck_months` after the report. A level holds for
    `valid_months`. Blank: no limit, or without end.
    """

    name = models.CharField("类别", max_length=40)
    unit = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任单位"
    )
    providers = models.CharField("由谁诊断", max_length=120, blank=True)
    assign_workdays = models.PositiveSmallIntegerField("几个工作日内派单", null=True, blank=True)
    visit_workdays = models.PositiveSmallIntegerField("几个工作日内到现场", null=True, blank=True)
    report_workdays = models.PositiveSmallIntegerField("几个工作日内出报告", null=True, blank=True)
    decide_days = models.PositiveSmallIntegerField("企业几天内决定", null=True, blank=True)
    recheck_months = models.PositiveSmallIntegerField("几个月后复评", null=True, blank=True)
    valid_months = models.PositiveSmallIntegerField("等级有效期（月）", null=True, blank=True)

    class Meta(PlanRow.Meta):
        verbose_name = "评定类别"
        constraints = [
            *PlanRow.Meta.constraints,
            *(
                models.CheckConstraint(
                    condition=Q((name, None)) | Q((f"{name}__gt", 0)), name=f"assessment_kind_{name}_positive"
                )
                for name in ("decide_days", "recheck_months", "valid_months")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def provider_roles(self) -> tuple[str, ...]:
        return tuple(filter(None, self.providers.split(";")))


class AssessmentLevel(PlanRow):
    """One level of a kind; a later row is a higher one."""

    kind = models.ForeignKey(AssessmentKind, models.CASCADE, related_name="levels", verbose_name="评定类别")
    name = models.CharField("等级", max_length=40)

    class Meta(PlanRow.Meta):
        verbose_name = "评定等级"

    def __str__(self) -> str:
        return self.name
