"""The nouns of a city that plans speak of: regions, parks, organizations, chains and their segments, posts, titles."""

from django.db import models
from django.db.models import Q

from lianzhang.accounts.models import User


class Region(models.Model):
    """A place as one city names it, by its code of GB/T 2260 or, for zones without one, by the plan's own.

    All that a city's plans state belong to it, a neighbour and the province too; the city's own row has no `city`.
    """

    city = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="城市")
    code = models.CharField("代码", max_length=40)
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=40)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    # A city made to try the house on: everything in it is made up, and goes with it.
    fictitious = models.BooleanField("虚构", default=False)

    class Meta:
        verbose_name = "区域"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["city", "code"], name="region_once_in_a_city"),
            models.UniqueConstraint(fields=["code"], condition=Q(city=None), name="city_once"),
        ]

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


class ResponsibleUnit(models.Model):
    """Who may be made responsible: an organization, or the government of a region, or the body that runs a park.

    There is one for each of them from the first time on that it is made responsible (registry/units.py). A unit that
    was dissolved has an end; what it had in hand passes to its successor.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市")
    organization = models.OneToOneField(
        Organization, models.PROTECT, null=True, blank=True, related_name="responsible_unit", verbose_name="单位"
    )
    region = models.OneToOneField(
        Region, models.PROTECT, null=True, blank=True, related_name="responsible_unit", verbose_name="区域"
    )
    park = models.OneToOneField(
        Park, models.PROTECT, null=True, blank=True, related_name="responsible_unit", verbose_name="园区"
    )
    ended = models.DateField("撤销日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="承接单位"
    )

    class Meta:
        verbose_name = "责任单位"
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False, region__isnull=True, park__isnull=True)
                | Q(organization__isnull=True, region__isnull=False, park__isnull=True)
                | Q(organization__isnull=True, region__isnull=True, park__isnull=False),
                name="unit_is_one_body",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | (Q(ended__isnull=False) & ~Q(successor=models.F("pk"))),
                name="unit_ended_before_it_is_succeeded",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def body(self) -> Organization | Region | Park:
        body = self.organization or self.region or self.park
        assert body is not None  # noqa: S101 - the check constraint holds it
        return body

    @property
    def name(self) -> str:
        return str(self.body)


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


class Rank(CityRow):
    """A rank of posts: 总链长, 链长, 牵头部门, or an extra role such as 链创.

    `role` names what accounts that act for its posts see and may do; blank: such a post is on paper only.
    `kind` says what it is to the chains, whatever the role; blank: as the role has it.
    """

    class Kind(models.TextChoices):
        CHIEF = "chief", "链长"
        BESIDE = "beside", "协同"
        ACCOUNT = "account", "仅账号"

    order = models.PositiveSmallIntegerField("次序", default=0)
    role = models.CharField("系统角色", max_length=40, blank=True)
    extra = models.BooleanField("附加角色", default=False)
    kind = models.CharField("类别", max_length=12, choices=Kind, blank=True)

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


class Segment(CityRow):
    """环节: a part of a chain between raw material and use. Its state is computed and judged elsewhere.

    `stage` names the column it stands in on the map, `place` counts the columns from upstream.
    """

    class Strategy(models.TextChoices):
        STRENGTHEN = "strengthen", "强链"
        FILL = "fill", "补链"
        EXTEND = "extend", "延链"

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="segments", verbose_name="产业链")
    stage = models.CharField("阶段", max_length=40)
    place = models.PositiveSmallIntegerField("阶段次序")
    order = models.PositiveSmallIntegerField("次序", default=0)
    strategy = models.CharField("方案的部署", max_length=12, choices=Strategy, blank=True)
    keywords = models.CharField("关键词", max_length=400, blank=True, help_text="经营范围里说明属于这一环节的词")
    industries = models.CharField("行业代码", max_length=200, blank=True, help_text="GB/T 4754-2017，可写前几位")

    class Meta(CityRow.Meta):
        verbose_name = "环节"


class SegmentLink(models.Model):
    """What one segment makes goes into the other."""

    upstream = models.ForeignKey(Segment, models.CASCADE, related_name="outputs", verbose_name="上游环节")
    downstream = models.ForeignKey(Segment, models.CASCADE, related_name="inputs", verbose_name="下游环节")

    class Meta:
        verbose_name = "环节联系"
        constraints = [
            models.UniqueConstraint(fields=["upstream", "downstream"], name="segment_link_once"),
            models.CheckConstraint(condition=~Q(upstream=models.F("downstream")), name="segment_link_leads_on"),
        ]


class HonourKind(CityRow):
    """A title that firms, products, parks, clusters or platforms may hold; a renamed one goes on as the other."""

    class Level(models.TextChoices):
        NATIONAL = "national", "国家级"
        PROVINCIAL = "provincial", "省级"
        MUNICIPAL = "municipal", "市级"

    class Subject(models.TextChoices):
        FIRM = "firm", "企业"
        PRODUCT = "product", "产品"
        PARK = "park", "园区"
        CLUSTER = "cluster", "集群"
        PLATFORM = "platform", "平台或项目"

    level = models.CharField("级别", max_length=12, choices=Level)
    issuer = models.CharField("认定部门", max_length=80, blank=True)
    subject = models.CharField("授予", max_length=10, choices=Subject)
    ladder = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="steps_below", verbose_name="上一级称号"
    )
    valid_months = models.PositiveSmallIntegerField("有效期（月）", null=True, blank=True)
    review_months = models.PositiveSmallIntegerField("复核间隔（月）", null=True, blank=True)
    renamed_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="former_names", verbose_name="改称"
    )
    renamed_on = models.DateField("改称日期", null=True, blank=True)
    order = models.PositiveSmallIntegerField("次序", default=0)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta(CityRow.Meta):
        verbose_name = "荣誉名目"


class EligibilityRule(models.Model):
    """A condition for applying: a figure of the firm, an age, a title held. `text` says it as the notice does."""

    order = models.PositiveSmallIntegerField("次序", default=0)
    item = models.CharField("看什么", max_length=40)
    comparator = models.CharField("要求", max_length=4, blank=True)
    value = models.DecimalField("数值", max_digits=18, decimal_places=4, null=True, blank=True)
    holds = models.ForeignKey(
        HonourKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="须已持有"
    )
    text = models.CharField("条件", max_length=200)

    class Meta:
        abstract = True


class HonourRule(EligibilityRule):
    """One condition for applying for a title."""

    kind = models.ForeignKey(HonourKind, models.CASCADE, related_name="rules", verbose_name="荣誉名目")

    class Meta:
        verbose_name = "申报条件"
        ordering = ["kind_id", "order"]
        constraints = [models.UniqueConstraint(fields=["kind", "order"], name="honour_rule_once")]


class HonourWindow(models.Model):
    """When applications for a title are taken; a window of one year says when to expect the next."""

    kind = models.ForeignKey(HonourKind, models.CASCADE, related_name="windows", verbose_name="荣誉名目")
    opens = models.DateField("开始")
    closes = models.DateField("截止")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "申报窗口"
        ordering = ["opens"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "opens"], name="honour_window_once"),
            models.CheckConstraint(condition=Q(closes__gte=models.F("opens")), name="honour_window_ordered"),
        ]


class Coverage(models.Model):
    """台账齐全: somebody answers for it that a register holds everything, of one kind and for a time.

    Without a region it speaks for the whole city. Until there is one, what a register counts is unknown, not zero.
    """

    city = models.ForeignKey(Region, models.CASCADE, related_name="+", verbose_name="城市")
    register = models.CharField("台账", max_length=40)
    kind = models.CharField("类别", max_length=60, blank=True, help_text="如荣誉名目的代码；空白是全部")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区域")
    period_start = models.DateField("时期起")
    period_end = models.DateField("时期止")
    note = models.CharField("依据", max_length=300)
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="申报")
    declared_at = models.DateTimeField("申报时间", auto_now_add=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤回")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "台账齐全申报"
        ordering = ["-period_end", "-id"]
        indexes = [models.Index(fields=["city", "register"])]
        constraints = [
            models.CheckConstraint(condition=Q(period_end__gte=models.F("period_start")), name="coverage_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.kind}".strip()
