"""What one plan says of the city's chains, groups, ranks, posts and segments: its own rows, written by its load alone.

The rows of the register keep what these things are for every room; another plan may call and order them otherwise."""

from django.db import models
from django.db.models import F, Q

from lianzhang.registry.models import Chain, ChainGroup, Organization, Park, Post, Rank, Region, Segment

from .plan import Plan

__all__ = ["PlanChain", "PlanGroup", "PlanPost", "PlanRank", "PlanSegment", "PlanSegmentLink", "PlanZone"]


class Named(models.Model):
    """A row of the register as the plan names it; without a name, as the register does."""

    name = models.CharField("名称", max_length=120, blank=True)

    class Meta:
        abstract = True


class PlanChain(Named):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="plan_chains")
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="+")
    lead_department = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="牵头部门"
    )
    order = models.PositiveIntegerField("次序", default=0)

    class Meta(Named.Meta):
        verbose_name = "方案的产业链"
        ordering = ["plan_id", "order"]
        constraints = [models.UniqueConstraint(fields=["plan", "chain"], name="plan_chain_once")]


class PlanGroup(Named):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="plan_groups")
    group = models.ForeignKey(ChainGroup, models.PROTECT, related_name="+")
    chains = models.ManyToManyField(Chain, related_name="+", blank=True, verbose_name="产业链")

    class Meta(Named.Meta):
        verbose_name = "方案的产业群"
        constraints = [models.UniqueConstraint(fields=["plan", "group"], name="plan_group_once")]


class PlanZone(models.Model):
    """Where the plan says that a chain is carried: a region or a park."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="plan_zones")
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "方案的承载区域"
        ordering = ["plan_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(region__isnull=False, park__isnull=True) | Q(region__isnull=True, park__isnull=False),
                name="plan_zone_is_region_or_park",
            ),
        ]


class PlanRank(Named):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="plan_ranks")
    rank = models.ForeignKey(Rank, models.PROTECT, related_name="+")
    role = models.CharField("系统角色", max_length=40, blank=True)
    extra = models.BooleanField("附加角色", default=False)
    kind = models.CharField("类别", max_length=12, choices=Rank.Kind, blank=True)
    order = models.PositiveIntegerField("次序", default=0)

    class Meta(Named.Meta):
        verbose_name = "方案的职级"
        constraints = [models.UniqueConstraint(fields=["plan", "rank"], name="plan_rank_once")]


class PlanPost(Named):
    """Of the posts with accounts, the chains decide what these see and do: see plans/prevailing.py."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="plan_posts")
    post = models.ForeignKey(Post, models.PROTECT, related_name="statements")
    rank = models.ForeignKey(Rank, models.PROTECT, related_name="+", verbose_name="职级")
    chains = models.ManyToManyField(Chain, related_name="+", blank=True, verbose_name="产业链")
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )

    class Meta(Named.Meta):
        verbose_name = "方案的职务"
        constraints = [models.UniqueConstraint(fields=["plan", "post"], name="plan_post_once")]


class PlanSegment(Named):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="plan_segments")
    segment = models.ForeignKey(Segment, models.PROTECT, related_name="+")
    stage = models.CharField("阶段", max_length=40)
    place = models.PositiveSmallIntegerField("阶段次序")
    order = models.PositiveIntegerField("次序", default=0)
    strategy = models.CharField("方案的部署", max_length=12, choices=Segment.Strategy, blank=True)

    class Meta(Named.Meta):
        verbose_name = "方案的环节"
        constraints = [models.UniqueConstraint(fields=["plan", "segment"], name="plan_segment_once")]


class PlanSegmentLink(models.Model):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="plan_links")
    upstream = models.ForeignKey(Segment, models.PROTECT, related_name="+", verbose_name="上游环节")
    downstream = models.ForeignKey(Segment, models.PROTECT, related_name="+", verbose_name="下游环节")

    class Meta:
        verbose_name = "方案的环节联系"
        constraints = [
            models.UniqueConstraint(fields=["plan", "upstream", "downstream"], name="plan_segment_link_once"),
            models.CheckConstraint(condition=~Q(upstream=F("downstream")), name="plan_segment_link_leads_on"),
        ]
