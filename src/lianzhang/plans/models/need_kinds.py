"""What a plan says of needs: their kinds, what each asks, the stages of an answer, and by what answers are judged."""

from django.db import models
from django.db.models import Q

from .plan import Duty, PlanRow


class NeedKind(PlanRow):
    """A kind of need, answered by those who act in the role `answered_by` (roles.toml): firms, banks, experts …

    After `ask_days` days without an end both sides are asked what came of it, and have `reply_workdays` to say so.
    Before a contract `judges` experts score each answer by the kind's criteria; None: it is not judged.
    `names_customer`: a need of it may name one of the customers that the city lists.
    `pools`: several firms may buy what is needed together. `backings`: what may stand behind a need of it, as
    receivables and stock, its names apart by semicolons.
    After each of `stay_months` who needed people says how many of those who came are in their posts still.
    A published need counts for the duty `published`, one that was met for the duty `met`, where it has them.
    """

    class Proof(models.TextChoices):
        """What shows that something was delivered."""

        PURCHASE = "purchase", "采购记录"
        WORD = "word", "需求方确认"

    class Shown(models.TextChoices):
        """Who may read what is published of a need."""

        ALL = "all", "能承接的都能看"
        CHOSEN = "chosen", "只给选定的看"

    name = models.CharField("类别", max_length=40)
    answered_by = models.CharField("由谁承接", max_length=40)
    proof = models.CharField("凭什么算办成", max_length=10, choices=Proof)
    shown = models.CharField("给谁看", max_length=10, choices=Shown)
    unit = models.CharField("数量单位", max_length=20, blank=True)
    ask_days = models.PositiveSmallIntegerField("多少天后询问结果", default=90)
    reply_workdays = models.PositiveSmallIntegerField("几个工作日内答复", default=10)
    stay_months = models.CharField("到岗几个月后问还在不在", max_length=40, blank=True)
    judges = models.PositiveSmallIntegerField("签约前要几位评审", null=True, blank=True)
    published = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发布算作哪项任务的记录"
    )
    names_customer = models.BooleanField("写明清单里的客户", default=False)
    pools = models.BooleanField("可以拼单", default=False)
    backings = models.CharField("写明哪些担保", max_length=120, blank=True, default="")
    met = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办成算作哪项任务的记录"
    )

    class Meta(PlanRow.Meta):
        verbose_name = "需求类别"

    def __str__(self) -> str:
        return self.name

    @property
    def backing_names(self) -> list[str]:
        return [each for each in self.backings.split(";") if each]

    @property
    def asked_of_stays(self) -> list[int]:
        """The months after which it is asked who stayed, the first first."""
        return sorted(int(each) for each in self.stay_months.split(";") if each)


class NeedStage(PlanRow):
    """One stage on the way of a need before it is open (`part` submitted), or of an answer to it.

    `days`: so long may be healthy. `least`: so many days it lasts at least. `notice`: all who may answer read the need
    meanwhile, and nobody answers yet."""

    class Part(models.TextChoices):
        SUBMITTED = "submitted", "核对"
        TALKING = "talking", "在谈"
        AGREED = "agreed", "签约"
        DELIVERED = "delivered", "交付"
        KEPT = "kept", "后续"

    kind = models.ForeignKey(NeedKind, models.CASCADE, related_name="stages", verbose_name="需求类别")
    name = models.CharField("阶段", max_length=40)
    part = models.CharField("属于哪一段", max_length=10, choices=Part)
    days = models.PositiveSmallIntegerField("多少天以内正常", null=True, blank=True)
    least = models.PositiveSmallIntegerField("至少几天", null=True, blank=True)
    notice = models.BooleanField("公示", default=False)

    class Meta(PlanRow.Meta):
        verbose_name = "对接阶段"

    def __str__(self) -> str:
        return self.name


class NeedField(PlanRow):
    """One thing that a need of a kind says beside what all say. `within`: for its owner and the matchers alone."""

    class Type(models.TextChoices):
        TEXT = "text", "文字"
        NUMBER = "number", "数字"
        DAY = "day", "日期"
        CHOICE = "choice", "选项"
        TRADE = "trade", "工种"

    kind = models.ForeignKey(NeedKind, models.CASCADE, related_name="fields", verbose_name="需求类别")
    name = models.CharField("内容", max_length=40)
    type = models.CharField("填什么", max_length=10, choices=Type)
    unit = models.CharField("单位", max_length=20, blank=True)
    required = models.BooleanField("必填", default=False)
    within = models.BooleanField("不公开", default=False)
    options = models.CharField("选项", max_length=400, blank=True)

    class Meta(PlanRow.Meta):
        verbose_name = "需求内容"
        constraints = [
            *PlanRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(type="choice") & ~Q(options="") | ~Q(type="choice") & Q(options=""),
                name="need_field_has_options_to_choose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.unit}）" if self.unit else self.name

    @property
    def choices(self) -> list[str]:
        return [each for each in self.options.split(";") if each]


class NeedCriterion(PlanRow):
    """One thing by which answers to needs of a kind are judged: up to `most` points, of `weight` percent."""

    kind = models.ForeignKey(NeedKind, models.CASCADE, related_name="criteria", verbose_name="需求类别")
    name = models.CharField("评什么", max_length=40)
    weight = models.PositiveSmallIntegerField("权重（%）")
    most = models.PositiveSmallIntegerField("满分", default=100)

    class Meta(PlanRow.Meta):
        verbose_name = "评审标准"
        constraints = [
            *PlanRow.Meta.constraints,
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="need_criterion_weighs"),
            models.CheckConstraint(condition=Q(most__gte=1), name="need_criterion_has_points"),
        ]

    def __str__(self) -> str:
        return self.name
