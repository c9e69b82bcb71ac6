"""What a plan says of work: of what kinds and topics recorded work is, and which works each chain is reviewed by."""

from django.db import models

from .plan import Duty, PlanRow


class WorkKind(PlanRow):
    """A kind of recorded work. A record of it counts for one of its `duties`, where it has any.

    `saves`: a record of it says how much it saved, and how many firms.
    """

    name = models.CharField("类别", max_length=40)
    saves = models.BooleanField("记节约金额", default=False, db_default=False)
    duties = models.ManyToManyField(Duty, related_name="work_kinds", blank=True, verbose_name="算作哪些任务的记录")

    class Meta(PlanRow.Meta):
        verbose_name = "工作记录类别"

    def __str__(self) -> str:
        return self.name


class WorkTopic(PlanRow):
    """One of the topics that records of a kind may be of, such as the classes of training."""

    kind = models.ForeignKey(WorkKind, models.CASCADE, related_name="topics", verbose_name="工作记录类别")
    name = models.CharField("专题", max_length=40)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta(PlanRow.Meta):
        verbose_name = "工作专题"

    def __str__(self) -> str:
        return self.name


class ChainWork(PlanRow):
    """One of the works by which a chain is reviewed (八项工作). `shown_by`: codes of records that show it, by `;`."""

    name = models.CharField("工作", max_length=40)
    shown_by = models.CharField("看什么记录", max_length=400, blank=True)

    class Meta(PlanRow.Meta):
        verbose_name = "产业链工作"

    def __str__(self) -> str:
        return self.name

    @property
    def codes(self) -> list[str]:
        return [code for code in self.shown_by.split(";") if code]
