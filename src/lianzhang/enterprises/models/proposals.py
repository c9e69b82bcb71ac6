"""What somebody asks for who does not answer for the firm: that it comes onto a chain, changes there, or leaves it."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from lianzhang.accounts.models import User
from lianzhang.registry.models import Chain, Segment
from lianzhang.work.models import WorkRow

from .firm import ChainRole, Enterprise, Membership


class ProposalKind(models.TextChoices):
    PUT = "put", "上链"
    CHANGE = "change", "修改"
    END = "end", "离链"


class ProposalState(models.TextChoices):
    WAITING = "waiting", "待同意"
    AGREED = "agreed", "已同意"
    DECLINED = "declined", "没有同意"
    WITHDRAWN = "withdrawn", "已撤回"
    LAPSED = "lapsed", "已失效"


class MembershipProposal(WorkRow):
    """A place on a chain that is asked for. It is in no list, sum or reach: only what is agreed becomes a `Membership`.

    Segment to `share` say how the membership would stand; `membership` is the one that would change, at the version
    that was looked at, and once agreed the one that was made.
    """

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="proposals", verbose_name="企业")
    kind = models.CharField("提请的事", max_length=8, choices=ProposalKind)
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="+", verbose_name="产业链")
    membership = models.ForeignKey(
        Membership, models.SET_NULL, null=True, blank=True, related_name="proposals", verbose_name="在链记录"
    )
    membership_version = models.PositiveIntegerField("在链记录的版本", default=0)
    segment = models.ForeignKey(
        Segment, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="环节", db_index=False
    )
    role = models.CharField("链上身份", max_length=12, choices=ChainRole, default=ChainRole.OTHER)
    starts = models.DateField("起")
    ends = models.DateField("止", null=True, blank=True)
    share = models.DecimalField("计入比例（%）", max_digits=5, decimal_places=2, default=Decimal(100))
    reason = models.CharField("依据", max_length=300)
    state = models.CharField("状态", max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提请")
    entered_at = models.DateTimeField("提请时间", auto_now_add=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复")
    decided_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer = models.CharField("答复的理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "在链提请"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "chain"], condition=Q(state="waiting"), name="proposal_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="proposal_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=100), name="proposal_share_in_percent"),
            models.CheckConstraint(condition=~Q(kind="end") | Q(ends__isnull=False), name="proposal_to_end_says_when"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.chain}，{self.get_kind_display()}"
