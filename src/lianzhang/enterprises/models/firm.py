"""A firm: who it is, what it was called, where it stands, on which chains and for how much of its output."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from lianzhang.accounts.models import User
from lianzhang.kernel.vocabulary import spoken_lazy
from lianzhang.registry.models import Chain, Organization, Park, Region, Segment


class FirmState(models.TextChoices):
    ACTIVE = "active", "在营"
    SUSPENDED = "suspended", "停产"
    DEREGISTERED = "deregistered", "注销"
    MOVED = "moved", "迁出"


class CoordinateSystem(models.TextChoices):
    """In which system longitude and latitude were measured: in China they differ by hundreds of metres."""

    CGCS2000 = "cgcs2000", "CGCS2000"
    WGS84 = "wgs84", "WGS-84"
    GCJ02 = "gcj02", "GCJ-02"
    BD09 = "bd09", "BD-09"


class Enterprise(models.Model):
    """A firm in a city's register. One outside the city (a supplier, a customer) is a firm too: `outside`.

    A merged row stays and leads to the one that goes on. `search` holds what it is found by: names past and present,
    their initials in pinyin, the USCC; the acts keep it.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)  # GB 32100-2015
    name = models.CharField("名称", max_length=120)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="enterprises", verbose_name="区域"
    )
    park = models.ForeignKey(
        Park, models.PROTECT, null=True, blank=True, related_name="enterprises", verbose_name="园区"
    )
    outside = models.BooleanField(spoken_lazy("{outside}企业"), default=False)
    outside_place = models.CharField(spoken_lazy("{outside}所在地"), max_length=60, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    coordinates = models.CharField("坐标系", max_length=10, choices=CoordinateSystem, blank=True)
    industry = models.CharField("行业代码", max_length=5, blank=True)  # GB/T 4754-2017
    state = models.CharField("状态", max_length=12, choices=FirmState, default=FirmState.ACTIVE)
    founded = models.DateField("成立日期", null=True, blank=True)
    scope = models.CharField("经营范围", max_length=1000, blank=True)
    # The firm as a body that holds a post: its account fills in the firm's own part.
    organization = models.OneToOneField(
        Organization, models.SET_NULL, null=True, blank=True, related_name="enterprise", verbose_name="单位"
    )
    source = models.CharField("来源", max_length=300, blank=True)
    source_address = models.CharField("来源地址", max_length=400, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        verbose_name="并入",
        db_index=False,
    )
    search = models.TextField("检索用", blank=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField("最近改动", auto_now=True)

    class Meta:
        verbose_name = "企业"
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["city", "region"]),
            models.Index(fields=["city", "industry"]),
            # The list counts and sorts by these alone, without a look at the rows.
            models.Index(fields=["city", "name"], condition=Q(merged_into=None), name="enterprise_by_name"),
            models.Index(fields=["city", "changed_at"], condition=Q(merged_into=None), name="enterprise_by_change"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="enterprise_merged"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "uscc"], condition=~Q(uscc="") & Q(merged_into=None), name="enterprise_uscc_once"
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | (Q(longitude__isnull=False, latitude__isnull=False) & ~Q(coordinates="")),
                name="enterprise_place_has_its_system",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="enterprise_not_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return self.outside_place if self.outside else str(self.park or self.region or "没有写明")


class FormerName(models.Model):
    """What a firm was called before; `until` is the day the name ended, where that is known."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="former_names")
    name = models.CharField("曾用名", max_length=120)
    until = models.DateField("用到", null=True, blank=True)
    note = models.CharField("说明", max_length=120, blank=True)

    class Meta:
        verbose_name = "曾用名"
        ordering = ["until", "id"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "name"], name="former_name_once")]


class AboveScale(models.Model):
    """规上: the firm was above the statistical threshold in a year."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="above_scale")
    year = models.PositiveSmallIntegerField("年份")

    class Meta:
        verbose_name = "规上年份"
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "year"], name="above_scale_once")]


class Contact(models.Model):
    """Whom to ask at a firm: named by post, never by a person; the number is masked until somebody asks for it."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="contacts")
    post = models.CharField("岗位", max_length=60, help_text="如“生产部负责人”，不写姓名")
    phone = models.CharField("电话", max_length=30)
    note = models.CharField("说明", max_length=120, blank=True)

    class Meta:
        verbose_name = "联系岗位"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.post

    @property
    def masked(self) -> str:
        """The number with its middle hidden, as it stands on pages and in exports."""
        digits = self.phone
        return digits[:3] + "*" * max(len(digits) - 5, 3) + digits[-2:] if len(digits) > 5 else "*" * len(digits)


class ChainRole(models.TextChoices):
    ANCHOR = "anchor", "链主"
    CORE = "core", "核心"
    KEY_SUPPLIER = "key_supplier", "关键配套"
    OTHER = "other", "其他"


class Membership(models.Model):
    """A firm on a chain: in which segment and role, from when to when, and what share of its output the chain counts.

    The shares of one firm at one time never sum to more than a hundred, so that no output is counted twice.
    `ends` is the first day no longer.
    """

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="memberships", verbose_name="企业")
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="memberships", verbose_name="产业链")
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="环节"
    )
    role = models.CharField("链上身份", max_length=12, choices=ChainRole, default=ChainRole.OTHER)
    starts = models.DateField("起")
    ends = models.DateField("止", null=True, blank=True)
    share = models.DecimalField("计入比例（%）", max_digits=5, decimal_places=2, default=Decimal(100))
    source = models.CharField("依据", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "在链记录"
        ordering = ["enterprise_id", "starts", "id"]
        indexes = [models.Index(fields=["chain", "role"])]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "chain", "starts"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="membership_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=100), name="membership_share_in_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.chain}"

    def current(self, on: date) -> bool:
        return self.starts <= on and (self.ends is None or on < self.ends)


class ResearchBody(models.Model):
    """A body for research that a firm set up, alone or with others; the firm's first is what a plan asks for."""

    class Kind(models.TextChoices):
        OWN = "own", "自建"
        JOINT = "joint", "合办"

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="research_bodies", verbose_name="企业")
    name = models.CharField("机构", max_length=120)
    kind = models.CharField("方式", max_length=8, choices=Kind, default=Kind.OWN)
    opened = models.DateField("建立日期")
    source = models.CharField("依据", max_length=300, blank=True)

    class Meta:
        verbose_name = "研发机构"
        ordering = ["opened", "id"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "name"], name="research_body_once")]

    def __str__(self) -> str:
        return self.name


class NotSame(models.Model):
    """Two firms that look alike and are not the same: said once, never asked again. `one` is the lower number."""

    one = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    other = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    reason = models.CharField("理由", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "不是同一家"
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="not_same_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="not_same_ordered"),
        ]


class SavedView(models.Model):
    """A list as somebody narrowed it, kept under a name: the address says all of it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    list = models.CharField("列表", max_length=40)
    title = models.CharField("名称", max_length=40)
    query = models.CharField("筛选", max_length=1000)

    class Meta:
        verbose_name = "常用筛选"
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["user", "list", "title"], name="saved_view_once")]


class Revision(models.Model):
    """Changes with everything that is written into a city's register: what was summed up before is then old."""

    city = models.OneToOneField(Region, models.CASCADE, related_name="+")
    value = models.UUIDField()

    class Meta:
        verbose_name = "名录版本"
