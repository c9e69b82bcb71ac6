"""What a plan says of projects: their kinds and marks, what counts for targets and when, limits, the year's course."""

from django.db import models
from django.db.models import Q

from .plan import Plan, PlanRow


class ProjectStage(models.TextChoices):
    """How far a project has come; a lost one stands beside them."""

    LEAD = "lead", "线索"
    TALKS = "talks", "在谈"
    SIGNED = "signed", "签约"
    LANDED = "landed", "落地"
    STARTED = "started", "开工"
    COMPLETED = "completed", "竣工"
    PRODUCING = "producing", "投产"
    CAPACITY = "capacity", "达产"
    LOST = "lost", "流失"


class ProjectKind(PlanRow):
    """A kind of project, a mark that one may bear besides, or what projects need.

    `begins`: the stage at which a project of the kind is entered; a local firm's own begins with its site.
    `by_trade`: what projects need of it are people, asked for by trade and number.
    """

    class What(models.TextChoices):
        KIND = "kind", "类别"
        MARK = "mark", "标记"
        NEED = "need", "要素"

    class Begins(models.TextChoices):
        LEAD = "lead", "线索"
        LANDED = "landed", "立项"

    name = models.CharField("名称", max_length=40)
    what = models.CharField("是什么", max_length=10, choices=What, default=What.KIND)
    begins = models.CharField("从哪一步登记", max_length=10, choices=Begins, default=Begins.LEAD)
    by_trade = models.BooleanField("按工种写人数", default=False)

    class Meta(PlanRow.Meta):
        verbose_name = "项目类别"

    def __str__(self) -> str:
        return self.name


class ProjectCount(PlanRow):
    """What a target counts: projects of one of these kinds that bear one of these marks, from an amount on.

    Each counts once, on the day of `dated_by`; of what is measured by what was done, not before it was done.
    """

    class Amount(models.TextChoices):
        PLANNED = "planned", "计划总投资"
        CONTRACT = "contract", "合同额"
        DONE = "done", "完成投资"

    name = models.CharField("名称", max_length=60)
    kinds = models.ManyToManyField(ProjectKind, related_name="+", blank=True, verbose_name="类别和标记")
    amount = models.CharField("按什么额", max_length=10, choices=Amount, default=Amount.PLANNED)
    least = models.DecimalField("不少于（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    dated_by = models.CharField("按哪一步的日期", max_length=10, choices=ProjectStage, default=ProjectStage.STARTED)

    class Meta(PlanRow.Meta):
        verbose_name = "项目计数口径"

    def __str__(self) -> str:
        return self.name


class ProjectLimit(models.Model):
    """Days without progress until a project is stalled or a first report lapses; workdays to answer a hand-over."""

    class What(models.TextChoices):
        STALLED = "stalled", "停滞"
        PROTECTED = "protected", "首报保护"
        HAND_OVER = "hand_over", "接手"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="project_limits")
    what = models.CharField("是什么", max_length=10, choices=What)
    stage = models.CharField("阶段", max_length=10, choices=ProjectStage, blank=True)
    days = models.PositiveSmallIntegerField("天数")

    class Meta:
        verbose_name = "项目时限"
        constraints = [models.UniqueConstraint(fields=["plan", "what", "stage"], name="project_limit_once")]


class ProjectCurve(models.Model):
    """How much of a year's investment is usually done by the end of a month; without rows by elapsed time."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="project_curve")
    month = models.PositiveSmallIntegerField("月份")
    percent = models.PositiveSmallIntegerField("到月底应完成（%）")

    class Meta:
        verbose_name = "投资序时曲线"
        constraints = [
            models.UniqueConstraint(fields=["plan", "month"], name="project_curve_month_once"),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12, percent__lte=100), name="project_curve_within_a_year"
            ),
        ]
