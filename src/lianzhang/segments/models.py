"""What is said of a segment, beside what is computed of it."""

from __future__ import annotations

from django.db import models

from lianzhang.accounts.models import User
from lianzhang.registry.models import Segment


class SegmentJudgement(models.Model):
    """What the chain's team says of a segment, beside what is computed; the last one is in force, all stay."""

    class Verdict(models.TextChoices):
        STRONG = "strong", "强"
        FAIR = "fair", "一般"
        WEAK = "weak", "弱"
        MISSING = "missing", "空缺"
        EXTEND = "extend", "待延伸"

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="judgements", verbose_name="环节")
    verdict = models.CharField("判断", max_length=10, choices=Verdict)
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "环节判断"
        ordering = ["-at", "-id"]
