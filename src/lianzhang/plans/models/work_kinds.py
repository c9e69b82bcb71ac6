"""What a plan says of work that is recorded: of what kinds it is, and which duties a record of each kind shows done."""

from django.db import models

from .plan import Duty, PlanRow


class WorkKind(PlanRow):
    """A kind of recorded work. A record of it counts for one of its `duties`, where it has any."""

    name = models.CharField("类别", max_length=40)
    duties = models.ManyToManyField(Duty, related_name="work_kinds", blank=True, verbose_name="算作哪些任务的记录")

    class Meta(PlanRow.Meta):
        verbose_name = "工作记录类别"

    def __str__(self) -> str:
        return self.name
