"""A project from a lead to full capacity: who carries it, what it invests, what was agreed for when."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import ProjectKind, ProjectStage
from lianzhang.registry.models import Chain, Park, Post, Region, ResponsibleUnit, Segment
from lianzhang.work.models import TimedRow

__all__ = ["BUILT", "DATES", "EARLY", "ENDED", "GROUPS", "ORDER", "UNDER_WAY", "Project", "Stage", "money_field"]

Stage = ProjectStage
ORDER = (
    *(Stage.LEAD, Stage.TALKS, Stage.SIGNED, Stage.LANDED),
    *(Stage.STARTED, Stage.COMPLETED, Stage.PRODUCING, Stage.CAPACITY),
)
# A lead and what is talked about: of no concern to others.
EARLY = (Stage.LEAD, Stage.TALKS)
ENDED = (Stage.CAPACITY, Stage.LOST)
UNDER_WAY = tuple(each for each in ORDER if each not in ENDED)
BUILT = (Stage.COMPLETED, Stage.PRODUCING, Stage.CAPACITY)
# The plan's three batches.
GROUPS = {
    "introduced": ("策划引进", (Stage.LEAD, Stage.TALKS, Stage.SIGNED, Stage.LANDED)),
    "under_construction": ("开工建设", (Stage.STARTED, Stage.COMPLETED)),
    "in_operation": ("投产运营", (Stage.PRODUCING, Stage.CAPACITY)),
}
# The day on which each stage was reached.
DATES = {stage: f"{stage}_on" for stage in (*ORDER, Stage.LOST)}


def money_field(title: str, **more: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(title, max_digits=14, decimal_places=2, **more)


class Project(TimedRow):
    """`post` is that which entered it, `unit` carries it now; `asked_unit` was asked to take it over.

    Amounts are 万元. `done` is what the months come to. `investor_key` and `investor_uscc` stand as long as the first
    report is protected: no two may hold one. `progressed_on` is when something last came forward; `stalled_on` the
    day from which on, without more, it is stalled, written by the engine. `due`: until when the unit asked answers.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    number = models.CharField("编号", max_length=20)
    name = models.CharField("项目名称", max_length=80)
    text = models.CharField("建设内容", max_length=1000, blank=True, default="", db_default="")
    kind = models.ForeignKey(ProjectKind, models.PROTECT, related_name="+", verbose_name="类别")
    marks = models.CharField("标记", max_length=300, blank=True, default="", db_default="", help_text="|smart|green|")
    state = models.CharField("阶段", max_length=10, choices=Stage, default=Stage.LEAD)
    chain = models.ForeignKey(Chain, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产业链")
    segment = models.ForeignKey(Segment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="环节")
    fills_gap = models.BooleanField("补缺失环节", default=False, db_default=False)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="projects", verbose_name="企业"
    )
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="落户区域")
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="落户园区")
    unit = models.ForeignKey(ResponsibleUnit, models.PROTECT, related_name="+", verbose_name="责任单位")
    asked_unit = models.ForeignKey(
        ResponsibleUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="待接手单位"
    )
    sponsor = models.ForeignKey(
        Post, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="包保", db_index=False
    )
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记账号", db_index=False)
    entered_at = models.DateTimeField("登记时间")
    reason = models.CharField("末次理由", max_length=500, blank=True, default="", db_default="")

    # --- who brings it, and whose first report it is
    investor = models.CharField("投资方", max_length=120, blank=True, default="", db_default="")
    uscc = models.CharField("投资方统一社会信用代码", max_length=18, blank=True, default="", db_default="")
    investor_key = models.CharField("首报名称", max_length=120, null=True, blank=True, editable=False)  # noqa: DJ001
    investor_uscc = models.CharField("首报代码", max_length=18, null=True, blank=True, editable=False)  # noqa: DJ001
    protected_until = models.DateField("首报保护至", null=True, blank=True)

    # --- what it is to cost and bring
    planned = money_field("计划总投资（万元）", null=True, blank=True)
    contract = money_field("合同额（万元）", null=True, blank=True)
    arrived = money_field("到位资金（万元）", null=True, blank=True)
    done = money_field("完成投资（万元）", default=Decimal(0), db_default=0)
    jobs = models.PositiveIntegerField("用工（人）", null=True, blank=True)
    output = money_field("达产年产值（万元）", null=True, blank=True)
    filing_number = models.CharField("备案号", max_length=60, blank=True, default="", db_default="")
    filed_on = models.DateField("备案日期", null=True, blank=True)
    in_statistics_on = models.DateField("纳统日期", null=True, blank=True)
    planned_start = models.DateField("计划开工", null=True, blank=True)
    planned_completion = models.DateField("计划竣工", null=True, blank=True)

    # --- when it reached what
    lead_on = models.DateField("线索日期", null=True, blank=True)
    talks_on = models.DateField("洽谈日期", null=True, blank=True)
    signed_on = models.DateField("签约日期", null=True, blank=True)
    landed_on = models.DateField("落地日期", null=True, blank=True)
    started_on = models.DateField("开工日期", null=True, blank=True)
    completed_on = models.DateField("竣工日期", null=True, blank=True)
    producing_on = models.DateField("投产日期", null=True, blank=True)
    capacity_on = models.DateField("达产日期", null=True, blank=True)
    lost_on = models.DateField("流失日期", null=True, blank=True)
    lost_from = models.CharField("流失前阶段", max_length=10, choices=Stage, blank=True, default="", db_default="")
    progressed_on = models.DateField("末次进展")
    stalled_on = models.DateField("停滞起", null=True, blank=True, editable=False)
    last_act_at = models.DateTimeField("末次办理", null=True, blank=True)

    class Meta:
        verbose_name = "项目"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="project_numbered_once"),
            models.UniqueConstraint(fields=["city", "investor_key"], name="project_investor_reported_once"),
            models.UniqueConstraint(fields=["city", "investor_uscc"], name="project_investor_code_reported_once"),
            models.CheckConstraint(
                condition=Q(arrived=None) | Q(contract=None) | Q(arrived__lte=F("contract")),
                name="project_arrived_within_contract",
            ),
            models.CheckConstraint(
                condition=~Q(state=Stage.LOST) | Q(lost_on__isnull=False), name="project_lost_on_a_day"
            ),
            models.CheckConstraint(condition=~Q(asked_unit=F("unit")), name="project_handed_to_another"),
        ]
        indexes = [
            models.Index(fields=["city", "state", "stalled_on"]),
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["asked_unit"], condition=Q(asked_unit__isnull=False), name="project_asked_unit"),
            models.Index(fields=["chain", "state"]),
            models.Index(fields=["region", "state"]),
            models.Index(fields=["city", "progressed_on"]),
            models.Index(fields=["city", "started_on"]),
            models.Index(fields=["city", "signed_on"]),
            models.Index(fields=["city", "planned_completion"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def mark_codes(self) -> tuple[str, ...]:
        return tuple(filter(None, self.marks.split("|")))

    @property
    def begun(self) -> date | None:
        """The first day that is known of it."""
        return min((day for stage in ORDER if (day := getattr(self, DATES[stage]))), default=None)

    @property
    def batch(self) -> str:
        return next((title for title, stages in GROUPS.values() if self.state in stages), "")

    @property
    def is_stalled(self) -> bool:
        return self.stalled_on is not None and self.stalled_on <= timezone.localdate()

    @property
    def percent(self) -> Decimal | None:
        return 100 * self.done / self.planned if self.planned else None

    def acted(self) -> datetime:
        """Note that somebody acted on it, now."""
        self.last_act_at = timezone.now()
        return self.last_act_at
