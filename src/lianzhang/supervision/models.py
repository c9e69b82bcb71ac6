"""A list of matters under supervision, issued under one number, and what became of each matter on it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianzhang.accounts.models import User
from lianzhang.kernel.desk import Link
from lianzhang.plans.models import Colour, Plan
from lianzhang.registry.models import Chain, Post, Region, ResponsibleUnit
from lianzhang.tasks.models import Task
from lianzhang.work.models import WorkRow

__all__ = [
    *("OPEN", "WITH_UNIT", "Kind", "ListState", "Recognition", "Reminder", "State", "SupervisionItem"),
    "SupervisionList",
]


class Kind(models.TextChoices):
    LIST = "list", "清单"
    ORDER = "order", "督办单"


class ListState(models.TextChoices):
    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已印发"
    CLOSED = "closed", "全部办结"


class State(models.TextChoices):
    DRAFTED = "drafted", "待印发"
    ISSUED = "issued", "待反馈"
    ANSWERED = "answered", "待审核"
    INSUFFICIENT = "insufficient", "反馈不足"
    ACCEPTED = "accepted", "待认可"
    ENDED = "ended", "已销号"
    CARRIED = "carried", "转入下期"
    WITHDRAWN = "withdrawn", "已撤销"


# The unit has to answer, or to answer again.
WITH_UNIT = (State.ISSUED, State.INSUFFICIENT)
OPEN = (*WITH_UNIT, State.ANSWERED, State.ACCEPTED)


class Recognition(models.TextChoices):
    """Who says, beside the office, that the matter is done."""

    FIRM = "firm", "企业认可"
    SUPERIOR = "superior", "上级认可"
    ROW = "row", "原件已办结"
    TASK = "task", "交办的任务已办结"


class SupervisionList(WorkRow):
    """`as_of` is the day whose state it tells: that of issuing, once it is issued. `number` is given then.

    `year` and `serial` make the number; `title` is made by rule from the quarter, or is the matter of a single order.
    `columns` are those of its annex, by code; blank: the usual ones.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+", verbose_name="方案")
    kind = models.CharField("形式", max_length=10, choices=Kind, default=Kind.LIST)
    state = models.CharField("状态", max_length=10, choices=ListState, default=ListState.DRAFT)
    title = models.CharField("标题", max_length=120)
    as_of = models.DateField("截至")
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    serial = models.PositiveIntegerField("序号", null=True, blank=True)
    number = models.CharField("文号", max_length=80, blank=True)
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    columns = models.CharField("附件的列", max_length=200, blank=True, db_default="")

    class Meta:
        verbose_name = "督办清单"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["city", "year", "serial"], name="supervision_numbered_once"),
            models.CheckConstraint(
                condition=Q(state=ListState.DRAFT, serial__isnull=True, issued_at__isnull=True, number="")
                | (
                    ~Q(state=ListState.DRAFT)
                    & Q(serial__gte=1, year__isnull=False, issued_at__isnull=False)
                    & ~Q(number="")
                ),
                name="supervision_numbered_when_issued",
            ),
        ]
        indexes = [models.Index(fields=["city", "state"]), models.Index(fields=["city", "as_of"])]

    def __str__(self) -> str:
        return f"{self.title}（{self.number or '草稿'}）"


class SupervisionItem(WorkRow):
    """One matter on a list. `subject` names the row it came from; what stands in the first part is frozen by issuing.

    `overdue` counts workdays past the deadline on that day, 0 before it. `colour_now` is what the passing days made of
    `colour`. `due` is by when the unit answers now: `answer_by`, or another day once the answer was not enough.
    """

    list = models.ForeignKey(SupervisionList, models.CASCADE, related_name="items", verbose_name="清单")
    place = models.PositiveSmallIntegerField("序号")
    state = models.CharField("状态", max_length=12, choices=State, default=State.DRAFTED)

    # --- what it is about, as it was told then
    subject = models.CharField("原件", max_length=160, help_text="app.Model:pk")
    kind = models.CharField("来源", max_length=20)
    kind_title = models.CharField("来源名称", max_length=20)
    page = models.CharField("原件页面", max_length=60)
    page_key = models.CharField("原件编号", max_length=80)
    matter = models.CharField("事项", max_length=200)
    note = models.CharField("归属", max_length=120, blank=True)
    why = models.CharField("情况", max_length=300, blank=True)
    chain = models.ForeignKey(Chain, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产业链")
    lead = models.ForeignKey(
        ResponsibleUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主办"
    )
    lead_name = models.CharField("主办名称", max_length=120, blank=True)
    helpers = models.ManyToManyField(ResponsibleUnit, related_name="+", blank=True, verbose_name="协办")
    helper_names = models.CharField("协办名称", max_length=300, blank=True)
    deadline = models.DateField("期限", null=True, blank=True)
    overdue = models.PositiveSmallIntegerField("超期（工作日）", default=0)
    colour = models.CharField("颜色", max_length=10, choices=Colour)
    asked = models.CharField("要求", max_length=300)
    answer_by = models.DateField("反馈期限")
    said = models.CharField("末次回话", max_length=300, blank=True)
    said_by = models.CharField("回话单位", max_length=120, blank=True)
    said_on = models.DateField("回话日期", null=True, blank=True)

    # --- what came of it
    colour_now = models.CharField("现在的颜色", max_length=10, choices=Colour)
    due = models.DateField("现在的反馈期限")
    reminders = models.PositiveSmallIntegerField("催办次数", default=0)
    reminded_at = models.DateTimeField("末次催办", null=True, blank=True)
    progress = models.CharField("进展", max_length=300, blank=True)
    progress_at = models.DateTimeField("记进展时间", null=True, blank=True)
    answer = models.CharField("反馈", max_length=2000, blank=True)
    paper = models.CharField("反馈文件", max_length=120, blank=True)
    answered_at = models.DateTimeField("反馈时间", null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    answered_late = models.BooleanField("逾期反馈", default=False)
    returned = models.PositiveSmallIntegerField("退回次数", default=0)
    reason = models.CharField("末次理由", max_length=300, blank=True)
    review = models.CharField("审核意见", max_length=300, blank=True)
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    recognition = models.CharField("谁认可", max_length=10, choices=Recognition, blank=True)
    basis = models.CharField("认可依据", max_length=300, blank=True)
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="凭哪件任务", db_index=False
    )
    ended_at = models.DateTimeField("销号时间", null=True, blank=True)
    carried_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_into", verbose_name="上期"
    )

    class Meta:
        verbose_name = "督办事项"
        ordering = ["list_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["subject"], condition=Q(state__in=OPEN), name="supervision_open_once"),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(state=State.DRAFTED), name="supervision_drafted_once"
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFTED) | Q(lead__isnull=False), name="supervision_issued_to_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ENDED)
                | (Q(answered_at__isnull=False, reviewed_at__isnull=False) & ~Q(recognition="")),
                name="supervision_ended_by_three",
            ),
            models.CheckConstraint(
                condition=~Q(recognition=Recognition.TASK) | Q(task__isnull=False), name="supervision_ended_by_a_task"
            ),
            models.CheckConstraint(condition=~Q(carried_from=F("pk")), name="supervision_not_carried_from_itself"),
        ]
        indexes = [
            models.Index(fields=["lead", "state"]),
            models.Index(fields=["chain", "state"]),
            models.Index(fields=["state", "colour_now"]),
            models.Index(fields=["state", "due"]),
        ]

    def __str__(self) -> str:
        return self.matter

    @property
    def link(self) -> Link:
        """The page of the row it came from."""
        return Link(self.matter, self.page, (self.page_key,))


class Reminder(models.Model):
    """The office reminded a unit: when, as which post, in what words; `heard` is what the unit said next."""

    item = models.ForeignKey(SupervisionItem, models.CASCADE, related_name="reminded", verbose_name="督办事项")
    at = models.DateTimeField("催办时间")
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="岗位", db_index=False
    )
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="账号", db_index=False)
    words = models.CharField("催办的话", max_length=300, blank=True)
    heard = models.CharField("回音", max_length=300, blank=True)
    heard_at = models.DateTimeField("回音时间", null=True, blank=True)

    class Meta:
        verbose_name = "催办"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}催办"
