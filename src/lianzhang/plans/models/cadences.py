"""How often a rank must do what the plan asks of it."""

from django.db import models

from lianzhang.kernel.vocabulary import spoken_lazy
from lianzhang.registry.models import Rank

from .plan import Duty, Plan, Window


class Cadence(models.Model):
    """How often a rank must do something, such as 链长 reviewing each quarter.

    `within_days` says until when after the period's end it may still be done, such as a report of the quarter. Of rows
    for one activity, the last that `starts` by a period's beginning holds for it. What is done shows `duties` done.
    """

    class Kind(models.TextChoices):
        MEETING = "meeting", "会议"
        VISIT = "visit", "走访"
        REPORT = "report", "报告"

    class Of(models.TextChoices):
        CHAIN = "chain", "每条产业链"
        CITY = "city", spoken_lazy("{whole}")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="cadences")
    rank = models.ForeignKey(Rank, models.PROTECT, related_name="cadences")
    activity = models.CharField("事项", max_length=80)
    every = models.CharField("周期", max_length=20, choices=Window)
    at_least = models.PositiveSmallIntegerField("次数", default=1)
    kind = models.CharField("方式", max_length=12, choices=Kind, blank=True)
    within_days = models.PositiveSmallIntegerField("期后天数", default=0)
    of = models.CharField("给谁", max_length=10, choices=Of, blank=True, db_default="")
    starts = models.DateField("自何日起", null=True, blank=True)
    duties = models.ManyToManyField(Duty, related_name="cadences", blank=True, verbose_name="算作哪些任务的记录")

    class Meta:
        verbose_name = "调度频次"
        constraints = [
            models.UniqueConstraint(fields=["plan", "rank", "activity", "starts"], name="cadence_once"),
            models.UniqueConstraint(
                fields=["plan", "rank", "activity"], condition=models.Q(starts=None), name="cadence_begins_once"
            ),
        ]

    @property
    def how_often(self) -> str:
        days = "个工作日" if self.kind == Cadence.Kind.MEETING else "日"
        later = f"，期后{self.within_days}{days}内" if self.within_days else ""
        return f"每{Window(self.every).label}至少{self.at_least}次{later}"
