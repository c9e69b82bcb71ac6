"""A day on which those who need and those who may answer meet."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianzhang.accounts.models import User
from lianzhang.plans.models import EventKind
from lianzhang.registry.models import Chain, Region
from lianzhang.work.models import WorkRow

__all__ = ["Event", "EventState"]


class EventState(models.TextChoices):
    PLANNED = "planned", "筹备中"
    HELD = "held", "已举办"
    CANCELLED = "cancelled", "已取消"


class Event(WorkRow):
    """Buyers and those who may answer meet for a day (对接会). What it came to is read from the matches that met.

    Of a `kind` whose results are asked, it is a fair: firms take part, and say months later what came of it."""

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    chain = models.ForeignKey(
        Chain, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产业链", db_index=False
    )
    kind = models.ForeignKey(EventKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="类别")
    title = models.CharField("名称", max_length=80)
    place = models.CharField("地点", max_length=120)
    day = models.DateField("日期")
    starts = models.TimeField("几点开始")
    tables = models.PositiveSmallIntegerField("几张桌子")
    minutes = models.PositiveSmallIntegerField("每轮几分钟")
    state = models.CharField("状态", max_length=10, choices=EventState, default=EventState.PLANNED)
    reason = models.CharField("末次理由", max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记账号", db_index=False)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "对接会"
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["city", "state", "day"], name="event_state")]
        constraints = [
            models.CheckConstraint(condition=Q(tables__gte=1, minutes__gte=5), name="event_has_a_table_and_time"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_fair(self) -> bool:
        return self.kind is not None and self.kind.results == EventKind.Results.PARTICIPANTS
