"""Evaluations that are kept: the last of each day one looks from, and those frozen under a name."""

from __future__ import annotations

from django.db import models

from lianzhang.accounts.models import User

from .plan import Plan

__all__ = ["FrozenEvaluation", "KeptEvaluation"]


class KeptEvaluation(models.Model):
    """Where a plan stood at a day by the records in `state`; worked out anew when they are in another."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    at = models.DateField("截至")
    state = models.CharField("记录状态", max_length=64)
    answer = models.BinaryField("评价")
    made_at = models.DateTimeField("算出时间", auto_now=True)

    class Meta:
        verbose_name = "留存的评价"
        constraints = [models.UniqueConstraint(fields=["plan", "at"], name="kept_evaluation_once")]


class FrozenEvaluation(models.Model):
    """Where a plan stood at a day by the records of the moment it was frozen: what a paper quotes stays as quoted."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="frozen")
    name = models.CharField("名称", max_length=60)
    at = models.DateField("截至")
    answer = models.BinaryField("评价")
    frozen_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="固定人")
    frozen_at = models.DateTimeField("固定时间", auto_now_add=True)

    class Meta:
        verbose_name = "固定的评价"
        ordering = ["-frozen_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="frozen_evaluation_named_once")]

    def __str__(self) -> str:
        return self.name
