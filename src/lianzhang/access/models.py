"""Which account acts for which post, from when to when; or as one of the three administrators of the house."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

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


class ConsentRequest(models.Model):
    """Something done to an account that leads into it, and for some takes two (see consent_actions.py).

    `asked_by` None: on the server's command line. Done without `decided_by`: by the one who asked, alone.
    """

    class Kind(models.TextChoices):
        PASSWORD = "password", "给临时口令"
        SECOND_FACTOR = "second_factor", "去掉两步验证"
        ADMINISTRATOR = "administrator", "任管理员"

    class State(models.TextChoices):
        ASKED = "asked", "等另一位安全管理员同意"
        DONE = "done", "已办"
        DECLINED = "declined", "不同意"
        WITHDRAWN = "withdrawn", "已撤回"

    user = models.ForeignKey(User, models.PROTECT, related_name="consent_requests", verbose_name="账号")
    kind = models.CharField("事项", max_length=20, choices=Kind)
    details = models.JSONField("内容", default=dict, blank=True, help_text="of an administrator: role and first day")
    state = models.CharField("状态", max_length=20, choices=State, default=State.ASKED)
    reason = models.CharField("理由", max_length=300, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="提请")
    asked_at = models.DateTimeField("提请时间", default=timezone.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="同意或不同意")
    decided_at = models.DateTimeField("办理时间", null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "两人同意的事项"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked", decided_at__isnull=True) | (~Q(state="asked") & Q(decided_at__isnull=False)),
                name="consent_decided_when_no_longer_asked",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")) | Q(state="withdrawn"),
                name="consent_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}：{self.what}"

    @property
    def what(self) -> str:
        administers = role(self.details.get("administers", ""))
        return f"任{administers.title}" if administers else self.get_kind_display()

    @property
    def authors(self) -> tuple[int | None, ...]:
        """Who asked: none of them decides."""
        return (self.asked_by_id,)

    @property
    def done_by(self) -> str:
        who = [str(each) for each in (self.asked_by, self.decided_by) if each]
        return f"安全管理员（{'提请、'.join(who)}{'同意' if len(who) > 1 else ''}）" if who else "系统管理员在服务器上"

    @property
    def done(self) -> str:
        words = {"password": "给您的账号换了临时口令", "second_factor": "去掉了您账号的两步验证"}
        return words.get(self.kind, self.what)

    @classmethod
    def resets_of(cls, user: User) -> models.QuerySet["ConsentRequest"]:
        """What was done to the way this account signs in."""
        done = cls.objects.filter(user=user, state=cls.State.DONE).exclude(kind=cls.Kind.ADMINISTRATOR)
        return done.select_related("asked_by", "decided_by")


class Tally(models.Model):
    """How often an account did one limited kind of thing in the minute that began at `since` (see limits.py)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tallies", verbose_name="账号")
    kind = models.CharField("类别", max_length=20)
    since = models.DateTimeField("这一分钟的开始")
    count = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = "频次"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_tally_for_a_kind")]
