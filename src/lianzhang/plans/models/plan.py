"""A plan's nouns: clauses, targets with their goals, duties, checklist."""

from datetime import date
from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from lianzhang.kernel.quantities import Units
from lianzhang.kernel.vocabulary import Vocabulary, spoken_lazy, vocabulary
from lianzhang.registry.models import Chain, ChainGroup, Organization, Park, Rank, Region

from .scopes import Each, ScopeKind
from .units import units_with


class Plan(models.Model):
    """One action plan of one city. Several stand side by side; one may succeed another."""

    code = models.CharField("编号", max_length=60, unique=True)
    name = models.CharField("名称", max_length=200)
    short_name = models.CharField("简称", max_length=60, blank=True)
    city = models.ForeignKey(Region, models.PROTECT, related_name="plans")
    starts = models.DateField("起始")
    ends = models.DateField("终止")
    succeeds = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    about_tolerance = models.DecimalField("“左右”的宽容", max_digits=6, decimal_places=4)
    evidence_valid_days = models.PositiveIntegerField("依据有效天数")
    source = models.CharField("出处", max_length=300, blank=True)
    # The paper that is the plan, as it was issued.
    paper_title = models.CharField("文件标题", max_length=200, blank=True)
    paper_number = models.CharField("文号", max_length=80, blank=True)
    paper_issuer = models.CharField("发文单位", max_length=120, blank=True)
    paper_date = models.DateField("印发日期", null=True, blank=True)
    paper_address = models.CharField("文件地址", max_length=400, blank=True)
    # What it calls bodies and areas, by term (kernel/vocabulary.py); what it leaves out is as the kind of its city.
    words = models.JSONField("用词", default=dict, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    loaded_at = models.DateTimeField(null=True, blank=True)
    # Over and put away: read at its address, but looked from by nobody who did not ask for it, and written no more.
    archived_at = models.DateTimeField("归档时间", null=True, blank=True)
    # The units that the plan states beyond the common ones, and its rates, as its table `units` says them.
    own_units = models.JSONField("单位", default=list)
    # By model, the keys of shared rows its folder stated at the last load: only these may a later load remove.
    listed = models.JSONField(default=dict, editable=False)
    chains = models.ManyToManyField(Chain, through="PlanChain", related_name="plans")
    groups = models.ManyToManyField(ChainGroup, through="PlanGroup", related_name="plans")

    class Meta:
        verbose_name = "方案"
        ordering = ["-starts", "code"]
        constraints = [models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="plan_ends_after_start")]

    def __str__(self) -> str:
        return self.short_name or self.name

    @cached_property
    def units(self) -> Units:
        """The common units and the plan's own."""
        return units_with(self.own_units)

    @property
    def vocabulary(self) -> Vocabulary:
        return vocabulary(self.city.kind, self.words)

    @property
    def has_paper(self) -> bool:
        return bool(self.paper_title or self.paper_number or self.paper_issuer or self.paper_date or self.paper_address)


class PlanContent(models.Model):
    """What a plan said at its last load, as texts (PlanFolder.content): from it the plan is written out again."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="content")
    content = models.JSONField("内容")

    class Meta:
        verbose_name = "方案的内容"


class PlanRow(models.Model):
    """A row of a plan's tables, known by its code within the plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="%(class)ss")
    code = models.CharField("编号", max_length=60)
    order = models.PositiveIntegerField("次序", default=0)

    class Meta:
        abstract = True
        ordering = ["plan_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="%(app_label)s_%(class)s_plan_code"),
        ]


class Clause(PlanRow):
    """A clause by its number, with a short title in our own words."""

    number = models.CharField("条款号", max_length=40)
    title = models.CharField("标题", max_length=120)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")

    class Meta(PlanRow.Meta):
        verbose_name = "条款"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Comparator(models.TextChoices):
    """How a target is worded; the symbols are what the plan's tables write."""

    AT_LEAST = ">=", "不少于"
    MORE_THAN = ">", "超过"
    ABOUT = "~", "左右"
    RANGE = "range", "区间"
    EXACTLY = "=", "等于"
    NEAR = "near", "保持在"
    AT_MOST = "<=", "不超过"
    LESS_THAN = "<", "低于"


# Where less is better, and where more is as wrong as less.
FALLING = (Comparator.AT_MOST, Comparator.LESS_THAN)
TWO_SIDED = (Comparator.EXACTLY, Comparator.NEAR)


class Measure(models.TextChoices):
    """What the goal is measured on."""

    LEVEL = "level", "时点或年度水平"
    CUMULATIVE = "cumulative", "累计（总数）"
    ADDED = "added", "累计（方案期内新增）"
    EACH = "each", "每期"
    GROWTH = "growth", "年均增长"
    RATIO = "ratio", "两数之比"
    DIFFERENCE = "difference", "与变动基准之差"


class Window(models.TextChoices):
    MONTH = "month", "月"
    QUARTER = "quarter", "季度"
    HALF_YEAR = "half_year", "半年"
    YEAR = "year", "年"


class Target(PlanRow):
    """One numeric target: what is counted and for whom. Its values stand in `Goal`, so a revision keeps the old."""

    clause = models.ForeignKey(Clause, models.PROTECT, related_name="targets")
    name = models.CharField("目标", max_length=120)
    unit = models.CharField("单位", max_length=20)
    strive = models.BooleanField("力争", default=False)
    measure = models.CharField("计量", max_length=20, choices=Measure)
    window = models.CharField("期", max_length=20, choices=Window, blank=True)
    scope_kind = models.CharField("范围", max_length=20, choices=ScopeKind)
    chain = models.ForeignKey(Chain, models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(ChainGroup, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+")
    starts = models.DateField("起算")
    due = models.DateField("期限")
    metric = models.CharField("计算方法", max_length=60)
    params = models.JSONField("计算参数", default=dict)
    base_year = models.PositiveSmallIntegerField("基年", null=True, blank=True)
    baseline = models.DecimalField("基数", max_digits=24, decimal_places=6, null=True, blank=True)
    tolerance = models.DecimalField("宽容", max_digits=6, decimal_places=4, null=True, blank=True)
    record = models.CharField("应有记录", max_length=200, blank=True, help_text="什么记录能证明")
    owners = models.ManyToManyField(Organization, related_name="targets", blank=True)
    owner_list: list[Organization]  # filled by a Run
    note = models.CharField("原文疑义", max_length=400, blank=True)
    reading = models.CharField("本方案取法", max_length=400, blank=True)

    class Meta(PlanRow.Meta):
        verbose_name = "目标"

    def __str__(self) -> str:
        return self.name


class Goal(models.Model):
    """The value asked, in force from a date. Blank chain, group, region, park and period mean the whole target."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="goals")
    chain = models.ForeignKey(Chain, models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(ChainGroup, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+")
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    comparator = models.CharField("要求", max_length=10, choices=Comparator)
    value = models.DecimalField("目标值", max_digits=24, decimal_places=6)
    value_max = models.DecimalField("上限", max_digits=24, decimal_places=6, null=True, blank=True)
    effective_from = models.DateField("生效")
    reason = models.CharField("修订依据", max_length=400, blank=True)

    class Meta:
        verbose_name = "目标值"
        ordering = ["target_id", "effective_from", "id"]
        constraints = [
            models.UniqueConstraint(
                F("target"),
                Coalesce("chain", 0),
                Coalesce("group", 0),
                Coalesce("region", 0),
                Coalesce("park", 0),
                Coalesce("period_start", date.min),
                Coalesce("period_end", date.min),
                F("effective_from"),
                name="goal_once",
            ),
            models.CheckConstraint(
                condition=Q(value_max__isnull=True) | Q(value_max__gte=F("value")),
                name="goal_range_ordered",
            ),
        ]


class Definition(models.Model):
    """口径: how the figure is defined, in force from a date."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="definitions")
    effective_from = models.DateField("生效")
    text = models.CharField("口径", max_length=600)

    class Meta:
        verbose_name = "口径"
        ordering = ["target_id", "effective_from"]
        constraints = [models.UniqueConstraint(fields=["target", "effective_from"], name="definition_once")]


class Duty(PlanRow):
    """A piece of work the plan lays on somebody, and the records that would show it done."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="duties")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="duties")
    name = models.CharField("任务", max_length=200)
    responsible = models.CharField("责任主体", max_length=120, blank=True)
    owners = models.ManyToManyField(Organization, related_name="duties", blank=True)
    owner_list: list[Organization]  # filled by a Run
    cadence = models.CharField("频次", max_length=20, choices=Window, blank=True)
    due = models.DateField("期限", null=True, blank=True)
    when = models.CharField("时限原意", max_length=60, blank=True)
    record = models.CharField("应有记录", max_length=200, blank=True)
    each = models.CharField("分别要求", max_length=12, choices=Each, blank=True)

    class Meta(PlanRow.Meta):
        verbose_name = "任务"

    def __str__(self) -> str:
        return self.name


class DutyRecordKind(models.Model):
    """Rows that a room keeps show a duty done: which record set, and of it those of `item`, "" for all."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="record_kinds")
    records = models.CharField("哪种记录", max_length=40)
    item = models.CharField("其中哪些", max_length=40, blank=True)

    class Meta:
        verbose_name = "任务的记录"
        ordering = ["duty_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["duty", "records", "item"], name="duty_record_kind_once")]

    def __str__(self) -> str:
        return f"{self.records}:{self.item}" if self.item else self.records


class ChecklistItem(PlanRow):
    """One thing every chain, or every area, must have. It is shown by a held post of `rank`, or else by a record."""

    class Of(models.TextChoices):
        CHAIN = "chain", "每条产业链"
        AREA = "area", spoken_lazy("每个{areas}、开发区")

    name = models.CharField("事项", max_length=80)
    of = models.CharField("给谁", max_length=10, choices=Of, default=Of.CHAIN, db_default="chain")
    rank = models.ForeignKey(Rank, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(PlanRow.Meta):
        verbose_name = "配备事项"

    def __str__(self) -> str:
        return self.name


class ChecklistRecord(models.Model):
    """A document or list that shows a chain or an area has an item."""

    item = models.ForeignKey(ChecklistItem, models.CASCADE, related_name="records")
    chain = models.ForeignKey(Chain, models.PROTECT, null=True, blank=True, related_name="checklist_records")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="checklist_records")
    title = models.CharField("文件或名单", max_length=200)
    date = models.DateField("印发或成立日期")
    source = models.CharField("依据", max_length=300)

    class Meta:
        verbose_name = "配备记录"
        ordering = ["item_id", "chain_id", "date"]
        constraints = [
            models.UniqueConstraint(fields=["item", "chain", "title"], name="checklist_record_once"),
            models.UniqueConstraint(
                fields=["item", "region", "title"], condition=Q(chain=None), name="checklist_record_of_area_once"
            ),
            models.CheckConstraint(
                condition=Q(chain__isnull=True, region__isnull=False) | Q(chain__isnull=False, region__isnull=True),
                name="checklist_record_of_one",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> Chain | Region:
        """The chain or the area that has the item."""
        place = self.chain or self.region
        assert place is not None  # noqa: S101 - the check constraint holds it
        return place


class TargetItem(models.Model):
    """One of the things that a target asks for at once, shown by records of `checklist` or by figures of its name."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="items")
    code = models.CharField("编号", max_length=60)
    name = models.CharField("事项", max_length=80)
    value = models.DecimalField("要几个", max_digits=24, decimal_places=6)
    checklist = models.ForeignKey(
        ChecklistItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="配备事项"
    )
    order = models.PositiveIntegerField("次序", default=0)

    class Meta:
        verbose_name = "目标的事项"
        ordering = ["target_id", "order"]
        constraints = [models.UniqueConstraint(fields=["target", "code"], name="target_item_once")]

    def __str__(self) -> str:
        return self.name
