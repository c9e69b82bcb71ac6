"""The nouns of a city that plans speak of: regions, parks, organizations, chains, posts."""

from django.db import models
from django.db.models import Q


class Region(models.Model):
    """A place with an administrative code (GB/T 2260) or, for zones without one, the plan's own code."""

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=40)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        verbose_name = "区域"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class CityRow(models.Model):
    """A row that belongs to one city and has a code of its own there."""

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市")
    code = models.CharField("代码", max_length=60)
    name = models.CharField("名称", max_length=120)

    class Meta:
        abstract = True
        ordering = ["city_id", "code"]
        constraints = [
            models.UniqueConstraint(fields=["city", "code"], name="%(app_label)s_%(class)s_city_code"),
        ]

    def __str__(self) -> str:
        return self.name


class Park(CityRow):
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="parks")

    class Meta(CityRow.Meta):
        verbose_name = "园区"


class Organization(CityRow):
    kind = models.CharField("类别", max_length=40, blank=True)

    class Meta(CityRow.Meta):
        verbose_name = "单位"


class Chain(CityRow):
    lead_department = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_chains",
        verbose_name="牵头部门",
    )

    class Meta(CityRow.Meta):
        verbose_name = "产业链"


class ChainGroup(CityRow):
    """A group of chains a plan sums over, such as one of "1+3+5"; it may hold no chain at all."""

    chains = models.ManyToManyField(Chain, related_name="groups", blank=True)

    class Meta(CityRow.Meta):
        verbose_name = "产业群"


class ChainZone(models.Model):
    """Where a chain is carried: a region or a park."""

    chain = models.ForeignKey(Chain, models.CASCADE, related_name="zones")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True)
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "承载区域"
        constraints = [
            models.CheckConstraint(
                condition=Q(region__isnull=False, park__isnull=True) | Q(region__isnull=True, park__isnull=False),
                name="zone_is_region_or_park",
            ),
        ]


class Rank(CityRow):
    """A rank of posts: 总链长, 链长, 牵头部门, or an extra role such as 链创.

    `role` names what accounts that act for its posts see and may do; blank: such a post is on paper only.
    """

    order = models.PositiveSmallIntegerField("次序", default=0)
    role = models.CharField("系统角色", max_length=40, blank=True)
    extra = models.BooleanField("附加角色", default=False)

    class Meta(CityRow.Meta):
        verbose_name = "职级"


class Post(CityRow):
    """An office to be held: for chains (several, or several posts on one), an organization, a region or a park."""

    rank = models.ForeignKey(Rank, models.PROTECT, related_name="posts")
    chains = models.ManyToManyField(Chain, related_name="posts", blank=True)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="posts")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="posts")
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="posts")

    class Meta(CityRow.Meta):
        verbose_name = "职务"


class Appointment(models.Model):
    """Who holds a post and for how long: an organization, or a person named by the office they hold."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="appointments")
    holder = models.CharField("任职者", max_length=120, help_text="以职务称呼，不写姓名")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="appointments")
    starts = models.DateField("任职起")
    ends = models.DateField("任职止", null=True, blank=True)
    source = models.CharField("依据", max_length=300)

    class Meta:
        verbose_name = "任职"
        ordering = ["post_id", "starts"]
        constraints = [
            models.UniqueConstraint(fields=["post", "holder", "starts"], name="appointment_once"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("starts")),
                name="appointment_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.holder}"
