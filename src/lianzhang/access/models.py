"""Which account acts for which post, from when to when; or as one of the three administrators of the house."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from lianzhang.accounts.models import User
from lianzhang.registry.models import Post

from .roles import role


class Assignment(models.Model):
    """An account acts for a post, or administers, from `starts` on; `ends` is the first day no longer.

    An assignment is ended, never deleted: what was done under it must stay readable.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name="账号")
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name="岗位"
    )
    administers = models.CharField("管理员角色", max_length=40, blank=True)
    starts = models.DateField("起")
    ends = models.DateField("止", null=True, blank=True)
    source = models.CharField("依据", max_length=300)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "任岗"
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(post__isnull=True) & ~Q(administers="")) | Q(post__isnull=False, administers=""),
                name="assignment_post_or_administrator",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="assignment_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["user", "post"], condition=Q(ends__isnull=True, administers=""), name="assignment_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}：{self.title}"

    @property
    def role_code(self) -> str:
        return self.administers or (self.post.rank.role if self.post else "")

    @property
    def title(self) -> str:
        """What one acts as, in words."""
        if self.post:
            return self.post.name
        held_role = role(self.administers)
        return held_role.title if held_role else self.administers

    def current(self, on: date) -> bool:
        return self.starts <= on and (self.ends is None or on < self.ends)


class HandOver(models.Model):
    """A post passed from one account to another, and the open work that went along."""

    left = models.OneToOneField(Assignment, models.PROTECT, related_name="handed_over", verbose_name="离任")
    taken = models.OneToOneField(Assignment, models.PROTECT, related_name="taken_over", verbose_name="接任")
    on = models.DateField("交接日期")
    source = models.CharField("依据", max_length=300)
    moved = models.JSONField("移交的工作", default=list, help_text="kind, title and pk of each row")
    at = models.DateTimeField("办理时间", auto_now_add=True)

    class Meta:
        verbose_name = "交接"
        ordering = ["-id"]


class Tally(models.Model):
    """How often an account did one limited kind of thing in the minute that began at `since` (see limits.py)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tallies", verbose_name="账号")
    kind = models.CharField("类别", max_length=20)
    since = models.DateTimeField("这一分钟的开始")
    count = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = "频次"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_tally_for_a_kind")]
