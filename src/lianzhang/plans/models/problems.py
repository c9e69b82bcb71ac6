"""What a plan says of problems: the levels they climb, what they are about, how long each step may take."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce

from lianzhang.registry.models import Organization, Rank

from .plan import Plan, PlanRow


class ProblemLevel(PlanRow):
    """A level a problem climbs to, with its time limit in working days where the plan states one."""

    name = models.CharField("层级", max_length=80)
    rank = models.ForeignKey(Rank, models.PROTECT, null=True, blank=True, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    limit_workdays = models.PositiveSmallIntegerField("时限（工作日）", null=True, blank=True)

    class Meta(PlanRow.Meta):
        verbose_name = "问题层级"

    def __str__(self) -> str:
        return self.name


class ProblemKind(PlanRow):
    """What problems are about, and the body that usually takes the lead."""

    name = models.CharField("类别", max_length=40)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(PlanRow.Meta):
        verbose_name = "问题类别"

    def __str__(self) -> str:
        return self.name


class ProblemLimit(models.Model):
    """How many workdays a step may take; blank level and kind mean all, and the row that says most decides."""

    class Step(models.TextChoices):
        ACCEPT = "accept", "受理"
        HANDLE = "handle", "办理"
        REDO = "redo", "重办"
        DECIDE = "decide", "批示"
        VERIFY = "verify", "核验"
        CONFIRM = "confirm", "回访"
        CLIMB = "climb", "没有进展升级"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="problem_limits")
    step = models.CharField("环节", max_length=10, choices=Step)
    level = models.ForeignKey(ProblemLevel, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.ForeignKey(ProblemKind, models.CASCADE, null=True, blank=True, related_name="+")
    urgent = models.BooleanField("急件", default=False)
    limit_workdays = models.PositiveSmallIntegerField("时限（工作日）")

    class Meta:
        verbose_name = "问题时限"
        constraints = [
            models.UniqueConstraint(
                F("plan"),
                F("step"),
                Coalesce("level", 0),
                Coalesce("kind", 0),
                F("urgent"),
                name="problem_limit_once",
            )
        ]
