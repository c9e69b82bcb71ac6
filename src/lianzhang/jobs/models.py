"""A piece of work behind the pages, and when scheduled work was last asked for."""

from django.db import models
from django.db.models import Q

from .tasks import tasks


class JobState(models.TextChoices):
    WAITING = "waiting", "等待"
    RUNNING = "running", "进行"
    DONE = "done", "完成"
    PARKED = "parked", "搁置"
    DISCARDED = "discarded", "放弃"


class Job(models.Model):
    """One piece of work. `lease_until` is when a worker that says no more is taken for dead."""

    name = models.CharField("任务", max_length=80)
    key = models.CharField("关键字", max_length=120, blank=True, help_text="等待或进行时只有一件")
    arguments = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.WAITING)
    due = models.DateTimeField("不早于")
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    worker = models.CharField("由谁", max_length=80, blank=True)
    lease_until = models.DateTimeField("租期", null=True, blank=True)
    error = models.CharField("上次的错", max_length=300, blank=True)
    result = models.JSONField("结果", null=True, blank=True)
    asked_by = models.CharField("发起", max_length=150, blank=True)
    asked_at = models.DateTimeField("发起时间", auto_now_add=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "后台任务"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due"])]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "key"],
                condition=~Q(key="") & Q(state__in=["waiting", "running"]),
                name="job_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.key}".strip()

    @property
    def title(self) -> str:
        """What the screens call it; its name, where this release no longer knows it."""
        return tasks()[self.name].title if self.name in tasks() else self.name


class Scheduled(models.Model):
    """The last moment at which a piece of scheduled work was due and asked for."""

    name = models.CharField("任务", max_length=80, unique=True)
    last = models.DateTimeField("上次")

    class Meta:
        verbose_name = "定时"
