"""The digest of a day for one account in one post, and whether an account wants mail.

A digest holds counts and names of rows, no words: what it shows is read from the rows when it is read, as far as they
are in sight then."""

from __future__ import annotations

from django.db import models

from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User

__all__ = ["Digest", "MailChoice"]


class Digest(models.Model):
    """`since`: from when on it tells what moved. `waits` are counts by room; of rows it keeps names (app.Model:pk)."""

    assignment = models.ForeignKey(
        Assignment, models.CASCADE, related_name="digests", verbose_name="任岗", db_index=False
    )
    day = models.DateField("日期")
    since = models.DateTimeField("从何时起")
    made_at = models.DateTimeField("生成时间")
    waits = models.JSONField("待办", default=list, help_text="room, count, urgent")
    to_do = models.JSONField("待办的记录", default=list, help_text="app.Model:pk")
    overdue = models.JSONField("新超期", default=list, help_text="app.Model:pk")
    moved = models.JSONField("有变动", default=list, help_text="app.Model:pk and the acts")
    waiting = models.PositiveIntegerField("待办件数", default=0)
    urgent = models.PositiveIntegerField("急件数", default=0)
    overdue_count = models.PositiveIntegerField("新超期件数", default=0)
    moved_count = models.PositiveIntegerField("变动件数", default=0)
    mailed_at = models.DateTimeField("发信时间", null=True, blank=True)

    class Meta:
        verbose_name = "每日提要"
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["assignment", "day"], name="one_digest_a_day")]

    @property
    def empty(self) -> bool:
        return not (self.waiting or self.overdue_count or self.moved_count)


class MailChoice(models.Model):
    """`told`: the urgent things of which the account was told last, by what they are known by; no words of them."""

    user = models.OneToOneField(User, models.CASCADE, related_name="mail_choice", verbose_name="账号")
    daily = models.BooleanField("每个工作日的提要", default=True)
    urgent = models.BooleanField("急件", default=True)
    told = models.JSONField("已告诉的急件", default=list)
    told_at = models.DateTimeField("上次告诉急件", null=True, blank=True)

    class Meta:
        verbose_name = "邮件提醒"
