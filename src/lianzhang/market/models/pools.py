"""Several buyers of one thing that buy it together: what they put out as one need, and who takes part."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import NeedKind
from lianzhang.registry.models import Chain, Region
from lianzhang.supply.models import Product
from lianzhang.work.models import WorkRow

from .needs import Need

__all__ = ["BUYING", "MemberState", "Pool", "PoolMember", "PoolState"]


class PoolState(models.TextChoices):
    PROPOSED = "proposed", "待核对"
    CALLING = "calling", "征集中"
    AGREED = "agreed", "已定下"
    DROPPED = "dropped", "没有拼成"


class MemberState(models.TextChoices):
    INVITED = "invited", "等答复"
    JOINED = "joined", "参加"
    DECLINED = "declined", "不参加"
    LEFT = "left", "已退出"
    SILENT = "silent", "没有答复"
    RECEIVED = "received", "已收到货"


BUYING = (MemberState.JOINED, MemberState.RECEIVED)


class Pool(WorkRow):
    """What several firms would buy together. `title` and `text` are read by all who may take part, so that no buyer
    and no quantity stands in them. Agreed, it has the one need `need`, of the buyer that leads, with the total."""

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    kind = models.ForeignKey(NeedKind, models.PROTECT, related_name="+", verbose_name="类别", db_index=False)
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="+", verbose_name="产业链")
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产品", db_index=False
    )
    title = models.CharField("一起买什么", max_length=80)
    text = models.CharField("公开的说明", max_length=800)
    details = models.JSONField("按类别填的内容", default=dict, blank=True)
    unit = models.CharField("数量单位", max_length=20)
    wanted_by = models.DateField("哪天前要", null=True, blank=True)
    valid_until = models.DateField("需求有效期至")
    answer_by = models.DateField("请哪天前答复")
    state = models.CharField("状态", max_length=10, choices=PoolState, default=PoolState.PROPOSED)
    reason = models.CharField("末次理由", max_length=300, blank=True, default="")
    need = models.OneToOneField(
        Need, models.PROTECT, null=True, blank=True, related_name="pool", verbose_name="拼成的需求"
    )
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记账号", db_index=False)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "拼单"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["city", "state", "answer_by"], name="pool_state"),
            models.Index(fields=["chain", "state"], name="pool_of_chain"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="agreed", need__isnull=False) | ~Q(state="agreed") & Q(need=None),
                name="pool_agreed_is_a_need",
            )
        ]

    def __str__(self) -> str:
        return self.title


class PoolMember(WorkRow):
    """One buyer in a pool, or one that was asked. What it wants is read by itself, the office and the chain's team.

    `named`: its name may be published. `leads`: it would sign for all. `shares`: it joins even where only two buy, when
    the total tells the other how much. `need`: its own need, which goes into the pool once that is agreed."""

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="members", verbose_name="拼单", db_index=False)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="pooled", verbose_name="企业", db_index=False
    )
    need = models.ForeignKey(
        Need, models.PROTECT, null=True, blank=True, related_name="pooled_in", verbose_name="并入的需求"
    )
    state = models.CharField("状态", max_length=10, choices=MemberState, default=MemberState.INVITED)
    quantity = models.DecimalField("数量", max_digits=16, decimal_places=3, null=True, blank=True)
    value = models.DecimalField("金额（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True, default="")
    named = models.BooleanField("公开企业名称", default=False)
    leads = models.BooleanField("愿意牵头", default=False)
    shares = models.BooleanField("只有两家也参加", default=False)
    joined_on = models.DateField("参加日期", null=True, blank=True)
    received_on = models.DateField("首次收到日期", null=True, blank=True)

    class Meta:
        verbose_name = "拼单企业"
        ordering = ["pool_id", "pk"]
        indexes = [models.Index(fields=["enterprise", "state"], name="pool_member_of_firm")]
        constraints = [
            models.UniqueConstraint(fields=["pool", "enterprise"], name="pool_member_once"),
            models.CheckConstraint(
                condition=~Q(state__in=("joined", "received")) | Q(quantity__gt=0), name="pool_member_says_how_much"
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gt=0), name="pool_member_value_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.pool}"
