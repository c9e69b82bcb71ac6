"""How a plan scores those who answer for its targets, and what it promises or threatens for a rank or a score."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from lianzhang.registry.models import Chain, ChainGroup, Organization, Park, Region

from .plan import Clause, PlanRow, Target

__all__ = ["BodyKind", "Prize", "Score", "ScoreRule"]


class BodyKind(models.TextChoices):
    """Who is scored. The words are also the fields by which a score names one body."""

    REGION = "region", "区域"
    PARK = "park", "园区"
    CHAIN = "chain", "产业链"
    GROUP = "group", "产业群"
    ORGANIZATION = "organization", "单位"


class ScoreRule(models.TextChoices):
    PROPORTIONAL = "proportional", "按比例"
    ALL_OR_NOTHING = "all_or_nothing", "达标得分"
    DEDUCTION = "deduction", "按差距扣分"
    BONUS = "bonus", "加分"
    VETO = "veto", "一票否决"


class Score(models.Model):
    """The points that one target can bring, to each body of a kind that answers for it, or to the one that is named."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="scores")
    bodies = models.CharField("考核谁", max_length=20, choices=BodyKind)
    chain = models.ForeignKey(Chain, models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(ChainGroup, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    rule = models.CharField("计分办法", max_length=20, choices=ScoreRule)
    points = models.DecimalField("分值", max_digits=24, decimal_places=6, null=True, blank=True)
    step = models.DecimalField("每差或每超多少", max_digits=24, decimal_places=6, null=True, blank=True)
    per_step = models.DecimalField("扣或加几分", max_digits=24, decimal_places=6, null=True, blank=True)
    whole_steps = models.BooleanField("足步才计", default=False)
    counted_from = models.DecimalField("从多少起加", max_digits=24, decimal_places=6, null=True, blank=True)
    floor = models.DecimalField("最低分", max_digits=24, decimal_places=6, null=True, blank=True)
    cap = models.DecimalField("最高分", max_digits=24, decimal_places=6, null=True, blank=True)
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField("原文", max_length=300, blank=True)
    order = models.PositiveIntegerField("次序", default=0)

    class Meta:
        verbose_name = "考核计分"
        ordering = ["target_id", "order"]
        constraints = [
            models.UniqueConstraint(
                F("target"),
                F("bodies"),
                Coalesce("chain", 0),
                Coalesce("group", 0),
                Coalesce("region", 0),
                Coalesce("park", 0),
                Coalesce("organization", 0),
                F("rule"),
                name="score_once",
            )
        ]

    @property
    def named(self) -> int | None:
        """The body that it scores alone, by primary key."""
        pk: int | None = getattr(self, f"{self.bodies}_id")
        return pk


class Prize(PlanRow):
    """What a rank or a score brings: `first` to `last`, at least so many points, or fewer than so many."""

    bodies = models.CharField("考核谁", max_length=20, choices=BodyKind)
    name = models.CharField("奖惩", max_length=120)
    first = models.PositiveSmallIntegerField("名次从", null=True, blank=True)
    last = models.PositiveSmallIntegerField("名次到", null=True, blank=True)
    at_least = models.DecimalField("满多少分", max_digits=24, decimal_places=6, null=True, blank=True)
    below = models.DecimalField("不满多少分", max_digits=24, decimal_places=6, null=True, blank=True)
    amount = models.DecimalField("奖励", max_digits=24, decimal_places=6, null=True, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(PlanRow.Meta):
        verbose_name = "奖惩"
        constraints = [
            *PlanRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")), name="prize_ranks_ordered"
            ),
        ]

    def __str__(self) -> str:
        return self.name
