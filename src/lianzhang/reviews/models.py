"""A meeting about one chain or the whole city, held for a period: agenda, who came, what was decided, minutes."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from lianzhang.accounts.models import User
from lianzhang.kernel.agenda import AgendaGroup
from lianzhang.kernel.desk import Link
from lianzhang.kernel.periods import Period
from lianzhang.plans.models import Plan, Window
from lianzhang.registry.models import Chain, Post, Rank, Region, ResponsibleUnit
from lianzhang.tasks.models import Task
from lianzhang.work.models import WorkRow

__all__ = [
    *("COMING", "HAPPENED", "AgendaLine", "Attendance", "CalendarFeed", "Decision", "DecisionState", "Meeting"),
    *("Minute", "Presence", "State"),
]


class State(models.TextChoices):
    PLANNED = "planned", "已安排"
    FIXED = "fixed", "议程已定"
    HELD = "held", "已开，待纪要"
    WRITTEN = "written", "纪要待确认"
    CONFIRMED = "confirmed", "已确认"
    CANCELLED = "cancelled", "已取消"


COMING = (State.PLANNED, State.FIXED)
HAPPENED = (State.HELD, State.WRITTEN, State.CONFIRMED)


class Meeting(WorkRow):
    """`post` is that which planned it. Without a `chain` it is the consultation of the whole city (会商).

    It is held *for* the period `starts`..`ends`, on whatever day: any from the period's start counts, and after `limit`
    it is late. `activity`, `every` and `limit` are those of the plan's cadence when it was planned, and stay.
    `as_of` is the day of which the agenda tells, once it is fixed; `changed` counts corrections after confirmation.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+", verbose_name="方案", db_index=False)
    chain = models.ForeignKey(Chain, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产业链")
    rank = models.ForeignKey(Rank, models.PROTECT, related_name="+", verbose_name="职级", db_index=False)
    activity = models.CharField("事项", max_length=80)
    every = models.CharField("周期", max_length=20, choices=Window)
    starts = models.DateField("时期起")
    ends = models.DateField("时期止")
    nth = models.PositiveSmallIntegerField("这一时期第几次", default=1)
    limit = models.DateField("最迟哪天开")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PLANNED)

    on = models.DateField("哪天开")
    first_on = models.DateField("原定哪天")
    time = models.CharField("时间", max_length=5, blank=True)
    room = models.CharField("地点", max_length=80, blank=True)
    chair = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="主持", db_index=False)
    moved = models.PositiveSmallIntegerField("改期次数", default=0)
    reason = models.CharField("末次理由", max_length=300, blank=True)
    as_of = models.DateField("议程截至", null=True, blank=True)
    held_on = models.DateField("开会日期", null=True, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    changed = models.PositiveSmallIntegerField("更正次数", default=0)

    class Meta:
        verbose_name = "会议"
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "chain", "activity", "starts", "nth"],
                condition=~Q(state=State.CANCELLED),
                name="meeting_once_for_a_period",
            ),
            models.UniqueConstraint(
                fields=["plan", "activity", "starts", "nth"],
                condition=~Q(state=State.CANCELLED) & Q(chain=None),
                name="meeting_of_the_city_once",
            ),
            models.CheckConstraint(condition=Q(ends__gte=models.F("starts")), name="meeting_of_a_period"),
            models.CheckConstraint(
                condition=~Q(state__in=HAPPENED) | Q(held_on__isnull=False, as_of__isnull=False),
                name="meeting_held_with_an_agenda",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CONFIRMED) | Q(confirmed_at__isnull=False),
                name="meeting_confirmed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["city", "state", "on"]),
            models.Index(fields=["city", "on"]),
            models.Index(fields=["chain", "starts"]),
            models.Index(fields=["chair", "state"]),
            models.Index(fields=["plan", "starts"]),
        ]

    def __str__(self) -> str:
        return f"{self.chain or self.city}{self.period}{self.word}"

    @property
    def period(self) -> Period:
        return Period(self.starts, self.ends)

    @property
    def word(self) -> str:
        return "调度" if self.chain_id else "会商"

    @property
    def is_coming(self) -> bool:
        return self.state in COMING

    @property
    def has_happened(self) -> bool:
        return self.state in HAPPENED

    @property
    def is_late(self) -> bool:
        """Held after its limit."""
        return self.held_on is not None and self.held_on > self.limit

    @property
    def minutes_open(self) -> bool:
        """Whether what was said may still be written down."""
        return self.state in (State.HELD, State.WRITTEN)

    @property
    def day(self) -> date:
        return self.held_on or self.on


class Presence(models.TextChoices):
    EXPECTED = "expected", "应到"
    PRESENT = "present", "到会"
    DEPUTISED = "deputised", "派员代"
    EXCUSED = "excused", "请假"
    ABSENT = "absent", "没到"


class Attendance(models.Model):
    """A post that was asked to a meeting, and whether it came. `name` as it was called then."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    asked = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="岗位")
    name = models.CharField("名称", max_length=120)
    presence = models.CharField("到会", max_length=10, choices=Presence, default=Presence.EXPECTED)

    class Meta:
        verbose_name = "到会"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "asked"], name="attendance_once")]

    def __str__(self) -> str:
        return self.name


class AgendaLine(models.Model):
    """One line of a fixed agenda, as it stood on that day. `subject` names the row it is about, `page` opens it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="lines")
    place = models.PositiveSmallIntegerField("次序")
    group = models.CharField("部分", max_length=10, choices=[(each.value, each.value) for each in AgendaGroup])
    kind = models.CharField("来源", max_length=20, blank=True)
    title = models.CharField("事项", max_length=200)
    state = models.CharField("情况", max_length=40, blank=True)
    owner = models.CharField("单位", max_length=120, blank=True)
    since = models.DateField("自", null=True, blank=True)
    due = models.DateField("期限", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    late = models.BooleanField("超期", default=False)
    subject = models.CharField("原件", max_length=160, blank=True)
    page = models.CharField("页面", max_length=60)
    page_key = models.CharField("页面编号", max_length=80, blank=True)
    page_query = models.JSONField("页面条件", default=dict)
    code = models.CharField("指标", max_length=60, blank=True)
    value = models.DecimalField("数值", max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField("单位（量）", max_length=20, blank=True)
    up_is_good = models.BooleanField("多了是好", null=True, blank=True)

    class Meta:
        verbose_name = "议程"
        ordering = ["meeting_id", "place"]
        constraints = [models.UniqueConstraint(fields=["meeting", "place"], name="agenda_line_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def link(self) -> Link:
        return Link(self.title, self.page, (self.page_key,) if self.page_key else (), query=self.page_query)


class DecisionState(models.TextChoices):
    ASKED = "asked", "等决定"
    TAKEN = "taken", "已定"
    DECLINED = "declined", "不办"
    DEFERRED = "deferred", "下次议"
    ASSIGNED = "assigned", "已交办"
    DROPPED = "dropped", "已撤回"


class Decision(WorkRow):
    """What a meeting is asked to decide, and what it decided: which unit does what until when, and how one knows.

    `post` is that which asked. Once the minutes are confirmed it is a `task`, whose state tells whether it was done.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions", verbose_name="会议")
    place = models.PositiveSmallIntegerField("序号")
    state = models.CharField("状态", max_length=10, choices=DecisionState, default=DecisionState.ASKED)
    title = models.CharField("议题", max_length=80)
    question = models.CharField("请决定什么", max_length=500, blank=True)
    advice = models.CharField("建议", max_length=500, blank=True)
    text = models.CharField("议定", max_length=1000)
    lead = models.ForeignKey(ResponsibleUnit, models.PROTECT, related_name="+", verbose_name="主办")
    deadline = models.DateField("期限")
    proof = models.CharField("怎样算办成", max_length=300)
    asked_at = models.DateTimeField("提出时间")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    reason = models.CharField("理由", max_length=300, blank=True)
    task = models.OneToOneField(
        Task, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="成了哪件任务"
    )

    class Meta:
        verbose_name = "决定"
        ordering = ["meeting_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "place"], name="decision_numbered_once"),
            models.CheckConstraint(
                condition=Q(state=DecisionState.ASSIGNED, task__isnull=False)
                | (~Q(state=DecisionState.ASSIGNED) & Q(task__isnull=True)),
                name="decision_assigned_as_a_task",
            ),
        ]
        indexes = [models.Index(fields=["lead", "state"]), models.Index(fields=["state", "deadline"])]

    def __str__(self) -> str:
        return self.title


class Minute(models.Model):
    """What was written down of a meeting: the minutes, and once they are confirmed each correction with its reason."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="minutes")
    corrects = models.BooleanField("更正", default=False)
    text = models.CharField("内容", max_length=6000)
    reason = models.CharField("为什么更正", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="账号", db_index=False)
    at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = "纪要"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting"], condition=Q(corrects=False), name="minutes_once"),
            models.CheckConstraint(condition=Q(corrects=False) | ~Q(reason=""), name="minutes_corrected_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}{'更正' if self.corrects else '纪要'}"


class CalendarFeed(models.Model):
    """The secret address at which a calendar program reads what falls due for one post of an account."""

    user = models.OneToOneField(User, models.CASCADE, related_name="+", verbose_name="账号")
    assignment = models.ForeignKey("access.Assignment", models.CASCADE, related_name="+", verbose_name="岗位")
    token_digest = models.CharField("地址校验值", max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间")
    read_at = models.DateTimeField("末次读取", null=True, blank=True)

    class Meta:
        verbose_name = "日历订阅"

    def __str__(self) -> str:
        return f"{self.user}的日历订阅"

    @property
    def over(self) -> bool:
        """Made under a password that is no longer the account's."""
        return self.made_at < self.user.password_set_at
