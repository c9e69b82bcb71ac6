"""The nouns of parks: what there is to stand on and how much of it is used; specialised parks and who moved in."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import CapacityKind
from lianzhang.registry.models import Chain, Organization, Park, Region, Segment
from lianzhang.work.models import WorkRow

__all__ = ["COMING", "LIVE", "Capacity", "CapacityState", "Origin", "SpecialPark", "SpecialParkState", "Tenant"]


class CapacityState(models.TextChoices):
    MISSING = "missing", "没有"
    PLANNED = "planned", "规划"
    BUILDING = "building", "在建"
    USABLE = "usable", "可用"
    WITHDRAWN = "withdrawn", "已撤下"


LIVE = (CapacityState.MISSING, CapacityState.PLANNED, CapacityState.BUILDING, CapacityState.USABLE)
COMING = (CapacityState.PLANNED, CapacityState.BUILDING)


class Origin(models.TextChoices):
    """Whose a quota is."""

    NATIONAL = "national", "国家"
    PROVINCIAL = "provincial", "省"
    MUNICIPAL = "municipal", "市"
    STOCK = "stock", "存量"


def _amount(title: str) -> models.DecimalField:
    return models.DecimalField(title, max_digits=16, decimal_places=3, null=True, blank=True)


class Capacity(WorkRow):
    """A facility, a plot or a quota: how much there is, and how much of it was used on the day of the last statement.

    A facility and a plot lie in a park or region, a quota is of a year and an origin; all are counted in the unit of
    their kind. `amount` and `used` None: nobody knows. Whether it is full is never stated: it follows from what is used
    and what was delivered of needs since. `ready_on` is planned, `usable_on` came true. After `lapses_on` nothing is
    left of it. `unit` answers for it.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    kind = models.ForeignKey(CapacityKind, models.PROTECT, related_name="+", verbose_name="要素", db_index=False)
    name = models.CharField("名称", max_length=80)
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="园区")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区域")
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    origin = models.CharField("指标来源", max_length=10, choices=Origin, blank=True)
    amount = _amount("总量")
    used = _amount("已用")
    used_on = models.DateField("已用数的日期", null=True, blank=True)
    used_source = models.CharField("已用数的来源", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=CapacityState)
    ready_on = models.DateField("计划哪天可用", null=True, blank=True)
    usable_on = models.DateField("哪天起可用", null=True, blank=True)
    lapses_on = models.DateField("哪天失效", null=True, blank=True)
    works = models.CharField("项目或下一步", max_length=200, blank=True)
    unit = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任单位"
    )
    note = models.CharField("说明", max_length=300, blank=True)
    reason = models.CharField("末次理由", max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记账号", db_index=False)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "要素供给"
        ordering = ["kind_id", "name", "pk"]
        indexes = [
            models.Index(fields=["city", "state"], name="capacity_state"),
            models.Index(fields=["kind", "state"], name="capacity_of_kind"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(park=None) | Q(region=None), name="capacity_in_one_place"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="capacity_amount_positive"),
            models.CheckConstraint(
                condition=Q(used=None, used_on=None) | Q(used__gte=0, used_on__isnull=False),
                name="capacity_used_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="usable") | Q(usable_on__isnull=False), name="capacity_usable_since_a_day"
            ),
            models.UniqueConstraint(
                fields=["city", "kind", "name"], condition=~Q(state="withdrawn"), name="capacity_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        return str(self.park or self.region or "")


class SpecialParkState(models.TextChoices):
    PLANNED = "planned", "谋划"
    SITED = "sited", "已选址"
    BUILDING = "building", "在建"
    OPEN = "open", "已开园"
    DROPPED = "dropped", "不再建"


class SpecialPark(WorkRow):
    """A park for what is weak on a chain, such as casting or surface treatment: which `segments` it fills."""

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="+", verbose_name="产业链", db_index=False)
    segments = models.ManyToManyField(Segment, related_name="+", verbose_name="补哪些环节")
    name = models.CharField("名称", max_length=80)
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="园区")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区域")
    state = models.CharField("状态", max_length=10, choices=SpecialParkState, default=SpecialParkState.PLANNED)
    ready_on = models.DateField("计划哪天开园", null=True, blank=True)
    opened_on = models.DateField("开园日期", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    reason = models.CharField("末次理由", max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记账号", db_index=False)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "专业园区"
        ordering = ["chain_id", "name", "pk"]
        indexes = [
            models.Index(fields=["city", "state"], name="special_park_state"),
            models.Index(fields=["chain", "state"], name="special_park_of_chain"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(park=None) | Q(region=None), name="special_park_in_one_place"),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(opened_on__isnull=False), name="special_park_opened_some_day"
            ),
            models.UniqueConstraint(fields=["city", "name"], condition=~Q(state="dropped"), name="special_park_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        return str(self.park or self.region or "")


class Tenant(models.Model):
    """A firm that moved into a specialised park, and out again. Written by acts on the park alone."""

    special_park = models.ForeignKey(SpecialPark, models.CASCADE, related_name="tenants", verbose_name="专业园区")
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="tenancies", verbose_name="企业")
    moved_in = models.DateField("入园日期")
    moved_out = models.DateField("迁出日期", null=True, blank=True)

    class Meta:
        verbose_name = "入园企业"
        ordering = ["moved_in", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["special_park", "enterprise"], name="tenant_once"),
            models.CheckConstraint(
                condition=Q(moved_out=None) | Q(moved_out__gte=F("moved_in")), name="tenant_days_ordered"
            ),
        ]

    def __str__(self) -> str:
        return str(self.enterprise)
