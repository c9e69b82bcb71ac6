"""What an expert gives an answer to a need of a kind that is judged."""

from __future__ import annotations

from django.db import models

from lianzhang.work.models import WorkRow

from .matches import Match

__all__ = ["Score"]


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
