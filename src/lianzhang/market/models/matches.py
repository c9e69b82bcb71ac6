"""Who answers a need and how far it came, what was delivered, and what both sides say of it later."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianzhang.enterprises.models import Enterprise
from lianzhang.parks.models import Capacity
from lianzhang.plans.models import NeedStage
from lianzhang.registry.models import Post, Region
from lianzhang.supply.models import Purchase
from lianzhang.work.models import TimedRow, WorkRow

from .events import Event
from .needs import Need

__all__ = [
    *(
        "CARRIED",
        "DONE",
        "RUNNING",
        "UNSIGNED",
        "Answer",
        "Delivery",
        "FollowUp",
        "Ground",
        "Match",
        "MatchState",
        "Side",
    ),
]


class MatchState(models.TextChoices):
    SUGGESTED = "suggested", "待接洽"
    TALKING = "talking", "在谈"
    AGREED = "agreed", "已签约"
    DELIVERED = "delivered", "已交付"
    KEPT = "kept", "再次交付"
    FAILED = "failed", "没有谈成"


CARRIED = (MatchState.TALKING, MatchState.AGREED)
UNSIGNED = (MatchState.SUGGESTED, MatchState.TALKING)
RUNNING = (*UNSIGNED, MatchState.AGREED)
DONE = (MatchState.DELIVERED, MatchState.KEPT)


class Ground(models.TextChoices):
    """Why an answer came to nothing."""

    PRICE = "price", "价格"
    QUALITY = "quality", "质量或技术不合"
    CAPACITY = "capacity", "产能或条件不够"
    CERTIFICATE = "certificate", "缺认证或资质"
    TERMS = "terms", "付款等条件"
    FIXED = "fixed", "已另有着落"
    UNCHOSEN = "unchosen", "评审没有选上"
    UNTESTED = "untested", "没有通过测试验收"
    BREACH = "breach", "违约"
    OTHER = "other", "其他"


class Side(models.TextChoices):
    OWNER = "owner", "需求方"
    PARTY = "party", "承接方"


class Answer(models.TextChoices):
    """What one side says when it is asked what came of it."""

    ASKED = "asked", "等答复"
    WON = "won", "成了"
    LOST = "lost", "没成"
    UNKNOWN = "unknown", "还不知道"
    UNSAID = "unsaid", "不便说"
    COUNTED = "counted", "说了还有几人在岗"
    SILENT = "silent", "没有答复"


class Match(WorkRow):
    """One who may answer a need: a firm, or a post that answers needs of this kind. `offered`: it came forward itself.

    `stage` is of the plan, within what `state` says; until `slow_on` it lasts no longer than is healthy. `value`, in
    万元, is what was agreed. `city` is that of the need. `capacity` is what deliveries are taken off.
    `shown_on`: since then it reads what stands behind the need.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    need = models.ForeignKey(Need, models.PROTECT, related_name="matches", verbose_name="需求", db_index=False)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="matches", verbose_name="承接企业"
    )
    body = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承接岗位", db_index=False
    )
    offered = models.BooleanField("自己报名", default=False)
    why = models.CharField("为什么推荐", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=MatchState, default=MatchState.SUGGESTED)
    stage = models.ForeignKey(
        NeedStage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="阶段", db_index=False
    )
    staged_on = models.DateField("哪天到这一步")
    slow_on = models.DateField("正常到哪天", null=True, blank=True)
    said = models.CharField("末次回话", max_length=500, blank=True)
    said_on = models.DateField("末次回话日期", null=True, blank=True)
    value = models.DecimalField("签约金额（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    agreed_on = models.DateField("签约日期", null=True, blank=True)
    delivered_on = models.DateField("首次交付日期", null=True, blank=True)
    ground = models.CharField("为什么没有谈成", max_length=12, choices=Ground, blank=True)
    reason = models.CharField("末次理由", max_length=300, blank=True)
    begun_on = models.DateField("开始日期")
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="matches", verbose_name="在哪场对接会"
    )
    table = models.PositiveSmallIntegerField("几号桌", null=True, blank=True)
    meets_at = models.TimeField("几点谈", null=True, blank=True)
    capacity = models.ForeignKey(
        Capacity, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="落到哪一项要素"
    )
    ask_on = models.DateField("哪天询问结果", null=True, blank=True)
    shown_on = models.DateField("哪天给看担保明细", null=True, blank=True)
    ended_on = models.DateField("了结日期", null=True, blank=True)

    class Meta:
        verbose_name = "对接"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["city", "state"], name="match_state"),
            models.Index(fields=["need", "state"], name="match_of_need"),
            models.Index(fields=["enterprise", "state"], name="match_of_firm"),
            models.Index(fields=["body", "state"], name="match_of_body"),
            models.Index(fields=["ask_on"], condition=Q(ask_on__isnull=False), name="match_to_ask"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False, body=None) | Q(enterprise=None, body__isnull=False),
                name="match_of_a_firm_or_a_post",
            ),
            models.UniqueConstraint(
                fields=["need", "enterprise"], condition=Q(enterprise__isnull=False), name="match_firm_once"
            ),
            models.UniqueConstraint(fields=["need", "body"], condition=Q(body__isnull=False), name="match_post_once"),
            models.CheckConstraint(
                condition=~Q(state__in=("delivered", "kept")) | Q(delivered_on__isnull=False),
                name="match_delivered_some_day",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(ground="") | ~Q(state="failed") & Q(ground=""),
                name="match_failed_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need}：{self.party}"

    @property
    def party(self) -> str:
        return str(self.enterprise or self.body)


class Delivery(models.Model):
    """What was delivered of a match, with what shows it: a confirmed purchase, once, or who received it says so.

    `quantity` is in the unit of the need: how many of the people asked for arrived, how much land was handed over."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="deliveries", verbose_name="对接")
    purchase = models.OneToOneField(
        Purchase, models.PROTECT, null=True, blank=True, related_name="delivery", verbose_name="采购记录"
    )
    delivered_on = models.DateField("交付日期")
    quantity = models.DecimalField("数量", max_digits=16, decimal_places=3, null=True, blank=True)
    value = models.DecimalField("金额（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    capacity = models.ForeignKey(
        Capacity, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="出自哪一项要素"
    )

    class Meta:
        verbose_name = "交付"
        ordering = ["match_id", "delivered_on", "pk"]


class FollowUp(TimedRow):
    """The question what came of a match, put to one side. `post` is whose answer is waited for.

    With `months` it is asked who needed people: so long after they came, how many are in their posts still."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="follow_ups", verbose_name="对接", db_index=False)
    side = models.CharField("问哪一方", max_length=10, choices=Side)
    state = models.CharField("答复", max_length=10, choices=Answer, default=Answer.ASKED)
    asked_on = models.DateField("询问日期")
    answered_on = models.DateField("答复日期", null=True, blank=True)
    months = models.PositiveSmallIntegerField("到岗几个月后", null=True, blank=True)
    stayed = models.PositiveIntegerField("还在岗（人）", null=True, blank=True)

    class Meta:
        verbose_name = "结果询问"
        ordering = ["-asked_on", "pk"]
        indexes = [
            models.Index(fields=["match", "side"], name="follow_up_of_match"),
            models.Index(fields=["state", "asked_on"], name="follow_up_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["match", "side", "asked_on"], name="follow_up_once_a_day"),
            models.UniqueConstraint(
                fields=["match", "months"], condition=Q(months__isnull=False), name="follow_up_of_months_once"
            ),
            models.CheckConstraint(
                condition=Q(state="counted", months__isnull=False, stayed__isnull=False)
                | ~Q(state="counted") & Q(stayed=None),
                name="follow_up_counted_says_how_many",
            ),
        ]

    def __str__(self) -> str:
        asked = f"{self.months}个月后" if self.months else ""
        return f"{self.match}（{asked}问{self.get_side_display()}）"
