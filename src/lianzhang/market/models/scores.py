"""Who judges the answers to an open challenge, what each gives an answer, and what an answer comes to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianzhang.registry.models import Organization
from lianzhang.work.models import WorkRow

from .matches import Match
from .needs import Need

__all__ = ["Juror", "JurorState", "Result", "Score"]


class JurorState(models.TextChoices):
    SITTING = "sitting", "在评"
    RELEASED = "released", "不再评"


class Juror(WorkRow):
    """A post that opened the answers to a need so as to judge them; `authors` are the accounts that did.

    Neither the post, nor its organization, nor these accounts answer that need afterwards, whatever its state.
    `organization` is that of the post on the day.
    """

    need = models.ForeignKey(Need, models.CASCADE, related_name="jurors", verbose_name="需求", db_index=False)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位", db_index=False
    )
    state = models.CharField("状态", max_length=10, choices=JurorState, default=JurorState.SITTING)
    sat_on = models.DateField("参加评审日期")
    reason = models.CharField("末次理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "评审专家"
        ordering = ["need_id", "pk"]
        indexes = [models.Index(fields=["post", "need"], name="juror_of_post")]
        constraints = [models.UniqueConstraint(fields=["need", "post"], name="juror_post_once")]

    def __str__(self) -> str:
        return f"{self.post}"


class Score(WorkRow):
    """Of one answer by one post, whose it stays when it passes on. `points` by code of the criterion, plain numbers.

    Where the post has an interest in the matter (`conflict`) it gives no points, and does not count.
    """

    match = models.ForeignKey(Match, models.CASCADE, related_name="scores", verbose_name="对接", db_index=False)
    conflict = models.BooleanField("有利害关系", default=False)
    points = models.JSONField("各项得分", default=dict, blank=True)
    note = models.CharField("意见", max_length=500, blank=True)
    scored_on = models.DateField("评审日期")

    class Meta:
        verbose_name = "评审"
        ordering = ["match_id", "pk"]
        indexes = [models.Index(fields=["post", "match"], name="score_of_post")]
        constraints = [
            models.UniqueConstraint(fields=["match", "post"], name="score_post_once"),
        ]

    def __str__(self) -> str:
        return f"{self.match}（{self.post}评）"


class Result(models.Model):
    """What an answer came to when the results were announced: kept as they were then, whatever the plan says later."""

    match = models.OneToOneField(Match, models.CASCADE, related_name="result", verbose_name="对接")
    total = models.DecimalField("得分", max_digits=5, decimal_places=2)
    rank = models.PositiveSmallIntegerField("名次")
    count = models.PositiveSmallIntegerField("几位评审")
    announced_on = models.DateField("公布日期")

    class Meta:
        verbose_name = "评审结果"
        ordering = ["rank", "match_id"]
        constraints = [
            models.CheckConstraint(condition=Q(total__gte=0, total__lte=100), name="result_out_of_a_hundred"),
            models.CheckConstraint(condition=Q(rank__gte=1, count__gte=1), name="result_has_a_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.match}（评审结果）"
