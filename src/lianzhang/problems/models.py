"""A problem, who has it in hand, what was answered, and what the one who raised it says of the answer."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.fields import KeysField
from lianzhang.plans.models import ProblemKind, ProblemLevel
from lianzhang.registry.models import Chain, Region, ResponsibleUnit, Segment
from lianzhang.work.models import TimedRow

__all__ = ["CLOSED", "OPEN", "Grade", "Outcome", "Pending", "Problem", "Source", "State"]


class State(models.TextChoices):
    RAISED = "raised", "待受理"
    ASSIGNED = "assigned", "待签收"
    DISPUTED = "disputed", "待裁定"
    IN_HAND = "in_hand", "办理中"
    SUSPENDED = "suspended", "暂停计时"
    ESCALATED = "escalated", "待批示"
    QUERIED = "queried", "待补充"
    ANSWERED = "answered", "待核验"
    VERIFIED = "verified", "待回访"
    SOLVED = "solved", "已解决"
    EXPLAINED = "explained", "办不了，已说明"
    UNCONFIRMED = "unconfirmed", "没有回话"
    DECLINED = "declined", "不予受理"
    MERGED = "merged", "已并入"
    WITHDRAWN = "withdrawn", "已撤回"


# Answered and confirmed, or at least asked back.
CLOSED = (State.SOLVED, State.EXPLAINED, State.UNCONFIRMED)
OPEN = (
    *(State.RAISED, State.ASSIGNED, State.DISPUTED, State.IN_HAND, State.SUSPENDED),
    *(State.ESCALATED, State.QUERIED, State.ANSWERED, State.VERIFIED),
)


class Source(models.TextChoices):
    """Where a problem came from."""

    FIRM = "firm", "企业提出"
    TEAM = "team", "专班收集"
    VISIT = "visit", "走访"
    MEETING = "meeting", "会议"
    HOTLINE = "hotline", "热线"


class Pending(models.TextChoices):
    """What the lead unit has asked for and nobody has decided on yet."""

    EXTENSION = "extension", "申请延期"
    FIRM = "firm", "申请暂停：等企业"
    ABOVE = "above", "申请暂停：等上级"


class Outcome(models.TextChoices):
    SOLVED = "solved", "已解决"
    IMPOSSIBLE = "impossible", "办不了"


class Grade(models.TextChoices):
    SATISFIED = "satisfied", "满意"
    FAIR = "fair", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"


class Problem(TimedRow):
    """`post` is that which raised it. `lead` answers for it, `helpers` help; by what they are, not who sits there.

    `extended`, `redone`, `reopened` count. `answer_by` is when the limit to answer runs or ran out; `used_workdays`
    are those of all such limits, once it is answered. `answer_papers` are papers that the one who asked reads.
    `grade` is what was last heard, `overran` once broken stays so.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    number = models.CharField("编号", max_length=20)
    title = models.CharField("标题", max_length=80)
    text = models.CharField("情况", max_length=2000)
    kind = models.ForeignKey(ProblemKind, models.PROTECT, related_name="+", verbose_name="类别")
    level = models.ForeignKey(ProblemLevel, models.PROTECT, related_name="+", verbose_name="层级")
    urgent = models.BooleanField("急件", default=False)
    source = models.CharField("来源", max_length=10, choices=Source)
    chain = models.ForeignKey(Chain, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产业链")
    segment = models.ForeignKey(Segment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="环节")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="problems", verbose_name="企业"
    )
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在区域")
    state = models.CharField("状态", max_length=12, choices=State, default=State.RAISED)
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出账号", db_index=False)
    raised_at = models.DateTimeField("提出时间")
    reason = models.CharField("末次理由", max_length=500, blank=True)

    # --- in whose hands
    lead = models.ForeignKey(
        ResponsibleUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主办"
    )
    helpers = models.ManyToManyField(ResponsibleUnit, related_name="+", blank=True, verbose_name="协办")
    assigned_at = models.DateTimeField("分办时间", null=True, blank=True)
    instruction = models.CharField("交办意见", max_length=500, blank=True)
    disputed = models.BooleanField("提过异议", default=False)
    pending = models.CharField("待批的申请", max_length=10, choices=Pending, blank=True)
    pending_days = models.PositiveSmallIntegerField("申请延期（工作日）", null=True, blank=True)
    extended = models.PositiveSmallIntegerField("延期次数", default=0)
    question = models.CharField("请决定什么", max_length=300, blank=True)
    advice = models.CharField("建议", max_length=500, blank=True)

    # --- what came of it
    outcome = models.CharField("结果", max_length=12, choices=Outcome, blank=True)
    answer = models.CharField("答复", max_length=2000, blank=True)
    answer_papers = KeysField("随答复的材料", db_default="")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    answer_by = models.DateField("应答复日期", null=True, blank=True)
    used_workdays = models.PositiveSmallIntegerField("用时（工作日）", null=True, blank=True)
    overran = models.BooleanField("超过期限", default=False)
    verification = models.CharField("核验依据", max_length=500, blank=True)
    initiative = models.BooleanField("部门主动", null=True, blank=True)
    verified_at = models.DateTimeField("核验时间", null=True, blank=True)
    grade = models.CharField("满意程度", max_length=12, choices=Grade, blank=True)
    feedback = models.CharField("回话", max_length=500, blank=True)
    heard_at = models.DateTimeField("回话时间", null=True, blank=True)
    called_back = models.BooleanField("由回访记下", default=False)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    redone = models.PositiveSmallIntegerField("重办次数", default=0)
    reopened = models.PositiveSmallIntegerField("重开次数", default=0)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="并入"
    )
    last_act_at = models.DateTimeField("末次办理", null=True, blank=True)

    class Meta:
        verbose_name = "问题"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="problem_numbered_once"),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="problem_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(state=State.MERGED, merged_into__isnull=False)
                | (~Q(state=State.MERGED) & Q(merged_into__isnull=True)),
                name="problem_merged_into_another",
            ),
        ]
        indexes = [
            models.Index(fields=["city", "state", "due"]),
            models.Index(fields=["lead", "state"]),
            models.Index(fields=["chain", "state"]),
            models.Index(fields=["region", "state"]),
            models.Index(fields=["city", "raised_at"]),
            models.Index(fields=["city", "answered_at"]),
            models.Index(fields=["city", "answer_by"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def common_matter(self) -> Problem:
        """What is dealt with: itself, or that of which it is a part."""
        return self.merged_into or self

    def acted(self) -> datetime:
        """Note that somebody acted on it, now."""
        self.last_act_at = timezone.now()
        return self.last_act_at
