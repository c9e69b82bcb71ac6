"""What a plan says of visits: of what kinds they are, whom one goes to, which duty they show done."""

from django.db import models

from .plan import Duty, PlanRow


class VisitTo(models.TextChoices):
    """Whom one goes to."""

    FIRM = "firm", "本地企业"
    TARGET = "target", "目标企业"


class VisitKind(PlanRow):
    """A kind of visit. A confirmed visit of it counts for its `duty`, where it has one."""

    name = models.CharField("类别", max_length=40)
    to = models.CharField("去哪里", max_length=10, choices=VisitTo)
    duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="visit_kinds", verbose_name="算作哪项任务的记录"
    )

    class Meta(PlanRow.Meta):
        verbose_name = "走访类别"

    def __str__(self) -> str:
        return self.name
