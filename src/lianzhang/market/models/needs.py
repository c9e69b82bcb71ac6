"""What a firm needs, and what of it is published. A kind of need is a row of the plan (`plans.NeedKind`)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import NeedKind, NeedStage
from lianzhang.registry.models import Chain, Region
from lianzhang.work.models import WorkRow

from .customers import Customer, CustomerCategory

__all__ = ["Need", "NeedState", "Posting"]


class NeedState(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待核对"
    RETURNED = "returned", "已退回"
    OPEN = "open", "对接中"
    MET = "met", "已办成"
    LAPSED = "lapsed", "到期没有办成"
    WITHDRAWN = "withdrawn", "已撤回"
    POOLED = "pooled", "已并入拼单"


class Need(WorkRow):
    """`post` is that which entered it. `title` and `text` are what may be published; `details` are the answers to what
    its kind asks, by the code of the field; `value` is in 万元, for its owner and the matchers alone. `stage` is of the
    plan, on the way until it is open. Where a kind names customers, `customer` is the one to be won, and `category`
    what it should buy. Of a judged kind no answer comes after `bids_closed_on`, and no score after
    `announced_on`.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    kind = models.ForeignKey(NeedKind, models.PROTECT, related_name="+", verbose_name="类别", db_index=False)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="needs", verbose_name="需求企业", db_index=False
    )
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="+", verbose_name="产业链")
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="needs", verbose_name="清单里的客户"
    )
    category = models.ForeignKey(
        CustomerCategory, models.PROTECT, null=True, blank=True, related_name="needs", verbose_name="客户的采购品类"
    )
    title = models.CharField("要什么", max_length=80)
    text = models.CharField("公开的说明", max_length=1000)
    quantity = models.DecimalField("数量", max_digits=16, decimal_places=3, null=True, blank=True)
    unit = models.CharField("数量单位", max_length=20, blank=True)
    value = models.DecimalField("金额（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    wanted_by = models.DateField("哪天前要", null=True, blank=True)
    valid_until = models.DateField("有效期至")
    details = models.JSONField("按类别填的内容", default=dict, blank=True)
    state = models.CharField("状态", max_length=10, choices=NeedState, default=NeedState.DRAFT)
    reason = models.CharField("末次理由", max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记账号", db_index=False)
    entered_at = models.DateTimeField("登记时间")
    stage = models.ForeignKey(
        NeedStage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发布前的阶段", db_index=False
    )
    staged_on = models.DateField("哪天到这一步", null=True, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)
    bids_closed_on = models.DateField("截止报名日期", null=True, blank=True)
    announced_on = models.DateField("评审结果公布日期", null=True, blank=True)
    ended_on = models.DateField("了结日期", null=True, blank=True)

    class Meta:
        verbose_name = "需求"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["city", "state", "valid_until"], name="need_state"),
            models.Index(fields=["enterprise", "state"], name="need_of_firm"),
            models.Index(fields=["chain", "state"], name="need_of_chain"),
            models.Index(fields=["post", "state"], name="need_of_post"),
            models.Index(fields=["kind", "published_on"], name="need_of_kind"),
            models.Index(fields=["city", "published_on"], name="need_published"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("open", "met", "lapsed", "pooled")) | Q(published_on__isnull=False),
                name="need_open_once_published",
            ),
            models.CheckConstraint(
                condition=Q(announced_on=None) | Q(bids_closed_on__isnull=False), name="need_announced_once_closed"
            ),
            models.CheckConstraint(
                condition=Q(category=None) | Q(customer__isnull=False), name="need_category_of_a_customer"
            ),
            models.CheckConstraint(condition=Q(quantity=None) | Q(quantity__gt=0), name="need_quantity_positive"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gt=0), name="need_value_positive"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_over(self, on: date) -> bool:
        return self.state == NeedState.OPEN and self.valid_until < on


class Posting(models.Model):
    """What is published of a need: the words that were checked, and nothing else. Written by acts on the need alone.

    `notice`: read by all who may answer, while it is not open yet."""

    need = models.OneToOneField(Need, models.CASCADE, related_name="posting", verbose_name="需求")
    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    kind = models.ForeignKey(NeedKind, models.PROTECT, related_name="+", verbose_name="类别")
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="+", verbose_name="产业链")
    title = models.CharField("要什么", max_length=80)
    text = models.CharField("说明", max_length=1000)
    quantity = models.DecimalField("数量", max_digits=16, decimal_places=3, null=True, blank=True)
    unit = models.CharField("数量单位", max_length=20, blank=True)
    wanted_by = models.DateField("哪天前要", null=True, blank=True)
    valid_until = models.DateField("有效期至")
    details = models.JSONField("按类别填的内容", default=dict, blank=True)
    open = models.BooleanField("还在对接", default=True)
    notice = models.BooleanField("公示中", default=False)
    published_on = models.DateField("发布日期")

    class Meta:
        verbose_name = "公开的需求"
        ordering = ["-published_on", "-pk"]
        indexes = [models.Index(fields=["city", "open", "-published_on"], name="posting_open")]

    def __str__(self) -> str:
        return self.title
