"""A question to a chain's experts, and the opinion of each: asked, taken up, answered; used or not, and why."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from lianzhang.accounts.models import User
from lianzhang.registry.models import Chain, Region
from lianzhang.work.models import WorkRow

__all__ = ["PENDING", "Conflict", "Consultation", "Ground", "Opinion", "OpinionState", "State", "Use"]


class State(models.TextChoices):
    OPEN = "open", "征询中"
    CLOSED = "closed", "已办结"
    LAPSED = "lapsed", "到期没有答复"
    WITHDRAWN = "withdrawn", "已撤回"


class OpinionState(models.TextChoices):
    ASKED = "asked", "待接题"
    TAKEN_UP = "taken_up", "待答复"
    ANSWERED = "answered", "已答复"
    DECLINED = "declined", "已谢绝"
    LAPSED = "lapsed", "到期没有答复"


# Of these a word is still waited for.
PENDING = (OpinionState.ASKED, OpinionState.TAKEN_UP)


class Use(models.TextChoices):
    USED = "used", "采纳"
    PARTLY = "partly", "部分采纳"
    UNUSED = "unused", "没有采纳"


class Conflict(models.TextChoices):
    NONE = "none", "没有利益冲突"
    DECLARED = "declared", "有利益冲突，写明如下"


class Ground(models.TextChoices):
    """Why an expert gives no opinion."""

    CONFLICT = "conflict", "有利益冲突"
    OUTSIDE = "outside", "不是本人的专业"
    BUSY = "busy", "时间来不及"


class Consultation(WorkRow):
    """`post` is that which asked. `asked_of`, `waits_for` and `answers` count its opinions.

    `asked_day` is the latest day to which an expert asks to put off the answer; it is put off once, `put_off` counts.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="+", verbose_name="产业链")
    title = models.CharField("标题", max_length=80)
    question = models.CharField("问题", max_length=2000)
    wanted_by = models.DateField("哪天前要")
    first_wanted_by = models.DateField("原定哪天前要", null=True, blank=True)
    asked_day = models.DateField("申请延到哪天", null=True, blank=True)
    put_off = models.PositiveSmallIntegerField("延期次数", default=0, db_default=0)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提问账号", db_index=False)
    asked_at = models.DateTimeField("提问时间")
    asked_of = models.PositiveSmallIntegerField("请了几位", default=0)
    waits_for = models.PositiveSmallIntegerField("还等几位", default=0)
    answers = models.PositiveSmallIntegerField("几位答复", default=0)
    use = models.CharField("采用情况", max_length=10, choices=Use, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = "专家咨询"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, answers__gte=1) & ~Q(use="")
                | ~Q(state="closed") & Q(use=""),
                name="consultation_closed_by_saying_what_was_used",
            ),
            models.CheckConstraint(
                condition=Q(put_off=0, first_wanted_by__isnull=True)
                | Q(put_off=1, first_wanted_by__isnull=False, wanted_by__gt=F("first_wanted_by")),
                name="consultation_put_off_once",
            ),
        ]
        indexes = [
            models.Index(fields=["city", "state", "wanted_by"]),
            models.Index(fields=["chain", "state"]),
            models.Index(fields=["post", "state"]),
        ]

    def __str__(self) -> str:
        return self.title

    def overdue(self, on: date) -> bool:
        """Until the night after: then what nobody answered lapses (`State.LAPSED`)."""
        return self.state == State.OPEN and self.waits_for > 0 and self.wanted_by < on


class Opinion(WorkRow):
    """What one expert says to a question. `post` is that of the expert, whoever acts for it.

    `asked_day` is the day until which more time is asked for, `asked_why` its reason; blank once that was decided."""

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="opinions", verbose_name="专家咨询", db_index=False
    )
    state = models.CharField("状态", max_length=10, choices=OpinionState, default=OpinionState.ASKED)
    opinion = models.CharField("意见", max_length=2000, blank=True)
    reasons = models.CharField("理由和依据", max_length=1000, blank=True)
    conflict = models.CharField("利益冲突", max_length=10, choices=Conflict, blank=True)
    interests = models.CharField("什么利益冲突", max_length=300, blank=True)
    ground = models.CharField("为什么谢绝", max_length=10, choices=Ground, blank=True)
    asked_day = models.DateField("申请延到哪天", null=True, blank=True)
    asked_why = models.CharField("申请延期的理由", max_length=300, blank=True, db_default="")
    taken_up_at = models.DateTimeField("接题时间", null=True, blank=True)
    said_at = models.DateTimeField("答复或谢绝时间", null=True, blank=True)

    class Meta:
        verbose_name = "专家意见"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "post"], name="expert_asked_once"),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(opinion="") & ~Q(reasons="") & ~Q(conflict=""),
                name="opinion_with_reasons_and_interests",
            ),
            models.CheckConstraint(
                condition=~Q(conflict="declared") | ~Q(interests=""), name="opinion_names_its_interests"
            ),
        ]
        indexes = [models.Index(fields=["post", "state"])]

    def __str__(self) -> str:
        return f"{self.post or '专家'}对“{self.consultation}”的意见"
