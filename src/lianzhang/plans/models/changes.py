"""A change of a plan that somebody proposes on the screens, and another lets take effect."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianzhang.accounts.models import User
from lianzhang.registry.models import Region
from lianzhang.work.models import WorkRow

from .plan import Plan

__all__ = ["ChangeState", "PaperDraft", "PlanChange"]


class ChangeState(models.TextChoices):
    DRAFT = "draft", "草稿"
    PROPOSED = "proposed", "待核对"
    APPLIED = "applied", "已生效"


class PlanChange(WorkRow):
    """A whole plan as an upload says it (`content`), or single rows of the one that stands (`edits`).

    `plan` is the one to be changed, none of one that comes new; `basis` its content_hash when the change was proposed,
    or when it took effect. `exported`: that of the plan from which an uploaded workbook was handed out, NOT_TOLD where
    the workbook does not say. `effects`: what it changed, as it took effect; a while after that `content` is cleared.
    `paper` and `day`: the decision on which it rests."""

    NOT_TOLD = "-"

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    plan = models.ForeignKey(
        Plan, models.CASCADE, null=True, blank=True, related_name="plan_changes", verbose_name="方案", db_index=False
    )
    title = models.CharField("改什么", max_length=200)
    content = models.JSONField("整份方案", null=True, blank=True, default=None)
    edits = models.JSONField("改动的行", blank=True, default=list)
    basis = models.CharField("改的是哪一份", max_length=64, blank=True, default="")
    exported = models.CharField("导出的是哪一份", max_length=64, blank=True, default="")
    paper = models.CharField("依据", max_length=200, blank=True, default="")
    day = models.DateField("自何日起", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=ChangeState, default=ChangeState.DRAFT)
    reason = models.CharField("退回的理由", max_length=300, blank=True, default="")
    effects = models.JSONField("改动", blank=True, default=list)
    # The ids of the rows that it changed, each between blanks.
    touched = models.TextField("改了哪些行", blank=True, default="", editable=False)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人", db_index=False)
    entered_at = models.DateTimeField("提出时间")
    applied_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核对人", db_index=False
    )
    applied_at = models.DateTimeField("生效时间", null=True, blank=True)

    class Meta:
        verbose_name = "方案修改"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["city", "state"], name="plan_change_of_city"),
            models.Index(fields=["plan", "state"], name="plan_change_of_plan"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="plan_change_applied_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PaperDraft(WorkRow):
    """A plan being drafted from its paper: the text, and what a person decided of each proposal (`decisions`, by the
    proposal's key). The proposals themselves are read from the text each time (lianzhang.drafting)."""

    class State(models.TextChoices):
        OPEN = "open", "在看"
        DONE = "done", "已做成方案"

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    name = models.CharField("文件名", max_length=200)
    text = models.TextField("原文")
    notes = models.JSONField("要知道的", blank=True, default=list)
    decisions = models.JSONField("逐条的决定", blank=True, default=dict)
    state = models.CharField("状态", max_length=4, choices=State, default=State.OPEN)
    change = models.ForeignKey(
        PlanChange, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="方案修改", db_index=False
    )
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="起草人", db_index=False)
    entered_at = models.DateTimeField("起草时间")

    class Meta:
        verbose_name = "方案起草"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["city", "state"], name="paper_draft_of_city")]

    def __str__(self) -> str:
        return self.name
