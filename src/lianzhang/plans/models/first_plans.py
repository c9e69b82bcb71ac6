"""A city's first plan: uploaded by one administrator, let take effect by another; before it there is no office."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lianzhang.accounts.models import User

__all__ = ["FirstPlan"]


class FirstPlan(models.Model):
    """`content` is the whole plan while it waits; when that is over it is emptied, for the plan itself keeps it.

    It belongs to no city: before it takes effect there is none."""

    class State(models.TextChoices):
        ASKED = "asked", "等另一位管理员核对"
        DONE = "done", "已生效"
        DECLINED = "declined", "没有通过"
        WITHDRAWN = "withdrawn", "已撤回"

    title = models.CharField("文件", max_length=200)
    city_code = models.CharField("城市代码", max_length=40)
    city_name = models.CharField("城市", max_length=80)
    code = models.CharField("方案编号", max_length=60)
    name = models.CharField("方案", max_length=200)
    content = models.JSONField("整份方案", null=True, default=None)
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    reason = models.CharField("理由", max_length=300, blank=True, default="")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传")
    asked_at = models.DateTimeField("上传时间", default=timezone.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="核对")
    decided_at = models.DateTimeField("核对时间", null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "首份方案"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["city_code"], condition=Q(state="asked"), name="first_plan_waits_once_for_a_city"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at__isnull=True) | (~Q(state="asked") & Q(decided_at__isnull=False)),
                name="first_plan_decided_when_no_longer_asked",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")) | Q(state="withdrawn"),
                name="first_plan_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city_name}：{self.name}"

    @property
    def authors(self) -> tuple[int, ...]:
        """Who uploaded it never lets it take effect."""
        return (self.asked_by_id,)
