"""A task: who does what until when, and what shows it done; what its unit says of it; and records of work done."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import Duty, Target, Window, WorkKind, WorkTopic
from lianzhang.records.models import Attachment
from lianzhang.registry.models import Chain, Region, ResponsibleUnit
from lianzhang.work.models import WorkRow

__all__ = ["COUNTS", "ENDED", "OPEN", "Attendee", "Pace", "Progress", "RecordState", "Task", "TaskState", "WorkRecord"]


class TaskState(models.TextChoices):
    ASSIGNED = "assigned", "待签收"
    DISPUTED = "disputed", "待裁定"
    IN_HAND = "in_hand", "办理中"
    REPORTED = "reported", "待核验"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已取消"


OPEN = (TaskState.ASSIGNED, TaskState.DISPUTED, TaskState.IN_HAND, TaskState.REPORTED)
ENDED = (TaskState.CLOSED, TaskState.CANCELLED)


class Pace(models.TextChoices):
    """What the unit says of a task in hand."""

    ON_COURSE = "on_course", "按进度"
    BEHIND = "behind", "滞后"
    STUCK = "stuck", "有困难"


class Task(WorkRow):
    """`post` is that which assigned it. `lead` answers for it, `helpers` help; by what they are, not who sits there.

    `deadline` is a day, and no limit in workdays: plans and papers name days. `first_deadline` is what was asked at
    first, `moved` how often it was moved, `amended` how often its title or proof was. What is asked for and still to be
    granted stands in `asked_…`. `due` is what the lists look at: the deadline, or with a `cadence` the end of the first
    period that has no confirmed record yet. `disputed`: its unit disputed it, which is done once.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    number = models.CharField("编号", max_length=20)
    title = models.CharField("任务", max_length=80)
    text = models.CharField("要做什么", max_length=2000)
    proof = models.CharField("怎么算办成", max_length=300)
    duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="来自方案任务"
    )
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="来自方案目标"
    )
    chain = models.ForeignKey(Chain, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产业链")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区域")
    state = models.CharField("状态", max_length=12, choices=TaskState, default=TaskState.ASSIGNED)

    lead = models.ForeignKey(ResponsibleUnit, models.PROTECT, related_name="+", verbose_name="主办")
    helpers = models.ManyToManyField(ResponsibleUnit, related_name="+", blank=True, verbose_name="协办")
    assigned_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="交办账号", db_index=False)
    assigned_at = models.DateTimeField("交办时间")
    taken_up_at = models.DateTimeField("签收时间", null=True, blank=True)

    cadence = models.CharField("频次", max_length=20, choices=Window, blank=True)
    deadline = models.DateField("期限")
    first_deadline = models.DateField("原定期限")
    due = models.DateField("到期", editable=False)
    moved = models.PositiveSmallIntegerField("改期次数", default=0)
    amended = models.PositiveSmallIntegerField("改写次数", default=0)
    asked_deadline = models.DateField("申请改到", null=True, blank=True)
    asked_title = models.CharField("申请改成的任务", max_length=80, blank=True, db_default="")
    asked_proof = models.CharField("申请改成的办成标准", max_length=300, blank=True, db_default="")
    disputed = models.BooleanField("提过异议", default=False)
    reason = models.CharField("末次理由", max_length=500, blank=True)

    pace = models.CharField("进展", max_length=12, choices=Pace, blank=True)
    pace_on = models.DateField("末次进展", null=True, blank=True)
    done_on = models.DateField("办成日期", null=True, blank=True)
    report = models.CharField("办成什么", max_length=2000, blank=True)
    reported_on = models.DateField("报办结日期", null=True, blank=True)
    reported_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    verification = models.CharField("核验依据", max_length=500, blank=True)
    verified_at = models.DateTimeField("核验时间", null=True, blank=True)
    rejected = models.PositiveSmallIntegerField("退回次数", default=0)
    last_act_at = models.DateTimeField("末次办理", null=True, blank=True)

    class Meta:
        verbose_name = "交办任务"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="task_numbered_once"),
            models.CheckConstraint(condition=Q(duty=None) | Q(target=None), name="task_of_duty_or_target"),
            models.CheckConstraint(
                condition=~Q(state__in=("reported", "closed")) | Q(done_on__isnull=False, reported_on__isnull=False),
                name="task_reported_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["city", "state", "due"]),
            models.Index(fields=["lead", "state"]),
            models.Index(fields=["chain", "state"]),
            models.Index(fields=["region", "state"]),
            models.Index(fields=["city", "deadline"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def asks_change(self) -> bool:
        return bool(self.asked_deadline or self.asked_title)

    @property
    def is_overdue(self) -> bool:
        """As of today; what was reported waits for the office and is judged by the day it was reported on."""
        return self.is_open and self.due < (self.reported_on or timezone.localdate())

    def acted(self) -> datetime:
        """Note that somebody acted on it, now."""
        self.last_act_at = timezone.now()
        return self.last_act_at


class Progress(models.Model):
    """What the unit says of a task on a day. `on_course` only with a paper; it never shows the task done."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="progress")
    on = models.DateField("日期")
    pace = models.CharField("进展", max_length=12, choices=Pace)
    text = models.CharField("说明", max_length=500)
    paper = models.ForeignKey(
        Attachment, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="凭据", db_index=False
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="账号", db_index=False)
    at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = "进展"
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.get_pace_display()}"


class RecordState(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待确认"
    CONFIRMED = "confirmed", "已确认"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


# What counts: confirmed, and not a course to which nobody is known to have come.
COUNTS = Q(state=RecordState.CONFIRMED) & ~Q(attended=0)


class WorkRecord(WorkRow):
    """Work that was done: what came of it, and the paper or source that shows it. Only a confirmed one counts.

    `duty` is what it counts for, one of those its kind shows done. `unit` is blank where the post has none.
    `attended` is how many stand on its list of who came; None where it is of no topic and has no list. `saved` is what
    it saved firms, in 万元, and `saved_firms` how many; of kinds alone that say so. None: nobody knows.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    kind = models.ForeignKey(WorkKind, models.PROTECT, related_name="+", verbose_name="类别")
    topic = models.ForeignKey(WorkTopic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="专题")
    title = models.CharField("做了什么", max_length=80)
    result = models.CharField("有什么结果", max_length=2000)
    date = models.DateField("日期")
    unit = models.ForeignKey(
        ResponsibleUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    chain = models.ForeignKey(Chain, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产业链")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区域")
    duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="work_records", verbose_name="算作哪项方案任务的记录"
    )
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="records", verbose_name="为哪件任务"
    )
    source = models.CharField("来源", max_length=300, blank=True, db_default="")
    attended = models.PositiveIntegerField("到场人数", null=True, blank=True, editable=False)
    saved = models.DecimalField("节约金额（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    saved_firms = models.PositiveIntegerField("多少家企业", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=RecordState, default=RecordState.DRAFT)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField("确认或退回时间", null=True, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True, db_default="")

    class Meta:
        verbose_name = "工作记录"
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(decided_at__isnull=False), name="work_record_confirmed_by_somebody"
            ),
            models.CheckConstraint(condition=Q(saved=None) | Q(saved__gte=0), name="work_record_saved_not_negative"),
        ]
        indexes = [
            models.Index(fields=["city", "state", "date"]),
            models.Index(fields=["city", "date"]),
            # What shows duties done is counted in the index alone.
            models.Index(fields=["duty", "state", "kind", "date", "attended", "id"]),
            models.Index(fields=["chain", "date"]),
            models.Index(fields=["post", "state"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_empty(self) -> bool:
        """Of a topic, and nobody is known to have come: it does not count as held."""
        return self.attended == 0

    def count_attendees(self) -> int | None:
        """What `attended` must be."""
        count = self.attendees.count() if self.pk else 0
        return count if count or self.topic_id else None


class Attendee(models.Model):
    """A person who came to what a record tells of, named as typed; of no `enterprise` where none was written."""

    record = models.ForeignKey(WorkRecord, models.CASCADE, related_name="attendees")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="attendees", verbose_name="企业"
    )
    name = models.CharField("姓名", max_length=40)
    folded = models.CharField("姓名（比对用）", max_length=80, editable=False)

    class Meta:
        verbose_name = "到场人员"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["record", "enterprise", "folded"], name="attendee_once"),
            models.UniqueConstraint(
                fields=["record", "folded"], condition=Q(enterprise=None), name="attendee_of_none_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise or '没有写企业'}：{self.name}"
